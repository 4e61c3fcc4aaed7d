"""Frames out of a stream of bytes, however it is cut into notifications, and whatever else is in it.

What comes out depends on the bytes alone, not on where they were cut. A frame that begins where the one before it ended
is taken at once, unless the start of another frame lies within it: then bytes may have been lost, and it is taken only
when another header follows it. After bytes that weren't understood, frames are taken again once further headers confirm
the first one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from ..profile.stream import Checksum, LengthField, Skip
from .frame_check import FrameCheck, stands, sums_up


class FrameRun(NamedTuple):
    """Frames of one length that lie one after another in `data` from `start`.

    `late` says that they had come, whole, before the bytes that made them sure.
    """

    data: bytes
    start: int
    length: int
    frames: int
    late: bool = False


class ByteStream:
    """Cuts a stream of bytes into frames.

    Parameters
    ----------
    sync : sequence of (int, bytes)
        Bytes at offsets that each frame begins with; the first at offset 0.
    shortest : int
        A frame that claims fewer bytes is none.
    skip : sequence of Skip
        Other frames in the stream.
    confirm : int
        Headers that have to follow the first frame after broken bytes.
    """

    def __init__(
        self,
        sync: Sequence[tuple[int, bytes]],
        frame_len: int | LengthField,
        shortest: int,
        skip: Sequence[Skip] = (),
        confirm: int = 1,
        checksum: Checksum | None = None,
    ) -> None:
        self._sync, self._length, self._shortest = tuple(sync), frame_len, shortest
        self._skip, self._confirm, self._checksum = tuple(skip), confirm, checksum
        self._mark = self._sync[0][1]
        self._fixed = frame_len if isinstance(frame_len, int) and checksum is None else None
        self._first = self._mark[0]
        self._tails = tuple(self._mark[:n] for n in range(1, len(self._mark)))
        self._single = [(o + i, mark[i : i + 1]) for o, mark in self._sync for i in range(len(mark))]
        self._rejected = 0
        self._pending = b""
        self._locked = True

    def reset(self) -> None:
        """Forget what is half received: the next byte begins a frame."""
        self._pending, self._locked = b"", True

    def whole(self, data: bytes) -> int | None:
        """How many frames these bytes are, where they are nothing but frames, each taken at once; None otherwise."""
        length = self._fixed
        if not length or self._pending or not self._locked:
            return None
        frames = len(data) // length
        last = len(data) - length
        if not frames or last % length:
            return None
        for offset, byte in self._single:
            if data[offset::length] != byte * frames:
                return None
        if self._first in data[last + 1 :] and self.doubtful(data, last, length):
            return None
        return frames

    def take_rejected(self) -> int:
        """How many bytes were no part of a frame, since this was asked last."""
        rejected, self._rejected = self._rejected, 0
        return rejected

    def doubtful_at_ends(self, data: bytes, length: int, ends: Iterable[int]) -> bool:
        """Whether a frame that ends where a notification does would have had to wait for the next."""
        if (
            data.count(self._mark) == len(data) // length
        ):  # none lies within a frame, but one may begin at its end
            return any(data.endswith(self._tails, 0, end) for end in ends)
        return any(self.doubtful(data, end - length, length) for end in ends)

    def feed(self, data: bytes) -> list[FrameRun]:
        """The frames that these bytes complete."""
        frames = self.whole(data)
        if frames is not None:
            return [FrameRun(data, 0, len(data) // frames, frames)]
        earlier = len(self._pending)
        return self._parse(self._pending + data, earlier, final=False)

    def finish(self) -> list[FrameRun]:
        """The frame that was only waiting for a header after it; what isn't whole is rejected."""
        runs = self._parse(self._pending, len(self._pending), final=True)
        self._rejected += len(self._pending)
        self._pending = b""
        return runs

    def _parse(self, data: bytes, earlier: int, *, final: bool) -> list[FrameRun]:
        runs: list[FrameRun] = []
        at = 0
        while at < len(data):
            step = self._next(data, at, final)
            if step is None:
                break
            at, frame = step
            if frame is None:
                continue
            start, length = frame
            late = start + length <= earlier
            last = runs[-1] if runs else None
            if (
                last
                and last.late == late
                and last.length == length
                and last.start + length * last.frames == start
            ):
                runs[-1] = last._replace(frames=last.frames + 1)
            else:
                runs.append(FrameRun(data, start, length, 1, late))
        self._pending = data[at:]
        return runs

    def _next(self, data: bytes, at: int, final: bool) -> tuple[int, tuple[int, int] | None] | None:
        """Where to go on, and the frame that was found on the way; None to wait for more bytes."""
        if not self._locked:
            return self._hunt(data, at)
        skipped = self._skipped(data, at)
        if skipped is None:
            return None
        if skipped:
            return at + skipped, None
        look, length = self._header(data, at)
        if look is FrameCheck.YES:
            look = FrameCheck.OPEN if at + length > len(data) else self._sure(data, at, length, final)
        if look is FrameCheck.OPEN:
            return None
        if look is FrameCheck.NO:
            self._locked = False
            self._rejected += 1
            return at + 1, None
        return at + length, (at, length)

    def _sure(self, data: bytes, at: int, length: int, final: bool) -> FrameCheck:
        """Whether a whole frame, where one was due, is one."""
        if self._checksum is not None:
            return FrameCheck.YES if sums_up(data, at, length, self._checksum) else FrameCheck.NO
        if not self.doubtful(data, at, length):
            return FrameCheck.YES
        follows = self._follows(data, at + length)
        return FrameCheck.YES if follows is FrameCheck.OPEN and final else follows

    def _hunt(self, data: bytes, at: int) -> tuple[int, None] | None:
        found = data.find(self._mark, at)
        if found < 0:  # the mark may be cut in two
            found = max(at, len(data) - len(self._mark) + 1)
        self._rejected += found - at
        if len(data) - found < len(self._mark):
            return (found, None) if found > at else None
        look, length = self._header(data, found)
        if look is FrameCheck.YES and self._checksum is not None:
            look = FrameCheck.OPEN if found + length > len(data) else self._sure(data, found, length, False)
        elif look is FrameCheck.YES:
            look = self._confirmed(data, found + length)
        if look is FrameCheck.OPEN:
            return (found, None) if found > at else None
        if look is FrameCheck.YES:
            self._locked = True
            return found, None
        self._rejected += 1
        return found + 1, None

    def _confirmed(self, data: bytes, at: int) -> FrameCheck:
        for _ in range(self._confirm):
            look = self._follows(data, at)
            if look is not FrameCheck.YES:
                return look
            at += self._skipped(data, at) or self._header(data, at)[1]
        return FrameCheck.YES

    def _follows(self, data: bytes, at: int) -> FrameCheck:
        """Whether a header, ours or one to be skipped, stands at the end of a frame."""
        look = self._header(data, at)[0]
        for skip in self._skip:
            other = stands(data, at, skip.start)
            if other is FrameCheck.YES or (other is FrameCheck.OPEN and look is FrameCheck.NO):
                look = other
        return look

    def _skipped(self, data: bytes, at: int) -> int | None:
        """Bytes of a frame to be skipped that stands here, 0 where none does, None while that is open."""
        for skip in self._skip:
            look = stands(data, at, skip.start)
            if look is FrameCheck.YES:
                return skip.frame_len if at + skip.frame_len <= len(data) else None
            if look is FrameCheck.OPEN and self._header(data, at)[0] is not FrameCheck.YES:
                return None
        return 0

    def _header(self, data: bytes, at: int) -> tuple[FrameCheck, int]:
        """Whether a frame begins here, and how long it says it is."""
        answer = FrameCheck.YES
        for offset, mark in self._sync:
            look = stands(data, at + offset, mark)
            if look is FrameCheck.NO:
                return look, 0
            if look is FrameCheck.OPEN:
                answer = look
        if isinstance(self._length, int):
            return answer, self._length
        field = self._length
        if at + field.offset + field.type.size > len(data):
            return FrameCheck.OPEN, 0
        length = int(field.type.read(data, at + field.offset)) + field.add
        return (answer, length) if length >= self._shortest else (FrameCheck.NO, 0)

    def doubtful(self, data: bytes, at: int, length: int) -> bool:
        """Whether the start of another frame lies within this one."""
        end = at + length
        return data.find(self._mark, at + 1, end) >= 0 or data.endswith(self._tails, at, end)
