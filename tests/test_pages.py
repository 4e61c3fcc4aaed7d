"""What the pages name is there: files, tests, modules to run, the verbs of the command line and their options."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from sensortrack.cli.main import _command_line

ROOT = Path(__file__).parents[1]
PAGES = [
    *sorted(
        path for path in (ROOT / "docs").rglob("*.md") if path.name != "notebook.md"
    ),  # the build writes it
    *(ROOT / f"{name}.md" for name in ("README", "CONTRIBUTING", "SECURITY")),
]
FILE = re.compile(r"(?:[\w.-]+/)+[\w.-]*|[\w-]+\.(?:py|pxd|js)")
MADE_UP = re.compile(r"[A-Z]{3,}\b|/\d$|(m|deg|rad|mdeg)/s2?$|^build/")
"""Placeholders (NAME), schemas (analysis/1), units, and what a build leaves: no files of the project."""
ROOMS = [ROOT, ROOT / "sensortrack", *(p for p in (ROOT / "sensortrack").rglob("*") if p.is_dir())]
MODULE = re.compile(r"python -m ((?:benchmarks|scripts|sensortrack|tests)(?:\.\w+)*)")
COMMAND = re.compile(r"(?:^|`|\$ )(sensortrack [^`|#&>]+)", re.MULTILINE)


def text_of(page: Path) -> str:
    return page.read_text(encoding="utf-8")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_file_that_a_page_names_is_there(page: Path) -> None:
    named = {name for name in re.findall(r"`([^`\n]+)`", text_of(page)) if FILE.fullmatch(name)}
    missing = {
        name
        for name in named
        if not MADE_UP.search(name) and not any((room / name).exists() for room in ROOMS)
    }
    assert not missing


def test_every_test_that_a_page_names_is_there() -> None:
    there = {
        name
        for file in (ROOT / "tests").rglob("test_*.py")
        for name in [file.stem, *re.findall(r"def (test_\w+)\(", file.read_text(encoding="utf-8"))]
    }
    named = {name for page in PAGES for name in re.findall(r"\btest_\w+", text_of(page))}
    assert len(named) > 100
    assert named <= there


def test_every_module_that_a_page_runs_is_there() -> None:
    named = {name for page in PAGES for name in MODULE.findall(text_of(page))}
    assert len(named) > 20
    assert not [name for name in named if find_spec(name) is None]


def test_every_command_on_a_page_has_its_verb_and_options() -> None:
    wrong, seen = [], 0
    for page in PAGES:
        for line in COMMAND.findall(text_of(page)):
            seen += 1
            wrong += [f"{page.name}: {line.strip()}: {fault}" for fault in faults(line)]
    assert seen > 100
    assert not wrong


def faults(line: str) -> Iterator[str]:
    """What of a command line isn't there."""
    command: Any = get_command(_command_line([]))
    words = shlex.split(line.replace("'", ""))[1:]
    while words and words[0] in getattr(command, "commands", {}):
        command = command.commands[words.pop(0)]
    if words and re.match(r"\w", words[0]) and hasattr(command, "commands"):
        yield f"no verb {words[0]!r}"
    options = {name for option in command.params for name in (*option.opts, *option.secondary_opts)}
    options |= {"--help", "-h"}
    yield from (
        word for word in words if re.match(r"--?[a-z]", word) and word.partition("=")[0] not in options
    )
