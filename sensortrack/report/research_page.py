"""The researcher's report, of a recording or of a study: one file, pictures first, nothing loaded from elsewhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment

from ..analysis.drawing import picture
from ..analysis.result import Result
from ..errors import UsageError
from .references import references, software_bibtex
from .session_page import write_page
from .study_drawing import Dots, dots_of
from .templates import templates

if TYPE_CHECKING:
    import pandas as pd

    from ..study import Study

SMOOTHNESS = ("sparc", "ldlj", "attack_ratio")
UNKNOWN = "no person named"


def write_report(of: Result | Study, path: str | Path) -> None:
    """Write the report of a result, or of a study with a part for each person, as one HTML file.

    It has pictures, repetitions with their uncertainty, findings with their evidence, quality and limits, and the
    methods with the papers to cite, as sentences and as BibTeX. It is in English, as the tables are.

    Parameters
    ----------
    of : Result or Study
    path : str or pathlib.Path
        A new file that ends in .html, readable by its owner only.

    Raises
    ------
    UsageError
        A name that doesn't end in .html.
    CannotCreateError
        The file exists, or can't be made.
    FileIOError
        The disk is full or failed.
    """
    if Path(path).suffix.lower() != ".html":
        raise UsageError(f"--report {path}: expected a name that ends in .html")
    write_page(Path(path), recording_page(of) if isinstance(of, Result) else study_page(of))


def recording_page(result: Result) -> str:
    """The report of one recording."""
    document = result.to_dict()
    return _page("recording.html", document["software"], result=document, drawn=picture(result))


def study_page(study: Study) -> str:
    """The report of a study: a part for each person, in the order in which they come in the tables."""
    summary = study.tables["summary"]
    named = summary["person"].fillna(UNKNOWN)
    persons = [_person(who, summary[named == who], study.tables) for who in dict.fromkeys(named)]
    software = study.manifest["software"] | {
        "version": study.manifest["software"]["sensortrack"],
        "rules_version": study.manifest["rules_version"],
    }
    folder = _folder_of([*summary["file"], *study.failures["file"]])
    return _page(
        "study.html",
        software,
        persons=persons,
        failures=_records(study.failures),
        recordings=len(summary),
        manifest=study.manifest,
        folder=folder,
        within=lambda file: str(file).removeprefix(folder),
    )


def _folder_of(files: Sequence[str]) -> str:
    """The beginning that all have in common, up to a slash: what makes a long path hard to read."""
    shared: list[str] = []
    for parts in zip(*(file.split("/")[:-1] for file in files), strict=False):
        if len(set(parts)) > 1:
            break
        shared.append(f"{parts[0]}/")
    return "".join(shared)


def _counted(n: int, what: str) -> str:
    return f"{n} {what}{'' if n == 1 else 's'}"


def _records(table: pd.DataFrame) -> list[dict[str, Any]]:
    return [
        {
            str(name): None if missing else value
            for (name, value), missing in zip(row.items(), gone, strict=True)
        }
        for row, gone in zip(table.to_dict("records"), table.isna().to_numpy(), strict=True)
    ]


def _person(name: str, summary: pd.DataFrame, tables: Mapping[str, pd.DataFrame]) -> dict[str, Any]:
    files = [str(file) for file in summary["file"]]
    done, measures, findings = (
        table[table["file"].isin(files)]
        for table in (tables["attempts"], tables["measures"], tables["findings"])
    )
    rows = []
    for row in _records(summary):
        of_row = measures[measures["file"] == row["file"]]
        valid = of_row[of_row["valid"].fillna(False)].set_index("measure")["value"]
        judged = findings[findings["file"] == row["file"]]
        broken = judged[judged["outcome"] == "fail"]["rule"]
        rows.append(row | {"measures": valid.to_dict(), "broken": ", ".join(broken)})
    return {"name": name, "rows": rows, "drawings": _drawings(summary, done)}


def _drawings(summary: pd.DataFrame, attempts: pd.DataFrame) -> list[Dots]:
    """For each exercise the amplitude of every repetition, recording by recording."""
    found = []
    for exercise in dict.fromkeys(summary["exercise"]):
        counted = attempts[(attempts["exercise"] == exercise) & (attempts["outcome"] == "repetition")]
        files = summary[summary["exercise"] == exercise]["file"]
        sets = [counted[counted["file"] == file]["amplitude_deg"].dropna().tolist() for file in files]
        if any(sets):
            found.append(dots_of(str(exercise), sets))
    return found


def _page(template: str, software: Mapping[str, Any], **what: Any) -> str:
    cited = references()
    bibtex = "\n\n".join([*(one.bibtex for one in cited), software_bibtex(software["version"])])
    page = _pages().get_template(template)
    return page.render(software=software, references=cited, bibtex=bibtex, smoothness=SMOOTHNESS, **what)


@cache
def _pages() -> Environment:
    pages = templates()
    pages.filters["number"] = _number
    pages.globals["file_name"] = lambda path: "in memory" if path is None else Path(path).name
    pages.globals["counted"] = _counted
    pages.globals["measures_of"] = lambda phases: {p["name"]: p["measures"] for p in phases}
    return pages


def _number(value: Any, digits: int = 1) -> str:
    """A number with so many digits after the point; empty where there is none."""
    return "" if value is None or value != value else f"{value:.{digits}f}"
