"""What the pages name is there: files, tests, modules to run, the verbs of the command line and their options."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from sensortrack.cli import command_line as cli

ROOT = Path(__file__).parents[1]
PAGES = [
    *sorted(
        path for path in (ROOT / "docs").rglob("*.md") if path.name != "notebook.md"
    ),  # the build writes it
    *(ROOT / f"{name}.md" for name in ("README", "CONTRIBUTING", "SECURITY")),
]
FILE = re.compile(r"(?:[\w.-]+/)+[\w.-]*|[\w-]+\.(?:py|pxd|js)")
MADE_UP = re.compile(r"[A-Z]{3,}\b|/\d$|(m|deg|rad|mdeg)/s2?$|^build/|^\.rows/|^\d\d_")
"""Placeholders (NAME), schemas (analysis/1), units, what a build or a study leaves, and recordings that are shared
apart: no files of the project."""
ROOMS = [
    ROOT,
    *(p for room in ("sensortrack", "tests") for p in (ROOT / room, *(ROOT / room).rglob("*")) if p.is_dir()),
]
MODULE = re.compile(r"python -m ((?:benchmarks|scripts|sensortrack|tests)(?:\.\w+)*)")
COMMAND = re.compile(r"^(?: {4}|\$ )?(sensortrack [^`|#&>\n]+)", re.MULTILINE)
STREAMS = {"sensortrack events"}
"""A stream's name (LSL) reads like a command."""
FENCED, INDENTED, INLINE = (
    re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL),
    re.compile(r"^ {4}.*$", re.MULTILINE),
    re.compile(r"(?<!`)`(sensortrack [^`\n]+)`"),
)


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
    wrong, checked = [], 0
    for page in PAGES:
        text = text_of(page)
        code = "\n".join(m for kind in (FENCED, INDENTED, INLINE) for m in kind.findall(text))
        for line in set(COMMAND.findall(code)) - STREAMS:
            checked += 1
            wrong += [f"{page.name}: {line.strip()}: {fault}" for fault in faults(line)]
    assert checked > 60
    assert not wrong


@cache
def command_line() -> Any:
    return get_command(cli.command_line([]))


def faults(line: str) -> Iterator[str]:
    """What of a command line isn't there."""
    command: Any = command_line()
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
