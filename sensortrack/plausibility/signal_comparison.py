"""Whether gyroscope and accelerometer tell the same turn: what turns gravity in the sensor's axes is its rates.

The up direction u, in the axes of a sensor that turns with the rate ω, changes by u × ω. Over slow stretches the
specific force tells u, so the turn of u and the integral of u × ω must be the same. What the rates would have to be
changed by (a factor, axes mirrored or exchanged, a delay) is found by least squares, with their bias left free. A turn
about the vertical moves no gravity: an axis about which the sensor only turned so can't be checked.

Whether the two part at all, whatever it is that explains it, is watched from quiet moment to quiet moment (`strays`).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..records import Block, FloatArray
from .bin_means import BinMeans
from .fits import WAYS, Fit, TurnFit
from .later import SpanEquations, found_later, left_by_two_biases
from .strays import StrayWatch
from .turns import turns_due

BIN_S = 0.04
"""The samples are averaged over so long: the slow movements that are compared end at some 5 Hz."""
FIRST_LOOK_S = 20.0
"""A disagreement is looked for after so long, and again after twice as long each time."""
LONGEST_S = 1200.0
"""Only the first 20 min are compared, so that memory and time are bounded."""
SMOOTH, SPAN = 5, 10
"""A direction is a mean over 5 bins (0.2 s), a turn is taken over 10 bins (0.4 s)."""
FORCE_SHARE = 0.06
"""The force tells the up direction where it is the usual one to within this share throughout a span: a linear
acceleration that is let through turns it by some degrees at most."""
LEAST_SPAN_DEG = 2.0
"""A span that turns less tells more of unrest than of the turn."""
LEAST_TURN_DEG = 75.0
"""Gravity must have turned by at least this much in all, in deg, before anything can be said."""
LEAST_INVERTED_DEG = 20.0
"""Left-handed axes turn gravity the wrong way about every axis: a turn of this much, in deg, shows that."""
INVERTED, INVERTED_LEFT = 2.0, 0.5
"""Shares of the turn: rates of left-handed axes leave at least the first unexplained (4 in theory), and the same rates
inverted at most the second. Of 1,268 pieces of right recordings of people, none that turned 15° was near both."""
FACTOR = 2.0
"""The inverted rates' scale lies within this factor of 1."""
INVERTED_AXES = "−x, −y, −z"
MOST_LAG, LAG_STEP = 24, 2
"""Delays of up to 24 bins (1 s) either way are tried, in steps of 2."""
FITS = 0.03
"""Rates that leave less than this share of gravity's turn (mean square) unexplained need no closer look."""
CONTRADICTS = 0.25
"""Rates that leave at least this share unexplained are wrong, if others explain it: of the recordings of people that
could be checked all left less than 0.16, but for a walk of 0.3 that nothing explains better (docs/validation.md)."""
LATE = 4
"""A delay of 4 bins (0.16 s) or more is wrong whatever it leaves: the recordings of people show 2 at most."""
SCALED = 1.25
"""Nor is any gyroscope's gain off by so much; half the rates leave no more than 0.25."""
EXPLAINS = 3.0
"""What is said to fit leaves this many times less unexplained than the rates as they are."""
SIMPLER = 1.5
"""The simplest change is reported that leaves at most this many times what the best one leaves, and `FITS`."""
RADIAN = math.pi / 180.0


@dataclass(frozen=True, slots=True)
class Disagreement:
    """What the gyroscope would have to be for gravity's turn to fit.

    Attributes
    ----------
    factor : float
        What the rates must be multiplied by; 57.3 for rad/s taken for deg/s.
    axes : str
        The gyroscope's axes that fit x, y and z, with their signs: "x, y, z" where they are right.
    late_s : float
        How much later the gyroscope is than the accelerometer.
    left, left_by_fit : float
        Share of gravity's turn (mean square) that the rates leave unexplained as they are, and changed so.
    turn_deg : float
        By how much gravity turned in all.
    from_s, until_s : float or None
        When it begins, where the two agreed before; until when it holds, where they agree after that.
    """

    factor: float
    axes: str
    late_s: float
    left: float
    left_by_fit: float
    turn_deg: float
    from_s: float | None = None
    until_s: float | None = None


@dataclass(frozen=True, slots=True)
class Stray:
    """That the gyroscope strays from gravity, where no change of it was found that fits.

    Attributes
    ----------
    from_s : float
        From when on.
    apart_deg, within_s : float
        The most that the two come apart from one quiet moment to the next, and the time between these.
    """

    from_s: float
    apart_deg: float
    within_s: float


