"""What became of a world: found against true."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from sensortrack.analysis import Result, analyse
from sensortrack.records import Attempt

from ..matching import match, overlap_s
from .draw import World
from .movement import Script
from .sensor import make


@dataclass(frozen=True, slots=True)
class Outcome:
    """A world and what became of it.

    Attributes
    ----------
    true, found : int
        Whole repetitions of the truth; repetitions found, without those that belong to one that the recording cuts.
    exact : bool
        As many as in truth, each at its place.
    inside_out : bool
        Most of what was found lies in rests: hold and rest are swapped.
    why_not_judged : str
        The code of the reason why nothing was judged; empty where it was.
    lost : mapping
        How often each reason was given for what wasn't counted.
    """

    world: World
    true: int
    found: int
    exact: bool
    inside_out: bool
    why_not_judged: str
    lost: Mapping[str, int]
    cpu_s: float


def outcome_of(world: World) -> Outcome:
    """Make a world, analyse it, and hold the result against the truth."""
    recording, script = make(world)
    begun = time.process_time()
    result = analyse(recording, world.exercise)
    return held_against(world, script, result, time.process_time() - begun)


def held_against(world: World, script: Script, result: Result, cpu_s: float) -> Outcome:
    """Hold a result against the truth of its world."""
    whole = [r for r in script.repetitions if r["whole"]]
    cut = [r for r in script.repetitions if not r["whole"]]
    repetitions = [a for a in result.attempts if a.outcome == "repetition"]
    pairs = match(repetitions, whole)
    matched = {a.index for a, _ in pairs}
    # One that the recording cuts may be counted or not.
    open_ = [
        a
        for a in repetitions
        if a.index not in matched and any(overlap_s(a, r) > 0.3 * (a.end_s - a.start_s) for r in cut)
    ]
    found = len(repetitions) - len(open_)
    lost = Counter(
        f"{a.outcome}: {a.reason.code if a.reason is not None else ''}"
        for a in result.attempts
        if a.outcome != "repetition"
    )
    unfit = None if result.evidence is None else result.evidence.unfit
    return Outcome(
        world,
        len(whole),
        found,
        found == len(whole) == len(pairs),
        _inside_out(repetitions, script),
        "" if unfit is None else str(unfit.code),
        lost,
        cpu_s,
    )


def _inside_out(repetitions: list[Attempt], script: Script) -> bool:
    """Whether most of what was found is highest between two true repetitions."""
    true = [(r["start_s"], r["end_s"]) for r in script.repetitions]
    in_rest = [a for a in repetitions if not any(start <= a.peak_s <= end for start, end in true)]
    return len(in_rest) >= 2 and 2 * len(in_rest) > len(repetitions)
