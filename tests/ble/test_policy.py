"""How long the client waits between attempts."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sensortrack.sources.ble.policy import LinkPolicy


@given(attempt=st.integers(1, 100_000), first_s=st.floats(1e-3, 5.0), longest_s=st.floats(5.0, 600.0))
def test_the_wait_doubles_up_to_the_longest_however_often_it_is_tried(
    attempt: int, first_s: float, longest_s: float
) -> None:
    policy = LinkPolicy(first_wait_s=first_s, longest_wait_s=longest_s)
    wait_s, next_s = policy.wait_s(attempt), policy.wait_s(attempt + 1)
    assert first_s <= wait_s <= next_s <= longest_s
    assert next_s == min(2.0 * wait_s, longest_s)