class SignalComparison:
    """Gathers what the comparison needs, the same for any cutting of the samples."""

    def __init__(self, rate_hz: float) -> None:
        self._size = max(1, round(BIN_S * rate_hz))
        self._bin_s = self._size / rate_hz
        self._most = math.ceil(LONGEST_S / self._bin_s)
        self._bins: list[FloatArray] = []
        self._times: list[FloatArray] = []
        self._means = BinMeans(self._size, 6)
        self._count = self._rows = 0
        self._look = round(FIRST_LOOK_S / self._bin_s)
        self._strays = StrayWatch(self._bin_s)
        self._stray: Stray | None = None
        self._found: Disagreement | None = None
        self._last: tuple[int, Disagreement | bool] = (0, False)

    def feed(self, block: Block) -> tuple[float, Disagreement | Stray] | None:
        """Take the next samples; what they first show to disagree, and the time in s of the one by which they do.

        What explains it is looked for after 20 s, 40 s, and so on.
        """
        if block.gyr is None:
            return None
        gathers = self._count < self._most
        if block.after_gap:
            self._means.begin()
            self._strays.begin()
            if gathers:
                self._bins.append(np.full((1, 6), np.nan))
                self._times.append(block.time_s[:1].copy())
                self._rows += 1
        waited = self._means.waiting
        bins = self._means.feed(block.acc, block.gyr)
        if not len(bins):
            return None
        times = block.time_s[self._size - waited - 1 :: self._size]
        shown = [self._watch(bins, times), self._look_for_changes(bins, times) if gathers else None]
        return min((s for s in shown if s is not None), key=lambda s: s[0], default=None)

    def _watch(self, bins: FloatArray, times: FloatArray) -> tuple[float, Stray] | None:
        if self._stray is not None:
            return None
        at, strays = self._strays.feed(bins, times), self._strays
        if at < 0:
            return None
        self._stray = Stray(strays.from_s, strays.apart_deg, strays.within_s)
        return float(times[at]), self._stray

    def _look_for_changes(self, bins: FloatArray, times: FloatArray) -> tuple[float, Disagreement] | None:
        self._bins.append(bins)
        self._times.append(times.copy())
        count, rows = self._count, self._rows
        self._count, self._rows = count + len(bins), rows + len(bins)
        while self._look <= min(self._count, self._most) and self._found is None:
            taken, self._look = self._look - count, 2 * self._look
            verdict = self._verdict(rows + taken)
            if isinstance(verdict, Disagreement):
                self._found = verdict
                return float(times[taken - 1]), verdict
        return None

    def verdict(self) -> Disagreement | Stray | bool:
        """What contradicts gravity, True where the two agree, False where too little turned to tell.

        What was found on the way stands; what explains the contradiction goes first.
        """
        if self._found is None and self._last[0] != self._rows:
            self._last = self._rows, self._verdict(self._most)
        explained = self._found or self._last[1]
        return explained if isinstance(explained, Disagreement) else self._stray or explained

    def _verdict(self, rows: int) -> Disagreement | bool:
        x = np.concatenate(self._bins)[:rows] if self._bins else np.empty((0, 6))
        at, u = self._spans(x)
        if not len(at):
            return False
        turned = _mean_at(u, at + SPAN) - _mean_at(u, at)
        due = self._due(x, u, at, 0)
        by_rates = due[:, 0] + due[:, 4] + due[:, 8]
        used = np.maximum(_sizes(turned), _sizes(by_rates)) > LEAST_SPAN_DEG * RADIAN
        at, turned, due = at[used], turned[used], due[used]
        turn_deg = float(np.sum(_sizes(turned))) / RADIAN / 2.0  # the spans overlap by half
        if turn_deg < LEAST_INVERTED_DEG:
            return False
        at_once = TurnFit(turned, due)
        if turn_deg < LEAST_TURN_DEG:
            return _inverted(at_once, turn_deg) or False
        as_is = at_once.as_is
        if as_is <= FITS:
            return True
        parts = SpanEquations(turned, due, WAYS[0][0])
        always = self._always(x, u, at, turned, as_is, turn_deg)
        if always is None:
            return self._later(at, parts, due, as_is)
        # A bias that jumped is the simpler change where it fits better: it shows from quiet moment to quiet moment.
        return always if left_by_two_biases(parts) > always.left_by_fit else True

    def _always(
        self, x: FloatArray, u: FloatArray, at: np.ndarray, turned: FloatArray, as_is: float, turn_deg: float
    ) -> Disagreement | None:
        """What contradicts gravity from the start to the end."""
        fits: list[Fit] = []
        for lag in range(-MOST_LAG, MOST_LAG + 1, LAG_STEP):
            fits += TurnFit(turned, self._due(x, u, at, lag)).fits(lag)
        if not fits:  # the gyroscope gave one value throughout
            return None
        best = min(fits)
        simplest = min(
            (f for f in fits if f.left <= max(SIMPLER * best.left, FITS)),
            key=lambda f: (f.changes + (abs(f.lag) >= LATE), f.left),
        )
        scaled = not 1.0 / SCALED <= simplest.factor <= SCALED
        wrong = as_is >= CONTRADICTS or abs(simplest.lag) >= LATE or scaled
        if not wrong or simplest.left * EXPLAINS > as_is:
            return None
        return Disagreement(
            simplest.factor, simplest.axes, simplest.lag * self._bin_s, as_is, simplest.left, turn_deg
        )

    def _later(
        self, at: np.ndarray, parts: SpanEquations, due: FloatArray, as_is: float
    ) -> Disagreement | bool:
        """What contradicts gravity from some time on, or until then; whether they agree where nothing does."""
        ways = np.array([weights for weights, _, _ in WAYS])
        later = found_later(parts, ways, 2.0 * LEAST_TURN_DEG * RADIAN, CONTRADICTS, EXPLAINS)
        if later is None:
            gave_nothing = not bool(np.any(due[:, :9]))
            return as_is < CONTRADICTS and not gave_nothing
        when_s = self._time_s(at[later.at])
        return Disagreement(
            later.factor,
            WAYS[later.way][1],
            0.0,
            later.left,
            later.left_by_fit,
            later.turn / RADIAN / 2.0,
            from_s=when_s if later.after else None,
            until_s=None if later.after else when_s,
        )

    def _time_s(self, number: int) -> float:
        """The time at which a bin ends."""
        return float(np.concatenate(self._times)[number])

    def _spans(self, x: FloatArray) -> tuple[np.ndarray, FloatArray]:
        """Where spans begin that can be compared at every delay, and the up direction in each bin."""
        reach = SPAN + SMOOTH
        if len(x) < reach + 2 * MOST_LAG or np.isnan(x[:, 0]).all():
            return np.empty(0, dtype=np.intp), x[:, :3]
        size = _sizes(x[:, :3])
        with np.errstate(invalid="ignore", divide="ignore"):
            u = x[:, :3] / size[:, np.newaxis]
            fit = np.abs(size / np.nanmedian(size) - 1.0) < FORCE_SHARE
        whole = ~np.isnan(size)
        wide = reach + 2 * MOST_LAG
        fits, wholes = _throughout(fit, reach), _throughout(whole, wide)
        at = np.arange(MOST_LAG, MOST_LAG + len(wholes), SPAN // 2)
        return at[fits[at] & wholes[at - MOST_LAG]], u

    def _due(self, x: FloatArray, u: FloatArray, at: np.ndarray, lag: int) -> FloatArray:
        """Turn over each span (n, 12, 3) due to each rate about each axis (9), and to a bias of each axis (3)."""
        return turns_due(u, RADIAN * x[:, 3:], at, lag, SPAN, SMOOTH, self._bin_s)


def _inverted(at_once: TurnFit, turn_deg: float) -> Disagreement | None:
    """That the rates fit with the other sign and nearly their size, where too little turned to tell more."""
    for fit in at_once.fits(0) if at_once.as_is >= INVERTED else ():
        near = 1.0 / FACTOR < fit.factor < FACTOR and fit.left <= INVERTED_LEFT
        if fit.axes == INVERTED_AXES and near:
            return Disagreement(fit.factor, fit.axes, 0.0, at_once.as_is, fit.left, turn_deg)
    return None


def _throughout(true: NDArray[np.bool_], wide: int) -> NDArray[np.bool_]:
    """Of each run of so many neighbours whether all are true."""
    count = np.insert(np.cumsum(true), 0, 0)
    runs: NDArray[np.bool_] = count[wide:] - count[:-wide] == wide
    return runs


def _mean_at(v: FloatArray, at: np.ndarray) -> FloatArray:
    mean: FloatArray = v[at]
    for k in range(1, SMOOTH):
        mean += v[at + k]
    mean /= SMOOTH
    return mean


def _sizes(v: FloatArray) -> FloatArray:
    x, y, z = v.T
    sizes: FloatArray = np.sqrt(x * x + (y * y + z * z))  # a sum along rows of three takes far longer
    return sizes
