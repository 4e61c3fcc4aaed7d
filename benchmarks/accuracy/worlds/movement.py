"""What a person of a world does: angles over time on a fine grid, and what of it is a repetition."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from .draw import World
from .shapes import Array, minimum_jerk, way

FINE_HZ = 200.0
"""Of the grid that everything is made on: tremor of 12 Hz loses 1 % of its acceleration by it."""
REPETITIONS, FEWER, LONG_S = 10, 5, 240.0
"""So many repetitions a set; a set that would take longer than this has fewer."""
EXPECTED_DEG = {"E3": 7, "E4": 6, "E6": 25, "E7": 30, "E8": 12, "E9": 12, "E10": 30, "E11": 25}
LEAST_DEG = {"E3": 2.5, "E4": 2.5, "E6": 6, "E7": 6, "E8": 3, "E9": 3, "E10": 5, "E11": 5}
MOST_DEG = {"E3": 20, "E4": 40, "E6": 70, "E7": 80, "E8": 60, "E9": 50, "E10": 85, "E11": 70}
"""Further no pelvis goes; the least is the document's, made concrete."""
CLEARLY = 1.2
"""No repetition is drawn nearer to the least amplitude than this multiple of it: there the truth itself is open."""
LYING = ("E4", "E6", "E7", "E8")
RAISING = ("E6", "E11")
"""The pelvis, and the buttocks, are raised by what these exercises are."""
AXES = {"E3": (0, 1, 0), "E7": (1, 0, 0), "E10": (0, -1, 0)}
"""About which the body turns, by the right-hand rule (x cranial, y right, z forward); the others turn about y."""
GIVEN_UP = 0.15, 0.35


@dataclass(slots=True)
class Script:
    """A set on the fine grid of n steps.

    Attributes
    ----------
    turn : (n, 3) float
        Rotation vector in deg from the start pose, in the body's axes.
    posture : (n,) float
        Rotation in deg about the sagittal axis that takes the start pose to another posture.
    effort : (n,) float
        Angle as a share of the usual amplitude.
    walking : (n,) float
        0 or 1.
    repetitions : list of dict
        Times in s, the hold and the amplitude; `whole` is False where the recording cuts it.
    rests : list of (float, float)
        Between what moves on purpose, in s.
    cut : (float, float)
        The recording, in s.
    axis : (3,) float
        About which the outward movement turns, in the body's axes.
    """

    turn: Array
    posture: Array
    effort: Array
    walking: Array
    repetitions: list[dict[str, Any]]
    rests: list[tuple[float, float]]
    cut: tuple[float, float]
    axis: Array


