"""Handlers of streams whose frames aren't notifications: a stream of bytes, and messages in parts."""

from __future__ import annotations

from itertools import accumulate

from ..profile.stream import LengthField, Stream
from .bytestream import ByteStream, FrameRun
from .frame_layout import FrameLayout
from .frame_marks import Marks, alike, all_match
from .parts import PartJoiner
from .readings import DecodeCounters, Readings


class BytesHandler:
    """Frames follow one another in a stream of bytes."""

    takes_all = True

    def __init__(self, stream: Stream, layout: FrameLayout, sync: Marks, tally: DecodeCounters) -> None:
        assert stream.samples is not None
        assert stream.frame_len is not None
        shortest = stream.samples.offset + stream.samples.stride
        if isinstance(stream.frame_len, LengthField):
            shortest = max(shortest, stream.min_len)
        self._layout, self._tally, self._earlier_s = layout, tally, 0.0
        self._length = stream.frame_len if isinstance(stream.frame_len, int) else 0
        self._fast_count = None if layout.may_refuse else layout.fixed_count
        self._bytes = ByteStream(
            sync, stream.frame_len, shortest, stream.skip, stream.confirm, stream.checksum
        )

    def takes(self, data: bytes) -> bool:
        """Whether this notification is the stream\'s."""
        return True

    def feed(self, data: bytes, arrival_s: float) -> list[Readings]:
        """What it says."""
        count = self._fast_count
        if count is not None:  # as a rule a notification is nothing but frames
            frames = self._bytes.whole(data)
            if frames is not None:
                self._earlier_s = arrival_s
                return [self._layout.decode(data, 0, self._length, frames, count, arrival_s)]
        decoded = self._decoded(self._bytes.feed(data), arrival_s)
        self._earlier_s = arrival_s
        return decoded

    def feed_joined(
        self, data: bytes, lengths: list[int], arrival_s: float
    ) -> tuple[Readings, list[int]] | None:
        """Many notifications at once, with the samples of each; None where they have to be taken one by one."""
        frames = self._bytes.whole(data)
        if frames is None or self._layout.counts_itself:
            return None
        length = len(data) // frames
        if any(n % length for n in lengths):
            return None
        # A frame that is doubtful at the end of its notification would have had to wait for the next.
        if self._bytes.doubtful_at_ends(data, length, accumulate(lengths)):
            return None
        count = self._layout.count(data, 0, length)
        if count is None:
            return None
        readings = self._layout.decode(data, 0, length, frames, count, arrival_s)
        if self._layout.may_refuse and readings.samples != frames * count:
            return None
        self._earlier_s = arrival_s
        return readings, [n // length * count for n in lengths]

    def finish(self) -> list[Readings]:
        """What was held back."""
        return self._decoded(self._bytes.finish(), self._earlier_s)

    def reset(self) -> None:
        """Forget what is half received."""
        self._bytes.reset()

    def _decoded(self, runs: list[FrameRun], arrival_s: float) -> list[Readings]:
        found: list[Readings] = []
        for run in runs:
            came_s = self._earlier_s if run.late else arrival_s
            if self._layout.counts_itself:
                parts = [(run.start + i * run.length, 1) for i in range(run.frames)]
            else:
                parts = [(run.start, run.frames)]
            for start, frames in parts:
                found += self._readings(run, start, frames, came_s)
        self._tally.rejected += self._bytes.take_rejected()
        return found

    def _readings(self, run: FrameRun, start: int, frames: int, arrival_s: float) -> list[Readings]:
        """The readings of frames that are alike, from `start` on."""
        count, good = self._layout.count(run.data, start, run.length), 0
        found: list[Readings] = []
        if count is not None:
            readings = self._layout.decode(run.data, start, run.length, frames, count, arrival_s)
            good = readings.samples // count
            found += [readings] if good else []
        self._tally.rejected += (frames - good) * run.length
        return found


class PartsHandler:
    """A message comes in one notification or two."""

    takes_all = False

    def __init__(
        self, stream: Stream, layout: FrameLayout, variables: dict[str, bytes], tally: DecodeCounters
    ) -> None:
        assert stream.parts is not None
        assert stream.samples is not None
        assert layout.fixed_count is not None, "the loader has seen to it"
        self._layout, self._count, self._tally = layout, layout.fixed_count, tally
        self._length = stream.samples.offset + self._count * stream.samples.stride
        header, more = stream.parts.first.fill(variables), stream.parts.more.fill(variables)
        self._match, self._header_len = [(0, header)], stream.parts.header_len
        self._joiner = PartJoiner(header, more, stream.parts.header_len, self._length)

    def takes(self, data: bytes) -> bool:
        """Whether this notification is the stream\'s."""
        return self._joiner.takes(data)

    def feed(self, data: bytes, arrival_s: float) -> list[Readings]:
        """What it says."""
        body = self._joiner.feed(data)
        self._tally.rejected += self._joiner.take_rejected()
        if body is None:
            return []
        readings = self._layout.decode(body, 0, self._length, 1, self._count, arrival_s)
        if readings.samples:
            return [readings]
        self._tally.rejected += len(body)
        return []

    def feed_joined(
        self, data: bytes, lengths: list[int], arrival_s: float
    ) -> tuple[Readings, list[int]] | None:
        """Many notifications at once, with the samples of each; None where they have to be taken one by one."""
        length, frames = self._header_len + self._length, len(lengths)
        if not self._joiner.idle or lengths.count(length) != frames:
            return None
        if not all_match(data, length, frames, self._match):
            return None
        readings = self._layout.decode(data, self._header_len, length, frames, self._count, arrival_s)
        return alike(readings, frames)

    def finish(self) -> list[Readings]:
        """What was held back."""
        self._joiner.finish()
        self._tally.rejected += self._joiner.take_rejected()
        return []

    def reset(self) -> None:
        """Forget what is half received."""
        self._joiner.reset()
