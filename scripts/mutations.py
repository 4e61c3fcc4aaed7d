"""Whether the tests notice when a line of the program is another one: mutation testing of single files.

    pip install -e ".[coverage]" && python -m scripts.mutations sensortrack/protocol/counts.py --tests tests/protocol

Each mutant is one change of cosmic-ray's (`ALTERED`) in a copy of the checkout, and the tests that run its line are run
until one fails. What none notices is listed, unless docs/how-to/mutations.md excuses it or it is another value of a
constant. `--most 40` draws so many of a file's mutants, `--seed` others. Ends with 1 where a mutant survives without an
excuse. Needs a system with `fork`.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import difflib
import importlib.util
import os
import random
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
EXCUSES = ROOT / "docs" / "how-to" / "mutations.md"
ALTERED = re.compile(
    r"core/(ReplaceComparisonOperator_(Lt_LtE|LtE_Lt|Gt_GtE|GtE_Gt|Eq_NotEq|NotEq_Eq|Is_IsNot|IsNot_Is)"
    r"|ReplaceBinaryOperator_(Add_Sub|Sub_Add|Mul_Div|Div_Mul|FloorDiv_Mul|Mod_Mul|Pow_Mul|BitAnd_BitOr|BitOr_BitAnd)"
    r"|ReplaceUnaryOperator_(USub_UAdd|Delete_Not)|ReplaceTrueWithFalse|ReplaceFalseWithTrue|ReplaceAndWithOr"
    r"|ReplaceOrWithAnd|AddNot|NumberReplacer|ReplaceBreakWithContinue|ReplaceContinueWithBreak|ZeroIterationForLoop)"
)
"""Operators of cosmic-ray: of the many ways to replace a sign the one that is hardest to notice."""
CHOSEN = re.compile(r"[A-Z][A-Z0-9_, ]* = [-0-9][-0-9_.e, ]*")
"""A number with a name, which was chosen: the tests take it by that name, and notice no other value."""
SLOWER, LEAST_S, SHARED = 3.0, 30.0, 10.0
"""A mutant may take so many times as much of the processor as its tests take without it, and at least so much, in s,
and so many times that by the clock on the wall; then it hangs, and that is noticed."""
PYTEST = ("-n0", "-x", "-q", "-p", "no:cacheprovider", "--hypothesis-seed=0", "--no-header", "--no-summary")


class Mutant(NamedTuple):
    """One change: the line where it is, from 1 on, and the file's text with it."""

    line: int
    text: str


def main(arguments: Sequence[str]) -> int:
    """Try every mutant of the files; how many survive."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("files", nargs="+", type=Path, help="files of the package")
    parser.add_argument("--tests", nargs="+", default=["tests/protocol"], help="which tests may notice")
    parser.add_argument(
        "--most", type=int, help="how many mutants of a file are tried at the most; drawn by --seed"
    )
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args(arguments)
    files = [path.resolve().relative_to(ROOT) for path in options.files]
    survivors = 0
    with tempfile.TemporaryDirectory() as scratch:
        copy = Path(scratch, "copy")
        copy_to(copy)
        _compile_into(Path(scratch, "compiled"))
        runs = tests_by_line(copy, files, options.tests)
        longest_s = max(LEAST_S, SLOWER * resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime)
        sys.path.insert(0, str(copy))
        os.chdir(copy)
        _import_what_all_need()
        for file in files:
            text = (copy / file).read_text(encoding="utf-8")
            mutants = drawn(list(mutants_of(text)), options.most, f"{options.seed} {file.as_posix()}")
            survivors += _try_all(copy / file, file, mutants, runs[file], longest_s)
    return int(survivors > 0)


def copy_to(copy: Path) -> None:
    """A copy of the checkout as it stands, with what was compiled."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    ).stdout
    compiled = [p.relative_to(ROOT).as_posix() for p in (ROOT / "sensortrack").rglob("*.so")]
    for name in [*filter(None, listed.split("\0")), *compiled, "sensortrack/compiled.json"]:
        if (ROOT / name).is_file():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, copy / name)


def _compile_into(folder: Path) -> None:
    """What is compiled lies apart and is compiled once, also where nothing may be written beside the sources."""
    sys.pycache_prefix = os.environ["PYTHONPYCACHEPREFIX"] = str(folder)
    sys.dont_write_bytecode = False
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)


def drawn(mutants: Sequence[Mutant], most: int | None, seed: str) -> list[Mutant]:
    """So many of the mutants at the most, in their order; the same seed draws the same."""
    if most is None or len(mutants) <= most:
        return list(mutants)
    return [mutants[k] for k in sorted(random.Random(seed).sample(range(len(mutants)), most))]


def tests_by_line(copy: Path, files: Sequence[Path], tests: Sequence[str]) -> dict[Path, dict[int, set[str]]]:
    """The tests that run each line of the files; what is run on import, any test may read."""
    import coverage

    data_file, settings = copy / ".coverage", copy / ".mutations.coveragerc"
    settings.write_text(f"[run]\nsource = sensortrack\ndata_file = {data_file}\n")
    # pytest-cov names the test, also one that hypothesis wraps in a function of its own.
    measured = (
        "--dist=no",
        "--cov=sensortrack",
        f"--cov-config={settings}",
        "--cov-context=test",
        "--cov-report=",
    )
    command = [sys.executable, "-m", "pytest", *PYTEST, *measured, *tests]
    ended = subprocess.run(command, cwd=copy)
    if ended.returncode:
        raise SystemExit("The tests fail without any mutant: mend them first.")
    data = coverage.CoverageData(str(data_file))
    data.read()
    found: dict[Path, dict[int, set[str]]] = {}
    for file in files:
        by_line = {
            line: {_node(context) for context in contexts}
            for line, contexts in data.contexts_by_lineno(str(copy / file)).items()
        }
        found[file] = {line: set(tests) if "" in names else names for line, names in by_line.items()}
    return found


