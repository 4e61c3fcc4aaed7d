"""Compile the hot loops when the package is built or installed: every module that has a `.pxd` beside it.

The `.py` is the source, and stays the reference: where no C compiler is found it is installed as it is,
and gives the same numbers, slowly. `python hatch_build.py` compiles anew in a checkout, after a change.
With SENSORTRACK_PURE=1 nothing is compiled: the wheel fits every system.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

PACKAGE = "sensortrack"
STAMP = Path(PACKAGE, "compiled.json")
DIRECTIVES = {
    "language_level": 3,
    "annotation_typing": False,  # C types stand in the `.pxd` alone
    "boundscheck": False,
    "wraparound": False,
    "initializedcheck": False,
    "cdivision": True,
}
# A fused multiply-add rounds once where two operations round twice: without it every processor gives the same bits.
FLAGS = ["/O2"] if sys.platform == "win32" else ["-O2", "-g0", "-ffp-contract=off"]


class CompileHook(BuildHookInterface):  # type: ignore[type-arg]
    """Compiles into the checkout, and takes what came of it into the wheel."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called by hatchling before it gathers files; `version` is "standard" or "editable"."""
        del version
        if os.environ.get("SENSORTRACK_PURE"):
            return
        try:
            built = compile_modules(Path(self.root))
        except Exception as error:  # whatever a missing or broken compiler raises
            self.app.display_warning(
                f"The hot loops couldn't be compiled ({error}); they run as plain Python, with the same "
                "numbers, some twenty times slower. With a C compiler installed, install again."
            )
            return
        build_data["pure_python"] = False
        build_data["infer_tag"] = True
        build_data["artifacts"] += [*built, str(STAMP)]


def compile_modules(root: Path) -> list[str]:
    """Compile every module with a `.pxd`, in place; the paths of what was built, from the root."""
    from Cython.Build import cythonize
    from setuptools import Distribution, Extension
    from setuptools.command.build_ext import build_ext

    for left in orphans(root):
        left.unlink()
    sources = sorted(p.with_suffix(".py").relative_to(root) for p in (root / PACKAGE).rglob("*.pxd"))
    with tempfile.TemporaryDirectory() as scratch:
        extensions = cythonize(
            [
                Extension(".".join(s.with_suffix("").parts), [str(root / s)], extra_compile_args=FLAGS)
                for s in sources
            ],
            compiler_directives=DIRECTIVES,
            build_dir=scratch,
            force=True,
            quiet=True,
        )
        command = build_ext(Distribution({"name": PACKAGE, "ext_modules": extensions}))
        command.build_temp = scratch
        command.build_lib = str(root)
        command.ensure_finalized()
        command.run()
        built = [str(Path(p).relative_to(root)) for p in command.get_outputs()]
    stamp = {s.as_posix(): source_hash(root / s) for s in sources}
    (root / STAMP).write_text(json.dumps(stamp, indent=1) + "\n")
    return built


def orphans(root: Path) -> list[Path]:
    """Compiled modules whose source was moved or deleted, or isn't compiled any more: they would still be imported."""
    compiled = [p for kind in ("*.so", "*.pyd") for p in (root / PACKAGE).rglob(kind)]
    return sorted(p for p in compiled if not p.with_name(p.name.split(".")[0] + ".pxd").exists())


def source_hash(source: Path) -> str:
    """Of a module and its `.pxd`: tests/test_compiled.py tells by it when compiled code is older than its source."""
    both = source.read_bytes() + source.with_suffix(".pxd").read_bytes()
    return hashlib.sha256(both).hexdigest()


if __name__ == "__main__":
    print(*compile_modules(Path(__file__).parent.absolute()), sep="\n")
