"""What the page can ask for beside the session itself: who, what is due, the sensors about, the plan.

What analyses and reports is imported where it is needed: the first page must be there at once.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import msgspec

from ..errors import DataError, UsageError
from ..history import History
from ..history.data_folder import FILE
from ..home.people import check_pseudonym
from ..language import Language, languages, load_language
from ..outside.conversion import converted
from ..protocol.catalogue_model import Catalogue
from ..protocol.plan import Plan
from .bridge import Bridge
from .earlier_sessions import Past, language_of, opened_history, person_of
from .security import Guest

if TYPE_CHECKING:
    from ..devices import Profile
    from ..sources.ble import Radio
    from .page_sources import Opener
    from .sitting import Sitting

SCAN_S = 6.0
"""How long the page looks for sensors, in s."""


class Begin(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """What session the page wants."""

    language: Literal["en", "de"]
    virtual: bool
    profile: str | None = None
    address: str | None = None
    placement: Literal["back", "beside_spine", "pelvis_front"] | None = None
    exercises: tuple[str, ...] | None = None
    written: bool = False
    mounting: bool = False


class Desk:
    """Answers the page.

    Parameters
    ----------
    home : pathlib.Path
        The folder of the history.
    opener : callable or None
        Opens a session's source; None opens what was chosen.
    radio : Radio or None
        For looking about; the computer's own by default.
    speed : float
        Of the virtual patient's time.
    tell : callable
        Gets what the program's own terminal is to show.

    Attributes
    ----------
    past : Past
        Answers what is asked about earlier sessions.
    """

    def __init__(
        self,
        home: Path,
        catalogue: Catalogue,
        bridge: Bridge,
        opener: Opener | None = None,
        *,
        radio: Radio | None = None,
        speed: float = 1.0,
        tell: Callable[[str], None] = lambda text: None,
    ) -> None:
        self._home, self._catalogue, self._bridge = home, catalogue, bridge
        self._opener, self._radio, self._speed, self._tell = opener, radio, speed, tell
        self.past = Past(home, catalogue, lambda: self.busy)
        self._sitting: Sitting | None = None
        self._sitting_person: str | None = None

    @property
    def busy(self) -> bool:
        """Whether a session is under way."""
        return self._sitting is not None and self._sitting.on

    def close(self) -> None:
        """End the session that is under way, in an orderly way."""
        if self._sitting is not None:
            self._sitting.end()

    # -- who, and what is due -----------------------------------------------------------------------------

    def setup(self, guest: Guest) -> dict[str, Any]:
        """What the first page needs; only this machine's own page gets the names of persons."""
        persons: tuple[str, ...] = ()
        if guest.local and (self._home / FILE).is_file():
            with opened_history(self._home) as history:
                persons = history.persons()
        return {
            "languages": [{"code": c, "name": load_language(c).name} for c in languages()],
            "persons": list(persons),
            "person": guest.person,
        }

    def who(self, guest: Guest, person: str) -> dict[str, Any]:
        """From now on this page is that person's.

        Raises UsageError where it is no pseudonym, or a session of somebody else is under way.
        """
        check_pseudonym(person)
        if self.busy and person != self._sitting_person:
            raise UsageError("a session is under way; end it before another person begins.")
        guest.person = person
        return {"person": person}

    def may_hold(self, guest: Guest) -> bool:
        """Whether this page may hold the session that is on: one's own, or where nothing is on, the next one.

        A page of this machine that has no person yet is a browser that was opened anew in mid-session.
        """
        if guest.person is None and guest.local:
            guest.person = self._sitting_person if self.busy else None
        if not self.busy and guest.person != self._sitting_person:
            self._bridge.clear()  # nothing of the last person's session is shown to the next one
            self._sitting_person = None
        return not self.busy or guest.person == self._sitting_person

    def today(self, guest: Guest, code: str) -> dict[str, Any]:
        """What is planned for today, and whether the screening is due."""
        from ..home.screening_due import screening_that_holds
        from ..home.todays_plan import ladder_plan, sessions_a_week
        from ..protocol.screening import screening_order
        from .plan_editor import written_plan

        person, language = person_of(guest), language_of(code)
        with opened_history(self._home) as history:
            held = screening_that_holds(history, person, self._catalogue)
            ladder = ladder_plan(history, person, self._catalogue)
            recent, most = sessions_a_week(history, person, self._catalogue, ladder)
        written = written_plan(self._home, person, self._catalogue)
        often = most is not None and recent >= most
        return {
            "person": person,
            "due": None if held.due is None else language.due(held.due),
            "questions": len(screening_order(self._catalogue)),
            "often": language.say("terminal.often", n=recent + 1, most=f"{most:g}") if often else None,
            "ladder": self._plan_view(ladder, language),
            "written": None if written is None else self._plan_view(written, language),
        }

    def _plan_view(self, plan: Plan, language: Language) -> dict[str, Any]:
        from .views import dose_words

        return {
            "source": language.plan_source(plan.source, plan.by),
            "beyond": [language.reason(exception.reason) for exception in plan.exceptions],
            "doses": [
                {
                    "id": dose.exercise,
                    "name": language.exercise_name(self._catalogue.exercise(dose.exercise)),
                    "dose": " ".join(dose_words(dose, self._catalogue, language)),
                }
                for dose in plan.doses
            ],
        }

    def sensors(self) -> list[dict[str, Any]]:
        """The sensors about: known ones first, the nearest of them first.

        Raises BluetoothError where there is no Bluetooth to be had.
        """
        if self.busy:
            raise UsageError("a session is under way; its sensor is in use.")
        from ..devices import list_profiles
        from ..sources.ble import Radio, scan

        profiles = list_profiles([])
        sightings = asyncio.run(scan(SCAN_S, profiles, self._radio or Radio()))
        status = {p.id: _profile_view(p) for p in profiles}
        return [
            {
                "name": s.name,
                "address": s.address,
                "rssi_dbm": s.rssi_dbm,
                "profiles": [status[id] for id in s.profiles],
            }
            for s in sightings
            if s.profiles
        ]

    # -- the session --------------------------------------------------------------------------------------

    def begin(self, guest: Guest, data: object) -> dict[str, Any]:
        """Begin a session.

        Raises UsageError where one is under way or what is asked for isn't there, DataError where the page asks for
        something else than it should.
        """
        from ..devices import list_profiles
        from ..home.todays_plan import ladder_plan
        from .page_sources import Choice, open_source
        from .plan_editor import written_plan
        from .sitting import SessionOrder, Sitting

        try:
            want = converted(data, Begin)
        except msgspec.ValidationError as error:
            raise DataError(str(error), expected="what to begin", hint="Load the page anew.") from error
        person = person_of(guest)
        if self.busy:
            raise UsageError("a session is under way already; end it first.")
        if not want.virtual and want.profile is None:
            raise UsageError("a session needs a sensor, or the virtual patient; choose one of the two.")
        if want.profile is not None and want.profile not in {p.id for p in list_profiles([])}:
            raise UsageError(f"no profile '{want.profile}'; look for the sensor again.")
        for id in want.exercises or ():
            self._catalogue.exercise(id)
        choice = Choice(want.virtual, want.profile, want.address, want.placement, want.mounting)

        def plan(history: History) -> Plan:
            if want.written:
                written = written_plan(self._home, person, self._catalogue)
                if written is None:
                    raise UsageError(f"no plan was written for '{person}'.")
                return written
            return ladder_plan(history, person, self._catalogue, want.exercises)

        order = SessionOrder(person, choice, load_language(want.language), plan)
        self._sitting_person = person
        speed = self._speed if want.virtual and want.profile is None else 1.0
        self._sitting = Sitting(
            self._home, self._catalogue, self._bridge, order, self._opener or open_source, speed, self._tell
        )
        return {"begun": True}

    # -- the physiotherapist's plan -------------------------------------------------------------------------

    def limits(self, guest: Guest, code: str) -> dict[str, Any]:
        """Every exercise with its bounds, and the plan that was written last."""
        from .plan_editor import limits_view, written_plan

        written = written_plan(self._home, person_of(guest), self._catalogue)
        document = None if written is None else written.to_document()
        return {"exercises": limits_view(self._catalogue, language_of(code)), "plan": document}

    def check_plan(self, data: object, code: str) -> dict[str, Any]:
        """What in a draft goes beyond which limit."""
        from .plan_editor import draft_of, problems

        return problems(draft_of(data), self._catalogue, language_of(code))

    def keep_plan(self, guest: Guest, data: object, code: str) -> dict[str, Any]:
        """Keep a draft as the person's plan; with what is wrong where it can't be."""
        from .plan_editor import draft_of, keep, problems

        draft = draft_of(data)
        found = problems(draft, self._catalogue, language_of(code))
        if found["problems"]:
            return found | {"saved": False}
        keep(draft, person_of(guest), self._home, self._catalogue)
        return found | {"saved": True}


def _profile_view(p: Profile) -> dict[str, Any]:
    return {"id": p.id, "name": p.name, "status": p.status, "rates_hz": [r.hz for r in p.rates]}
