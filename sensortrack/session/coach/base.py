"""What every coach of a set has: the set's course as the tracker reports it, its counts, its limits, its lines."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial

from ...language import Language
from ...protocol.catalogue_model import Catalogue
from ...protocol.plan import Dose, PlanException
from ...records import CONTRADICTED, Attempt, Event, SetEnd, Side
from ..limits_live import live_limits
from ..voice import Line, Urgency, line
from .repetitions_left import Counts

QUIET_S = 9.0
"""After this much silence in a set, in s, the coach says again what the person is to do: no silence reaches 15 s."""
SECOND_LATE_S = 0.4
"""A second of a hold that can't be said within this time of its moment, in s, is left out."""

UNCOUNTED_MOST = 8
"""After so many attempts in a row that didn't count the set ends, aloud: nobody is to go on in vain."""
UNCOUNTED_MOST_S = 600.0
"""A set in which nothing was counted for this time, in s, ends, aloud."""


@dataclass(frozen=True, slots=True)
class Announcement:
    """Something that is to be said of a moment, until `late_s` after it."""

    line: Line
    t_s: float
    late_s: float


@dataclass(frozen=True, slots=True)
class SetTask:
    """What a coach is to lead.

    Attributes
    ----------
    done_before : mapping of side (or None) to int
        Repetitions of the exercise earlier in the session.
    lasted_before_s : float
        How long the exercise was done earlier in the session, in s.
    exceptions : tuple of PlanException
        Of the plan.
    """

    dose: Dose
    catalogue: Catalogue
    language: Language
    done_before: Mapping[Side | None, int] = field(default_factory=dict)
    lasted_before_s: float = 0.0
    exceptions: tuple[PlanException, ...] = ()


