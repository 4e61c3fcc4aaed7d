"""Who answers at the page: the person, or for most questions the virtual patient."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from sensortrack.app.bridge import Bridge
from sensortrack.app.person import PagePerson
from sensortrack.language import load_language
from sensortrack.protocol import load_catalogue
from sensortrack.protocol.plan import Dose, Plan
from sensortrack.protocol.screening import screening_order
from sensortrack.session.events import Ask
from sensortrack.session.ports import Command

CATALOGUE = load_catalogue()
SCREENING = screening_order(CATALOGUE)[0].id


class Sending(Bridge):
    """Keeps what the page is sent."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: list[dict[str, Any]] = []

    def publish(self, message: Mapping[str, Any]) -> None:
        self.sent.append(dict(message))


def person_at(bridge: Bridge, *, virtual: bool) -> PagePerson:
    plan = Plan((Dose("E6"),))
    return PagePerson(
        bridge, plan, CATALOGUE, load_language("en"), lambda: 0.0, ending=lambda: False, virtual=virtual
    )


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        (SCREENING, "yes_no"),
        ("pain_before", "score"),
        ("stop_reason", "reason"),
        ("stop_pain", "score_or_nothing"),
    ],
)
@pytest.mark.parametrize("virtual", [False, True])
def test_every_question_is_the_persons_but_the_virtual_patient_answers_all_except_those_after_a_stop(
    question: str, kind: Any, virtual: bool
) -> None:
    """A person once got no buttons to answer with."""
    bridge = Sending()
    person, ask = person_at(bridge, virtual=virtual), Ask(question, "?", kind)
    person.hear(ask)
    by_itself = virtual and not question.startswith("stop_")
    assert bridge.sent[-1]["mine"] is not by_itself
    assert isinstance(person.answer(ask), Command) is by_itself
