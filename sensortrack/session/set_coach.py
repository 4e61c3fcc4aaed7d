"""Coaching of one set: what is said when, and when the set is over.

It listens to the tracker: phases as they come, attempts as they are confirmed, jerks.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import partial

from ..language import Language
from ..protocol.model import Catalogue, Exercise
from ..protocol.plan import Dose, PlanException
from ..records import Attempt, Event, SetEnd, Side
from .limits_live import live_limits
from .voice import Line, Urgency, line

REST_BEFORE_CUE_S = 1.0
BREATH, SMOOTH = "G3", "G1"
SIDES: tuple[Side, ...] = ("left", "right")
SECONDS_ALOUD_HANG = 5
MINUTES_ALOUD = 5
END_BEFORE_S = 5.0
"""A set is ended so long before a limit of time: the start pose and coming to rest are recorded with it."""
BREATHE_EVERY_S = 4
PACED_PHASE_S = 2.0
"""Out, return and rest of a movement that the voice paces."""


class SetCoach:
    """Follows a set.

    Parameters
    ----------
    exercise : Exercise
    dose : Dose
    catalogue : Catalogue
    language : Language
    done_before : mapping of side (or None) to int
        Repetitions of the exercise earlier in the session.
    lasted_before_s : float
        How long the exercise was done earlier in the session.
    exceptions : tuple of PlanException
    """

    def __init__(
        self,
        exercise: Exercise,
        dose: Dose,
        catalogue: Catalogue,
        language: Language,
        *,
        done_before: dict[Side | None, int],
        lasted_before_s: float = 0.0,
        exceptions: tuple[PlanException, ...] = (),
    ) -> None:
        self._exercise, self._dose, self._language = exercise, dose, language
        self._line = partial(line, language)
        self._limits = live_limits(exercise, catalogue, exceptions)
        self._before = dict(done_before)
        self._lasted_before_s = lasted_before_s
        self._cues = language.cues(exercise)
        self.done: dict[Side | None, int] = {}
        self.begun_s: float | None = None
        self.finished: SetEnd | None = None
        self._phase = "rest"
        self._phase_since_s = self._last_moved_s = 0.0
        self._out_since_s: float | None = None
        self._hold_since_s: float | None = None
        self._told_hold = 0
        self._told_back = self._told_cue = self._told_breath = False
        self._told_minutes: set[int] = set()
        self._bends_told = 0
        self._paced = (0, 0)

    @property
    def phase(self) -> str:
        """The phase as it is now: rest, out, hold or return."""
        return self._phase

    def hold_s(self, t_s: float) -> float:
        """How long the pose is held now; 0 when it isn't."""
        return t_s - self._phase_since_s if self._phase == "hold" else 0.0

    def at_rest_since(self, t_s: float) -> float:
        """How long the person has been at rest, in s."""
        return t_s - self._last_moved_s if self._phase == "rest" else 0.0

    def told(self, t_s: float, offset_s: float, items: Iterable[Event | Attempt]) -> list[Line]:
        """Take what the tracker told; `offset_s` is the session's time at the recording's zero."""
        lines: list[Line] = []
        for item in items:
            if isinstance(item, Attempt):
                lines += self._attempt(item)
            elif item.type == "start_pose" and self.begun_s is None:
                self.begun_s = self._last_moved_s = t_s
                lines += self._begin()
            elif item.type == "phase" and item.kind is not None:
                self._enter(item.kind, item.t_s + offset_s, t_s)
            elif item.type == "jerk" or (item.type == "note" and item.kind == "swing"):
                lines += self._jerk(item.kind or "")
        return lines

    def tick(self, t_s: float) -> list[Line]:
        """What the time alone makes due."""
        if self.begun_s is None or self.finished is not None:
            return []
        if self._dose.duration_s is not None:
            return self._by_time(t_s, self._dose.duration_s)
        if self._exercise.seen == "hardly":
            return self._by_pace(t_s)
        return self._limits_due(t_s) + self._guide(t_s)

    # -- what the tracker tells -----------------------------------------------------------------------

    def _begin(self) -> list[Line]:
        begin = self._line("session.begin")
        paced = self._dose.duration_s is not None or self._exercise.seen == "hardly"
        if self._cues is None or paced:
            return [replace(begin, waits=True)]
        return [replace(self._breath("out", prefix=begin.text), waits=True)]

    def _enter(self, phase: str, since_s: float, t_s: float) -> None:
        if phase != "rest" or self._phase != "rest":
            self._last_moved_s = t_s
        self._phase, self._phase_since_s = phase, since_s
        if phase == "rest":
            self._out_since_s = self._hold_since_s = None
            self._told_back = self._told_cue = False
        elif self._out_since_s is None:
            self._out_since_s = since_s
        if phase == "hold" and self._hold_since_s is None:
            self._hold_since_s, self._told_hold, self._told_breath = since_s, 0, False

    def _attempt(self, a: Attempt) -> list[Line]:
        if a.outcome == "interrupted" or self.finished is not None:
            return []
        if a.outcome != "repetition":
            return [self._line("coach.aborted", Urgency.CORRECT, 8.0)] if a.outcome == "aborted" else []
        self.done[a.side] = self.done.get(a.side, 0) + 1
        if self._dose.duration_s is not None:
            return [self._bend()]
        if self._exercise.seen == "hardly":
            return []
        self.finished = self._over()
        lines = [self._count(a.side)]
        if self.finished is None and self._left_to_do() == 1:
            side = self.next_side()
            last = (
                self._line("coach.last_side", Urgency.COUNT, side=self._side_word(side))
                if side
                else self._line("coach.last", Urgency.COUNT)
            )
            lines = [replace(last, waits=True)]
        return lines

    def _bend(self) -> Line:
        """A bend of the walk is counted; from the last one that is planned on no more are wanted."""
        n, planned = sum(self.done.values()), self._dose.repetitions
        if planned is None or n < planned:
            return self._line("coach.count", Urgency.COUNT, n=n)
        return self._line("coach.bends_done", Urgency.CORRECT, n=n, rule="G4")

    def _jerk(self, kind: str) -> list[Line]:
        if self._exercise.movement.kind == "hang":
            return [self._line("safety.passive", Urgency.CORRECT, 4.0, "E1.passive")]
        if kind == "attack":
            return [self._line("safety.slower", Urgency.CORRECT, 4.0, SMOOTH)]
        if kind == "hesitation":
            return [self._line("coach.hesitation", Urgency.CORRECT, 10.0, SMOOTH)]
        return [self._line("coach.tremor", Urgency.CORRECT, 15.0, SMOOTH)]

    # -- counts -----------------------------------------------------------------------------------------

    def next_side(self) -> Side | None:
        """The side that comes next, None where the exercise has none."""
        if not self._exercise.two_sided:
            return None
        if self.done.get(None):
            return SIDES[sum(self.done.values()) % 2]
        return "left" if self.done.get("left", 0) <= self.done.get("right", 0) else "right"

    def _left_to_do(self) -> int:
        wanted = self._dose.repetitions or 0
        if not self._exercise.two_sided:
            return wanted - sum(self.done.values())
        if self.done.get(None):
            return 2 * wanted - sum(self.done.values())
        return sum(max(0, wanted - self.done.get(s, 0)) for s in SIDES)

    def _over(self) -> SetEnd | None:
        if self._dose.repetitions is not None and self._left_to_do() <= 0:
            return "done"
        most = self._limits.count
        if most is None:
            return None
        # A count at its limit isn't beyond it; one side may wait there for the other.
        sides: tuple[Side | None, ...] = SIDES if self._exercise.two_sided else (None,)
        counts = [self._before.get(s, 0) + self.done.get(s, 0) for s in sides]
        unknown = self._before.get(None, 0) + self.done.get(None, 0) if self._exercise.two_sided else 0
        over = any(c > most for c in counts) or sum(counts) + unknown >= most * len(sides)
        return "cap" if over else None

    def _count(self, side: Side | None) -> Line:
        if side is None or not self._exercise.two_sided:
            return self._line("coach.count", Urgency.COUNT, n=sum(self.done.values()))
        return self._line("coach.count_side", Urgency.COUNT, n=self.done[side], side=self._side_word(side))

    def _side_word(self, side: Side | None) -> str:
        return self._language.say(f"coach.side_{side}") if side else ""

    # -- what the time makes due --------------------------------------------------------------------------

    def _limits_due(self, t_s: float) -> list[Line]:
        if self._phase == "return" or self._out_since_s is None:
            return []
        limits = self._limits
        if limits.effort_s is not None and t_s - self._out_since_s >= limits.effort_s:
            return [self._line("safety.return_now", Urgency.SAFETY, 2.0, limits.effort_rule)]
        held_s = 0.0 if self._hold_since_s is None else t_s - self._hold_since_s
        if limits.hold_s is not None and held_s >= limits.hold_s:
            return [self._line("safety.return_now", Urgency.SAFETY, 2.0, limits.hold_rule)]
        return []

    def _guide(self, t_s: float) -> list[Line]:
        if self._phase == "hold" and self._hold_since_s is not None:
            held_s = t_s - self._hold_since_s
            target_s = self._dose.hold_s
            if target_s is not None and held_s >= target_s and not self._told_back:
                self._told_back = True
                return [self._breath("back", Urgency.CORRECT)]
            seconds = int(held_s)
            if seconds > self._told_hold and not self._told_back:
                self._told_hold = seconds
                return [self._second(seconds)]
            if self._told_hold == 0:
                return [self._breath("hold", cool_down_s=3.0)]
        rested = self._phase == "rest" and t_s - self._phase_since_s >= REST_BEFORE_CUE_S
        if rested and not self._told_cue and self.done:
            self._told_cue = True
            return [self._breath("out")]
        return []

    def _by_time(self, t_s: float, planned_s: float) -> list[Line]:
        assert self.begun_s is not None
        lasted_s = t_s - self.begun_s
        most_s = self._limits.duration_s
        if most_s is not None and self._lasted_before_s + lasted_s >= most_s - END_BEFORE_S:
            self.finished = "done" if lasted_s >= planned_s - END_BEFORE_S else "time"
            return [self._line("safety.time_over", Urgency.SAFETY, rule=self._limits.duration_rule)]
        if lasted_s >= planned_s:
            self.finished = "done"
            return [self._breath("back", Urgency.CORRECT)]
        if self._exercise.movement.kind == "hang":
            seconds = int(lasted_s)
            if seconds >= self._told_hold + SECONDS_ALOUD_HANG:
                self._told_hold = seconds
                return [self._line("coach.hold_second", Urgency.COUNT, n=seconds)]
            return [self._breath("hold", cool_down_s=20.0)]
        left_min = int((planned_s - lasted_s) // 60.0) + 1
        if left_min not in self._told_minutes and left_min < planned_s / 60.0:
            self._told_minutes.add(left_min)
            if left_min == 1 or left_min % MINUTES_ALOUD == 0:
                return [self._line("coach.minutes_left", Urgency.COUNT, n=left_min)]
        bends = self._dose.repetitions or 0
        if self._bends_told < bends and lasted_s >= (self._bends_told + 1) * planned_s / (bends + 1):
            self._bends_told += 1
            return [self._line("coach.bend_now", rule=BREATH)]
        return []

    def _by_pace(self, t_s: float) -> list[Line]:
        """The sensor hardly sees the movement: the voice sets the pace, and counts what it has asked for."""
        assert self.begun_s is not None
        hold_s = self._dose.hold_s or 0.0
        whole_s = 3.0 * PACED_PHASE_S + hold_s
        cycle, within_s = divmod(t_s - self.begun_s, whole_s)
        number = int(cycle)
        if number >= (self._dose.repetitions or 0):
            self.finished = "done"
            return []
        parts = (("out", 0.0), ("hold", PACED_PHASE_S), ("back", PACED_PHASE_S + hold_s))
        part = sum(within_s >= begins_s for _, begins_s in parts)
        if (number, part) == self._paced:
            return []
        self._paced = (number, part)
        return [self._breath(parts[part - 1][0], Urgency.COUNT, prefix=str(number + 1) if part == 1 else "")]

    def said(self, line: Line) -> None:
        """One of its lines was said, not dropped."""
        self._told_breath |= line.rule == BREATH and self._phase == "hold"

    def _second(self, n: int) -> Line:
        """A second of a hold; now and then with a word to keep breathing, above all where none was said yet."""
        if self._told_breath and n % BREATHE_EVERY_S:
            return self._line("coach.hold_second", Urgency.COUNT, n=n)
        text = self._language.say("coach.hold_breathe", n=n)
        return Line("coach.hold_second", text, Urgency.COUNT, rule=BREATH)

    # -- lines --------------------------------------------------------------------------------------------

    def _breath(
        self, which: str, urgency: Urgency = Urgency.GUIDE, cool_down_s: float = 0.0, prefix: str = ""
    ) -> Line:
        assert self._cues is not None
        text = getattr(self._cues, which).format(side=self._side_word(self.next_side()))
        return Line(f"breath.{which}", f"{prefix} {text}".strip(), urgency, cool_down_s, BREATH)
