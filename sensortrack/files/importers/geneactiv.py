"""GENEActiv: the .bin of the device, pages of text with packed numbers, and the CSV of its PC software.

By the maker's instructions for use ("GENEActiv .bin file format", Activinsights).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ...errors import RecordingError
from ...outside.guard import opened
from ...records import Description, FloatArray, Recording
from ...units import STANDARD_GRAVITY_MS2
from ..opening import Options
from .headers import preamble
from .look import Look
from .samples import Samples, recording_from, twelve_bits
from .stamped import seconds, stamped_samples

DEVICE = {"vendor": "Activinsights", "model": "GENEActiv"}
_LONGEST = 1 << 14
_SAMPLE_DIGITS = 12
_STAMP = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d:\d+,", re.ASCII)
_BEGIN = re.compile(rb"(?:\xef\xbb\xbf)?Device Type([,;\t])GENEActiv")
_RATE = re.compile(r"(\d+(?:[.,]\d+)?)", re.ASCII)
PAGES = 100


@dataclass(frozen=True, slots=True)
class GeneActivCsvImporter:
    """Reads the CSV of GENEActiv's PC software."""

    id: str = "geneactiv_csv"
    name: str = "GENEActiv CSV"
    source: str = "GENEActiv's PC software: 100 lines of header, then a date, x, y and z in g"

    def fits(self, look: Look) -> bool:
        """Whether the header names a GENEActiv."""
        return _BEGIN.match(look.head) is not None

    def open(self, look: Look, options: Options) -> Recording:
        """The recording in the rows after the header."""
        # The software pads some of the header's texts with NUL.
        begin = _BEGIN.match(look.head)
        if begin is not None and begin[1] != b",":
            raise RecordingError(
                f"cells apart by {begin[1].decode()!r}, as a spreadsheet program saves them",
                expected="a comma, as GENEActiv's PC software writes it",
                hint="Convert the .bin again, or read that.",
                path=look.path,
                line=1,
            )
        lines = look.head.replace(b"\0", b" ").decode("utf-8-sig", "replace").splitlines()
        first = next((n for n, line in enumerate(lines[:400]) if _STAMP.match(line)), None)
        if first is None:
            raise RecordingError(
                "a header and no rows",
                expected="rows of a date, x, y and z",
                hint="Convert the .bin again.",
                path=look.path,
            )
        header = preamble(lines, first)
        messages: list[str] = []
        return recording_from(
            look.path,
            self.id,
            lambda: stamped_samples(look.path, first, (0, 1, 2, 3), STANDARD_GRAVITY_MS2, messages),
            options,
            Description(
                rate_hz=_rate(header.get("Measurement Frequency", "")),
                device={**DEVICE, "serial": header.get("Device Unique Serial Code", "")},
                loss="not_detectable",
            ),
            has_gyroscope=False,
            timed=True,
            messages=messages,
        )


def _rate(text: str) -> float | None:
    found = _RATE.match(text.strip())
    return float(found[1].replace(",", ".")) or None if found else None


@dataclass(frozen=True, slots=True)
class GeneActivBinImporter:
    """Reads the .bin of a GENEActiv."""

    id: str = "geneactiv_bin"
    name: str = "GENEActiv .bin"
    source: str = "the maker's description: pages of 300 samples, g by the header's gains and offsets"

    def fits(self, look: Look) -> bool:
        """Whether the header is a GENEActiv's."""
        lines = look.lines[:30]
        return (
            bool(lines)
            and lines[0].strip() == "Device Identity"
            and any("Device Type:GENEActiv" in line for line in lines)
        )

    def open(self, look: Look, options: Options) -> Recording:
        """The recording in the pages."""
        header = preamble(look.lines, 59)
        path = look.plain()
        gain, offset = (_three(header, word, look.path) for word in ("gain", "offset"))
        return recording_from(
            look.path,
            self.id,
            lambda: _pages(path, gain, offset),
            options,
            Description(
                rate_hz=_rate(header.get("Measurement Frequency", "")),
                device={**DEVICE, "serial": header.get("Device Unique Serial Code", "")},
                loss="detected",
            ),
            has_gyroscope=False,
            timed=True,
            holds=look.spooled,
        )


def _three(header: dict[str, str], word: str, path: Path) -> FloatArray:
    texts = [header.get(f"{axis} {word}", "") for axis in "xyz"]
    if not all(re.fullmatch(r"-?\d{1,9}", text, re.ASCII) for text in texts):
        raise RecordingError(
            f"no {word} of each axis in the header ({texts})",
            expected=f"'x {word}', 'y {word}' and 'z {word}'",
            hint="Download the recording again.",
            path=path,
        )
    found = np.array([float(text) for text in texts])
    return np.where(found == 0.0, 1.0, found) if word == "gain" else found


def _pages(path: Path, gain: FloatArray, offset: FloatArray) -> Iterator[Samples]:
    first: float | None = None
    held: list[tuple[FloatArray, FloatArray]] = []
    for stamp, rate_hz, text in _page_texts(path):
        usable = len(text) // _SAMPLE_DIGITS * _SAMPLE_DIGITS
        try:
            counts = twelve_bits(bytes.fromhex(text[:usable])).reshape(-1, 4)[:, :3]
        except ValueError:
            continue  # a page that was damaged is a gap
        if not len(counts):
            continue
        begin = float(seconds([stamp], path)[0])
        first = begin if first is None else first
        acc = (counts * 100.0 - offset) / gain * STANDARD_GRAVITY_MS2
        held.append((acc, begin - first + np.arange(len(acc)) / rate_hz))
        if len(held) == PAGES:
            yield _joined(held)
            held = []
    if held:
        yield _joined(held)


def _joined(held: list[tuple[FloatArray, FloatArray]]) -> Samples:
    return Samples(np.concatenate([a for a, _ in held]), time_s=np.concatenate([t for _, t in held]))


def _page_texts(path: Path) -> Iterator[tuple[str, float, str]]:
    """Stamp, rate in Hz and packed numbers of each page."""
    stamp, rate_hz = "", None
    with opened(path, "a recording") as file:
        while line := file.readline(_LONGEST):
            text = line.decode("ascii", "replace").strip()
            if text == "Recorded Data":
                stamp, rate_hz = "", None
            elif text.startswith("Page Time:"):
                stamp = text[10:]
            elif text.startswith("Measurement Frequency:"):
                rate_hz = _rate(text[22:])
            elif stamp and rate_hz and len(text) >= _SAMPLE_DIGITS and ":" not in text:
                yield stamp, rate_hz, text
                stamp = ""
