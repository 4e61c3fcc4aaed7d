"""Values become instances of a class in any number of threads."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import sensortrack

PACKAGE = Path(sensortrack.__file__).parent

TOGETHER = """
import sys, threading
from sensortrack.language import load_language
from sensortrack.protocol import load_catalogue

sys.setswitchinterval(1e-6)
start, wrong = threading.Barrier(8), []

def read(number):
    start.wait()
    try:
        load_catalogue() if number % 2 else load_language("en")
    except Exception as error:
        wrong.append(error)

threads = [threading.Thread(target=read, args=(number,)) for number in range(8)]
for thread in threads: thread.start()
for thread in threads: thread.join()
assert not wrong, wrong
"""


@pytest.mark.parametrize("time", range(8))
def test_threads_that_read_documents_for_the_first_time_at_the_same_moment_all_get_them(time: int) -> None:
    """msgspec on its own ends the process in about half of the tries."""
    ended = subprocess.run([sys.executable, "-c", TOGETHER], capture_output=True, text=True)
    assert (ended.returncode, ended.stderr) == (0, "")


def test_nothing_converts_to_a_class_but_by_the_one_function() -> None:
    """A decoder that is made as a module is imported is made in one thread, too."""
    found = [
        f"{path.relative_to(PACKAGE)}:{node.lineno}"
        for path in PACKAGE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and (
            ast.unparse(node.func) == "msgspec.convert"
            or (
                ast.unparse(node.func).endswith(("json.decode", "toml.decode"))
                and any(keyword.arg == "type" for keyword in node.keywords)
            )
        )
    ]
    assert [place.rpartition(":")[0] for place in found] == ["outside/conversion.py"], found
