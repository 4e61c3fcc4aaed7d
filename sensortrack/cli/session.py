"""`sensortrack session`: a whole session of one person, from the screening to the report."""

from __future__ import annotations

from contextlib import ExitStack
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..errors import UsageError
from .home import FILE, Home_, Language_, recover
from .options import Calibration_, Catalogue_, FrameName, Json_, catalogue_of
from .say import tell
from .sensors import Adapter_, Address_, Name_, Placement_, Rate_, SensorFrame_
from .session_sources import SourceOptions, check_enough, read_recordings
from .show import print_json

if TYPE_CHECKING:
    from ..history import History
    from ..language import Language
    from ..protocol.catalogue_model import Catalogue
    from ..protocol.plan import Plan
    from ..records import Recording

INTERRUPTED = 130
VIRTUAL, ME = "virtual", "me"


class PatientLevel(StrEnum):
    """How the virtual patient moves."""

    CLEAN = "clean"
    ORDINARY = "ordinary"
    HARD = "hard"


def session(
    person: Annotated[
        str | None,
        typer.Option("--person", help=f"A pseudonym; default: {ME}, or {VIRTUAL} for the virtual patient."),
    ] = None,
    profile: Annotated[
        str | None,
        typer.Option(
            "--profile", "-p", help="The sensor: a firmware profile's id (`profiles list`) or file."
        ),
    ] = None,
    recording: Annotated[
        list[Path] | None,
        typer.Option("--recording", help="Instead of a person: one recording for each set, in their order."),
    ] = None,
    virtual: Annotated[
        bool,
        typer.Option("--virtual", help="The virtual patient; with --profile it wears an emulated sensor."),
    ] = False,
    exercise: Annotated[
        list[str] | None, typer.Option("--exercise", "-e", help="Only these, in this order (repeat it).")
    ] = None,
    plan: Annotated[
        Path | None, typer.Option("--plan", help="A clinician's plan (.toml); default: the ladder.")
    ] = None,
    no_bar: Annotated[
        bool,
        typer.Option("--no-bar", help="You can't hang: the document's substitute for the bar hang instead."),
    ] = False,
    answers: Annotated[
        str | None,
        typer.Option("--answers", help="Answers from a file, or `good`; not for a person who exercises now."),
    ] = None,
    fast: Annotated[
        bool, typer.Option("--fast", help="As fast as the machine is; not with a sensor.")
    ] = False,
    seed: Annotated[int, typer.Option("--seed", help="Another virtual patient.")] = 1,
    level: Annotated[
        PatientLevel, typer.Option("--level", help="How cleanly the virtual patient moves.")
    ] = PatientLevel.ORDINARY,
    speak: Annotated[
        bool, typer.Option("--speak", help="Say the cues aloud, where the system has a voice.")
    ] = False,
    language: Language_ = "en",
    report: Annotated[
        Path | None,
        typer.Option(
            "--report", help="Where the report's page goes (.html); default: beside the recordings."
        ),
    ] = None,
    home: Home_ = None,
    rate: Rate_ = None,
    name: Name_ = None,
    address: Address_ = None,
    frame: SensorFrame_ = FrameName.SENSOR,
    placement: Placement_ = None,
    calibration: Calibration_ = None,
    adapter: Adapter_ = None,
    catalogue: Catalogue_ = None,
    json: Json_ = False,
) -> None:
    """Do a session: screening, exercises with a coach, STOP at any time (SPACE or Ctrl-C), the report.

    Not a medical device: it makes no diagnosis, and can't tell you that you are well. All stays on this machine.
    """
    from ..history import History
    from ..history.lock import session_lock
    from ..home.home_folder import home_folder
    from ..home.people import check_pseudonym, refuse_mixing
    from ..language import load_language
    from .keyboard import Keyboard
    from .session_report import print_report
    from .session_run import Setting, check_new, run_session

    wish = SourceOptions(
        virtual=virtual,
        recordings=recording or (),
        profile=profile,
        fast=fast,
        seed=seed,
        level=level.value,
        rate_hz=rate,
        name=name,
        address=address,
        adapter=adapter,
        frame=frame,
        placement=placement,
        calibration=calibration,
    )
    wish.check()
    if answers is not None and wish.is_person:
        raise UsageError(
            "--answers answers for the virtual patient or a recording; a person answers for themselves. "
            "Leave it out."
        )
    person = person or (VIRTUAL if virtual else ME)
    check_pseudonym(person)
    words, chosen = load_language(language), catalogue_of(catalogue)
    recordings = read_recordings(wish, chosen, exercise or ())
    folder = home_folder(home)
    with ExitStack() as stack:
        stack.enter_context(session_lock(folder / FILE))
        history = stack.enter_context(History(folder / FILE))
        recover(history)
        refuse_mixing(history, person, simulated=_simulated(wish, recordings))
        if exercise is None and recordings:
            exercise = list(dict.fromkeys(r.description.exercise or "" for r in recordings))
        todo = _plan(history, person, chosen, plan, exercise, words, can_hang=not no_bar)
        if recordings:
            check_enough(recordings, todo)
        if report is not None:
            check_new(report)
        setting = Setting(history, person, todo, chosen, words, wish, recordings, folder)
        # Held until the program ends: no key that was pressed reaches the shell.
        keyboard = stack.enter_context(Keyboard())
        written, interrupted, failed = run_session(setting, answers, keyboard, report, speak=speak)
        if json:
            print_json(written.document)
        else:
            print_report(written.document, words)
        tell(words.say("terminal.report_kept", path=written.page))
        tell(
            words.say("terminal.kept_in" if history.private else "terminal.kept_in_exposed", path=folder),
        )
    if failed is not None:
        raise failed
    if interrupted:
        raise typer.Exit(INTERRUPTED)


def _plan(
    history: History,
    person: str,
    catalogue: Catalogue,
    file: Path | None,
    exercises: list[str] | None,
    language: Language,
    *,
    can_hang: bool,
) -> Plan:
    """The clinician's plan, or the ladder's for where the person stands on it."""
    from ..home.todays_plan import ladder_plan, sessions_a_week
    from ..protocol.plan_file import load_plan

    if file is not None:
        if exercises or not can_hang:
            raise UsageError("--plan names the exercises; leave out --exercise and --no-bar.")
        return load_plan(file, catalogue)
    plan = ladder_plan(history, person, catalogue, exercises, can_hang=can_hang)
    # Frequency is a dimension of the ladder, too.
    recent, most = sessions_a_week(history, person, catalogue, plan)
    if most is not None and recent >= most:
        tell(language.say("terminal.often", n=recent + 1, most=f"{most:g}"))
    return plan


def _simulated(wish: SourceOptions, recordings: list[Recording]) -> bool:
    return wish.virtual or any(r.description.truth is not None for r in recordings)
