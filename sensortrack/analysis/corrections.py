"""What a person corrected, beside what the program found: which attempts stand, and which they took the place of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from ..errors import RecordingError
from ..files import annotations_of
from ..motion.by_hand import kept_span, measure_by_hand
from ..motion.kept_rows import KeepingBuffer
from ..motion.rules import MovementRules
from ..motion.sample_buffer import SampleBuffer
from ..motion.spec import MovementSpec
from ..motion.tracker import Followed
from ..records import Attempt, Correction, Event, FloatArray
from .spans import of_one_movement


@dataclass(frozen=True, slots=True)
class Corrected:
    """A correction, the number of the attempt that it made, and the program's attempts that don't stand for it.

    `attempt` is None where one was rejected.
    """

    correction: Correction
    attempt: int | None
    replaces: tuple[Attempt, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands after the corrections."""

    attempts: tuple[Attempt, ...]
    events: tuple[Event, ...]
    corrected: tuple[Corrected, ...] = ()
    messages: tuple[str, ...] = ()


@dataclass(slots=True)
class ByHand:
    """The corrections of one exercise's repetitions in a recording.

    Parameters
    ----------
    corrections : tuple of Correction
        Of this exercise.
    path : pathlib.Path, str or None
        The recording's file, for errors.
    """

    corrections: tuple[Correction, ...] = ()
    path: Path | str | None = None
    _buffers: list[KeepingBuffer] = field(default_factory=list)

    def new_buffer(self) -> SampleBuffer:
        """The tracker's buffer: one that keeps the samples from which the person's repetitions are measured."""
        spans = [
            kept_span(c.start_s, c.end_s)
            for c in self.corrections
            if c.start_s is not None and c.end_s is not None
        ]
        if not spans:
            return SampleBuffer()
        self._buffers.append(KeepingBuffer(spans))
        return self._buffers[-1]

    def applied(
        self,
        attempts: tuple[Attempt, ...],
        events: tuple[Event, ...],
        runs: Sequence[Followed],
        spec: MovementSpec,
        rules: MovementRules,
    ) -> Standing:
        """What stands of the program's attempts, together with the person's.

        Raises RecordingError where two corrections are of one attempt, or a repetition lies over one that nobody
        rejected.
        """
        if not self.corrections:
            return Standing(attempts, events)
        replaced, messages = self._replaced(attempts)
        gone = {a.index for found in replaced.values() for a in found}
        standing = [a for a in attempts if a.index not in gone]
        self._check_free(standing)
        remaining = [e for e in events if e.attempt not in gone]
        pieces = [buffer.retained() for buffer in self._buffers]
        rows = pieces[0] if len(pieces) == 1 else np.concatenate(pieces) if pieces else np.empty((0, 1))
        number = max((a.index for a in attempts), default=-1)
        corrected: list[Corrected] = []
        for c in self.corrections:
            if c.start_s is None or c.end_s is None:
                corrected.append(Corrected(c, None, replaced[c.id]))
                continue
            number += 1
            own, jerks = self._measured(c, c.start_s, c.end_s, rows, runs, standing, spec, rules, number)
            standing.append(own)
            remaining += jerks
            corrected.append(Corrected(c, number, replaced[c.id]))
        return Standing(
            tuple(sorted(standing, key=lambda a: (a.start_s, a.index))),
            tuple(sorted(remaining, key=lambda e: (e.t_s, e.type, e.kind or ""))),
            tuple(corrected),
            tuple(messages),
        )

    def _replaced(self, attempts: tuple[Attempt, ...]) -> tuple[dict[int, tuple[Attempt, ...]], list[str]]:
        """Which of the program's attempts each correction takes the place of."""
        found: dict[int, tuple[Attempt, ...]] = {}
        taken: dict[int, Correction] = {}
        messages = []
        for c in self.corrections:
            mine: list[Attempt] = []
            if c.at_s is not None:
                at_s = c.at_s
                around = [a for a in attempts if a.start_s <= at_s < a.end_s]
                mine = sorted(around, key=lambda a: a.outcome != "repetition")[:1]
                if not mine:
                    messages.append(
                        f"correction {c.id} ({c.kind}): at {c.at_s:g} s no attempt is found any more"
                    )
            if c.start_s is not None:
                others = [a for a in attempts if a.outcome != "repetition" and a not in mine]
                mine += [a for a in others if of_one_movement(c.span, a.span)]
            for a in mine:
                if a.index in taken:
                    raise self._wrong(
                        c,
                        f"correction {taken[a.index].id}, too, is of the attempt at {a.start_s:.2f} to {a.end_s:.2f} s",
                        "one correction of an attempt",
                        "Remove one of the two.",
                    )
                taken[a.index] = c
            found[c.id] = tuple(mine)
        return found, messages

    def _check_free(self, standing: Sequence[Attempt]) -> None:
        for c in self.corrections:
            for a in standing if c.start_s is not None else ():
                if of_one_movement(c.span, a.span):
                    begin, end = c.span
                    raise self._wrong(
                        c,
                        f"a repetition from {begin:g} to {end:g} s lies over the one found from {a.start_s:.2f} to"
                        f" {a.end_s:.2f} s",
                        "a stretch in which no repetition was found, or one that is corrected",
                        "Move that one's edges, or reject it as well.",
                    )

    def _measured(
        self,
        c: Correction,
        start_s: float,
        end_s: float,
        rows: FloatArray,
        runs: Sequence[Followed],
        standing: Sequence[Attempt],
        spec: MovementSpec,
        rules: MovementRules,
        number: int,
    ) -> tuple[Attempt, list[Event]]:
        middle_s = 0.5 * (start_s + end_s)
        run = next((run for run in runs if middle_s <= run.until_s), None)
        before_s = max((a.end_s for a in standing if a.end_s <= start_s), default=-np.inf)
        return measure_by_hand(
            rows, run, spec, rules, start_s=start_s, end_s=end_s, earliest_s=before_s, index=number
        )

    def _wrong(self, c: Correction, found: str, expected: str, hint: str) -> RecordingError:
        return RecordingError(
            f"correction {c.id}: {found}", expected=expected, hint=hint, path=annotations_of(self.path)
        )


def own_of(
    corrections: Sequence[Correction], exercise: str, path: Path | str | None
) -> tuple[ByHand, tuple[str, ...]]:
    """The corrections of one exercise, and what a reader must know of the others."""
    own = tuple(c for c in corrections if c.exercise == exercise)
    others = len(corrections) - len(own)
    word = "correction" if others == 1 else "corrections"
    messages = () if not others else (f"{others} {word} of other exercises left aside",)
    return ByHand(own, path), messages


def counted(corrected: Sequence[Corrected]) -> dict[str, int]:
    """How many repetitions were added, moved and rejected; nothing where there are no corrections."""
    kinds: list[str] = [one.correction.kind for one in corrected]
    return {kind: kinds.count(kind) for kind in ("added", "moved", "rejected")} if kinds else {}
