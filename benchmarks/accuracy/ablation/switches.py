"""A copy of the package whose constants can be set at run time.

The compiled loops hold their constants as C values. In the copy those that a case sets are left to Python: slower, with
the same numbers.
"""

from __future__ import annotations

import pkgutil
import re
import shutil
import sys
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

ROOT = Path(__file__).parents[3]
PACKAGE = "sensortrack.motion"
Value = float | int


@dataclass(frozen=True, slots=True)
class Case:
    """A special case: `name`, `what` it is for, and the constants, "module:NAME", by whose values it never applies."""

    name: str
    what: str
    off: Mapping[str, Value]


def cases() -> list[Case]:
    """All special cases, in the order of the file."""
    table = tomllib.loads(Path(__file__).with_name("cases.toml").read_text(encoding="utf-8"))
    return [
        Case(f"{room}.{name}", c["what"], c["off"]) for room, of in table.items() for name, c in of.items()
    ]


def copy_with_switches(folder: Path, chosen: Iterable[Case]) -> None:
    """Copy the checkout's package into `folder`, compile it there, and leave the constants of the cases to Python."""
    sys.path.insert(0, str(ROOT))
    from hatch_build import compile_modules

    for name in ("sensortrack", "benchmarks", "firmware_profiles", "recordings"):
        shutil.copytree(
            ROOT / name, folder / name, ignore=shutil.ignore_patterns("*.so", "*.pyd", "__pycache__")
        )
    shutil.copy(ROOT / "pyproject.toml", folder)
    names = {constant.split(":")[1] for case in chosen for constant in case.off}
    for header in (folder / "sensortrack" / "motion").rglob("*.pxd"):
        header.write_text(without_constants(header.read_text(encoding="utf-8"), names), encoding="utf-8")
    compile_modules(folder)


def switch_off(case: Case) -> None:
    """Set the constants of a case, wherever they were imported.

    Raises
    ------
    ValueError
        A module has no such constant.
    """
    modules = _all_modules()
    for constant, value in case.off.items():
        module, name = constant.split(":")
        home = import_module(f"{PACKAGE}.{module}")
        if not hasattr(home, name):
            raise ValueError(f"case {case.name}: {PACKAGE}.{module} has no {name} (renamed? see cases.toml)")
        before = getattr(home, name)
        for other in modules:
            if getattr(other, name, None) is before:
                setattr(other, name, value)


def _all_modules() -> list[object]:
    package = import_module(PACKAGE)
    return [import_module(m.name) for m in pkgutil.walk_packages(package.__path__, f"{PACKAGE}.")]


def without_constants(header: str, names: set[str]) -> str:
    """A header without the declarations of these constants."""

    def left_of(declared: re.Match[str]) -> str:
        left = [name for name in declared["names"].replace(" ", "").split(",") if name not in names]
        return f"{declared['type']}{', '.join(left)}" if left else ""

    return re.sub(
        r"^(?P<type>cdef [\w ]+? )(?P<names>[A-Z][A-Z0-9_]*(?:, *[A-Z][A-Z0-9_]*)*)$",
        left_of,
        header,
        flags=re.M,
    )
