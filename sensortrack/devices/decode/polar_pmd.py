"""Polar's measurement data: raw and delta-compressed frames (Polar online_measurement.pdf, 2024-08).

A compressed frame is a reference sample of three numbers, then blocks: width of a delta in bits, number of samples,
and the deltas, least significant bit first, in two's complement, axis by axis, padded to a byte at the block's end.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_HEADER = 10
_TYPE = 9
_COMPRESSED = 0x80
_RAW_SIZES = {0: 1, 1: 2, 2: 3}
_ACCELERATION_MG = 1e-3
_AXES = 3


def decode_accel(frame: bytes) -> NDArray[np.float64] | None:
    """Samples of an accelerometer frame: (n, 3), in mg where `in_milli_units` says so, else in units of the factor.

    Returns None where the frame isn't whole or its type isn't known.
    """
    if len(frame) <= _HEADER:
        return None
    kind, body = frame[_TYPE] & ~_COMPRESSED, frame[_HEADER:]
    if frame[_TYPE] & _COMPRESSED:
        return _deltas(body, 16) if kind in (0, 1) else None
    size = _RAW_SIZES.get(kind)
    if size is None or len(body) % (_AXES * size):
        return None
    return _integers(body, size).astype(np.float64).reshape(-1, _AXES)


def decode_gyro(frame: bytes) -> NDArray[np.float64] | None:
    """Samples of a gyroscope frame, compressed: (n, 3), in units of the factor (type 0) or as floats (type 1)."""
    if len(frame) <= _HEADER or not frame[_TYPE] & _COMPRESSED:
        return None
    kind, body = frame[_TYPE] & ~_COMPRESSED, frame[_HEADER:]
    if kind == 0:
        return _deltas(body, 16)
    if kind != 1:
        return None
    patterns = _deltas(body, 32)  # the deltas are those of the floats' bit patterns
    if patterns is None:
        return None
    floats: NDArray[np.float32] = patterns.astype(np.int64).astype(np.int32).view(np.float32)
    return floats.astype(np.float64) if bool(np.isfinite(floats).all()) else None


def in_milli_units(frame: bytes) -> bool:
    """Whether the samples of an accelerometer frame are in mg, so that the factor has to be 0.001 g times its own."""
    return len(frame) > _TYPE and frame[_TYPE] != _COMPRESSED  # all but compressed type 0


def _integers(body: bytes, size: int) -> NDArray[np.int64]:
    """Signed little-endian integers of 1, 2, 3 or 4 bytes."""
    parts = np.frombuffer(body, np.uint8).reshape(-1, size).astype(np.int64)
    value: NDArray[np.int64] = (parts << (8 * np.arange(size))).sum(axis=1)
    sign = np.int64(1 << (8 * size - 1))
    return (value ^ sign) - sign


def _deltas(body: bytes, reference_bits: int) -> NDArray[np.float64] | None:
    size = reference_bits // 8
    at = _AXES * size
    if len(body) < at:
        return None
    pieces = [_integers(body[:at], size).reshape(1, _AXES)]
    while at < len(body):
        if at + 2 > len(body):
            return None
        bits, count = body[at], body[at + 1]
        at += 2
        length = -(-bits * count * _AXES // 8)
        if not 1 <= bits <= 32 or not count or at + length > len(body):
            return None
        unpacked = np.unpackbits(np.frombuffer(body[at : at + length], np.uint8), bitorder="little")
        rows = unpacked[: bits * count * _AXES].reshape(count * _AXES, bits).astype(np.int64)
        values = (rows << np.arange(bits)).sum(axis=1)
        sign = np.int64(1 << (bits - 1))
        pieces.append(((values ^ sign) - sign).reshape(count, _AXES))
        at += length
    summed: NDArray[np.int64] = np.cumsum(np.concatenate(pieces), axis=0)
    limit = 1 << (reference_bits - 1)
    if bool((summed >= limit).any()) or bool((summed < -limit).any()):
        return None  # no sensor says so: the bytes are broken
    return summed.astype(np.float64)
