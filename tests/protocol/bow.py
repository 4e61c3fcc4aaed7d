"""A catalogue of one exercise of one's own, and what is refused of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from sensortrack.errors import CatalogueError
from sensortrack.protocol import load_catalogue

from ..own_catalogue import DEFINED, SAFE

BOW = (
    """\
schema = "sensortrack.catalogue/1"
rules_version = "mine-3"

[source]
title = "My own plan"

[judging]
nominal_rate = { value = 50, unit = "Hz", origin = "ours" }
real_rate = { value = 48, unit = "Hz", origin = "ours" }
gap = { value = 0.5, unit = "s", origin = "ours" }
"""
    + DEFINED
    + """
[[exercises]]
id = "bow"
name = "bow"
position = "standing"
does = "Bow."
observability = "clearly"

[exercises.movement]
kind = "repetitions"
axis = [0, -1, 0]
start_up = [1, 0, 0]
amplitude = { value = 40, unit = "deg", origin = "ours" }
least_amplitude = { value = 10, unit = "deg", origin = "ours" }

[[exercises.rules]]
id = "bow.count"
role = "count"
method = "measured"
says = "At most three bows."
check = "count_at_most"
numbers.most = { value = 3, unit = "repetitions", origin = "ours" }
"""
    + SAFE
)


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "mine.toml"
    path.write_text(text, encoding="utf-8")
    return path


def refused(tmp_path: Path, text: str) -> CatalogueError:
    path = written(tmp_path, text)
    with pytest.raises(CatalogueError) as caught:
        load_catalogue(path)
    error = caught.value
    assert error.path == path
    assert str(path) in str(error)
    assert error.expected
    assert error.hint
    return error


def changed(old: str, new: str) -> str:
    assert old in BOW
    return BOW.replace(old, new, 1)