class Person:
    """Writes the script, piece by piece."""

    def __init__(self, world: World, rng: np.random.Generator) -> None:
        self._world, self._rng, self._p = world, rng, world.values
        e = world.exercise
        sign = 1.0 if e in ("E7", "E10") else float(rng.choice([-1.0, 1.0]))
        self._axis = sign * np.array(AXES.get(e, (0, 1, 0)), dtype=np.float64)
        self._usual_deg = float(
            np.clip(EXPECTED_DEG[e] * self._p["amplitude"], CLEARLY * LEAST_DEG[e], MOST_DEG[e])
        )
        off = rng.standard_normal((2, 3)) * self._p["off_axis"]
        self._off = off - np.outer(off @ self._axis, self._axis)
        self._turns: list[Array] = []
        self._efforts: list[Array] = []
        self._postures: list[Array] = []
        self._walks: list[Array] = []
        self._base = np.zeros(3)
        self._now = 0.0
        self._repetitions: list[dict[str, Any]] = []
        self._rests: list[tuple[float, float]] = []

    def script(self) -> Script:
        """Do the set."""
        w = self._world
        begin_s = self._begin()
        long = (2.0 * self._p["way"] + self._p["hold"] + self._p["rest"]) * REPETITIONS > LONG_S
        count = FEWER if long else REPETITIONS
        for k in range(count):
            first_cut = k == 0 and w.beginning in ("moving", "in the hold", "at the top")
            self._repetition(k, count, min_hold_s=4.0 if first_cut else 0.0)
            if first_cut:
                begin_s = self._cut_first()
            if k < count - 1:
                self._rest()
        return self._finish(begin_s, self._end(count))

    # -- how it begins and ends -----------------------------------------------------------------------

    def _begin(self) -> float:
        begin = self._world.beginning
        if begin in ("getting into position", "walking in"):
            # Lying down from sitting or standing; sitting up from lying, or down from a bend.
            lying = self._world.exercise in LYING
            other_deg = self._rng.uniform(60.0, 95.0) * (1.0 if lying else self._rng.choice([-1.0, 1.0]))
            if begin == "walking in":
                other_deg = 90.0 if lying else 0.0
                self._piece(self._rng.uniform(4.0, 10.0), posture=other_deg, walking=1.0)
            self._piece(self._rng.uniform(0.5, 4.0), posture=other_deg)
            self._change_posture(other_deg, 0.0, self._rng.uniform(1.5, 4.0))
        self._still(self._rng.uniform(1.8, 6.0))
        return 0.0

    def _cut_first(self) -> float:
        """Where the recording begins, so that the first repetition isn't whole."""
        r = self._repetitions[0]
        r["whole"] = False
        if self._world.beginning == "moving":
            return float(r["start_s"] + self._rng.uniform(0.15, 0.85) * (r["plateau_start_s"] - r["start_s"]))
        left_s = (
            self._rng.uniform(1.0, 2.0)
            if self._world.beginning == "in the hold"
            else self._rng.uniform(1.6, 3.5)
        )
        return float(max(r["plateau_start_s"], r["plateau_end_s"] - left_s))

    def _end(self, count: int) -> float:
        ending = self._world.ending
        if ending == "at once":
            self._still(0.5)
            return self._now
        self._still(self._rng.uniform(1.5, 4.0))
        if ending == "in a repetition":
            self._repetition(count - 1, count, min_hold_s=1.0)
            r = self._repetitions[-1]
            r["whole"] = False
            return float(r["start_s"] + self._rng.uniform(0.3, 0.8) * (r["plateau_end_s"] - r["start_s"]))
        if ending == "walking off":
            other_deg = 90.0 if self._world.exercise in LYING else 0.0
            self._change_posture(0.0, other_deg, self._rng.uniform(1.5, 4.0))
            self._piece(self._rng.uniform(3.0, 8.0), posture=other_deg, walking=1.0)
        return self._now

    def _change_posture(self, from_deg: float, to_deg: float, lasting_s: float) -> None:
        u = self._grid(lasting_s)
        self._add(np.tile(self._base, (len(u), 1)), posture=from_deg + (to_deg - from_deg) * minimum_jerk(u))

    # -- repetitions, and what is between them ----------------------------------------------------------

    def _repetition(self, k: int, count: int, min_hold_s: float) -> None:
        p, rng, e = self._p, self._rng, self._world.exercise
        out_s, back_s = (self._varied(p["way"], p["way_scatter"], least=0.4) for _ in range(2))
        hold_s = max(self._varied(p["hold"], p["way_scatter"], least=0.0), min_hold_s)
        size = self._usual_deg * (1.0 - p["decline"] * k / max(count - 1, 1))
        size *= 1.0 + p["amplitude_scatter"] * float(np.clip(rng.standard_normal(), -2.5, 2.5))
        raised_s = hold_s + 0.5 * (out_s + back_s)
        # A short one of less than half the usual amplitude is none by the document's rule, a long one of a fifth is.
        share = 0.3 if raised_s > max(2.0, 0.8 * (p["hold"] + p["way"])) and size > 6.5 else 0.62
        size = float(np.clip(size, max(share * self._usual_deg, CLEARLY * LEAST_DEG[e]), MOST_DEG[e]))
        direction, across = 1.0, np.zeros(3)
        second = {
            "alternating": k % 2 == 1, "one side first": 2 * k >= count, "one side alone": False
        }[self._world.order]  # fmt: skip
        if e == "E7":
            direction = 1.0 if second else -1.0
        if e == "E3":
            across = (1.0 if second else -1.0) * rng.uniform(0.3, 0.6) * np.array([0.0, 0.0, 1.0])
        r = self._excursion(size, direction, across, out_s, hold_s, back_s, pauses=p["pauses"])
        self._repetitions.append(r)

    def _excursion(
        self,
        size: float,
        direction: float,
        across: Array,
        out_s: float,
        hold_s: float,
        back_s: float,
        *,
        pauses: float,
    ) -> dict[str, Any]:
        creep = self._rng.uniform(-0.2, 0.2) if self._world.shape == "creep" and hold_s > 0.5 else 0.0
        top = size * (1.0 - creep)
        off, bow = self._off
        wander = 0.3 * self._p["off_axis"] * self._rng.standard_normal(3)
        wander -= self._axis * float(wander @ self._axis)
        start_s = self._now
        out = self._way(0.0, top, out_s, pauses)
        u = self._grid(hold_s)
        held = top + (size - top) * u
        back = self._way(float(held[-1]) if len(held) else top, 0.0, back_s, pauses)
        x = np.concatenate([out, held, back])
        share = np.clip(x / size, 0.0, 1.0)
        turn = np.outer(direction * x, self._axis)
        turn += np.outer(x, across + direction * (off + wander)) + np.outer(4.0 * x * (1.0 - share), bow)
        self._add(self._base + turn, effort=share)
        edges = [self._edge(w) for w in (out, back)]
        return {
            "start_s": start_s + edges[0][0],
            "plateau_start_s": start_s + edges[0][1],
            "plateau_end_s": start_s + (len(out) + len(held)) / FINE_HZ + edges[1][0],
            "end_s": start_s + (len(out) + len(held)) / FINE_HZ + edges[1][1],
            "hold_s": len(held) / FINE_HZ,
            "amplitude_deg": size,
            "whole": True,
        }

    def _edge(self, angle: Array) -> tuple[float, float]:
        """When a way's speed crosses 5 % of its peak, in s from its beginning."""
        speed = np.abs(np.diff(angle))
        moving = np.nonzero(speed >= 0.05 * float(np.max(speed)))[0]
        return float(moving[0]) / FINE_HZ, float(moving[-1] + 1) / FINE_HZ

    def _way(self, from_deg: float, to_deg: float, lasting_s: float, pauses: float) -> Array:
        rng = self._rng
        if rng.random() >= pauses:
            return from_deg + (to_deg - from_deg) * way(self._world.shape, self._grid(lasting_s), rng)
        at = rng.uniform(0.3, 0.7)
        middle = from_deg + at * (to_deg - from_deg)
        parts = [
            from_deg + (middle - from_deg) * minimum_jerk(self._grid(at * lasting_s)),
            np.full(round(rng.uniform(0.2, 1.0) * FINE_HZ), middle),
            middle + (to_deg - middle) * minimum_jerk(self._grid((1.0 - at) * lasting_s)),
        ]
        return np.concatenate(parts)

    def _rest(self) -> None:
        p, rng = self._p, self._rng
        rest_s = self._varied(p["rest"], 1.5 * p["way_scatter"], least=0.1)
        if rng.random() < p["given_up"]:
            self._still(0.5 * rest_s + 0.5)
            size = self._usual_deg * rng.uniform(*GIVEN_UP)
            lasting = rng.uniform(0.4, 0.9, 2)
            self._excursion(size, float(rng.choice([-1.0, 1.0])) if self._world.exercise == "E7" else 1.0,
                            np.zeros(3), lasting[0], 0.0, lasting[1], pauses=0.0)  # fmt: skip
            self._rests.pop()
            self._still(0.5)
        if rng.random() < p["fidgets"]:
            self._still(0.5 * rest_s + 0.3)
            self._fidget()
        self._still(rest_s)

    def _fidget(self) -> None:
        rng = self._rng
        shift = rng.standard_normal(3)
        shift *= self._p["fidget_size"] * rng.uniform(0.6, 1.0) / float(np.linalg.norm(shift))
        lasting = rng.random() < 0.5
        # What goes out along the axis as a repetition does, and comes back, is an attempt and no fidget.
        along = float(shift @ self._axis)
        most = 0.3 * self._usual_deg
        if not lasting:
            shift += self._axis * (float(np.clip(along, -most, most)) - along)
        self._move_base(shift)
        if not lasting:
            self._still(rng.uniform(0.3, 2.0))
            self._move_base(-shift)
        self._still(0.4)

    def _move_base(self, shift: Array) -> None:
        u = self._grid(float(self._rng.uniform(0.5, 1.2)))
        self._add(self._base + np.outer(minimum_jerk(u), shift))
        self._base = self._base + shift

    def _still(self, lasting_s: float) -> None:
        begun = self._now
        self._piece(lasting_s)
        self._rests.append((begun, self._now))

    # -- pieces -----------------------------------------------------------------------------------------

    def _piece(self, lasting_s: float, *, posture: float = 0.0, walking: float = 0.0) -> None:
        n = round(lasting_s * FINE_HZ)
        self._add(np.tile(self._base, (n, 1)), posture=np.full(n, posture), walking=np.full(n, walking))

    def _add(
        self,
        turn: Array,
        *,
        effort: Array | None = None,
        posture: Array | None = None,
        walking: Array | None = None,
    ) -> None:
        n = len(turn)
        self._turns.append(turn)
        self._efforts.append(np.zeros(n) if effort is None else effort)
        self._postures.append(np.zeros(n) if posture is None else posture)
        self._walks.append(np.zeros(n) if walking is None else walking)
        self._now += n / FINE_HZ

    def _grid(self, lasting_s: float) -> Array:
        n = round(lasting_s * FINE_HZ)
        return (np.arange(n) + 1.0) / max(n, 1)

    def _varied(self, mean: float, spread: float, *, least: float) -> float:
        if mean <= 0.0:
            return least
        return float(max(least, mean * np.exp(spread * np.clip(self._rng.standard_normal(), -2.5, 2.5))))

    def _finish(self, begin_s: float, end_s: float) -> Script:
        return Script(
            np.concatenate(self._turns),
            np.concatenate(self._postures),
            np.concatenate(self._efforts),
            np.concatenate(self._walks),
            self._repetitions,
            self._rests,
            (begin_s, end_s),
            self._axis,
        )
