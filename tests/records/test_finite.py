"""No record holds NaN or infinity, whatever is put into it."""

from __future__ import annotations

import math
from dataclasses import astuple
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sensortrack.records import Attempt, Code, Event, Finding, Measure, Phase, Reason, invalid

ANY = st.none() | st.floats() | st.sampled_from([math.nan, math.inf, -math.inf])
WHY = Reason(Code.NO_REPETITION)


def numbers(record: Any) -> list[float]:
    return [v for v in astuple(record) if isinstance(v, float)]


@given(value=ANY, uncertainty=ANY, valid=st.booleans())
def test_a_measure_is_finite_or_none_and_has_a_reason_where_it_is_not_valid(
    value: float | None, uncertainty: float | None, valid: bool
) -> None:
    m = Measure(value, "1", valid, uncertainty=uncertainty)
    assert all(map(math.isfinite, numbers(m)))
    assert m.valid == (valid and value is not None and math.isfinite(value))
    assert (m.why is None) == m.valid
    if m.value is not None:
        assert m.value == value


def test_a_measure_that_could_not_be_computed_says_so_or_says_why() -> None:
    assert Measure(math.nan, "1").why == Reason(Code.NOT_COMPUTED)
    assert invalid("1", WHY, math.inf) == Measure(None, "1", False, WHY)


@given(size=ANY, limit=ANY)
def test_an_event_is_finite_or_none(size: float | None, limit: float | None) -> None:
    assert all(map(math.isfinite, numbers(Event(1.0, "gap", None, size, "s", limit))))


@given(values=st.tuples(ANY, ANY, ANY, ANY))
def test_a_finding_is_finite_or_none(values: tuple[float | None, ...]) -> None:
    value, limit, least, most = values
    found = Finding("G1", "fail", "measured", WHY, value, limit, "1", (), least, most)
    assert all(map(math.isfinite, numbers(found)))


@given(amplitude=ANY, hold=ANY)
def test_an_attempt_is_finite_or_none(amplitude: float | None, hold: float | None) -> None:
    attempt = Attempt(0, "repetition", None, None, 0.0, 4.0, amplitude, hold, 2.0, 4.2)
    assert all(map(math.isfinite, numbers(attempt)))


@pytest.mark.parametrize("t_s", [math.nan, math.inf, -math.inf])
def test_a_time_that_is_none_is_a_fault_of_the_program(t_s: float) -> None:
    for make in (
        lambda: Event(t_s, "gap"),
        lambda: Phase("out", 0.0, t_s),
        lambda: Attempt(0, "repetition", None, None, t_s, 4.0, 20.0, 2.0, 2.0, 4.2),
    ):
        with pytest.raises(ValueError, match="time"):
            make()