class Coach(ABC):
    """Follows a set.

    Attributes
    ----------
    begun_s : float or None
        Since when the start pose is known.
    counted_s : float
        When the last repetition was counted, or the set began.
    uncounted : int
        Attempts in a row that didn't count.
    finished : SetEnd or None
        How the set is over, or None while it goes on.
    phase : str
        The phase as it is now: rest, out, hold or return.
    """

    def __init__(self, task: SetTask) -> None:
        dose, language = task.dose, task.language
        exercise = task.catalogue.exercise(dose.exercise)
        self._exercise, self._dose, self._language = exercise, dose, language
        self._line = partial(line, language)
        self._limits = live_limits(exercise, task.catalogue, task.exceptions)
        self._cues = language.cues(exercise)
        self.counts = Counts(
            two_sided=exercise.two_sided,
            wanted=dose.repetitions,
            most=self._limits.count,
            before=task.done_before,
        )
        self.begun_s: float | None = None
        self.counted_s = 0.0
        self.uncounted = 0
        self.finished: SetEnd | None = None
        self.phase = "rest"
        self._phase_since_s = self._last_moved_s = 0.0
        self._correction: Announcement | None = None
        self.contradicted = False

    # -- what the tracker reports -----------------------------------------------------------------------

    def take(self, t_s: float, offset_s: float, items: Iterable[Event | Attempt]) -> None:
        """Take what the tracker reports; `offset_s` is the session's time at the recording's zero."""
        for item in items:
            if isinstance(item, Attempt):
                if item.outcome != "interrupted" and self.finished is None:
                    counts = item.outcome == "repetition"
                    self.uncounted = 0 if counts else self.uncounted + 1
                    self.counted_s = t_s if counts else self.counted_s
                    self._attempt(t_s, item)
            elif item.type == "phase" and item.kind is not None:
                self._enter(t_s, item.kind, item.t_s + offset_s, abs(item.size or 0.0))
            elif item.type == "note" and item.kind == CONTRADICTED:
                self.contradicted, self._correction = True, None
            elif self.contradicted:
                continue  # what such a sensor calls a jerk may be none
            elif item.type == "jerk" or (item.type == "note" and item.kind == "swing"):
                self._correction = Announcement(self._jerk(item.kind or ""), t_s, 3.0)

    def begin(self, t_s: float, pose_s: float) -> Line:
        """The start pose was found, at first or again: what the person is to do now.

        It is held since `pose_s`, and a limit of time counts from there, as the judge does.
        """
        again = self.begun_s is not None and self.counts.total > 0
        if self.begun_s is None:
            self.begun_s, self.counted_s = pose_s, t_s
        self._rest(t_s)
        text = self._language.say("session.go_on" if again else "session.begin", n=self.counts.total)
        key, said = "session.go_on" if again else "session.begin", self._first_cue(text)
        return Line(key, said, Urgency.COUNT, rule=self._limits.breath_rule if said != text else None)

    def suspend(self, t_s: float) -> None:
        """The samples broke off, or the posture was left: nothing of what was going on goes on."""
        self._rest(t_s)
        self._correction = None

    def _rest(self, t_s: float) -> None:
        self.phase, self._phase_since_s, self._last_moved_s = "rest", t_s, t_s

    def _enter(self, t_s: float, phase: str, since_s: float, away_deg: float) -> None:
        """A phase begins; `away_deg` is how far the person is from the rest level."""
        del away_deg
        if phase != "rest" or self.phase != "rest":
            self._last_moved_s = t_s
        self.phase, self._phase_since_s = phase, since_s

    @abstractmethod
    def _attempt(self, t_s: float, attempt: Attempt) -> None:
        """An attempt is over, and what came of it is known."""

    # -- what is to be said -----------------------------------------------------------------------------

    @abstractmethod
    def due(self, t_s: float, quiet_s: float) -> Line | None:
        """The most urgent line that is due now; `quiet_s` is how long nothing has been spoken."""

    def said(self, t_s: float, line: Line) -> None:
        """A line begins to be spoken: it isn't due any more."""
        del t_s
        if self._correction is not None and self._correction.line == line:
            self._correction = None

    @abstractmethod
    def heard(self, t_s: float, line: Line) -> None:
        """A line was spoken to its end."""

    def in_vain(self, t_s: float) -> bool:
        """Whether the person goes on and nothing counts, in a set that is over when enough repetitions were seen."""
        if self._dose.duration_s is not None or self._exercise.observability == "hardly":
            return False
        too_many = self.uncounted >= UNCOUNTED_MOST and self.phase == "rest"
        return too_many or t_s - self.counted_s > UNCOUNTED_MOST_S

    def unheeded(self, t_s: float) -> bool:
        """Whether the person was called back for so long in vain that the set is to end."""
        del t_s
        return False

    @property
    def done(self) -> int:
        """Repetitions of this set until now, on all sides."""
        return self.counts.total

    @property
    def planned(self) -> int | None:
        """Repetitions that the set is to have, on all sides; None where it goes by time alone."""
        n = self._dose.repetitions
        return n if n is None or not self._exercise.two_sided else 2 * n

    def hold_s(self, t_s: float) -> float:
        """How long the pose is held now, in s; 0 when it isn't."""
        return t_s - self._phase_since_s if self.phase == "hold" else 0.0

    def at_rest_s(self, t_s: float) -> float:
        """How long the person has been at rest, in s."""
        return t_s - self._last_moved_s if self.phase == "rest" else 0.0

    def lasted_s(self, t_s: float) -> float:
        """How long the set has lasted since the start pose was found, in s."""
        return 0.0 if self.begun_s is None else t_s - self.begun_s

    def _first_cue(self, text: str) -> str:
        return text

    def _noticed(self, notice: Announcement | None, t_s: float) -> Line | None:
        return notice.line if notice is not None and t_s - notice.t_s <= notice.late_s else None

    def _jerk(self, kind: str) -> Line:
        if self._exercise.movement.kind == "hang":
            return self._line("safety.passive", Urgency.CORRECT, 4.0, self._limits.passive_rule)
        if kind == "attack":
            return self._line("safety.slower", Urgency.CORRECT, 4.0, self._limits.smooth_rule)
        if kind == "hesitation":
            return self._line("coach.hesitation", Urgency.CORRECT, 10.0, self._limits.smooth_rule)
        return self._line("coach.tremor", Urgency.CORRECT, 15.0, self._limits.smooth_rule)

    def _cue(
        self, which: str, urgency: Urgency = Urgency.GUIDE, *, prefix: str = "", cool_down_s: float = 0.0
    ) -> Line:
        """The exercise's own words for out, hold or back, with the breath."""
        side = self.counts.next_side
        words = self._language.say(f"coach.side_{side or 'other'}") if self._exercise.two_sided else ""
        text = getattr(self._cues, which).format(side=words)
        return Line(
            f"breath.{which}", f"{prefix} {text}".strip(), urgency, cool_down_s, self._limits.breath_rule
        )
