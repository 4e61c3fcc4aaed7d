"""Measures packed: however they were made and are read, they are the same."""

from __future__ import annotations

import pickle

from hypothesis import given
from hypothesis import strategies as st

from sensortrack.records import Code, Measure, Reason
from sensortrack.records.packed_measures import Measures

_NUMBER = st.none() | st.floats()
_END = st.floats(0.0, 50.0)
_WHY = st.none() | st.sampled_from(
    [Reason(Code.KNOCKED), Reason(Code.HOLD_BRIEF, duration_s=0.1, least_s=0.5)]
)


@given(st.lists(st.tuples(_NUMBER, _WHY, _NUMBER, st.tuples(_END, _END)), max_size=5), st.booleans())
def test_measures_from_numbers_are_those_made_one_by_one(
    drawn: list[tuple[float | None, Reason | None, float | None, tuple[float, float]]], has_bands: bool
) -> None:
    values = [one[:3] for one in drawn]
    bands = [one[3] for one in drawn] if has_bands else []
    units = {f"m{k}": "deg" if k % 2 else "1" for k in range(len(values))}
    one_by_one = {
        name: Measure(value, unit, why is None, why, uncertainty, band if has_bands else None)
        for (name, unit), (value, why, uncertainty, band) in zip(units.items(), drawn, strict=True)
    }
    packed = Measures.of(units, values, bands)
    assert dict(packed) == dict(Measures(one_by_one)) == one_by_one
    assert [
        (name, m.value, m.unit, m.valid, m.why, m.uncertainty, m.band_hz) for name, m in one_by_one.items()
    ] == list(packed.rows())
    assert dict(pickle.loads(pickle.dumps(packed))) == one_by_one
