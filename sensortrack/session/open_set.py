"""A set that is on: its samples go to the recording first, then to the tracker."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

import numpy as np

from .. import local_time
from ..analysis import Analysis, Result
from ..motion.vectors import Vector
from ..protocol.catalogue_model import Catalogue
from ..protocol.exercise import Exercise
from ..recorder import Recorder
from ..records import Attempt, Block, Event, Reason, Recording, SetEnd, SetRecord
from .events import BeginSet
from .set_sources import SetStream

DECIMALS = 6
KEEP_UP_S = 0.5
"""More than that apart, and the session's clock and the sensor's are set to one another anew."""


class OpenSet:
    """Records and follows one set.

    Parameters
    ----------
    stream : SetStream
        Its description names the person.
    path : pathlib.Path or None
        Of the recording to be made; None keeps none.
    gathers : bool
        Whether its samples are kept in memory, for `gathered`.
    """

    def __init__(
        self,
        begun: BeginSet,
        stream: SetStream,
        exercise: Exercise,
        catalogue: Catalogue,
        path: Path | None,
        *,
        gathers: bool = False,
    ) -> None:
        self.begun, self.stream, self.path = begun, stream, path
        self.offset_s = self.start_s = begun.t_s
        self.now_s = 0.0
        self._zero_s: float | None = None
        self._paused_s: float | None = None
        self._after_pause = False
        described = replace(stream.description, exercise=exercise.id, gaps=(), start_utc=None)
        description = replace(described, start_pose_asked=True)
        self._description = description
        rate_hz = description.rate_hz
        assert rate_hz is not None, "every source of a session has a nominal rate"
        self._recorder = None if path is None else Recorder(path, description)
        self._gathered: list[Block] | None = [] if gathers else None
        self._analysis = Analysis(exercise, catalogue, description, rate_hz, None)

    def feed(self, block: Block, now_s: float) -> list[Event | Attempt]:
        """Take a block that came at the session's time `now_s`; what became known by it.

        Raises FileIOError where the recording can't be written.
        """
        if not len(block):
            return []
        if self._zero_s is None:
            # Its recording begins at 0, and that is now: a sensor that is looked for sends its first
            # sample long after the set was begun, and one that streams all along began long before.
            self._zero_s = float(block.time_s[0])
            self.offset_s = self.start_s = now_s
            if self._recorder is not None:
                self._recorder.describe(replace(self._description, start_utc=local_time.utc_now()))
        if self._after_pause:
            block, self._after_pause = replace(block, after_gap=True), False
        block = as_written(_later(block, -self._zero_s))
        self.now_s = float(block.time_s[-1])
        if self._recorder is not None:
            self._recorder(block)
        if self._gathered is not None:
            self._gathered.append(block)
        return self._analysis.feed(block)

    @property
    def has_begun(self) -> bool:
        """Whether its first sample has come: that one is written at once, the others behind the session's back."""
        return self._zero_s is not None

    def pause(self, now_s: float) -> None:
        """What comes until `resume` isn't the exercise's: the pause is a gap of the recording."""
        if self._zero_s is not None and self._paused_s is None:
            self.mark("pause")
            self._paused_s = now_s

    def resume(self, now_s: float) -> None:
        """A pause is over. A stream that waited meanwhile goes on later by the length of the pause."""
        if self._paused_s is None or self._zero_s is None:
            return
        if not self.stream.live:
            self._zero_s -= now_s - self._paused_s
        self._paused_s, self._after_pause = None, True

    def keep_up(self, now_s: float) -> None:
        """The last sample of a live stream is of now: a sensor's clock that runs fast or slow delays no cue."""
        if abs(now_s - self.offset_s - self.now_s) > KEEP_UP_S:
            self.offset_s = now_s - self.now_s

    @property
    def away_deg(self) -> float | None:
        """How far the person is from the rest level now, in deg; None while there is no start pose."""
        return self._analysis.away_deg

    @property
    def rejected_pose(self) -> Reason | None:
        """Why a still pose wasn't the start pose, or None."""
        return self._analysis.rejected_pose

    @property
    def start_up(self) -> Vector | None:
        """Unit vector that points up in the start pose, in the sensor's axes; None while there is no start pose."""
        return self._analysis.start_up

    @property
    def gathered(self) -> Recording:
        """What was gathered until now.

        Raises RecordingError where the samples aren't of one recording: their times leap, say.
        """
        assert self._description.rate_hz is not None, "every source of a session has a nominal rate"
        return Recording(self._description, self._description.rate_hz, self._gathered or [])

    def mark(self, text: str) -> None:
        """Set a mark in the recording, now."""
        if self._recorder is not None:
            self._recorder.mark(self.now_s, text)

    def close(self, end_s: float, ended_by: SetEnd) -> tuple[SetRecord, Result]:
        """The set is over: the recording is closed, and the result taken."""
        sha256 = None
        if self._recorder is not None and self.path is not None and not self._recorder.samples:
            # Nothing came: an empty file would only look like a loss.
            self._recorder.close()
            for path in (self.path, self.path.with_suffix(".json")):
                path.unlink(missing_ok=True)
            self.path = None
        elif self._recorder is not None and self.path is not None:
            self._recorder.close()
            with self.path.open("rb") as file:
                sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        result = self._analysis.finish()[1]
        return replace(
            record_of(self.begun, self.path),
            start_s=self.start_s,
            end_s=end_s,
            ended_by=ended_by,
            sha256=sha256,
            result=result.to_dict(),
        ), result


def record_of(begun: BeginSet, path: Path | None) -> SetRecord:
    """A set as it is known at its beginning; the history has it before its file is made."""
    dose = begun.dose
    return SetRecord(
        exercise=dose.exercise,
        number=begun.number,
        start_s=begun.t_s,
        end_s=begun.t_s,
        ended_by="left",
        planned=dose.repetitions,
        weight_kg=dose.weight_kg,
        recording=None if path is None else str(path),
    )


def _later(block: Block, by_s: float) -> Block:
    if by_s == 0.0:
        return block
    marks = tuple((t_s + by_s, text) for t_s, text in block.markers)
    return replace(block, time_s=block.time_s + by_s, markers=marks)


def as_written(block: Block) -> Block:
    """The block with its numbers as the recording will have them.

    So the live run sees the very numbers that an analysis of the file sees, and finds the same.
    """
    scale = 10.0**DECIMALS

    def rounded(values: np.ndarray) -> np.ndarray:
        # A whole number divided by a power of ten is rounded once: to the number nearest to the decimals written.
        return np.asarray(np.rint(values * scale) / scale + 0.0)

    gyr = None if block.gyr is None else rounded(block.gyr)
    marks = tuple((round(t_s, DECIMALS), text) for t_s, text in block.markers)
    return replace(block, time_s=rounded(block.time_s), acc=rounded(block.acc), gyr=gyr, markers=marks)
