"""The second generator's person: what is done when, written without the product's simulator.

Tempo, form of the movements, pauses, rests and the order of sides differ from the simulator's on purpose: what holds
on one generator only says something about that generator.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from sensortrack.motion.spec import MovementSpec
from sensortrack.records import FloatArray

from .profiles import EDGE, Profile, any_profile

SHORTEST_S, LONGEST_S = 0.7, 5.0
LEAD_IN_S, TAIL_S = 2.5, 2.0


@dataclass(frozen=True, slots=True)
class Manner:
    """How steadily the person moves; shares are probabilities, angles in deg, times in s."""

    tempo_sd: float
    least_rest_s: float
    no_hold: float
    no_rest: float
    pause: float
    pause_most_s: float
    aborted: float
    fidget: float
    fidget_deg: float
    fade: float
    off_axis: float
    sway_deg: float
    breathing_deg: float
    tremor_deg: float
    creep_deg: float
    posture_deg: float


STEADY = Manner(0.15, 0.8, 0, 0, 0.1, 0.6, 0.06, 0.1, 1.5, 0.15, 0.08, 0.15, 0.35, 0.04, 1.0, 8.0)
"""Defects of the sizes of the ordinary level."""
RESTLESS = Manner(0.3, 0.5, 0.2, 0.15, 0.25, 1.0, 0.15, 0.2, 3.0, 0.3, 0.16, 0.3, 0.7, 0.1, 2.0, 16.0)
"""Defects of the sizes of the hard level."""


@dataclass(slots=True, eq=False)
class Script:
    """What the person does: rotation vectors (n, 3) in deg about the body's axes, and the truth."""

    command: FloatArray
    fidgets: FloatArray
    attempts: list[dict[str, Any]]
    fidgets_s: list[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class _Way:
    """Times in s at which a phase begins and ends: as commanded, and where its speed is 5 % of its peak."""

    start: float
    end: float
    first: float
    last: float
    pauses: tuple[tuple[float, float], ...]


class Writer:
    """Writes a script at `fine_hz`, with one clock running."""

    def __init__(self, spec: MovementSpec, manner: Manner, rng: np.random.Generator, fine_hz: float) -> None:
        self._spec, self._manner, self._rng, self._fine_hz = spec, manner, rng, fine_hz
        self._now = LEAD_IN_S
        self._angles: list[tuple[float, float, float, float, Profile]] = []
        self._parts: list[tuple[float, float, FloatArray, FloatArray, int]] = []
        self._shifts: list[tuple[float, FloatArray]] = []
        self._attempts: list[dict[str, Any]] = []

    def write(self, repetitions: int) -> Script:
        """Write a set."""
        rng, m = self._rng, self._manner
        tempo_s = float(np.exp(rng.uniform(np.log(1.0), np.log(3.5))))
        usual_deg = self._spec.amplitude_deg * rng.uniform(0.75, 1.25)
        fade = m.fade * rng.random()
        direction = 1 if not self._spec.either_way or rng.random() < 0.5 else -1
        in_turn = rng.random() < 0.5
        hold_s = float(np.exp(rng.uniform(np.log(0.8), np.log(6.0))))
        rested = True
        for k in range(repetitions):
            first_side = k % 2 == 0 if in_turn else k < repetitions / 2
            side = 1 if first_side else -1
            if self._spec.sides == "directions":
                direction = side
            if rested and k and rng.random() < m.aborted:
                self._excursion(rng.uniform(0.15, 0.35) * usual_deg, direction, side, "aborted", 0.0, 0.4)
                self._now += rng.uniform(1.0, 2.0)
            size = usual_deg * float(np.clip(1.0 + 0.1 * rng.standard_normal(), 0.75, 1.25))
            size = max(size * (1.0 - fade * k / repetitions), 1.3 * self._spec.least_amplitude_deg)
            hold = 0.0 if rng.random() < m.no_hold else max(0.5, hold_s * self._varied())
            self._excursion(size, direction, side, "repetition", hold, tempo_s)
            rested = k + 1 == repetitions or rng.random() >= m.no_rest
            if rested:
                self._now += max(m.least_rest_s, float(np.exp(rng.uniform(np.log(0.8), np.log(5.0)))))
                if rng.random() < m.fidget:
                    self._fidget(usual_deg)
        self._now += TAIL_S
        return self._script()

    def _varied(self) -> float:
        return float(np.exp(self._manner.tempo_sd * np.clip(self._rng.standard_normal(), -2.5, 2.5)))

    def _excursion(
        self, size: float, direction: int, side: int, outcome: str, hold_s: float, tempo_s: float
    ) -> None:
        begun = self._now
        whole = outcome == "repetition"
        out = self._way(0.0, size, tempo_s, paused=whole)
        self._now += hold_s
        back = self._way(size, 0.0, tempo_s, paused=whole)
        across = np.array(self._spec.axis) * 0.0
        off = self._manner.off_axis * np.clip(self._rng.standard_normal((2, 3)), -2.5, 2.5)
        off -= np.outer(off @ np.array(self._spec.axis), self._spec.axis)
        if self._spec.side_axis is not None:
            across = side * self._rng.uniform(0.3, 0.6) * np.array(self._spec.side_axis)
        self._parts.append(
            (begun, self._now, np.vstack((across + off[0], off[1])), np.array([size]), direction)
        )
        plateau = (out.last, back.first) if hold_s > 0.0 else (out.end, out.end)
        self._attempts.append(
            {
                "outcome": outcome,
                "direction": direction,
                "start_s": out.first,
                "plateau_start_s": plateau[0],
                "plateau_end_s": plateau[1],
                "end_s": back.last,
                "hold_s": plateau[1] - plateau[0],
                "amplitude_deg": size,
                "jerks": [],
                "pauses": [
                    {"phase": phase, "start_s": a, "end_s": b}
                    for phase, way in (("out", out), ("return", back))
                    for a, b in way.pauses
                ],
            }
        )

    def _way(self, from_deg: float, to_deg: float, tempo_s: float, *, paused: bool) -> _Way:
        """One phase, perhaps with a standstill on the way."""
        rng, begun = self._rng, self._now
        total_s = float(np.clip(tempo_s * self._varied(), SHORTEST_S if paused else 0.35, LONGEST_S))
        cuts = [from_deg, to_deg]
        pause_s = 0.0
        if paused and rng.random() < self._manner.pause:
            cuts.insert(1, from_deg + rng.uniform(0.3, 0.7) * (to_deg - from_deg))
            pause_s = rng.uniform(0.2, self._manner.pause_most_s)
        moves: list[tuple[float, float, float, float, Profile]] = []
        for a, b in pairwise(cuts):
            lasting = total_s * abs((b - a) / (to_deg - from_deg))
            moves.append((self._now, lasting, a, b, any_profile(rng)))
            self._now += lasting + pause_s
        self._now -= pause_s
        self._angles += moves
        peak = max(abs(b - a) / lasting * p.peak for _, lasting, a, b, p in moves)
        edges = [
            p.crossings(EDGE * peak * lasting / abs(b - a)) for _, lasting, a, b, p in (moves[0], moves[-1])
        ]
        first = moves[0][0] + edges[0][0] * moves[0][1]
        last = moves[-1][0] + edges[1][1] * moves[-1][1]
        pauses = tuple((a[0] + a[1], b[0]) for a, b in pairwise(moves))
        return _Way(begun, self._now, first, last, pauses)

    def _fidget(self, usual_deg: float) -> None:
        """The posture shifts, for good or back again; never by as much as an attempt about the exercise's axis."""
        shift = self._rng.standard_normal(3)
        shift *= self._manner.fidget_deg * self._rng.uniform(0.7, 1.3) / np.sqrt(np.sum(shift * shift))
        axis = np.array(self._spec.axis)
        lasting = self._rng.random() < 0.5
        if not lasting:
            along = float(np.sum(shift * axis))
            shift -= axis * (along - float(np.clip(along, -0.3 * usual_deg, 0.3 * usual_deg)))
        self._shifts.append((self._now, shift))
        self._now += 1.3
        if not lasting:
            self._shifts.append((self._now, -shift))
            self._now += 1.3

    def _script(self) -> Script:
        count = int(np.ceil(self._now * self._fine_hz))
        t = np.arange(count) / self._fine_hz
        angle = np.zeros(count)
        for start, lasting, a, b, profile in self._angles:
            i, j = np.searchsorted(t, [start, start + lasting])
            angle[i:j] = a + (b - a) * profile.at((t[i:j] - start) / lasting)
            angle[j:] = b
        command = np.zeros((count, 3))
        for start, end, off, size, direction in self._parts:
            i, j = np.searchsorted(t, [start, end])
            x = angle[i:j]
            # A curved way: the second share is largest halfway and gone at the plateau.
            bow = 4.0 * x * (1.0 - x / size[0])
            command[i:j] = direction * x[:, None] * np.array(self._spec.axis) + x[:, None] * off[0]
            command[i:j] += bow[:, None] * off[1]
        fidgets = np.zeros((count, 3))
        for start, shift in self._shifts:
            u = np.clip((t - start) / 0.8, 0.0, 1.0)
            fidgets += np.outer(0.5 - 0.5 * np.cos(np.pi * u), shift)
        return Script(command, fidgets, self._attempts, [(s, s + 0.8) for s, _ in self._shifts])
