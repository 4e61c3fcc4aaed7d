"""The one voice: what cuts off what, what waits, what is said again, and how long it has been quiet."""

from __future__ import annotations

from itertools import product

import pytest

from sensortrack.session.voice import Line, Urgency, Voice

LINES = {urgency: Line(f"line.{urgency.name}", "Some words.", urgency) for urgency in Urgency}
GUIDE, SAFETY = LINES[Urgency.GUIDE], LINES[Urgency.SAFETY]


@pytest.mark.parametrize(("now", "due", "queued"), [*product(Urgency, Urgency, (False, True))])
def test_a_line_cuts_off_a_less_urgent_one_and_one_that_must_be_heard_only_for_safety(
    now: Urgency, due: Urgency, queued: bool
) -> None:
    voice = Voice()
    if queued:
        voice.queue(LINES[now])
    begun = voice.step(1.0, None if queued else LINES[now])
    assert begun is not None
    assert (begun.line, begun.queued) == (LINES[now], queued)
    cut = voice.step(2.0, LINES[due])
    if due > now and (not queued or due == Urgency.SAFETY):
        assert cut is not None
        assert (cut.line, cut.queued) == (LINES[due], False)
    else:
        assert cut is None
        assert voice.speaking == begun


@pytest.mark.parametrize("due", Urgency)
def test_what_is_due_is_said_before_what_waits_only_for_safety(due: Urgency) -> None:
    voice = Voice()
    voice.queue(GUIDE)
    begun = voice.step(1.0, LINES[due])
    assert begun is not None
    assert begun.line == (SAFETY if due == Urgency.SAFETY else GUIDE)
    assert begun.queued is (due != Urgency.SAFETY)


def test_what_is_said_at_once_must_be_heard() -> None:
    voice = Voice()
    voice.queue(GUIDE)
    assert voice.interrupt(1.0, SAFETY).queued
    assert voice.step(2.0, LINES[Urgency.COUNT]) is None


def test_it_is_quiet_from_the_beginning_and_after_the_last_line_and_never_while_one_waits() -> None:
    voice = Voice()
    assert voice.quiet_s(5.0) == 5.0
    voice.queue(GUIDE)
    assert voice.quiet_s(5.0) == 0.0
    begun = voice.step(5.0, None)
    assert begun is not None
    assert voice.quiet_s(7.0) == 0.0
    assert voice.ended(8.0, begun.id) == begun
    assert voice.quiet_s(9.5) == 1.5


def test_what_is_flushed_leaves_the_lines_about_safety() -> None:
    voice = Voice()
    for line in (GUIDE, LINES[Urgency.COUNT], SAFETY):
        voice.queue(line)
    voice.step(1.0, None)
    assert voice.flush(2.0)
    begun = voice.step(2.0, None)
    assert begun is not None
    assert begun.line == SAFETY
    assert not voice.flush(3.0)
    assert voice.speaking == begun


def test_a_line_is_said_again_once_its_time_is_over() -> None:
    voice, line = Voice(), Line("slower", "Slower.", cool_down_s=4.0)
    for t_s, again in ((1.0, True), (4.9, False), (5.0, True), (6.0, False)):
        begun = voice.step(t_s, line)
        assert (begun is not None) is again
        if begun is not None:
            voice.ended(t_s, begun.id)
