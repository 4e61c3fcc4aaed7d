"""The sensor: how it is worn, how fast and how well it reads, what of it arrives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from scipy.spatial.transform import Rotation

from sensortrack.errors import UsageError
from sensortrack.records import FloatArray, Frame
from sensortrack.units import STANDARD_GRAVITY_MS2

from .difficulty import Difficulty
from .patient import Motion
from .random_streams import Streams
from .start_posture import small_rotation

Vector = tuple[float, float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sensor:
    """One IMU. What is None is drawn from the level of difficulty.

    Attributes
    ----------
    rate_hz : float
        Sampling rate, 25 to 200.
    frame : {"body", "sensor"}
        What the recording says of its axes. "body": aligned, but for a mounting error; "sensor": anyhow.
    mounting : Rotation or None
        From the sensor's frame to the body's. Drawn: the level's error for "body", any turn for "sensor".
    gyr_bias_dps, gyr_scale, acc_offset_ms2 : (3,) float or None
        `gyr_scale` is the error, 0 for none.
    gyr_noise_dps_rthz, acc_noise_ms2_rthz : float or None
        Noise density in deg/s/√Hz and m/s²/√Hz.
    acc_range_ms2, gyr_range_dps : float
        Readings are clipped there.
    acc_resolution_ms2, gyr_resolution_dps : float
        Least step of a reading; 0 for none.
    gaps : tuple of (float, float)
        Start and duration in s of what is lost.
    lost_notification_probability : float
        Share of the notifications that never arrive.
    """

    rate_hz: float
    frame: Frame = "body"
    mounting: Rotation | None = None
    gyr_bias_dps: Vector | None = None
    gyr_scale: Vector | None = None
    gyr_noise_dps_rthz: float | None = None
    acc_offset_ms2: Vector | None = None
    acc_noise_ms2_rthz: float | None = None
    acc_range_ms2: float = 16.0 * STANDARD_GRAVITY_MS2
    gyr_range_dps: float = 2000.0
    acc_resolution_ms2: float = 0.0
    gyr_resolution_dps: float = 0.0
    has_gyroscope: bool = True
    gaps: tuple[tuple[float, float], ...] = ()
    lost_notification_probability: float = 0.0
    samples_per_notification: int = 4

    def __post_init__(self) -> None:
        if not 25.0 <= self.rate_hz <= 200.0:
            raise UsageError(f"a rate of {self.rate_hz} Hz; expected 25 to 200 Hz.")
        if not 0.0 <= self.lost_notification_probability <= 1.0 or self.samples_per_notification < 1:
            raise UsageError(
                f"{self.lost_notification_probability} of the notifications of"
                f" {self.samples_per_notification} samples lost; expected 0 to 1, and 1 sample or more."
            )


class SensorSignals(NamedTuple):
    """Specific force (n, 3) in m/s², angular rate (n, 3) in deg/s, and how the sensor was mounted."""

    acc: FloatArray
    gyr: FloatArray
    mounting: Rotation


def read(motion: Motion, sensor: Sensor, d: Difficulty, streams: Streams) -> SensorSignals:
    """What the sensor makes of a motion."""
    mounting = sensor.mounting
    if mounting is None:
        rng = streams["mounting"]
        mounting = (
            small_rotation(rng, d.mounting_error_max_deg)
            if sensor.frame == "body"
            else Rotation.from_quat(rng.standard_normal(4))
        )
    bias = _drawn(sensor.gyr_bias_dps, d.gyr_bias_max_dps * (2.0 * streams["gyr_bias"].random(3) - 1.0))
    scale = _drawn(sensor.gyr_scale, d.gyr_scale_sd * streams["gyr_scale"].standard_normal(3))
    offset = _drawn(sensor.acc_offset_ms2, d.acc_offset_sd_ms2 * streams["acc_offset"].standard_normal(3))
    gyr_density = d.gyr_noise_dps_rthz if sensor.gyr_noise_dps_rthz is None else sensor.gyr_noise_dps_rthz
    acc_density = d.acc_noise_ms2_rthz if sensor.acc_noise_ms2_rthz is None else sensor.acc_noise_ms2_rthz
    shape = motion.rate_dps.shape
    band = np.sqrt(0.5 * sensor.rate_hz)  # white noise of a density fills the band up to half the rate

    gyr = mounting.apply(motion.rate_dps, inverse=True) * (1.0 + scale) + bias
    acc = mounting.apply(motion.force_ms2, inverse=True) + offset
    if gyr_density:
        gyr += gyr_density * band * streams["gyr_noise"].standard_normal(shape)
    if acc_density:
        acc += acc_density * band * streams["acc_noise"].standard_normal(shape)
    return SensorSignals(
        _digital(acc, sensor.acc_range_ms2, sensor.acc_resolution_ms2),
        _digital(gyr, sensor.gyr_range_dps, sensor.gyr_resolution_dps),
        mounting,
    )


def arrives(
    time_s: FloatArray, sensor: Sensor, rng: np.random.Generator
) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Which of the samples at times (n,) arrive."""
    arrived = np.ones(len(time_s), dtype=np.bool_)
    for start_s, duration_s in sensor.gaps:
        arrived &= (time_s < start_s) | (time_s >= start_s + duration_s)
    size = sensor.samples_per_notification
    lost = rng.random(-(-len(time_s) // size)) < sensor.lost_notification_probability
    arrived &= ~np.repeat(lost, size)[: len(time_s)]
    return arrived


def _drawn(given: Vector | None, drawn: FloatArray) -> FloatArray:
    return drawn if given is None else np.array(given)


def _digital(values: FloatArray, full_range: float, resolution: float) -> FloatArray:
    stepped = np.round(values / resolution) * resolution if resolution else values
    return np.clip(stepped, -full_range, full_range)
