"""What of a plan is done, set by set, and which posture the person is in."""

from __future__ import annotations

import pytest

from sensortrack.protocol.plan import Dose
from sensortrack.records import SetEnd
from sensortrack.session.agenda import POSTURE_COSINE, Agenda

from ..protocol.hand import rep
from .test_coaches import HANG, begun

LIMBS = Dose("E9", repetitions=3)


def test_before_the_first_exercise_nothing_is_on_and_nothing_is_done() -> None:
    agenda = Agenda((LIMBS, HANG), None)
    assert agenda.where == (None, None)
    assert (agenda.done, agenda.lasted_s, agenda.has_done_any, agenda.whole) == ({}, 0.0, False, True)


def test_the_sets_of_an_exercise_add_up_by_side_and_limit_no_other_exercise() -> None:
    agenda = Agenda((LIMBS, HANG), None)
    for sides in (("left", "right", "left"), ("left",)):
        on = begun(LIMBS)  # its start pose is known since 9 s
        on.take(20.0, 10.0, [rep(20.0, side=side) for side in sides])
        agenda.add(39.0, on, "person")
    assert agenda.done == {"left": 3, "right": 1}
    assert agenda.lasted_s == 60.0
    agenda.between_exercises()
    assert (agenda.done, agenda.lasted_s) == ({}, 0.0)


@pytest.mark.parametrize(
    ("doses", "repetitions", "ended_by", "counts"),
    [
        ((LIMBS, HANG), 0, "done", False),
        ((LIMBS, HANG), 1, "person", True),
        ((HANG, LIMBS), 0, "person", False),
        ((HANG, LIMBS), 0, "done", True),
    ],
)
def test_a_repetition_counts_and_so_does_a_time_that_was_kept_to_its_end(
    doses: tuple[Dose, Dose], repetitions: int, ended_by: SetEnd, counts: bool
) -> None:
    agenda, on = Agenda(doses, None), begun(doses[0])
    on.take(20.0, 10.0, [rep(20.0, side="left")] * repetitions)
    agenda.add(39.0, on, ended_by)
    assert agenda.has_done_any is counts


LEVEL = (1.0 - POSTURE_COSINE**2) ** 0.5


@pytest.mark.parametrize(
    ("up", "lies", "stands"),
    [
        ((1.0, 0.0, 0.0), False, True),
        ((POSTURE_COSINE + 0.01, LEVEL, 0.0), False, True),
        ((POSTURE_COSINE, LEVEL, 0.0), False, False),
        ((-POSTURE_COSINE, 0.0, LEVEL), False, False),
        ((POSTURE_COSINE - 0.01, 0.0, LEVEL), True, False),
        ((0.0, 1.0, 0.0), True, False),
        ((0.0, 0.0, -1.0), True, False),
    ],
)
def test_who_has_the_trunk_level_lies_and_postures_differ_by_what_is_up(
    up: tuple[float, float, float], lies: bool, stands: bool
) -> None:
    agenda = Agenda((), None)
    assert not agenda.lies
    assert not agenda.is_posture(up)
    agenda.start_up = up
    assert agenda.lies is lies
    agenda.start_up = (1.0, 0.0, 0.0)
    assert agenda.is_posture(up) is stands
