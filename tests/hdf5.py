"""Reads what BROAD's files hold: HDF5's first format, data sets of one gzip chunk each, without h5py.

HDF5 File Format Specification 1.0 (superblock 0, version 1 object headers, B-trees and symbol tables).
"""

from __future__ import annotations

import zlib
from pathlib import Path
from struct import unpack_from
from typing import Any

import numpy as np
from numpy.typing import NDArray

ROOT_HEADER = 64
SHAPE, TYPE, LAYOUT, SYMBOLS = 0x01, 0x03, 0x08, 0x11


def read_hdf5(path: Path) -> dict[str, NDArray[Any]]:
    """All data sets of the root group: float64, or bytes for anything smaller."""
    raw = path.read_bytes()
    assert raw.startswith(b"\x89HDF\r\n\x1a\n\0"), path
    tree, heap = unpack_from("<QQ", raw, messages(raw, unpack_from("<Q", raw, ROOT_HEADER)[0])[SYMBOLS])
    names = unpack_from("<Q", raw, heap + 24)[0]
    out = {}
    for node in children(raw, tree, key_size=8):
        for k in range(unpack_from("<H", raw, node + 6)[0]):
            name, header = unpack_from("<QQ", raw, node + 8 + 40 * k)
            end = raw.index(b"\0", names + name)
            out[raw[names + name : end].decode()] = data_set(raw, header)
    return out


def messages(raw: bytes, header: int) -> dict[int, int]:
    """Where each kind of message of an object begins; the first of a kind."""
    count, _, size = unpack_from("<HII", raw, header + 2)
    out: dict[int, int] = {}
    parts, done = [(header + 16, size)], 0
    while parts and done < count:
        at, length = parts.pop(0)
        end = at + length
        while at < end and done < count:
            kind, length = unpack_from("<HH", raw, at)
            out.setdefault(kind, at + 8)
            if kind == 0x10:  # the header goes on elsewhere
                parts.append(unpack_from("<QQ", raw, at + 8))
            at, done = at + 8 + length, done + 1
    return out


def children(raw: bytes, tree: int, *, key_size: int) -> list[int]:
    """The leaves' children of a B-tree."""
    level, used = raw[tree + 5], unpack_from("<H", raw, tree + 6)[0]
    below = [unpack_from("<Q", raw, tree + 24 + key_size + k * (key_size + 8))[0] for k in range(used)]
    return [c for b in below for c in children(raw, b, key_size=key_size)] if level else below


def data_set(raw: bytes, header: int) -> NDArray[Any]:
    """One data set, of any shape."""
    found = messages(raw, header)
    rank = raw[found[SHAPE] + 1]
    shape = unpack_from(f"<{rank}Q", raw, found[SHAPE] + 8)
    size = unpack_from("<I", raw, found[TYPE] + 4)[0]
    version, layout, dimensions, tree = unpack_from("<BBBQ", raw, found[LAYOUT])
    assert (version, layout, dimensions) == (3, 2, rank + 1), "not in chunks"
    key_size = 8 + 8 * dimensions
    (chunk,) = children(raw, tree, key_size=key_size)
    length = unpack_from("<I", raw, tree + 24)[0]
    values = np.frombuffer(zlib.decompress(raw[chunk : chunk + length]), dtype="<f8" if size == 8 else "u1")
    return values.reshape(shape)
