"""Measures packed: however they were made and are read, they are the same."""

from __future__ import annotations

import pickle

from hypothesis import given
from hypothesis import strategies as st

from sensortrack.records import Code, Measure, Reason
from sensortrack.records.measures import Measures

_NUMBER = st.none() | st.floats()
_WHY = st.none() | st.sampled_from(
    [Reason(Code.KNOCKED), Reason(Code.HOLD_BRIEF, duration_s=0.1, least_s=0.5)]
)


@given(st.lists(st.tuples(_NUMBER, _WHY, _NUMBER), max_size=5))
def test_measures_from_numbers_are_those_made_one_by_one(
    told: list[tuple[float | None, Reason | None, float | None]],
) -> None:
    units = {f"m{k}": "deg" if k % 2 else "1" for k in range(len(told))}
    one_by_one = {
        name: Measure(value, unit, why is None, why, uncertainty)
        for (name, unit), (value, why, uncertainty) in zip(units.items(), told, strict=True)
    }
    packed = Measures.of(units, told)
    assert dict(packed) == dict(Measures(one_by_one)) == one_by_one
    assert [(name, m.value, m.unit, m.valid, m.why, m.uncertainty) for name, m in one_by_one.items()] == list(
        packed.rows()
    )
    assert dict(pickle.loads(pickle.dumps(packed))) == one_by_one
