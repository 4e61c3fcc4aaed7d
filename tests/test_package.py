"""What the package promises to those who import it."""

from __future__ import annotations

import ast
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

import sensortrack

PUBLIC = ("sensortrack", "sensortrack.plot", "sensortrack.study", "sensortrack.analysis")


@pytest.mark.parametrize("package", PUBLIC)
def test_what_is_public_is_exactly_all(package: str) -> None:
    """What a package imports for those who type-check it is what it gives and lists, sorted and once."""
    module = import_module(package)
    names: list[str] = module.__all__
    assert len(names) == len(set(names))
    for name in names:
        assert getattr(module, name) is not None
    assert module.__file__ is not None
    tree = ast.parse(Path(module.__file__).read_text(encoding="utf-8"))
    brought = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.level
        for alias in node.names
    }
    assert brought == set(names)


def test_nothing_public_needs_pandas_to_be_imported() -> None:
    script = "import sys, sensortrack\nfor name in sensortrack.__all__: getattr(sensortrack, name)\n"
    ended = subprocess.run(
        [sys.executable, "-c", script + "print('pandas' in sys.modules)"], capture_output=True, text=True
    )
    assert ended.stdout == "False\n", ended.stderr


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="nothing"):
        _ = sensortrack.nothing
