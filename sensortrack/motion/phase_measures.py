"""The measures of one phase, each with its validity: SPARC, LDLJ, LD-acc, attack ratio, peak speed."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from ..errors import DataError
from ..records import FloatArray, Measure, invalid
from .smoothness import MIN_JERK_PEAK_ACCELERATION_RATIO, ld_acc, ldlj, sparc
from .speed_signal import SpeedSignal

ATTACK_RATIO = 2.5
"""Peak acceleration ratio of a sharp attack; the catalogue's G1 has the same."""
ATTACK_SPANS = (0.03, 0.04, 0.05, 0.06, 0.08)
"""The acceleration is averaged over such a share of the duration: the least that the person's tremor allows."""
CUT_SMOOTH_RATIO = 0.88
"""The ratio of a minimum-jerk phase that is cut at 5 % of its peak speed."""
TREMOR_REACH = 4.5
"""What tremor adds to a smooth phase's ratio stays below so many times its RMS in stillness."""
PAUSE_SHARE, PAUSE_S = 0.15, 0.15
"""A stop within a phase: slower than this share of its peak speed for at least this time."""
LEAST_RATE_HZ = 24.0
LEAST_DURATION_S = 0.3
LEAST_PEAK_SPEED_DPS = 2.0
NOISE_SHARE = 0.25
"""LDLJ is limited by noise once the sensor's noise is predicted to make more than this share of the jerk."""


@dataclass(frozen=True, slots=True)
class PhaseSignal:
    """The speed about the axis over one phase and its surroundings.

    Attributes
    ----------
    speed : SpeedSignal
        Over the attempt, with margins around it.
    still : SpeedSignal
        Over the stillness before the attempt; empty where there was none.
    sign : {1, -1}
        −1 for the return: its speed is taken inward.
    start, end : float
        The phase within `speed`, in samples with fractions.
    noise_dps : float or None
        Standard deviation of the gyroscope's white noise per sample, where it is known.
    unfit : str or None
        Why no measure of this phase is valid (it touches a gap, say).
    """

    speed: SpeedSignal
    still: SpeedSignal
    sign: int
    start: float
    end: float
    noise_dps: float | None
    unfit: str | None

    @property
    def rate_hz(self) -> float:
        """Sampling rate in Hz."""
        return self.speed.rate_hz

    @property
    def duration_s(self) -> float:
        """Duration in s."""
        return (self.end - self.start) / self.rate_hz

    def within(self, signal: FloatArray) -> FloatArray:
        """The part of a signal of the same length that lies in the phase."""
        return signal[math.ceil(self.start) : math.floor(self.end) + 1]

    def speed_of(self, signal: FloatArray) -> FloatArray:
        """That part of a speed, positive in the direction of the phase."""
        return self.sign * self.within(signal)


def phase_measures(signal: PhaseSignal) -> dict[str, Measure]:
    """All measures of one phase; those that aren't valid say why.

    The speed is low-passed (second-order Butterworth, zero phase) at ``clip(10 / T, 3, 10)`` Hz for LDLJ
    and LD-acc, with T the phase's duration in s, and at 5 Hz for the attack ratio; SPARC takes it as it is.
    For a minimum-jerk phase cut at 5 % of its peak speed: SPARC −1.40, LDLJ −4.41, attack ratio 0.88.
    """
    raw = signal.speed_of(signal.speed.raw)
    if len(raw) < 4:
        return _all_invalid("the phase is too short")
    smooth = signal.speed_of(signal.speed.low_passed(cutoff_hz(signal.duration_s)))
    peak = float(np.max(np.abs(smooth)))
    unfit = signal.unfit or _unfit(signal, peak)
    ratio = _attack_ratio(signal, unfit)
    limited = _noise_limited(signal, smooth)
    return {
        "sparc": _measure(lambda: sparc(raw, signal.rate_hz), unfit),
        "ldlj": _measure(lambda: ldlj(smooth, signal.rate_hz), unfit or limited),
        "ld_acc": _measure(lambda: ld_acc(smooth, signal.rate_hz), unfit),
        "attack_ratio": ratio,
        "peak_speed_dps": Measure(peak, "deg/s", signal.unfit is None, signal.unfit),
    }


def cutoff_hz(duration_s: float) -> float:
    """The one cut-off rule: 10/T Hz, at least 3 and at most 10."""
    return min(max(10.0 / duration_s, 3.0), 10.0)


def attack_ratio(speed_dps: FloatArray, *, span: float = ATTACK_SPANS[0]) -> float:
    """Peak acceleration ratio R of a movement: peak acceleration × duration / (3.079 × peak speed).

    Parameters
    ----------
    speed_dps : (n,) float
        Low-passed angular speed, n ≥ 2.
    span : float
        Share of the duration over which the acceleration is averaged.

    Returns
    -------
    float
        1 for a whole minimum-jerk movement, 0.88 for one cut at 5 % of its peak speed; an attack that
        squeezes the acceleration into the first tenth of the phase has about 3.
    """
    steps = max(1, round(span * len(speed_dps)))
    rise = float(np.max(np.abs(speed_dps[steps:] - speed_dps[:-steps]))) / steps
    return rise * len(speed_dps) / (MIN_JERK_PEAK_ACCELERATION_RATIO * float(np.max(np.abs(speed_dps))))