def _node(context: str) -> str:
    """The test of pytest-cov's "tests/room/test_file.py::test_name[parameters]|run"; "" for what is no test."""
    return context.partition("|")[0].partition("[")[0]


def _import_what_all_need() -> None:
    """What every child needs and no mutant touches: each child is forked with it, and imports the rest itself.

    No plugin of pytest is among it: pytest rewrites these as it imports them, and refuses one that is there already.
    """
    import msgspec
    import numpy
    import pandas
    import pytest
    import scipy

    assert all((msgspec, numpy, pandas, pytest, scipy))


def _try_all(
    path: Path, file: Path, mutants: Sequence[Mutant], runs: dict[int, set[str]], longest_s: float
) -> int:
    """Try mutants of one file; how many survive without an excuse."""
    text = path.read_text(encoding="utf-8")
    compiled = Path(importlib.util.cache_from_source(str(path)))
    excused, counts = excuses(file), {"noticed": 0, "excused": 0, "survived": 0}
    named = sorted(set().union(*runs.values()) - {""})
    if not named or _noticed(named, longest_s):
        raise SystemExit(
            f"{file}: no test runs it, or they fail one by one without any mutant: mend them first."
        )
    for mutant in mutants:
        tests = runs.get(mutant.line, set())
        path.write_text(mutant.text, encoding="utf-8")
        compiled.unlink(missing_ok=True)  # within a second of the last one it looks fresh
        noticed = bool(tests) and _noticed(sorted(tests), longest_s)
        path.write_text(text, encoding="utf-8")
        before, after = changed_lines(text, mutant.text)
        is_excused = (before, after) in excused or CHOSEN.fullmatch(before)
        how = "noticed" if noticed else "excused" if is_excused else "survived"
        counts[how] += 1
        if how == "survived":
            why = "" if tests else "  (no test runs it)"
            print(f"{file}:{mutant.line}{why}\n    - {before}\n    + {after}", flush=True)
    print(
        f"{file}: {sum(counts.values())} mutants, " + ", ".join(f"{n} {how}" for how, n in counts.items()),
        flush=True,
    )
    return counts["survived"]


def _noticed(tests: Sequence[str], longest_s: float) -> bool:
    child = os.fork()
    if not child:
        os.setsid()
        resource.setrlimit(resource.RLIMIT_CPU, (round(longest_s), resource.RLIM_INFINITY))
        null = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(null, stream)
        code = 3
        try:
            import pytest

            code = int(pytest.main([*PYTEST, *tests]))
        finally:
            os._exit(code)  # the parent alone tidies up
    ends = time.monotonic() + SHARED * longest_s
    while time.monotonic() < ends:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            code = os.waitstatus_to_exitcode(status)
            if code not in (-signal.SIGXCPU, 0, 1, 2, 4):  # 2 and 4: what the tests import can't be imported
                raise SystemExit(f"pytest ended with {code}: {' '.join(tests)}")
            return code != 0
        time.sleep(0.02)
    os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return True


def mutants_of(text: str) -> Iterator[Mutant]:
    """The mutants of a file's text; a change of annotations alone, or of how a record is laid out, is none."""
    from cosmic_ray.ast import ast_nodes, get_ast
    from cosmic_ray.mutating import mutate_code
    from cosmic_ray.plugins import get_operator, operator_names

    plain, lines = _without_annotations(text), text.splitlines()
    for name in sorted(filter(ALTERED.fullmatch, operator_names())):
        operator = get_operator(name)()
        places = [place for node in ast_nodes(get_ast(text)) for place in operator.mutation_positions(node)]
        for occurrence, ((line, _), _) in enumerate(places):
            if lines[line - 1].lstrip().startswith(("@dataclass", "class ")):
                continue
            changed = mutate_code(text, operator, occurrence)
            if changed is None:
                continue
            # The "|" of a pattern is no operator: "&" in its place is no Python.
            with contextlib.suppress(SyntaxError):
                if _without_annotations(re.sub(r"(?m)(, |^ *)/,", r"\1*,", changed)) != plain:
                    yield Mutant(line, changed)


def _without_annotations(text: str) -> str:
    tree = ast.parse(text)
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            node.returns = None
        elif isinstance(node, ast.arg):
            node.annotation = None
        elif isinstance(node, ast.AnnAssign):
            node.annotation = ast.Constant(None)
    return ast.dump(tree)


def changed_lines(before: str, after: str) -> tuple[str, str]:
    """The line that was changed, as it was and as it is, without indentation."""
    diff = [d for d in difflib.ndiff(before.splitlines(), after.splitlines()) if d[:2] in ("- ", "+ ")]
    old, new = (" ".join(d[2:].strip() for d in diff if d[0] == sign) for sign in "-+")
    return old, new


def excuses(file: Path) -> set[tuple[str, str]]:
    """Lines as they are and as they may be, of the table in docs/how-to/mutations.md."""
    name = file.as_posix().removeprefix("sensortrack/")
    row = re.compile(rf"^\| `{re.escape(name)}` \| `` (.*?) `` \| `` (.*?) `` \|", re.MULTILINE)
    found = row.findall(EXCUSES.read_text(encoding="utf-8"))
    return {(old.replace("\\|", "|"), new.replace("\\|", "|")) for old, new in found}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
