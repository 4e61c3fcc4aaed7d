"""A virtual patient who listens: begins when asked to, holds until called back, stays still when told so.

Its movements are plain (minimum jerk, a little sway, a little noise): it shows what the coach does with a person, not
how well the tracker counts. Hang and walk, which go by time, are the simulator's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np
from scipy.spatial.transform import Rotation

from ..protocol.catalogue_model import Catalogue
from ..protocol.exercise import Exercise
from ..protocol.plan import Dose
from ..records import Block, Description, FloatArray
from ..sources.simulator.difficulty import CLEAN, LEVELS, Difficulty
from ..units import STANDARD_GRAVITY_MS2
from .events import CutOff, Say, SessionEvent
from .set_sources import CHUNK_S, SensorThere, SetItem, SetStream, VirtualPatient
from .voice import usual_duration_s

OUT = frozenset({"breath.out", "session.begin", "session.go_on"})
BACK = frozenset({"breath.back", "safety.return_now", "safety.all_right"})
REST = frozenset(
    {"safety.sensor_lost", "safety.set_over", "safety.sensor_back", "safety.gap", "safety.not_back"}
)
KNOWN_AFTER_S = 1.0
"""The call back is known by its first words: the patient doesn't wait for the end of the sentence."""
SWAY_DEG, SWAY_HZ = 0.15, 0.3
"""Amplitude and frequency of the sway that every level has at least: nobody is a statue."""
BREATH_HZ = 0.25
ACC_NOISE_MS2, GYR_NOISE_DPS = 0.03, 0.08
AHEAD_S = 1.0
"""A movement is computed ahead by this time, in s, as if nothing else came: a few samples take as long as a hundred."""
SIDE_SHARE = 0.6
"""How far the pelvis turns to the side with a limb, beside the movement itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PatientManner:
    """How the patient follows.

    Attributes
    ----------
    reaction_s : float
        From the end of the word to the movement.
    getting_ready_s : float
        So long the patient turns about before the start pose of the first set of each exercise.
    holds_s : float
        The least time of a hold: whoever is called back before stays on.
    hesitates_s : float
        Added to the reaction before each repetition.
    lost : tuple of (float, float)
        When in each set the sensor is lost, and for how long, in s.
    amplitude : float
        Share of the exercise's amplitude.
    """

    reaction_s: float = 0.6
    out_s: float = 1.6
    return_s: float = 1.6
    getting_ready_s: float = 0.0
    holds_s: float = 0.0
    hesitates_s: float = 0.0
    lost: tuple[tuple[float, float], ...] = ()
    amplitude: float = 1.0


@dataclass
class ListeningPatient:
    """A source of sets that hears the session; wire `hear` to its events.

    Attributes
    ----------
    now : callable
        The session's time in s.
    level : str
        "clean", "ordinary" or "hard": how much the patient sways and breathes, as the simulator's levels have it.
    catalogue : Catalogue or None
        Another one than ours.
    duration_s : callable
        How long a text takes to be spoken, in s.
    """

    now: Callable[[], float]
    manner: PatientManner = field(default_factory=PatientManner)
    rate_hz: float = 100.0
    seed: int = 1
    level: str = "clean"
    catalogue: Catalogue | None = None
    duration_s: Callable[[str], float] = usual_duration_s
    _heard: list[tuple[float, str]] = field(default_factory=list)
    _sets: int = 0

    def hear(self, event: SessionEvent) -> None:
        """Take what the session says: a word is understood at its end, unless it is cut off."""
        if isinstance(event, Say):
            self._cut(event.cue.t_s)
            whole_s = self.duration_s(event.cue.text)
            known_s = min(whole_s, KNOWN_AFTER_S)
            self._heard.append(
                (event.cue.t_s + (known_s if event.cue.key in BACK else whole_s), event.cue.key)
            )
        elif isinstance(event, CutOff):
            self._cut(event.t_s)

    def _cut(self, t_s: float) -> None:
        self._heard = [h for h in self._heard if h[0] <= t_s]

    def stream(self, exercise: Exercise, dose: Dose, number: int) -> SetStream:
        """The set, made while it is done."""
        self._sets += 1
        if dose.duration_s is not None:
            simulated = VirtualPatient(self.rate_hz, self.seed, self.level, self.catalogue)
            return simulated.stream(exercise, dose, number)
        description = Description(
            frame="body",
            rate_hz=self.rate_hz,
            placement="simulated",
            exercise=exercise.id,
            truth={"patient": "listening", "seed": self.seed, "level": self.level},
            written_by="sensortrack listening patient",
        )
        return SetStream(description, self._items(exercise, number))

    def close(self) -> None:
        """Nothing to free."""

    def _items(self, exercise: Exercise, number: int) -> Iterator[SetItem]:
        body = Body(exercise, self.rate_hz, self.seed + 100 * self._sets, LEVELS[self.level])
        size, now = round(CHUNK_S * self.rate_hz), 0
        ready_s = self.manner.getting_ready_s if number == 1 else 0.0
        if ready_s:
            body.turn_about(ready_s)
        losses = list(self.manner.lost)
        hand = _Following(self.manner, body, self.now())
        after_gap = False
        while True:
            t_s = now / self.rate_hz
            hand.follow(self.now(), self._heard)
            if losses and t_s >= losses[0][0]:
                lasts_s = losses.pop(0)[1]
                yield SensorThere(False)
                for _ in range(round(lasts_s / CHUNK_S)):
                    hand.follow(self.now(), self._heard)
                    body.samples(size)
                    now += size
                    yield None
                yield SensorThere(True)
                after_gap = True
                continue
            acc, gyr = body.samples(size)
            time_s = (now + np.arange(size)) / self.rate_hz
            yield Block(time_s, acc, gyr, after_gap=after_gap)
            after_gap, now = False, now + size


class _Following:
    """Turns what was heard into movements."""

    def __init__(self, manner: PatientManner, body: Body, now_s: float) -> None:
        self._manner, self._body = manner, body
        self._since_s = 0.0
        self._taken_s = now_s  # what was said before isn't meant for this set
        self._number = 0

    def follow(self, now_s: float, heard: list[tuple[float, str]]) -> None:
        """Begin a movement where one was asked for and is due."""
        manner, body = self._manner, self._body
        if body.moving:
            self._since_s = now_s
            return
        asked = OUT if body.home else BACK | REST
        reaction_s = manner.reaction_s + (manner.hesitates_s if body.home else 0.0)
        due = [t for t, key in heard if key in asked and t > self._taken_s and now_s >= t + reaction_s]
        if not due or (not body.home and now_s - self._since_s < manner.holds_s):
            return
        self._taken_s = due[-1]
        if body.home:
            body.go(1 if self._number % 2 == 0 else -1, manner.out_s, manner.amplitude)
            self._number += 1
        else:
            body.come_back(manner.return_s)


class Body:
    """The lower back as a sensor on it feels it, sample by sample.

    Parameters
    ----------
    difficulty : Difficulty
        Its sway and its breathing are taken.
    """

    def __init__(self, exercise: Exercise, rate_hz: float, seed: int, difficulty: Difficulty = CLEAN) -> None:
        self._movement, self._rate_hz = exercise.movement, rate_hz
        self._sway_rad = np.radians(SWAY_DEG + np.sqrt(2.0) * difficulty.sway_deg)
        self._breath_rad = np.radians(difficulty.breathing_deg)
        self._rng = np.random.default_rng(seed)
        self._phases = self._rng.uniform(0.0, 2.0 * np.pi, 3)
        self._n = 0
        self._vector = np.zeros(3)
        self._way: tuple[int, int, FloatArray, FloatArray] | None = None
        self._about_until = 0
        self._turned, self._taken, self._is_stale = self._rotation(np.array([-1.0])), 1, True
        self._up = self._rate_dps = np.empty((0, 3))

    @property
    def moving(self) -> bool:
        """Whether a movement is under way."""
        return self._way is not None or self._n < self._about_until

    @property
    def home(self) -> bool:
        """Whether the body is in the start pose."""
        return not np.any(self._vector)

    def go(self, side: int, duration_s: float, share: float = 1.0) -> None:
        """Begin the way out; `side` is +1 for left, −1 for right, `share` that of the exercise's amplitude."""
        movement = self._movement
        angle, axis = share * np.radians(movement.amplitude_deg), np.array(movement.axis, dtype=np.float64)
        if movement.sides == "directions":
            axis = side * axis
        elif movement.side_axis is not None:
            axis = axis + SIDE_SHARE * side * np.array(movement.side_axis)
        self._to(angle * axis, duration_s)

    def come_back(self, duration_s: float) -> None:
        """Begin the way back to the start pose."""
        self._to(np.zeros(3), duration_s)

    def turn_about(self, duration_s: float) -> None:
        """Move about, as a person does who gets into position."""
        self._about_until, self._is_stale = self._n + round(duration_s * self._rate_hz), True

    def samples(self, n: int) -> tuple[FloatArray, FloatArray]:
        """The next n samples: specific force (n, 3) in m/s², angular rate (n, 3) in deg/s."""
        if self._is_stale or self._taken + n > len(self._up):
            self._look_ahead(max(n, round(AHEAD_S * self._rate_hz)))
        now = slice(self._taken, self._taken + n)
        self._n, self._taken = self._n + n, now.stop
        if self._way is not None and self._n >= self._way[1]:
            self._vector, self._way = self._way[3], None
        acc = STANDARD_GRAVITY_MS2 * self._up[now] + ACC_NOISE_MS2 * self._rng.standard_normal((n, 3))
        return acc, self._rate_dps[now] + GYR_NOISE_DPS * self._rng.standard_normal((n, 3))

    def _look_ahead(self, n: int) -> None:
        last = self._turned[self._taken - 1 : self._taken]
        self._turned = self._rotation(self._n + np.arange(n, dtype=np.float64))
        before = Rotation.concatenate([last, self._turned[:-1]])
        self._rate_dps = np.degrees((before.inv() * self._turned).as_rotvec()) * self._rate_hz
        self._up = self._turned.apply(np.array(self._movement.start_up, dtype=np.float64), inverse=True)
        self._taken, self._is_stale = 0, False

    def _to(self, vector: FloatArray, duration_s: float) -> None:
        self._is_stale = True
        self._way = self._n, self._n + max(1, round(duration_s * self._rate_hz)), self._vector, vector

    def _rotation(self, number: FloatArray) -> Rotation:
        """How the body is turned at those samples: the movement, sway on top."""
        turned = self._swaying(number)
        if self._way is not None:
            begin, end, start, stop = self._way
            u = np.clip((number - begin) / (end - begin), 0.0, 1.0)[:, None]
            vector = start + (stop - start) * u**3 * (10.0 - 15.0 * u + 6.0 * u**2)
            turned = Rotation.from_rotvec(vector) * turned
        elif not self.home:
            turned = Rotation.from_rotvec(self._vector) * turned
        if number[0] < self._about_until:
            left = np.clip((self._about_until - number[:, None]) / self._rate_hz, 0.0, 1.0)
            about = np.radians(35.0) * left * np.sin(2.0 * np.pi * 0.2 * number[:, None] / self._rate_hz)
            turned = Rotation.from_rotvec(about * [0.0, 1.0, 0.0]) * turned
        return turned

    def _swaying(self, number: FloatArray) -> Rotation:
        phase = 2.0 * np.pi * SWAY_HZ * number[:, None] / self._rate_hz * [1.0, 1.7, 0.6] + self._phases
        sway = self._sway_rad * np.sin(phase)
        sway[:, 1] += self._breath_rad * np.sin(2.0 * np.pi * BREATH_HZ * number / self._rate_hz)
        return Rotation.from_rotvec(sway)
