"""Results as tidy tables: one row an observation, keys that join them, types that stay."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from ..language import in_english
from ..records import Measure, Reason
from ..records.packed_measures import packed
from .columns import COLUMNS, Table

if TYPE_CHECKING:
    import pandas as pd

    from .result import Result

Row = tuple[Any, ...]
Group = tuple[Row, Sequence[Row]]
"""The cells with which rows begin that are alike in them, and the rest of each; the former are as many for all."""


class Wide(NamedTuple):
    """How a table gets one row for several: the columns of a row, by which it is one, and what becomes columns."""

    own: tuple[str, ...]
    by: tuple[str, ...]
    name: str
    columns: tuple[str, ...]


_EXCURSION = tuple(c.name for c in COLUMNS["excursions"][4:])
WIDE: Mapping[str, Wide] = {
    "phases": Wide(
        ("attempt", "side", "outcome", "phase", "start_s", "end_s"),
        ("attempt", "phase"),
        "measure",
        ("uncertainty", "valid"),
    ),
    "measures": Wide((), (), "measure", ("uncertainty", "valid")),
    "excursions": Wide(_EXCURSION[: _EXCURSION.index("test")], ("excursion",), "test", ("limit", "passed")),
}
"""The tables that may be wide."""


def frame(table: Table, rows: Iterable[Row]) -> pd.DataFrame:
    """Rows, in the order of the table's columns, as a DataFrame of its types."""
    names = [column.name for column in COLUMNS[table]]
    values: list[list[Any]] = [list(v) for v in zip(*rows, strict=True)] or [[] for _ in names]
    return typed(table, dict(zip(names, values, strict=True)))


def typed(table: Table, values: Mapping[str, Any]) -> pd.DataFrame:
    """Values by column as a DataFrame of the table's types."""
    import pandas as pd  # takes longer to import than all the rest: only a caller who asks for a table waits

    return pd.DataFrame({c.name: pd.Series(values[c.name], dtype=c.dtype) for c in COLUMNS[table]})


def rows_of(result: Result, table: Table) -> Iterator[Row]:
    """The rows of one table; "signals" isn't among them, for it needs the samples."""
    for head, tails in groups_of(result, table):
        for tail in tails:
            yield (*head, *tail)


def groups_of(result: Result, table: Table) -> Iterator[Group]:
    """The same rows, with what many of them begin with once for all of these."""
    keys = (result.recording.path, result.recording.person, result.exercise)
    if table in _GROUPS:
        for head, tails in _GROUPS[table](result):
            yield (*keys, *head), tails
    elif rows := list(_ROWS[table](result)):
        yield keys, rows


def widened(table: Table, tidy: pd.DataFrame) -> pd.DataFrame:
    """A table with one row a phase (or set, or excursion), and for each measure or test columns of its value and more.

    Raises KeyError for a table that isn't in `WIDE`.
    """
    import pandas as pd

    own, by, name_of, columns = WIDE[table]
    row = tidy.groupby(["file", "person", "exercise", *by], dropna=False, sort=False).ngroup()
    of_a_row = ["file", "person", "exercise", *own]
    parts = [tidy[of_a_row].groupby(row).head(1).set_axis(row.drop_duplicates(), axis=0)]
    for name in dict.fromkeys(tidy[name_of].dropna()):
        chosen = (tidy[name_of] == name).fillna(False)
        one = tidy.loc[chosen, ["value", *columns]].set_axis(row[chosen], axis=0)
        parts.append(one.set_axis([name, *(f"{name}_{column}" for column in columns)], axis=1))
    return pd.concat(parts, axis=1).reset_index(drop=True)


_NONE = (None, None)


def _why(reason: Reason | None) -> tuple[str | None, str | None]:
    return _NONE if reason is None else (str(reason.code), in_english(reason))


def _summary(result: Result) -> Iterator[Row]:
    r, s = result.recording, result.summary
    yield (
        _source(result),
        s.repetitions,
        s.left,
        s.right,
        len(result.attempts),
        s.not_followed,
        *(s.corrections.get(kind) for kind in ("added", "moved", "rejected")),
        *_why(s.why),
        r.duration_s,
        r.rate_hz,
        r.nominal_rate_hz,
        r.samples,
        len(r.gaps),
        sum(gap.end_s - gap.start_s for gap in r.gaps),
        r.has_gyroscope,
        r.loss,
        r.frame,
        r.mounting_known,
        r.start_utc,
        r.simulated,
        " | ".join(r.messages) or None,
        r.sha256,
        result.version,
        result.rules_version,
    )


