"""How steadily a person moves and how good the instrument is: every defect a number of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Difficulty:
    """Every defect of the person and the sensor, each 0 where it is absent.

    Attributes
    ----------
    person_tempo_sd, phase_tempo_sd, hold_tempo_sd, rest_tempo_sd : float
        Standard deviation of the logarithm: of the person's own tempo, then of each phase, hold, rest.
    person_amplitude_sd, amplitude_sd : float
        Share of the amplitude: the person's own mean, then each repetition.
    fade_max : float
        Amplitude lost by the end of the set, as a share; drawn from 0 to this.
    sway_deg : float
        Sway at .1–.6 Hz, root mean square of each axis.
    breathing_deg : float
        Sagittal amplitude of breathing at .18–.3 Hz.
    tremor_deg : float
        Tremor at 4–9 Hz, root mean square of each axis.
    off_axis_sd : float
        Turn about each of the other two axes, as a share of the angle.
    rest_drift_deg : float
        Standard deviation, at the end of the set, of a smooth random walk of the rest posture (each axis).
    mounting_error_max_deg : float
        The sensor's turn against the body frame.
    posture_offset_max_deg : float
        The start pose's tilt against the ideal one.
    gyr_bias_max_dps, gyr_scale_sd, gyr_noise_dps_rthz : float
        Bias (drawn from ± this), scale error (share), noise density in deg/s/√Hz of each axis.
    acc_offset_sd_ms2, acc_noise_ms2_rthz : float
        Offset, and noise density in m/s²/√Hz, of each axis.
    pause_out_probability, pause_return_probability, pause_min_s, pause_max_s : float
        A standstill in the middle of a phase.
    abort_probability, abort_min_share, abort_max_share : float
        An aborted attempt between repetitions, and how far it goes.
    fidget_probability, fidget_deg : float
        A shift of posture in a rest; half of them last.
    no_hold_probability, no_rest_probability : float
        A repetition that returns at once; one that is followed by the next at once.
    """

    person_tempo_sd: float = 0.0
    phase_tempo_sd: float = 0.0
    hold_tempo_sd: float = 0.0
    rest_tempo_sd: float = 0.0
    person_amplitude_sd: float = 0.0
    amplitude_sd: float = 0.0
    fade_max: float = 0.0
    sway_deg: float = 0.0
    breathing_deg: float = 0.0
    tremor_deg: float = 0.0
    off_axis_sd: float = 0.0
    rest_drift_deg: float = 0.0
    mounting_error_max_deg: float = 0.0
    posture_offset_max_deg: float = 0.0
    gyr_bias_max_dps: float = 0.0
    gyr_scale_sd: float = 0.0
    gyr_noise_dps_rthz: float = 0.0
    acc_offset_sd_ms2: float = 0.0
    acc_noise_ms2_rthz: float = 0.0
    pause_out_probability: float = 0.0
    pause_return_probability: float = 0.0
    pause_min_s: float = 0.2
    pause_max_s: float = 0.6
    abort_probability: float = 0.0
    abort_min_share: float = 0.15
    abort_max_share: float = 0.35
    fidget_probability: float = 0.0
    fidget_deg: float = 0.0
    no_hold_probability: float = 0.0
    no_rest_probability: float = 0.0


CLEAN = Difficulty()
"""No defect at all."""

ORDINARY = Difficulty(
    person_tempo_sd=0.12,
    phase_tempo_sd=0.12,
    hold_tempo_sd=0.15,
    rest_tempo_sd=0.25,
    person_amplitude_sd=0.08,
    amplitude_sd=0.08,
    fade_max=0.15,
    sway_deg=0.15,
    breathing_deg=0.35,
    tremor_deg=0.05,
    off_axis_sd=0.08,
    rest_drift_deg=1.0,
    mounting_error_max_deg=25.0,
    posture_offset_max_deg=8.0,
    gyr_bias_max_dps=0.6,
    gyr_scale_sd=0.005,
    gyr_noise_dps_rthz=0.02,
    acc_offset_sd_ms2=0.05,
    acc_noise_ms2_rthz=0.003,
    pause_out_probability=0.10,
    pause_return_probability=0.07,
    pause_max_s=0.6,
    abort_probability=0.06,
    fidget_probability=0.10,
    fidget_deg=1.5,
)
"""A person on a good day with an ordinary sensor."""

HARD = Difficulty(
    person_tempo_sd=0.12,
    phase_tempo_sd=0.24,
    hold_tempo_sd=0.30,
    rest_tempo_sd=0.50,
    person_amplitude_sd=0.08,
    amplitude_sd=0.08,
    fade_max=0.30,
    sway_deg=0.3,
    breathing_deg=0.7,
    tremor_deg=0.12,
    off_axis_sd=0.16,
    rest_drift_deg=2.0,
    mounting_error_max_deg=25.0,
    posture_offset_max_deg=16.0,
    gyr_bias_max_dps=2.4,
    gyr_scale_sd=0.01,
    gyr_noise_dps_rthz=0.03,
    acc_offset_sd_ms2=0.1,
    acc_noise_ms2_rthz=0.0045,
    pause_out_probability=0.25,
    pause_return_probability=0.20,
    pause_max_s=1.0,
    abort_probability=0.15,
    fidget_probability=0.20,
    fidget_deg=3.0,
    no_hold_probability=0.20,
    no_rest_probability=0.15,
)
"""A person who moves restlessly, with a poor sensor."""

LEVELS: Mapping[str, Difficulty] = MappingProxyType({"clean": CLEAN, "ordinary": ORDINARY, "hard": HARD})
"""The levels by name."""


def level_name(difficulty: Difficulty) -> str:
    """The level's name, or "custom"."""
    return next((name for name, level in LEVELS.items() if level == difficulty), "custom")
