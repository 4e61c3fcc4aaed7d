"""A recording: blocks with their gaps, markers and a description."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from .block import Block, FloatArray, Gap

if TYPE_CHECKING:
    import pandas as pd

Frame = Literal["sensor", "body"]
Loss = Literal["detected", "not_detectable"]


@dataclass(frozen=True, slots=True)
class Description:
    """What is known of a recording beside its samples (`NAME.json`).

    `frame` is "body" where the axes are the body's (x cranial, y right, z forward), "sensor" where
    the mounting isn't known. `rate_hz` is the nominal sampling rate, None where none was declared.
    """

    frame: Frame = "sensor"
    rate_hz: float | None = None
    placement: str | None = None
    exercise: str | None = None
    device: Mapping[str, Any] | None = None
    person: str | None = None
    start_utc: str | None = None
    gaps: tuple[Gap, ...] = ()
    loss: Loss | None = None
    calibration: Mapping[str, Any] | None = None
    truth: Mapping[str, Any] | None = None
    written_by: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Recording:
    """Samples and what is known of them.

    Attributes
    ----------
    description : Description
    rate_hz : float
        Sampling rate as it was: from the time stamps where there are any, else the nominal one.
    blocks : iterable of Block
        Can be gone through again and again; a recording opened for streaming reads its file each time.
    path : pathlib.Path or None
    messages : list of str
        What was noticed while reading (a last line cut short, say); complete once all blocks were read.
    """

    description: Description
    rate_hz: float
    blocks: Iterable[Block]
    path: Path | None = None
    messages: list[str] = field(default_factory=list)

    def described(self, **known: Any) -> Recording:
        """The same samples, with this known of them: fields of the `Description`."""
        return replace(self, description=replace(self.description, **known))

    def to_frame(self) -> pd.DataFrame:
        """All samples as a tidy DataFrame: time_s (s), acc_x…z (m/s²), gyr_x…z (deg/s, NaN without gyroscope)."""
        import pandas as pd  # takes longer to import than all the rest: only those who ask for a frame wait

        parts: list[FloatArray] = []
        for b in self.blocks:
            gyr = np.full_like(b.acc, np.nan) if b.gyr is None else b.gyr
            parts.append(np.column_stack([b.time_s, b.acc, gyr]))
        data = np.concatenate(parts) if parts else np.empty((0, 7))
        return pd.DataFrame(data, columns=["time_s", "acc_x", "acc_y", "acc_z", "gyr_x", "gyr_y", "gyr_z"])
