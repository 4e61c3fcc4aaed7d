"""Files that are nearly right: built from good ones, so that a mutation reaches the inside of a reader.

Whoever builds draws through a `Draw`: a number from 0 to below n. Hypothesis and atheris give one each.
"""

from __future__ import annotations

import copy
import gzip
import json
import math
from collections.abc import Callable
from typing import Any

Draw = Callable[[int], int]
Build = Callable[[Draw], bytes]

HOSTILE: tuple[Any, ...] = (
    None, True, False, 0, -1, 1, 2**31, 2**63, -(2**63), 10**25, 10**400, 0.0, -0.0, 1e-320, 1e308, 1e999, -1e999,
    math.nan, 0.5, 60.0, 100.0, 1e-9, "", " ", "\x00", "\x1b[31m", "é", "\u202e", "a" * 2000, "\ud800", "{x}", "{0}",
    "..", "/dev/zero", "%s", "(a+)+$", "nan", "1e999", [], {}, [[]], [{}], {"a": {}}, [None], ["a"], [1, 2],
    [1, 2, 3], [0, 0, 0],
)  # fmt: skip
CELLS = (
    b"", b" ", b"nan", b"inf", b"-inf", b"1e999", b"1e308", b"-1e308", b"0", b"-0", b"1e-320", b"1_0", b"0x10", b'"',
    b'""', b"'", b"\x00", b"\xff", b"\xef\xbb\xbf", b"\r", b"9" * 400, b"1,5", b";", b"=1+1", b"true", b"NA",
    b"2026-11-28T10:00:00", b"-2158226",
)  # fmt: skip


def document(seeds: list[dict[str, Any]], write: Callable[[Any], str]) -> Build:
    """Documents: a good one's tree with a few of its values, keys and entries changed; now and then its text."""

    def build(draw: Draw) -> bytes:
        tree = copy.deepcopy(seeds[draw(len(seeds))])
        for _ in range(draw(4)):
            _change(tree, draw)
        data = write(tree).encode("utf-8", "surrogatepass")
        return spoilt(data, draw) if draw(4) == 0 else data

    return build


def _change(tree: Any, draw: Draw) -> None:
    """Go down to some table or list, and change one entry of it."""
    here = tree
    while True:
        keys: list[Any] = list(here) if isinstance(here, dict) else list(range(len(here)))
        if not keys:
            return
        key = keys[draw(len(keys))]
        inside = here[key]
        if isinstance(inside, dict | list) and inside and draw(5):
            here = inside
            continue
        break
    match draw(6):
        case 0:
            del here[key]
        case 1 if isinstance(here, dict):
            here[str(key) + "x"] = here.pop(key)
        case 1 | 2 if isinstance(here, list):
            here.append(copy.deepcopy(inside))
        case 3 if isinstance(inside, int | float) and not isinstance(inside, bool):
            # A large integer has no half that is a float.
            here[key] = inside * (-1, 0, 2, 1000, 7 if isinstance(inside, int) else 0.5)[draw(5)]
        case 4 if isinstance(inside, str) and inside:
            at = draw(len(inside))
            here[key] = inside[:at] + chr(draw(0x250)) + inside[at + 1 :]
        case _:
            here[key] = copy.deepcopy(HOSTILE[draw(len(HOSTILE))])


def toml(value: Any) -> str:
    """A tree as TOML, every table inline."""
    return "".join(f"{_key(k)} = {_inline(v)}\n" for k, v in value.items())


def _key(key: str) -> str:
    return key if key.isidentifier() and key.isascii() else json.dumps(key)


def _inline(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_key(k)} = {_inline(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_inline, value)) + "]"
    if isinstance(value, bool):
        return str(value).lower()
    return json.dumps(value) if isinstance(value, str) else str("" if value is None else value)


def table(seeds: list[bytes]) -> Build:
    """Tables: a good one's rows with cells and lines changed; now and then packed, or cut in its bytes."""

    def build(draw: Draw) -> bytes:
        lines = seeds[draw(len(seeds))].split(b"\n")
        for _ in range(draw(5)):
            at = draw(len(lines))
            match draw(5):
                case 0:
                    del lines[at : at + 1 + draw(20)]
                case 1:
                    lines[at:at] = lines[at : at + 1 + draw(20)]
                case 2:
                    other = draw(len(lines))
                    lines[at], lines[other] = lines[other], lines[at]
                case _:
                    cells = lines[at].split(b",")
                    cells[draw(len(cells))] = CELLS[draw(len(CELLS))]
                    lines[at] = b",".join(cells)
            lines = lines or [b""]
        data = b"\n".join(lines)
        if draw(6) == 0:
            data = gzip.compress(data, 1)
        return spoilt(data, draw) if draw(6) == 0 else data

    return build


def messages(captures: list[tuple[dict[str, Any], list[dict[str, Any]]]]) -> Build:
    """Captures: a good header and good notifications, some changed as JSON, some in the bytes they carry."""

    def build(draw: Draw) -> bytes:
        header, good = captures[draw(len(captures))]
        lines = [dict(header), *(dict(m) for m in good)]
        for _ in range(draw(6)):
            line = lines[draw(len(lines))]
            if "hex" in line and draw(4) and isinstance(line["hex"], str):
                line["hex"] = spoilt_bytes(line["hex"], draw)
            elif draw(3) == 0:
                lines.insert(
                    draw(len(lines)), {"t": line.get("t", 0), "event": ("link_lost", "link_up")[draw(2)]}
                )
            else:
                _change(line, draw)
            if not lines:
                break
        data = "\n".join(json.dumps(line) for line in lines).encode("utf-8", "surrogatepass") + b"\n"
        return spoilt(data, draw) if draw(8) == 0 else data

    return build


def spoilt_bytes(text: str, draw: Draw) -> str:
    """Hexadecimal digits of bytes of which some are changed."""
    try:
        return spoilt(bytes.fromhex(text), draw).hex()
    except ValueError:
        return text


def frames(seeds: list[bytes]) -> Build:
    """A file of frames: good ones, with bytes of some changed, so that the reader stays in step with the rest."""

    def build(draw: Draw) -> bytes:
        frame = seeds[draw(len(seeds))]
        return b"".join(spoilt(frame, draw) if draw(5) == 0 else frame for _ in range(1 + draw(40)))

    return build


def spoilt(data: bytes, draw: Draw) -> bytes:
    """Bytes of which a few are changed, left out, doubled or put in."""
    changed = bytearray(data)
    for _ in range(1 + draw(4)):
        at = draw(len(changed) + 1)
        match draw(5):
            case 0:
                del changed[at : at + 1 + draw(30)]
            case 1:
                changed[at:at] = changed[at : at + 1 + draw(30)]
            case 2:
                changed[at:at] = CELLS[draw(len(CELLS))]
            case _:
                changed[at : at + 1] = bytes([draw(256)])
    return bytes(changed)
