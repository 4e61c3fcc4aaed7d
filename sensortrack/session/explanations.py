"""What is explained at the beginning of a session, before each exercise and at the end."""

from __future__ import annotations

from ..protocol.catalogue_model import Catalogue
from ..protocol.exercise import Exercise
from ..protocol.plan import Dose, Plan
from .agenda import Agenda
from .announcer import Announcer
from .voice import Line


def say_welcome(announcer: Announcer, plan: Plan, catalogue: Catalogue, n: int) -> None:
    """Say how STOP works, what a clinician allowed beyond the limits, and the rules of every exercise."""
    language = announcer.language
    announcer.say("session.welcome", n=n, safety=language.say("safety.stop_always"))
    announcer.say("session.how_to_pause")
    for exception in plan.exceptions:
        announcer.say("session.beyond", text=language.reason(exception.reason))
    for rule in catalogue.rules:
        if rule.method == "cued" and rule.cue is not None:
            text = language.cue(rule) or rule.cue
            announcer.queue(Line(f"rule.{rule.id}", text, rule=rule.id, of_session=True))


def say_exercise(announcer: Announcer, dose: Dose, exercise: Exercise) -> None:
    """Say what comes next, how much of it, its steps and its rules."""
    language = announcer.language
    announcer.say("session.exercise", name=language.exercise_name(exercise))
    for text in language.dose(dose, each_side=exercise.two_sided):
        announcer.queue(Line("session.dose", text))
    for step in language.steps(exercise):
        announcer.queue(Line("session.step", step))
    for rule in exercise.rules:
        if (cue := language.cue(rule)) is not None:
            announcer.queue(Line(f"rule.{rule.id}", cue, rule=rule.id))
    announcer.say("session.get_ready")


def say_end(announcer: Announcer, agenda: Agenda) -> None:
    """Say whether all of it was done, and how to get up."""
    if not agenda.has_done_any:
        announcer.say("session.nothing_done")
    else:
        announcer.say("session.all_done" if agenda.whole else "session.all_over")
    if agenda.lies:
        announcer.say("safety.get_up")
