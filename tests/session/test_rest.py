"""The rest between two sets, and the pause in a long series: when each is announced, and when it is over."""

from __future__ import annotations

import pytest

from sensortrack.language import load_language
from sensortrack.protocol.plan import Dose
from sensortrack.session.agenda import Agenda
from sensortrack.session.announcer import Announcer
from sensortrack.session.coach.pause_offer import MOMENT_S, OFFERED_AFTER_S, PAUSE_LINE, PauseOffer
from sensortrack.session.events import Say
from sensortrack.session.rest import REST_COUNTDOWN_S, RestPause
from sensortrack.session.speech import Spoken


class Resting:
    """A rest that begins at 100 s of a session, and what is said in it; each line takes no time."""

    def __init__(self, rest_s: float) -> None:
        dose = Dose("E9", series=2, repetitions=5, rest_s=rest_s)
        self.announcer = Announcer(load_language("en"), Agenda([dose], None))
        self.rest = RestPause(dose, self.announcer)
        self.said: list[tuple[float, str, str]] = []

    def speak(self, t_s: float) -> None:
        """All that waits."""
        while not self.announcer.idle:
            for event in self.announcer.take_events(t_s, None):
                if isinstance(event, Say):
                    self.said.append((t_s, event.cue.key, event.cue.text))
                    self.announcer.spoken(t_s, Spoken(event.id, "finished"))

    def over_at(self, begins_s: float) -> float:
        """When it is over; it is asked ten times a second."""
        for tenth in range(2000):
            t_s = begins_s + tenth / 10.0
            over = self.rest.is_over(t_s)
            self.speak(t_s)
            if over:
                return t_s
        raise AssertionError("it is never over")


@pytest.mark.parametrize("rest_s", [5.0, 20.0, 21.0, 60.0])
def test_a_rest_lasts_as_long_as_it_was_said_to_and_the_end_of_a_longer_one_is_announced(
    rest_s: float,
) -> None:
    resting = Resting(rest_s)
    resting.rest.begin(100.0)
    resting.speak(100.0)
    assert resting.over_at(100.0) == pytest.approx(100.0 + rest_s)
    (begun, *left, over) = resting.said
    assert begun[1] == "session.set_done"
    assert resting.announcer.language.duration(round(rest_s)) in begun[2]
    assert over[1] == "session.rest_over"
    assert [key for _, key, _ in left] == (["session.rest_left"] if rest_s > 20.0 else [])
    assert [t_s for t_s, _, _ in left] == pytest.approx([100.0 + rest_s - REST_COUNTDOWN_S] * len(left))
    assert all("10 seconds" in text for _, _, text in left)


def test_a_rest_after_a_pause_is_whole_again_and_its_end_is_said_once() -> None:
    resting = Resting(60.0)
    resting.rest.begin_again(130.0)
    assert resting.announcer.state == "rest"
    resting.speak(130.0)
    assert resting.over_at(130.0) == pytest.approx(190.0)
    assert [key for _, key, _ in resting.said] == ["session.rest_again", "session.rest_over"]


def test_no_set_begins_while_something_of_the_rest_is_still_to_be_said() -> None:
    resting = Resting(5.0)
    resting.rest.begin(100.0)
    assert not resting.rest.is_over(106.0)
    resting.speak(106.0)
    assert resting.rest.is_over(106.1)


def due(offer: PauseOffer) -> bool:
    """Asked anew each time."""
    return offer.is_due


def offered(hold_s: float | None, repetitions: int, *, may_offer: bool = True) -> PauseOffer:
    offer = PauseOffer(hold_s)
    for _ in range(repetitions):
        offer.count(may_offer=may_offer)
    return offer


def test_a_pause_is_due_once_so_much_was_held_that_arms_and_legs_want_one() -> None:
    assert not due(offered(12.4, 4))
    assert due(offered(10.0, 5))
    assert due(offered(OFFERED_AFTER_S, 1))
    assert not due(offered(None, 100))


def test_a_pause_that_has_no_room_waits_for_a_repetition_that_has() -> None:
    offer = offered(10.0, 5, may_offer=False)
    assert not due(offer)
    offer.count(may_offer=True)
    assert due(offer)
    offer.count(may_offer=False)
    assert due(offer)


@pytest.mark.parametrize("hold_s", [10.0, 12.4])
def test_after_the_offer_a_moment_is_left_and_the_holding_counts_from_the_beginning(hold_s: float) -> None:
    offer = offered(hold_s, 5)
    offer.said("coach.count")
    offer.heard(20.0, "coach.count")
    assert due(offer)
    assert not offer.waits(20.0)
    offer.said(PAUSE_LINE)
    assert not due(offer)
    assert not offer.waits(21.0)  # it is being said
    offer.heard(22.0, PAUSE_LINE)
    assert offer.waits(22.0)
    assert offer.waits(22.0 + MOMENT_S - 0.1)
    assert not offer.waits(22.0 + MOMENT_S)
    for _ in range(4):
        offer.count(may_offer=True)
    assert not due(offer)
    offer.count(may_offer=True)
    assert due(offer)


@pytest.mark.parametrize("hold_s", [10.0, 12.4])
def test_whoever_has_rested_by_something_else_is_offered_nothing(hold_s: float) -> None:
    offer = offered(hold_s, 5)
    offer.heard(22.0, PAUSE_LINE)
    offer.drop()
    assert not due(offer)
    assert not offer.waits(23.0)
    for _ in range(4):
        offer.count(may_offer=True)
    assert not due(offer)
    offer.count(may_offer=True)
    assert due(offer)
