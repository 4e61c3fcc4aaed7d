"""A recording: blocks with their gaps, markers and a description."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from ..errors import RecordingError
from .annotations import Annotations
from .block import Block, FloatArray
from .from_memory import blocks_from
from .gap import Gap
from .gapped_samples import CutBlocks
from .sample_checks import Checked, Sound, check_blocks, check_rate
from .stretch import Stretch

if TYPE_CHECKING:
    import pandas as pd

Frame = Literal["sensor", "body"]
Loss = Literal["detected", "not_detectable"]


@dataclass(frozen=True, slots=True)
class Description:
    """What is known of a recording beside its samples (`NAME.json`).

    `frame` is "body" where the axes are the body's (x cranial, y right, z forward), "sensor" where
    the mounting isn't known. `rate_hz` is the nominal sampling rate, None where none was declared.
    `start_pose_asked` says that the person was asked for the exercise's start pose first, as in a session.
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
    start_pose_asked: bool = False

    def __post_init__(self) -> None:
        hint = "Correct the description."
        if self.frame not in ("sensor", "body"):
            raise RecordingError(f"frame {self.frame!r}", expected='"sensor" or "body"', hint=hint)
        if self.loss not in (None, "detected", "not_detectable"):
            raise RecordingError(f"loss {self.loss!r}", expected='"detected" or "not_detectable"', hint=hint)
        if self.rate_hz is not None and not (math.isfinite(self.rate_hz) and self.rate_hz > 0.0):
            raise RecordingError(
                f"a declared rate of {self.rate_hz!r} Hz", expected="a finite number above zero", hint=hint
            )


@dataclass(frozen=True, slots=True, eq=False)
class Recording:
    """Samples and what is known of them; samples in memory are checked when it is made, others as they are read.

    Raises
    ------
    RecordingError
        Blocks whose samples aren't finite numbers of the shapes that `Block` says, times that don't rise or
        leap within a block, a rate that they disprove.

    Attributes
    ----------
    description : Description
    rate_hz : float
        Sampling rate as it was: from the time stamps where there are any, else the nominal one.
    blocks : iterable of Block
        Can be gone through again and again; a recording opened for streaming reads its file each time.
    path : pathlib.Path, str or None
        Its file; a text is the address of one elsewhere.
    messages : list of str
        What was noticed while reading (a last line cut short, say); complete once all blocks were read.
    annotations : Annotations
        What people said of it: markers, and corrections of what was found in it.
    sha256 : str or None
        Of the file at `path`, where it was taken already; an analysis reads the file for it otherwise.
    """

    description: Description
    rate_hz: float
    blocks: Iterable[Block]
    path: Path | str | None = None
    messages: list[str] = field(default_factory=list)
    annotations: Annotations = field(default_factory=Annotations)
    sha256: str | None = None

    def __post_init__(self) -> None:
        check_rate(self.rate_hz)
        if isinstance(self.blocks, Sound) and self.blocks.rate_hz == self.rate_hz:
            return
        if isinstance(self.blocks, Sequence):
            check_blocks(self.blocks, self.rate_hz)
        else:
            blocks = self.blocks.blocks if isinstance(self.blocks, Checked) else self.blocks
            object.__setattr__(self, "blocks", Checked(blocks, self.rate_hz))

    def __repr__(self) -> str:
        name = "in memory" if self.path is None else Path(self.path).name
        what = "read as it is gone through"
        if isinstance(self.blocks, Sequence):
            samples, gaps = sum(map(len, self.blocks)), sum(block.after_gap for block in self.blocks)
            what = f"{samples} samples, {gaps} gaps"
        return f"Recording({name}, {what}, {self.rate_hz:.4g} Hz, axes of the {self.description.frame})"

    @classmethod
    def from_arrays(
        cls,
        time_s: Any,
        acc: Any,
        gyr: Any = None,
        *,
        units: Mapping[str, str],
        rate_hz: float | None = None,
        gaps: Sequence[Gap] = (),
        frame: Frame = "sensor",
        **known: Any,
    ) -> Recording:
        """A recording of samples in memory.

        Parameters
        ----------
        time_s : (n,) numbers
            Seconds, rising.
        acc, gyr : (n, 3) numbers
            Specific force and angular rate; `gyr` is None where there is no gyroscope.
        units : mapping
            `{"acc": "m/s2", "g" or "mg", "gyr": "deg/s", "rad/s" or "mdeg/s"}`: nothing is guessed.
        rate_hz : float or None
            Nominal rate in Hz; None takes that of the commonest step.
        gaps : sequence of Gap
            Where samples are missing; any other step of more than 1.5 intervals is refused.
        frame : "sensor" or "body"
        **known
            Further fields of `Description`.

        Raises
        ------
        RecordingError
            Samples that can't be a recording's, or a unit that isn't one.
        """
        blocks, told_hz = blocks_from(time_s, acc, gyr, units, rate_hz, gaps)
        return cls(Description(frame=frame, rate_hz=rate_hz, gaps=tuple(gaps), **known), told_hz, blocks)

    @classmethod
    def from_frame(cls, frame_: pd.DataFrame, *, units: Mapping[str, str], **known: Any) -> Recording:
        """A recording of a DataFrame with the columns time_s, acc_x…z and, where there is one, gyr_x…z.

        Units, further arguments and errors are those of `from_arrays`.
        """
        acc, gyr = ["acc_x", "acc_y", "acc_z"], ["gyr_x", "gyr_y", "gyr_z"]
        has_gyr = not set(gyr).isdisjoint(frame_.columns)
        missing = [c for c in ["time_s", *acc, *(gyr if has_gyr else [])] if c not in frame_.columns]
        if missing:
            raise RecordingError(
                f"no column {', '.join(missing)}",
                expected="time_s, acc_x, acc_y, acc_z and, with a gyroscope, gyr_x, gyr_y, gyr_z",
                hint="Rename the columns.",
            )
        turn = frame_[gyr].to_numpy() if has_gyr else None
        return cls.from_arrays(
            frame_["time_s"].to_numpy(), frame_[acc].to_numpy(), turn, units=units, **known
        )

    def described(self, **known: Any) -> Recording:
        """The same samples, with this known of them: fields of the `Description`."""
        return replace(self, description=replace(self.description, **known))

    def between(self, start_s: float, end_s: float) -> Recording:
        """The stretch `[start_s, end_s)` of this recording, in seconds on its own clock, which it keeps.

        Raises RecordingError when its samples are gone through and there are none.
        """
        gaps = tuple(gap for gap in self.description.gaps if gap.start_s < end_s and start_s < gap.end_s)
        stretch = Stretch(self.blocks, start_s, end_s)
        said = self.annotations.between(start_s, end_s)
        return replace(self, blocks=stretch, annotations=said).described(gaps=gaps)

    def to_frame(self) -> pd.DataFrame:
        """All samples as a tidy DataFrame: time_s (s), acc_x…z (m/s²), gyr_x…z (deg/s, NaN without gyroscope)."""
        import pandas as pd  # takes longer to import than all the rest: only those who ask for a frame wait

        parts: list[FloatArray] = []
        blocks = self.blocks
        for b in (
            [stretch.samples for stretch in blocks.stretches] if isinstance(blocks, CutBlocks) else blocks
        ):
            gyr = np.full_like(b.acc, np.nan) if b.gyr is None else b.gyr
            parts.append(np.column_stack([b.time_s, b.acc, gyr]))
        data = np.concatenate(parts) if parts else np.empty((0, 7))
        return pd.DataFrame(data, columns=["time_s", "acc_x", "acc_y", "acc_z", "gyr_x", "gyr_y", "gyr_z"])