def _movements(signal: PhaseSignal) -> list[FloatArray]:
    """The speed of a phase, cut where it stands still on the way: a pause is a hesitation, not an attack."""
    speed, calm = signal.speed_of(signal.speed.attack), np.abs(signal.within(signal.speed.calm))
    still_dps = float(np.std(signal.still.calm)) if len(signal.still) else 0.0
    moving = calm >= max(PAUSE_SHARE * float(np.max(calm)), 2.0 * still_dps)
    edges = np.flatnonzero(np.diff(moving)) + 1
    parts: list[FloatArray] = []
    begin = 0
    for a, b in pairwise(edges):
        if not moving[a] and b - a >= PAUSE_S * signal.rate_hz:
            parts.append(speed[begin:a])
            begin = int(b)
    parts.append(speed[begin:])
    return [p for p in parts if len(p) >= LEAST_DURATION_S * signal.rate_hz and np.any(p)]


def _attack_ratio(signal: PhaseSignal, unfit: str | None) -> Measure:
    """The attack ratio with its uncertainty: what the person's tremor in stillness adds to it.

    Tremor accelerates more than a slow movement does. Averaged over a longer time it fades, and so does
    an attack, later; so the average is taken over the shortest time that the tremor allows.
    """
    speed = signal.within(signal.speed.attack)
    span, uncertainty = ATTACK_SPANS[0], None
    for span in ATTACK_SPANS:
        uncertainty = _tremor_ratio(signal.still.attack, speed, span)
        if uncertainty is None or CUT_SMOOTH_RATIO + TREMOR_REACH * uncertainty < ATTACK_RATIO:
            break
    ratio = max((attack_ratio(part, span=span) for part in _movements(signal)), default=math.nan)
    if (
        unfit is None
        and uncertainty is not None
        and ATTACK_RATIO <= ratio < CUT_SMOOTH_RATIO + TREMOR_REACH * uncertainty
    ):
        unfit = f"it can't be told from the tremor in stillness, which alone makes ±{uncertainty:.1f}"
    return Measure(ratio, "1", unfit is None, unfit, uncertainty)


def _tremor_ratio(still: FloatArray, speed: FloatArray, share: float) -> float | None:
    """RMS of what tremor makes of the ratio, from the stillness before; None where there was too little of it."""
    span = max(1, round(share * len(speed)))
    if len(still) <= 4 * span:
        return None
    rms = math.sqrt(float(np.mean((still[span:] - still[:-span]) ** 2))) / span
    return rms * len(speed) / (MIN_JERK_PEAK_ACCELERATION_RATIO * float(np.max(np.abs(speed))))


def _unfit(signal: PhaseSignal, peak_dps: float) -> str | None:
    if signal.rate_hz < LEAST_RATE_HZ:
        return f"the rate of {signal.rate_hz:.1f} Hz is too low: at least {LEAST_RATE_HZ:.0f} Hz"
    if signal.duration_s < LEAST_DURATION_S:
        return f"the phase is too short: {signal.duration_s:.2f} s, at least {LEAST_DURATION_S} s"
    if peak_dps < LEAST_PEAK_SPEED_DPS:
        return f"the movement is too slow: {peak_dps:.1f} deg/s at most, at least {LEAST_PEAK_SPEED_DPS}"
    return None


def _noise_limited(signal: PhaseSignal, smooth: FloatArray) -> str | None:
    if signal.noise_dps is None:
        return None
    jerk = np.diff(smooth, 2) * signal.rate_hz**2
    density = signal.noise_dps * math.sqrt(2.0 / signal.rate_hz)
    rms_noise = 4.0 * math.pi**2 * density * math.sqrt(cutoff_hz(signal.duration_s) ** 5 / 5.0)
    share = rms_noise**2 / max(float(np.mean(jerk**2)), 1e-12)
    if share <= NOISE_SHARE:
        return None
    return f"limited by noise: the sensor's own noise makes {min(share, 1.0):.0%} of the jerk"


def _measure(compute: Callable[[], float], why: str | None) -> Measure:
    try:
        value = compute()
    except DataError as error:
        return invalid("1", why or error.found)
    return Measure(value, "1", why is None, why)


def _all_invalid(why: str) -> dict[str, Measure]:
    units = dict.fromkeys(("sparc", "ldlj", "ld_acc", "attack_ratio"), "1") | {"peak_speed_dps": "deg/s"}
    return {name: invalid(unit, why) for name, unit in units.items()}
