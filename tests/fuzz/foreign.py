"""Files of each importer that are nearly right: text by its cells, archives by one of their files, others by bytes."""

from __future__ import annotations

import io
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

from sensortrack.files import read

from ..files.importers.examples import EXAMPLES
from .builders import Build, Draw, spoilt, table

Reading = Callable[[Path], object]


def foreign() -> dict[str, tuple[str, Reading, Build]]:
    """By name: what the file is called, what reads it, and how it is built."""
    found: dict[str, tuple[str, Reading, Build]] = {}
    for name, (_, write) in EXAMPLES.items():
        with tempfile.TemporaryDirectory() as folder:
            path = write(Path(folder)).path
            if path.is_dir():
                continue  # a folder of tables, each of which is read as the others are
            beside = {p.name: p.read_bytes() for p in path.parent.iterdir() if p.is_file() and p != path}
            data = path.read_bytes()
        found[f"import_{name}"] = (path.name, _with(beside), _build(data))
    return found


def _with(beside: dict[str, bytes]) -> Reading:
    def reading(path: Path) -> object:
        for name, data in beside.items():
            (path.parent / name).write_bytes(data)
        try:
            return read(path)
        finally:
            for name in beside:
                (path.parent / name).unlink()

    return reading


def _build(data: bytes) -> Build:
    if zipfile.is_zipfile(io.BytesIO(data)):
        return _archive(data)
    try:
        data.decode()
    except UnicodeDecodeError:
        return lambda draw: spoilt(data, draw) if draw(8) else data
    return table([data]) if b"," in data[:4000] else lambda draw: spoilt(data, draw)


def _archive(data: bytes) -> Build:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}

    def build(draw: Draw) -> bytes:
        if draw(5) == 0:
            return spoilt(data, draw)
        chosen = draw(len(parts))
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive:
            for number, (name, content) in enumerate(parts.items()):
                archive.writestr(name, spoilt(content, draw) if number == chosen else content)
        return buffer.getvalue()

    return build
