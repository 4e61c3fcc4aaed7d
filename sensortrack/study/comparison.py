"""Two runs of a study beside each other: what changed, and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..records import earlier_names
from .one import TABLES
from .study_folder import read_csv, read_manifest

if TYPE_CHECKING:
    import pandas as pd

KEYS: Mapping[str, tuple[str, ...]] = {
    "summary": (),
    "measures": ("measure",),
    "attempts": ("attempt",),
    "phases": ("attempt", "phase", "measure"),
    "events": ("t_s", "type", "kind"),
    "findings": ("rule",),
    "corrections": ("correction", "machine_attempt"),
    "excursions": ("attempt", "onset_s", "test"),
    "markers": ("marker", "start_s", "label"),
}
"""What tells the rows of one recording apart."""
_IGNORED = {"sha256", "version", "rules_version"}
_EARLIER = earlier_names.RULE | earlier_names.EVENT


def compare(run_a: Path, run_b: Path) -> dict[str, Any]:
    """What differs between two study folders.

    Returns
    -------
    dict
        `causes`: what changed of versions, rules, catalogue and settings. `recordings`: those only in one of the two,
        those whose content changed, and those that fail in one only. `changes`: a list of table, file, key, column,
        before, after and why: each cell that differs.

    Raises
    ------
    NoInputError, DataError, FileIOError
        A folder isn't a study's, or can't be read.
    """
    one, two = read_manifest(run_a), read_manifest(run_b)
    causes = list(_causes(one, two))
    a, b = ({r["file"]: r for r in run["recordings"]} for run in (one, two))
    both = [file for file in a if file in b]
    changed = [file for file in both if a[file]["sha256"] != b[file]["sha256"]]
    fails = [file for file in both if a[file]["status"] != b[file]["status"]]
    changes: list[dict[str, Any]] = []
    for table in TABLES:
        if not all((run / f"{table}.csv").exists() for run in (run_a, run_b)):
            continue  # an older version had no such table
        for change in _changes(table, read_csv(run_a / f"{table}.csv"), read_csv(run_b / f"{table}.csv")):
            if change["file"] in a and change["file"] in b:
                why = "; ".join(causes) or "not known"
                if change["file"] in changed:
                    why = "the recording changed"
                elif not causes and a[change["file"]]["key"] != b[change["file"]]["key"]:
                    why = "what is said of the recording changed"
                changes.append({"table": table, **change, "why": why})
    return {
        "causes": causes,
        "recordings": {
            "only_in_a": [file for file in a if file not in b],
            "only_in_b": [file for file in b if file not in a],
            "changed": changed,
            "other_status": [{"file": f, "before": a[f]["status"], "after": b[f]["status"]} for f in fails],
        },
        "changes": changes,
    }


def _causes(one: Mapping[str, Any], two: Mapping[str, Any]) -> Iterator[str]:
    for what in ("software", "settings"):
        before, after = one[what], two[what]
        for name in sorted({*before, *after}):
            if before.get(name) != after.get(name):
                yield f"{name}: {before.get(name)} → {after.get(name)}"
    for name in ("rules_version", "catalogue_sha256"):
        if one.get(name) != two.get(name):
            yield f"{name}: {one.get(name)} → {two.get(name)}"


def _changes(table: str, before: pd.DataFrame, after: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """Each cell that differs, and each row that only one has."""
    rows_a, rows_b = (_rows(table, frame) for frame in (before, after))
    for key in dict.fromkeys([*rows_a, *rows_b]):
        about = {"file": key[0], "key": " ".join(key[1:])}
        old, new = rows_a.get(key), rows_b.get(key)
        if old is None or new is None:
            yield about | {
                "column": "",
                "before": "no row" if old is None else "a row",
                "after": "no row" if new is None else "a row",
            }
            continue
        for column in dict.fromkeys([*old, *new]):
            if column not in _IGNORED and old.get(column) != new.get(column):
                yield about | {"column": column, "before": old.get(column, ""), "after": new.get(column, "")}


def _rows(table: str, frame: pd.DataFrame) -> dict[tuple[str, ...], dict[str, str]]:
    found: dict[tuple[str, ...], dict[str, str]] = {}
    for row in frame.to_dict("records"):
        key = (str(row["file"]), str(row["exercise"]), *(str(row[name]) for name in KEYS[table]))
        number = 0
        while (*key, str(number))[: len(key) + bool(number)] in found:
            number += 1  # events of one kind at one time
        cells = {str(c): str(v) for c, v in row.items()}
        found[(*key, str(number)) if number else key] = earlier_names.renamed(cells, _EARLIER)
    return found
