"""Columns of the tables: each has its line here, hence the length; docs/columns.md is written from them."""

from __future__ import annotations

from types import MappingProxyType
from typing import Literal, NamedTuple

Dtype = Literal["string", "Int64", "float64", "boolean"]
"""Types that stay what they are when a table is empty, joined to others, or written to Parquet and read again."""
Table = Literal[
    "summary",
    "measures",
    "attempts",
    "phases",
    "events",
    "findings",
    "corrections",
    "excursions",
    "markers",
    "signals",
    "curves",
]


class Column(NamedTuple):
    """A column; `unit` is "" for what has none, and "unit" where the column `unit` says it."""

    name: str
    dtype: Dtype
    unit: str
    meaning: str


KEYS = (
    Column(
        "file", "string", "", "name of the recording's file, as it was given; missing for samples in memory"
    ),
    Column("person", "string", "", "pseudonym of the person"),
    Column("exercise", "string", "", "id of the exercise in the catalogue"),
)
"""The first columns of every table: by these, and `attempt`, tables are joined."""

_WHY = (
    Column("reason", "string", "", "code of the reason (docs/reasons.md)"),
    Column("why", "string", "", "the same in English words"),
)
_ATTEMPT = Column("attempt", "Int64", "", "number of the attempt, from 0 on")
_MEASURE = (
    Column("measure", "string", "", "name of the measure (docs/measures.md)"),
    Column("value", "float64", "unit", "its value, also where it is not valid; missing where there is none"),
    Column("unit", "string", "", "unit of value, uncertainty and half_iqr"),
    Column(
        "uncertainty", "float64", "unit", "one standard deviation of the value; missing where it isn't known"
    ),
)
_RESTS_ON = Column("source", "string", "", "machine; person where it rests on corrections by hand")
_OF_ATTEMPT = Column("source", "string", "", "source of the attempt: machine, person")
_VALID = (Column("valid", "boolean", "", "whether the value may be used"), *_WHY)

OF_SAMPLES: frozenset[Table] = frozenset({"signals", "curves"})
"""Tables that need the samples beside the result."""

