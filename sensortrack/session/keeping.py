"""Keeps a session in the history, event by event, as it is known at each moment."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from .. import local_time
from ..history import History
from ..language import Language
from ..protocol.catalogue_model import Catalogue
from ..protocol.judge_session import SetEvidence, judge_session
from ..protocol.screening import screen
from ..records import Finding, SessionRecord, SetEnd, SetRecord, Stop
from ..version import __version__
from .appointment import Appointment
from .events import Ended, Say, SessionEvent, Stopped, TookAnswer, TookScreening


@dataclass(frozen=True, slots=True)
class Archive:
    """Where a session is kept.

    Attributes
    ----------
    folder : pathlib.Path or None
        Where the recordings go; None keeps none.
    beside : sequence of pathlib.Path
        Further files of the session (a capture), which are the person's as well.
    """

    history: History
    folder: Path | None
    beside: Sequence[Path] = ()


@dataclass(frozen=True, slots=True)
class SessionOutcome:
    """What came of a session."""

    record: SessionRecord
    findings: dict[str, tuple[Finding, ...]]


class SessionKeeper:
    """Writes what is reported to the history; what it was given is on the disk when the call returns.

    Attributes
    ----------
    record : SessionRecord
        The session as it is kept.
    """

    def __init__(
        self, appointment: Appointment, archive: Archive, catalogue: Catalogue, language: Language
    ) -> None:
        self._archive, self._history, self._catalogue = archive, archive.history, catalogue
        self._evidence: list[SetEvidence] = []
        start_utc = local_time.utc_now()
        zone = local_time.zone_here(start_utc)
        self.record = SessionRecord(
            id=str(uuid.uuid4()),
            person=appointment.person,
            start_utc=start_utc,
            utc_offset_s=zone.utc_offset_s,
            time_zone=zone.name,
            language=language.code,
            software=__version__,
            rules_version=catalogue.rules_version,
            plan=appointment.plan.to_document(),
            screening=appointment.screening,
        )

    def begin(self) -> None:
        """The session begins."""
        self.record = replace(self.record, entry=self._history.begin(self.record))
        self._history.keep_files(self.record.id, self._archive.beside)

    def keep(self, event: SessionEvent) -> None:
        """Keep what is to be kept of it; the sets are kept by `begin_set` and `end_set`."""
        id = self.record.id
        match event:
            case Stopped(stop):
                self.record = replace(self.record, stop=stop)
                self._history.stopped(id, stop)
            case Say(_, cue):
                self.record = replace(self.record, cues=(*self.record.cues, cue))
                self._history.said(id, [cue])
            case TookAnswer(answer):
                self.record = replace(self.record, answers=(*self.record.answers, answer))
                self._history.answered(id, answer)
            case TookScreening(screening):
                self.record = replace(self.record, screening=screening)
                self._history.screened(id, screening, whole=screen(screening, self._catalogue).whole)
            case Ended(_, end):
                end_utc = local_time.utc_now()
                self.record = replace(self.record, ended=end, end_utc=end_utc)
                self._history.ended(id, end, end_utc)

    def note(self, stop: Stop) -> None:
        """Note a STOP that waits for its turn to be kept, in a thread of its own: a killed program doesn't lose it."""
        note = partial(self._history.note_stop, self.record.id, stop)
        threading.Thread(target=note, name="STOP", daemon=True).start()

    def path_of(self, exercise: str, number: int) -> Path | None:
        """The recording of a set; None where none is kept."""
        if self._archive.folder is None:
            return None
        when = self.record.start_utc[:19].replace(":", "").replace("-", "")
        return self._archive.folder / f"{when}_{self.record.id[:8]}_{exercise}_{number}.csv"

    def begin_set(self, begun: SetRecord) -> None:
        """A set begins; its recording isn't made yet, so that no file is there that the history doesn't know."""
        self._history.set_begun(self.record.id, begun)

    def end_set(self, done: SetEvidence) -> None:
        """A set is over."""
        self._evidence.append(done)
        self.record = replace(self.record, sets=(*self.record.sets, done.done))
        self._history.set_ended(self.record.id, done.done)

    def end_unopened_set(self, begun: SetRecord, t_s: float, ended_by: SetEnd) -> None:
        """A set is over whose source or recording couldn't be opened."""
        ended = replace(begun, end_s=t_s, ended_by=ended_by, recording=None)
        self._history.set_ended(self.record.id, ended)

    def judged(self) -> SessionOutcome:
        """What came of the session until now, judged and kept."""
        findings = judge_session(self.record, self._evidence, self._catalogue)
        for exercise, found in findings.items():
            self._history.keep_findings(
                self.record.id, exercise, found, __version__, self._catalogue.rules_version
            )
        return SessionOutcome(self.record, findings)