def _measures(result: Result) -> Iterator[Row]:
    # A measure of the set itself has a standard deviation; a median over repetitions has their spread.
    own: Mapping[str, Measure] = {} if result.evidence is None else result.evidence.measures
    for name, m in result.summary.measures.items():
        spread = (m.uncertainty, None) if name in own else (None, m.uncertainty)
        yield _source(result), name, m.value, m.unit, *spread, m.valid, *_why(m.why)


def _attempts(result: Result) -> Iterator[Row]:
    for a in result.attempts:
        measured = (a.measures.get("amplitude_deg"), a.measures.get("hold_s"))
        amplitude, hold = (
            (value, None if m is None else m.uncertainty, value is not None and (m is None or m.valid))
            for value, m in zip((a.amplitude_deg, a.hold_s), measured, strict=True)
        )
        times = (a.start_s, a.peak_s, a.end_s, a.decided_s)
        yield a.source, a.index, a.outcome, *_why(a.reason), a.side, a.direction, *times, *amplitude, *hold


def _phases(result: Result) -> Iterator[Group]:
    for a in result.attempts:
        spans = [(None, a.start_s, a.end_s, a.measures)]
        spans += [(p.name, p.start_s, p.end_s, p.measures) for p in a.phases]  # type: ignore[misc]
        for name, start_s, end_s, measures in spans:
            yield (
                (a.source, a.index, a.side, a.outcome, name, start_s, end_s),
                [
                    (
                        measure,
                        value,
                        unit,
                        uncertainty,
                        *(band_hz or _NONE),
                        valid,
                        *(_why(why) if why else _NONE),
                    )
                    for measure, value, unit, valid, why, uncertainty, band_hz in packed(measures).rows()
                ],
            )


def _events(result: Result) -> Iterator[Row]:
    by_hand = {a.index for a in result.attempts if a.source == "person"}
    for e in result.events:
        yield (
            "person" if e.attempt in by_hand else "machine",
            e.t_s,
            e.type,
            e.kind,
            e.size,
            e.limit,
            e.unit,
            e.attempt,
            e.reported_s,
        )


def _findings(result: Result) -> Iterator[Row]:
    for f in result.findings:
        numbers = (f.value, f.limit, f.at_least, f.at_most)
        yield (
            "person" if f.corrections else "machine",
            f.rule,
            f.outcome,
            f.method,
            *numbers,
            f.unit,
            " ".join(map(str, f.attempts)) or None,
            *_why(f.why),
        )


def _corrections(result: Result) -> Iterator[Row]:
    for one in result.corrected:
        c = one.correction
        own = ("person", c.id, c.kind, one.attempt, c.at_s, c.start_s, c.end_s, c.by, c.at_utc, c.why)
        for a in one.replaces:
            yield *own, a.index, a.outcome, a.start_s, a.peak_s, a.end_s, a.amplitude_deg, a.hold_s
        if not one.replaces:
            yield *own, *[None] * 7


def _excursions(result: Result) -> Iterator[Group]:
    for k, v in enumerate(result.excursions):
        what = ("machine", k, v.attempt, v.outcome, *_why(v.reason), v.onset_s, v.peak_s, v.end_s)
        how = (v.direction, v.ended_by, v.peak_deg, v.raised_s, v.off_axis, v.shaken_ms2, v.usual_deg)
        tests = [(str(t.name), t.value, t.limit, t.unit, t.bound, t.passed) for t in v.tests]
        yield (*what, *how), tests or [(None,) * 6]


def _markers(result: Result) -> Iterator[Row]:
    for m in result.markers:
        yield "person" if m.id else "machine", m.id or None, m.start_s, m.end_s, m.label, m.by, m.at_utc


def _source(result: Result) -> str:
    return "person" if result.corrected else "machine"


_ROWS: dict[str, Callable[[Result], Iterator[Row]]] = {
    "summary": _summary,
    "measures": _measures,
    "attempts": _attempts,
    "events": _events,
    "findings": _findings,
    "corrections": _corrections,
    "markers": _markers,
}
_GROUPS: dict[str, Callable[[Result], Iterator[Group]]] = {"phases": _phases, "excursions": _excursions}