COLUMNS: MappingProxyType[Table, tuple[Column, ...]] = MappingProxyType(
    {
        "summary": (
            *KEYS,
            _RESTS_ON,
            Column("repetitions", "Int64", "", "completed attempts"),
            Column("left", "Int64", "", "of these to the left; missing where sides can't be determined"),
            Column("right", "Int64", "", "of these to the right"),
            Column("attempts", "Int64", "", "all attempts"),
            Column(
                "not_followed", "Int64", "", "movements as large as a repetition that never became an attempt"
            ),
            Column("added", "Int64", "", "repetitions added by hand; missing where nothing was corrected"),
            Column("moved", "Int64", "", "repetitions whose edges were moved by hand"),
            Column(
                "rejected", "Int64", "", "attempts rejected by hand; they are in the table corrections only"
            ),
            *_WHY,
            Column("duration_s", "float64", "s", "length of the recording"),
            Column("rate_hz", "float64", "Hz", "sampling rate as it was"),
            Column("nominal_rate_hz", "float64", "Hz", "sampling rate as it was declared"),
            Column("samples", "Int64", "", "samples in the recording"),
            Column("gaps", "Int64", "", "stretches in which samples are missing, or were left out"),
            Column("missing_s", "float64", "s", "their length together"),
            Column("has_gyroscope", "boolean", "", "whether there was one"),
            Column("loss", "string", "", "whether a loss of samples would show: detected, not_detectable"),
            Column("frame", "string", "", "what the axes of the file are: sensor, body"),
            Column("mounting_known", "boolean", "", "whether the way from the sensor to the body is known"),
            Column("start_utc", "string", "", "when the recording began, ISO 8601"),
            Column("simulated", "boolean", "", "whether a program made it up"),
            Column("messages", "string", "", "what was noticed while reading, joined by ' | '"),
            Column(
                "sha256",
                "string",
                "",
                "hash of the file; missing for samples in memory, and for a file elsewhere",
            ),
            Column("version", "string", "", "version of sensortrack"),
            Column("rules_version", "string", "", "version of the catalogue"),
        ),
        "measures": (
            *KEYS,
            _RESTS_ON,
            *_MEASURE,
            Column(
                "half_iqr", "float64", "unit", "half the interquartile range of a median over the repetitions"
            ),
            *_VALID,
        ),
        "attempts": (
            *KEYS,
            Column("source", "string", "", "machine; person where a person set its edges"),
            _ATTEMPT,
            Column("outcome", "string", "", "repetition, aborted, interrupted, too_small"),
            *_WHY,
            Column(
                "side",
                "string",
                "",
                "left, right; missing where the exercise has none or it can't be determined",
            ),
            Column("direction", "Int64", "", "+1 or −1 along the exercise's axis"),
            Column("start_s", "float64", "s", "when it left the rest level"),
            Column("peak_s", "float64", "s", "when it was farthest out"),
            Column("end_s", "float64", "s", "when it was back"),
            Column("decided_s", "float64", "s", "when the tracker knew what it was"),
            Column(
                "amplitude_deg",
                "float64",
                "deg",
                "angle of the hold, or of the turning point, from the rest before",
            ),
            Column("amplitude_uncertainty_deg", "float64", "deg", "one standard deviation of it"),
            Column("amplitude_valid", "boolean", "", "whether it may be used"),
            Column("hold_s", "float64", "s", "length of the hold"),
            Column("hold_uncertainty_s", "float64", "s", "one standard deviation of it"),
            Column("hold_valid", "boolean", "", "whether it may be used"),
        ),
        "phases": (
            *KEYS,
            _OF_ATTEMPT,
            _ATTEMPT,
            Column("side", "string", "", "side of the attempt"),
            Column("outcome", "string", "", "outcome of the attempt"),
            Column("phase", "string", "", "out, hold, return; missing for a measure of the whole attempt"),
            Column("start_s", "float64", "s", "begin of the phase, or of the attempt"),
            Column("end_s", "float64", "s", "its end; intervals are [start, end)"),
            *_MEASURE,
            Column(
                "band_low_hz", "float64", "Hz", "lower end of the band in which a smoothness value was taken"
            ),
            Column(
                "band_high_hz",
                "float64",
                "Hz",
                "its upper end; both are missing for what is taken in no band",
            ),
            *_VALID,
        ),
        "events": (
            *KEYS,
            Column(
                "source", "string", "", "machine; person for one within a repetition whose edges a person set"
            ),
            Column("t_s", "float64", "s", "when it happened"),
            Column("type", "string", "", "start_pose, jerk, gap, note"),
            Column("kind", "string", "", "of a jerk: attack, hesitation, tremor; of a note: which one"),
            Column("size", "float64", "unit", "how large it was"),
            Column("limit", "float64", "unit", "what that was held against"),
            Column("unit", "string", "", "unit of size and limit"),
            _ATTEMPT,
            Column("reported_s", "float64", "s", "when the tracker knew of it"),
        ),
        "findings": (
            *KEYS,
            _RESTS_ON,
            Column("rule", "string", "", "id of the rule"),
            Column("outcome", "string", "", "pass, fail, not_judged"),
            Column("method", "string", "", "how the rule is checked: measured, asked, cued"),
            Column("value", "float64", "unit", "the value that was judged"),
            Column("limit", "float64", "unit", "the bound that it was held against"),
            Column("at_least", "float64", "unit", "lower end of the allowed range"),
            Column("at_most", "float64", "unit", "upper end of the allowed range"),
            Column("unit", "string", "", "unit of these"),
            Column("attempts", "string", "", "numbers of the attempts that decided it, joined by blanks"),
            *_WHY,
        ),
        "corrections": (
            *KEYS,
            Column("source", "string", "", "person"),
            Column("correction", "Int64", "", "number of the correction in the file beside the recording"),
            Column("kind", "string", "", "added, moved, rejected"),
            _ATTEMPT._replace(
                meaning="number of the attempt that it made; missing for one that was rejected"
            ),
            Column("at_s", "float64", "s", "time within the program's attempt that it means"),
            Column("start_s", "float64", "s", "begin of the repetition as the person sees it"),
            Column("end_s", "float64", "s", "its end"),
            Column("by", "string", "", "who"),
            Column("at_utc", "string", "", "when, ISO 8601"),
            Column("why", "string", "", "for what reason, in the person's words"),
            Column(
                "machine_attempt",
                "Int64",
                "",
                "number of the program's attempt whose place it took; a row for each",
            ),
            Column("machine_outcome", "string", "", "what the program held that for"),
            Column("machine_start_s", "float64", "s", "its begin as the program found it"),
            Column("machine_peak_s", "float64", "s", "when it was farthest out"),
            Column("machine_end_s", "float64", "s", "its end as the program found it"),
            Column("machine_amplitude_deg", "float64", "deg", "its amplitude"),
            Column("machine_hold_s", "float64", "s", "length of its hold"),
        ),
        "excursions": (
            *KEYS,
            Column("source", "string", "", "machine: corrections by hand change nothing here"),
            Column("excursion", "Int64", "", "number of the movement, from 0 on, in the order of its onset"),
            _ATTEMPT._replace(
                meaning="number of the attempt that it is (machine_attempt of a correction); missing where it is none"
            ),
            Column("outcome", "string", "", "that of the attempt; unattempted where it never became one"),
            *_WHY,
            Column("onset_s", "float64", "s", "when the tracker noticed it"),
            Column("peak_s", "float64", "s", "when it was farthest out"),
            Column("end_s", "float64", "s", "when the tracker took it for ended"),
            Column(
                "direction",
                "Int64",
                "",
                "+1 or −1 along the exercise's axis; 0 where it wasn't measured along it",
            ),
            Column(
                "ended_by",
                "string",
                "",
                "home, next, settled, moved, lost, steps, turning, cut; missing where it was no attempt",
            ),
            Column(
                "peak_deg",
                "float64",
                "deg",
                "largest height above the rest level; where it was no attempt how far the sensor was tilted",
            ),
            Column("raised_s", "float64", "s", "for how long it was raised"),
            Column(
                "off_axis", "float64", "1", "turning about other axes as a share of that about the exercise's"
            ),
            Column("shaken_ms2", "float64", "m/s²", "mean shake, as of steps"),
            Column("usual_deg", "float64", "deg", "usual amplitude by which it was judged"),
            Column(
                "test",
                "string",
                "",
                "what it was asked, a row for each (docs/measures.md); missing where it was asked nothing",
            ),
            Column("value", "float64", "unit", "the value that was tested"),
            Column("limit", "float64", "unit", "what it was held against"),
            Column("unit", "string", "", "unit of value and limit"),
            Column("bound", "string", "", "which side of the limit passes: at_least, at_most"),
            Column(
                "passed",
                "boolean",
                "",
                "whether it passed; missing where it did not, and a later test decided",
            ),
        ),
        "markers": (
            *KEYS,
            Column("source", "string", "", "person; machine for one that the recording itself holds"),
            Column(
                "marker",
                "Int64",
                "",
                "its number in the file beside the recording; missing where it has none",
            ),
            Column("start_s", "float64", "s", "when it is, or begins"),
            Column("end_s", "float64", "s", "end of its stretch; missing for a moment"),
            Column("label", "string", "", "what was said"),
            Column("by", "string", "", "who said it"),
            Column("at_utc", "string", "", "when, ISO 8601"),
        ),
        "signals": (
            *KEYS,
            Column(
                "source", "string", "", "source of the attempt: machine, person; missing between attempts"
            ),
            Column("time_s", "float64", "s", "time of the sample on the recording's own clock"),
            Column("angle_deg", "float64", "deg", "angle from the last start pose about the exercise's axis"),
            Column("speed_dps", "float64", "deg/s", "size of the angular rate"),
            Column(
                "up_x", "float64", "1", "direction of up in the recording's axes (the body's where known)"
            ),
            Column("up_y", "float64", "1", "the same, y"),
            Column("up_z", "float64", "1", "the same, z"),
            _ATTEMPT,
            Column("phase", "string", "", "out, hold, return; missing between attempts"),
        ),
        "curves": (
            *KEYS,
            _OF_ATTEMPT,
            _ATTEMPT,
            Column("side", "string", "", "side of the attempt"),
            Column("phase", "string", "", "out, hold, return; missing for a whole repetition"),
            Column("percent", "float64", "%", "share of the phase's or repetition's time, 0 to 100"),
            Column("angle_deg", "float64", "deg", "angle from the start pose about the exercise's axis"),
            Column("speed_dps", "float64", "deg/s", "size of the angular rate"),
        ),
    }
)


def glossary() -> str:
    """The page of the columns, as Markdown."""
    parts = [
        "# Columns of the tables\n\nThis page is `sensortrack.analysis.columns.glossary()`, and a test holds it to "
        "that. From Python:\n`result.to_frame(TABLE)`, or `result.frames()` for all but those that need the samples "
        "(`result.signals`,\n`result.curves`); `wide=True` has a column for each measure or test. Types are pandas' "
        "names: they stay what they\nare where a table is empty, joined to others, or written to Parquet. A missing "
        "value is missing, never 0.\n"
    ]
    for table, columns in COLUMNS.items():
        rows = "".join(f"| `{c.name}` | {c.dtype} | {c.unit} | {c.meaning} |\n" for c in columns)
        parts.append(f"\n## {table}\n\n| column | type | unit | meaning |\n|---|---|---|---|\n{rows}")
    return "".join(parts)
