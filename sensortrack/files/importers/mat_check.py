"""Whether a MATLAB file of version 5 is whole: scipy's reader takes lengths on trust, and a wrong one ends the process.

By "MAT-File Format" (MathWorks): elements with a type and a length; those of type 14 are arrays, whose parts are
elements again.
"""

from __future__ import annotations

import struct
import zlib
from math import prod

_HEADER, _TAG = 128, 8
_ORDERS = {b"\x00\x01IM": "<", b"\x01\x00MI": ">"}
_INT8, _INT32, _UINT32, _ARRAY, _COMPRESSED = 1, 5, 6, 14, 15
_SIZES = {1: 1, 2: 1, 3: 2, 4: 2, 5: 4, 6: 4, 7: 4, 9: 8, 12: 8, 13: 8}
"""Bytes of a number of each type."""
_TEXTS = {1: 1, 2: 1, 4: 2, 16: 1, 17: 2, 18: 4}
_CELL, _STRUCT, _OBJECT, _CHAR, _DOUBLE, _LAST_NUMBER = 1, 2, 3, 4, 6, 15
_COMPLEX = 0x800
_DEEPEST, _MOST_DIMENSIONS = 32, 32


def check_mat(data: bytes, most_bytes: int) -> None:
    """Raise ValueError where the elements of a file don't fit together, or hold what isn't numbers, text or structs.

    Parameters
    ----------
    most_bytes : int
        What a compressed element may unpack to.
    """
    order = _ORDERS.get(data[124:_HEADER])
    if order is None:
        raise ValueError("no header of a MATLAB file of version 5")
    top = _Elements(data[_HEADER:], order)
    while not top.ended:
        kind, content = top.take()
        if kind == _COMPRESSED:
            unpacker = zlib.decompressobj()
            unpacked = unpacker.decompress(content, most_bytes)
            if not unpacker.eof:
                raise ValueError("a compressed array that is cut, or too large")
            inside = _Elements(unpacked, order)
            kind, content = inside.take()
            if not inside.ended:
                raise ValueError("more than one array in a compressed element")
        if kind != _ARRAY:
            raise ValueError(f"an element of type {kind} where an array should be")
        _check_array(content, order, 0)


class _Elements:
    """Goes through elements that follow one another."""

    def __init__(self, data: bytes, order: str) -> None:
        self._data, self._order, self._at = data, order, 0

    @property
    def ended(self) -> bool:
        return self._at >= len(self._data)

    def take(self) -> tuple[int, bytes]:
        """Type and content of the next one."""
        at, data = self._at, self._data
        if at + _TAG > len(data):
            raise ValueError("an element that is cut")
        kind, size = struct.unpack_from(self._order + "II", data, at)
        if kind >> 16:  # so short that it stands in its tag
            kind, size = kind & 0xFFFF, kind >> 16
            if size > 4:
                raise ValueError("a short element of more than four bytes")
            self._at = at + _TAG
            return kind, data[at + 4 : at + 4 + size]
        begin = at + _TAG
        if begin + size > len(data):
            raise ValueError(f"an element of {size} bytes, of which {len(data) - begin} are there")
        self._at = begin + size + (-size % 8 if kind != _COMPRESSED else 0)
        return kind, data[begin : begin + size]

    def numbers(self, kind: int) -> tuple[int, ...]:
        """The next element, of whole numbers of four bytes."""
        found, content = self.take()
        if found != kind or len(content) % 4:
            raise ValueError(f"an element of type {found} where {kind} should be")
        return struct.unpack(f"{self._order}{len(content) // 4}{'i' if kind == _INT32 else 'I'}", content)

    def text(self) -> bytes:
        """The next element, of bytes."""
        kind, content = self.take()
        if kind != _INT8:
            raise ValueError(f"an element of type {kind} where a name should be")
        return content


def _check_array(content: bytes, order: str, depth: int) -> None:
    if not content:
        return  # an empty one, within another
    if depth > _DEEPEST:
        raise ValueError("arrays too deep within one another")
    parts = _Elements(content, order)
    flags = parts.numbers(_UINT32)
    if len(flags) != 2:
        raise ValueError("an array without its flags")
    kind = flags[0] & 0xFF
    sizes = parts.numbers(_INT32)
    if not 2 <= len(sizes) <= _MOST_DIMENSIONS or min(sizes) < 0:
        raise ValueError(f"an array of the shape {sizes}")
    parts.text()
    count = prod(sizes)
    if kind in (_CELL, _STRUCT, _OBJECT):
        fields = 1 if kind == _CELL else _fields(parts, kind)
        if count * fields * _TAG > len(content):
            raise ValueError(f"{count * fields} arrays within {len(content)} bytes")
        for _ in range(count * fields):
            inside, part = parts.take()
            if inside != _ARRAY:
                raise ValueError(f"an element of type {inside} where an array should be")
            _check_array(part, order, depth + 1)
    elif kind == _CHAR or _DOUBLE <= kind <= _LAST_NUMBER:
        widths = _TEXTS if kind == _CHAR else _SIZES
        for _ in range(2 if flags[0] & _COMPLEX and kind != _CHAR else 1):
            inside, part = parts.take()
            width = widths.get(inside)
            if width is None or (len(part) != count * width if kind != _CHAR else len(part) % width):
                raise ValueError(f"{len(part)} bytes of type {inside} for {count} values")
    else:
        raise ValueError(f"an array of class {kind}, which isn't numbers, text, cells or a struct")


def _fields(parts: _Elements, kind: int) -> int:
    """How many fields a struct has."""
    if kind == _OBJECT:
        parts.text()
    length = parts.numbers(_INT32)
    names = parts.text()
    if len(length) != 1 or length[0] < 1 or len(names) % length[0]:
        raise ValueError("a struct without the names of its fields")
    return len(names) // length[0]
