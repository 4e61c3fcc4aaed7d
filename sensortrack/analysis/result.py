"""The result of an analysis; it gives itself as a document and as tidy tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ..errors import UsageError
from ..motion.orientation.inclination import MovementFrame
from ..protocol.evidence import Evidence
from ..protocol.rule import Number
from ..records import (
    Attempt,
    Event,
    Finding,
    Gap,
    Loss,
    Marker,
    Measure,
    PhaseName,
    Reason,
    Recording,
    Verdicts,
)
from . import drawing
from .columns import COLUMNS, OF_SAMPLES, Table
from .corrections import Corrected
from .document import parts_of
from .frames import WIDE, frame, rows_of, widened

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class RecordingFacts:
    """What the analysis found the recording to be; rates in Hz, None where they aren't known."""

    path: str | None
    sha256: str | None
    duration_s: float
    rate_hz: float | None
    nominal_rate_hz: float | None
    samples: int
    has_gyroscope: bool
    loss: Loss | None
    gaps: tuple[Gap, ...]
    frame: str
    mounting_known: bool
    mounting_how: Reason
    person: str | None
    start_utc: str | None
    simulated: bool
    messages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Summary:
    """Counts of the set; `left` and `right` are None where the exercise has no sides or they can't be determined.

    `why` says why there are no repetitions, or why some attempts are none; None where there is nothing to say.
    """

    repetitions: int
    left: int | None
    right: int | None
    why: Reason | None
    measures: Mapping[str, Measure] = field(default_factory=dict)
    corrections: Mapping[str, int] = field(default_factory=dict)
    """How many repetitions were added, moved and rejected by hand; empty where nothing was corrected."""
    not_followed: int = 0
    """How many movements as large as a repetition never became an attempt: each may be one that wasn't counted."""


@dataclass(frozen=True, slots=True)
class Result:
    """Everything that one recording of one exercise shows."""

    version: str
    rules_version: str
    catalogue_path: str | None
    recording: RecordingFacts
    exercise: str
    summary: Summary
    attempts: tuple[Attempt, ...]
    events: tuple[Event, ...]
    findings: tuple[Finding, ...]
    numbers: Mapping[str, Number] = field(default_factory=dict)
    """The catalogue's numbers that gave the words of this result their meaning, by their keys there."""
    movement_frame: MovementFrame | None = None
    """The last start pose and the axis, in the recording's axes; for pictures."""
    evidence: Evidence | None = None
    """What the judge was given; a session's judge takes that of all its sets together."""
    corrected: tuple[Corrected, ...] = ()
    """What a person corrected, with the program's attempts that it took the place of."""
    markers: tuple[Marker, ...] = ()
    """What was said of moments and stretches of the recording, by people and by the recorder."""
    excursions: Verdicts = field(default_factory=Verdicts)
    """Whatever moved, in the order of its onset: which attempt it is, and by which tests it was counted or wasn't."""

    def to_dict(self, *, explain: bool = False) -> dict[str, Any]:
        """The document: plain types only, None for what isn't known, never NaN or infinity.

        With `explain` it has the `excursions`, too: what moved, by which tests it was counted or wasn't.
        """
        parts = self.parts(explain=explain)
        return {key: list(part) if isinstance(part, Iterator) else part for key, part in parts.items()}

    def parts(self, *, explain: bool = False) -> dict[str, Any]:
        """The document, with iterators in place of its long lists: of a day they are larger than all else together."""
        return parts_of(self, explain=explain)

    def to_frame(self, table: Table = "attempts", *, wide: bool = False) -> pd.DataFrame:
        """One table of the result, tidy, with the columns that docs/columns.md explains.

        Parameters
        ----------
        table : {"summary", "measures", "attempts", "phases", "events", "findings", "corrections", "excursions",
            "markers"}
            Tables of the samples: `signals`, `curves`.
        wide : bool
            For "phases", "measures" and "excursions": one row a phase, set or excursion, and for each measure a column
            of its value, one of its uncertainty, and one of its validity, as programs for statistics want it; for each
            test of an excursion its value, its limit, and whether it passed.

        Raises
        ------
        UsageError
            No such table, or one without measures that is asked for wide.
        """
        if table not in COLUMNS or table in OF_SAMPLES:
            known = ", ".join(name for name in COLUMNS if name not in OF_SAMPLES)
            raise UsageError(
                f"no table {table!r}; expected {known}; `signals` and `curves` take the recording"
            )
        if wide and table not in WIDE:
            raise UsageError(
                f"the table {table!r} has one row an observation already; wide is for {', '.join(WIDE)}"
            )
        tidy = frame(table, rows_of(self, table))
        return widened(table, tidy) if wide else tidy

    def excursions_frame(self, *, wide: bool = False) -> pd.DataFrame:
        """Whatever moved, and why it was counted or wasn't: a row for each test of each excursion.

        Parameters
        ----------
        wide : bool
            One row an excursion, with columns for each test.
        """
        return self.to_frame("excursions", wide=wide)

    def frames(self) -> dict[str, pd.DataFrame]:
        """All tables but those that need the samples, by name."""
        return {table: self.to_frame(table) for table in COLUMNS if table not in OF_SAMPLES}

    def signals(self, recording: Recording) -> pd.DataFrame:
        """The signals of the recording that was analysed: a row a sample, with its angle, speed, attempt and phase."""
        from .signals import signals_frame

        return signals_frame(recording, self)

    def curves(
        self, recording: Recording, phase: PhaseName | None = None, *, points: int = 101
    ) -> pd.DataFrame:
        """Angle and speed of each repetition over 0 to 100 % of its time, or of that of one of its phases.

        Parameters
        ----------
        recording : Recording
            The one that was analysed.
        phase : {"out", "hold", "return"} or None
            None takes the whole repetition.
        points : int
            How many points a curve has, at least 2.
        """
        from .signals import curves_frame

        return curves_frame(recording, self, phase, points)

    def __repr__(self) -> str:
        return drawing.line(self)

    def _repr_html_(self) -> str:
        return drawing.html(self)
