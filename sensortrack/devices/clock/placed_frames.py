"""Gives out the samples of frames whose place on the device's scale is known, and learns the line from them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ...records import FloatArray
from ..decode.readings import IntArray, Readings
from .device_scale import DeviceScale
from .frame_spread import FrameSpread, rising
from .scale_place import ScalePlace
from .timed_samples import TimedSamples


class PlacedFrames:
    """The samples of one stream, each later than the one before.

    Parameters
    ----------
    scale : DeviceScale
    spread : FrameSpread
    place : ScalePlace
        Of the latest frame; moved on by each that is given out.
    emit : callable
        Gets each run, with its place on the scale, in order.

    Attributes
    ----------
    after_gap : bool
        Whether the next frame follows a gap.
    is_first : bool
        Whether the next frame is the stream's first.
    """

    def __init__(
        self,
        scale: DeviceScale,
        spread: FrameSpread,
        place: ScalePlace,
        emit: Callable[[TimedSamples], None],
    ) -> None:
        self._scale, self._spread, self._place, self._emit = scale, spread, place, emit
        self.after_gap = self.is_first = False

    def emit(
        self,
        readings: Readings,
        start: int,
        at: FloatArray,
        steps: IntArray | None,
        count: int,
        arrivals: FloatArray,
        *,
        observed: bool = True,
    ) -> None:
        """Give out frames that lie at `at`; `steps` from the frame before each, None after a gap."""
        assert readings.ticks is not None
        place, spread, samples = self._place, self._spread, readings.frame_samples
        stop = start + len(at)
        between = None if steps is None or self.is_first else steps.astype(np.float64) * place.unit(samples)
        of_one_stamp = samples / (samples + place.repeated)  # the way from stamp to stamp is that of them all
        places = spread.of(at, None if between is None else between * of_one_stamp, samples)
        if places[0] <= place.end or not (places[1:] > places[:-1]).all():
            places = rising(places, place.end, spread.interval)
        values = readings.values[start * samples : stop * samples]
        self._emit(
            TimedSamples(places, readings.sensors, values, np.repeat(arrivals, samples), self.after_gap)
        )
        if observed and place.has_arrivals:
            for end, arrival_s in zip(
                places[samples - 1 :: samples].tolist(), arrivals.tolist(), strict=True
            ):
                self._scale.alignment.observe(end, arrival_s)
        if between is not None and steps is not None:
            passed = (samples if spread.last_stamped else place.samples) + place.repeated
            spread.even(int(steps.sum()), place.unit(samples), passed + samples * (len(steps) - 1))
        place.raw, place.count = int(readings.ticks[stop - 1]), count
        self._scale.latest = (place.raw, place.base, count)
        place.end, place.arrival_s = float(places[-1]), float(arrivals[-1])
        place.samples, place.repeated = samples, 0
        self.after_gap = self.is_first = False
