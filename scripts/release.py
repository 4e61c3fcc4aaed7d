"""Cut a release: `python -m scripts.release 0.2.0` writes version, changelog and citation; you look, commit and tag.

`--check v0.2.0` ends with 1 where a tag isn't the version that the package and the changelog say.
"""

from __future__ import annotations

import argparse
import re
import sys
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).parents[1]
VERSION = Path("sensortrack", "version.py")
CHANGELOG = Path("CHANGELOG.md")
CITATION = Path("CITATION.cff")
UNRELEASED = "## [Unreleased]\n"


def cut(root: Path, version: str, date: str) -> None:
    """Write a version into the files that say it, and put what was unreleased under it.

    Raises
    ------
    ValueError
        No version, or one that was released; or nothing is unreleased.
    """
    if not re.fullmatch(r"\d+\.\d+\.\d+((a|b|rc)\d+)?", version):
        raise ValueError(f"'{version}'; expected a version like 0.2.0 or 1.0.0rc1")
    changes = (root / CHANGELOG).read_text(encoding="utf-8")
    if f"## [{version}]" in changes:
        raise ValueError(f"{CHANGELOG} has {version} already")
    _, found, rest = changes.partition(UNRELEASED)
    if not found or not rest.partition("\n## [")[0].strip():
        raise ValueError(f"{CHANGELOG} has nothing under {UNRELEASED.strip()}")
    changed = {
        VERSION: (r'__version__ = ".*"', f'__version__ = "{version}"'),
        CITATION: (r"(?m)^version: .*$", f"version: {version}"),
        CHANGELOG: (re.escape(UNRELEASED), f"{UNRELEASED}\n## [{version}] – {date}\n"),
    }
    for name, (old, new) in changed.items():
        text, count = re.subn(old, new, (root / name).read_text(encoding="utf-8"))
        if count != 1:
            raise ValueError(f"{name} says its version {count} times; expected once")
        if name == CITATION:
            text = re.sub(r"(?m)^date-released: .*$", f"date-released: {date}", text)
        (root / name).write_text(text, encoding="utf-8")


def wrong(root: Path, tag: str) -> list[str]:
    """What contradicts a tag."""
    version = tag.removeprefix("v")
    expected = {
        VERSION: f'__version__ = "{version}"',
        CITATION: f"version: {version}\n",
        CHANGELOG: f"## [{version}]",
    }
    return [
        f"{name}: no {text.strip()!r}, which the tag {tag} says"
        for name, text in expected.items()
        if text not in (root / name).read_text(encoding="utf-8")
    ]


def main() -> None:
    """Cut, or check."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("version", nargs="?")
    options.add_argument("--check", metavar="TAG")
    chosen = options.parse_args()
    if chosen.check:
        found = wrong(ROOT, chosen.check)
        print(*found or [f"{chosen.check} is what the files say"], sep="\n")
        sys.exit(bool(found))
    if chosen.version is None:
        options.error("expected a version, or --check TAG")
    try:
        cut(ROOT, chosen.version, f"{datetime.now(UTC):%Y-%m-%d}")
    except ValueError as error:
        sys.exit(str(error))
    print(
        f"Look at the changes, then: git commit -am 'Release {chosen.version}' && git tag v{chosen.version}"
    )


if __name__ == "__main__":
    main()
