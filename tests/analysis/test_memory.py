"""What a long recording keeps: little for each attempt, nothing for what is reported live, no list that only grows."""

from __future__ import annotations

import gc
import io
import json
import pickle
import tracemalloc
from collections.abc import Iterator
from contextlib import redirect_stdout

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import sensortrack
from sensortrack.analysis import Analysis
from sensortrack.cli import show
from sensortrack.json_text import json_pieces, to_json
from sensortrack.protocol import load_catalogue
from sensortrack.records import Block, Code, Measure, Phase, Reason
from sensortrack.records.packed_measures import Measures
from sensortrack.sources.simulator import HARD, ORDINARY, Difficulty
from tests.simulated import simulated_set

MOST_BYTES = 4096
CATALOGUE = load_catalogue()
NUMBERS = st.none() | st.floats(allow_nan=False, allow_infinity=False)
WHYS = st.none() | st.sampled_from([Reason(Code.NOT_COMPUTED), Reason(Code.TOUCHES_GAP, end_s=4.25)])
MEASURES = st.dictionaries(
    st.text(min_size=1, max_size=8),
    st.builds(
        Measure,
        value=NUMBERS,
        unit=st.sampled_from(["1", "deg", "s"]),
        valid=st.booleans(),
        why=WHYS,
        uncertainty=NUMBERS,
        band_hz=st.none() | st.tuples(*[st.floats(0.0, 100.0)] * 2),
    ),
    max_size=9,
)


@given(MEASURES)
def test_packed_measures_are_the_ones_that_were_given(given: dict[str, Measure]) -> None:
    packed = Phase("out", 0.0, 1.0, given).measures
    assert packed == given
    assert list(packed) == list(given)
    for name, measure in given.items():
        # To the bit: −0 is another text than 0.
        assert repr(packed[name]) == repr(measure)
    assert pickle.loads(pickle.dumps(packed)) == given
    with pytest.raises(KeyError):
        packed["no such measure"]


def test_measures_that_are_packed_are_packed_once() -> None:
    phase = Phase("out", 0.0, 1.0, {"sparc": Measure(-1.4, "1")})
    assert isinstance(phase.measures, Measures)
    assert Phase("return", 1.0, 2.0, phase.measures).measures is phase.measures


JSON = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.text(), JSON, max_size=5), st.integers(1, 4))
def test_a_document_written_piece_by_piece_is_the_same_text(document: dict[str, object], indent: int) -> None:
    parts = {key: iter(value) if isinstance(value, list) else value for key, value in document.items()}
    assert "".join(json_pieces(parts, indent=indent)) == to_json(document, indent=indent)


@pytest.mark.parametrize(("exercise", "repetitions"), [("E6", 3), ("E1", 0)])
def test_the_document_that_is_printed_is_the_result(exercise: str, repetitions: int) -> None:
    result = sensortrack.analyse(simulated_set(exercise, 1, repetitions=repetitions, rate_hz=50.0))
    out = io.StringIO()
    with redirect_stdout(out):
        show.print_document(result)
    assert out.getvalue() == json.dumps(result.to_dict(), indent=2, ensure_ascii=False) + "\n"


def over_and_over(exercise: str, difficulty: Difficulty, seconds: float) -> tuple[Analysis, Iterator[Block]]:
    """A set at 25 Hz, again and again, each sample with a noise of its own so that no two attempts are alike."""
    recording = simulated_set(exercise, 3, difficulty=difficulty, repetitions=20, rate_hz=25.0)
    (block,) = recording.blocks
    rng = np.random.default_rng(1)

    def blocks() -> Iterator[Block]:
        begin = 0.0
        while begin < seconds:
            acc = block.acc + rng.normal(0.0, 0.01, block.acc.shape)
            yield Block(begin + np.arange(len(block)) / 25.0, acc, block.gyr)
            begin += len(block) / 25.0

    entry = CATALOGUE.exercise(exercise)
    return Analysis(entry, CATALOGUE, recording.description, 25.0), blocks()


@pytest.mark.parametrize("difficulty", [ORDINARY, HARD], ids=["ordinary", "hard"])
@pytest.mark.parametrize("exercise", ["E6", "E3"])
def test_an_attempt_keeps_less_than_4_kilobytes(
    exercise: str, difficulty: Difficulty, monkeypatch: pytest.MonkeyPatch
) -> None:
    # What is kept to compare gyroscope and axis with is bounded by time: here it is full before the counting begins.
    for bounded in ("plausibility.signal_comparison", "motion.wearing.axis_check"):
        monkeypatch.setattr(f"sensortrack.{bounded}.LONGEST_S", 300.0)
    analysis, blocks = over_and_over(exercise, difficulty, 1800.0)
    counts, used = [0], [0]
    gc.collect()
    gc.freeze()  # what was there before isn't gone through again with each block
    tracemalloc.start()
    try:
        for block in blocks:
            new = sum(isinstance(item, sensortrack.Attempt) for item in analysis.feed(block))
            counts.append(counts[-1] + new)
            gc.collect()
            used.append(tracemalloc.get_traced_memory()[0])
        result = analysis.finish()[1]
        tracemalloc.reset_peak()
        before_printing = tracemalloc.get_traced_memory()[0]
        with redirect_stdout(_Nowhere()):
            show.print_document(result)
        printing = tracemalloc.get_traced_memory()[1] - before_printing
    finally:
        tracemalloc.stop()
        gc.unfreeze()
    third = len(counts) // 3  # by then the buffer of samples has its size
    attempts = counts[-1] - counts[third]
    assert attempts > 50
    assert (used[-1] - used[third]) / attempts < MOST_BYTES
    assert printing < 400_000  # one attempt at a time, and the short lists whole


class _Nowhere(io.StringIO):
    def write(self, text: str) -> int:
        return len(text)


def test_a_long_list_of_attempts_is_shown_in_tables_of_bounded_size(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(show, "ATTEMPTS_A_TABLE", 4)
    result = sensortrack.analyse(simulated_set("E6", 1, repetitions=9, rate_hz=50.0))
    out = io.StringIO()
    with redirect_stdout(out):
        show.print_result(result, "long")
    lines = out.getvalue().splitlines()
    assert sum("SPARC out" in line for line in lines) == -(-len(result.attempts) // 4)
    shown = [line.split()[0] for line in lines if line[:4].strip().isdigit() and " repetition " in line]
    assert shown == [str(a.index) for a in result.attempts if a.outcome == "repetition"]


@pytest.mark.parametrize("repetitions", [0, 20])
def test_a_gap_a_second_is_forgotten_with_its_samples(repetitions: int) -> None:
    """Else each attempt looks through all gaps since the start: an hour costs the more, the later it comes."""
    recording = simulated_set("E6", 3, repetitions=20, rate_hz=50.0)
    (block,) = recording.blocks
    analysis = Analysis(CATALOGUE.exercise("E6"), CATALOGUE, recording.description, 50.0)
    held = []
    begin = 0.0
    for _ in range(6):
        times = begin + np.arange(len(block)) / 50.0
        rows = np.flatnonzero(np.arange(len(block)) % 50 > 3)  # four samples a second are lost
        if repetitions == 0:  # the person just keeps still
            rows = rows[rows < 100]
        for piece in np.split(rows, np.flatnonzero(np.diff(rows) > 1) + 1):
            part = Block(times[piece], block.acc[piece], None if block.gyr is None else block.gyr[piece])
            analysis.feed(Block(part.time_s, part.acc, part.gyr, after_gap=True))
        run = analysis._tracker._run
        assert run is not None
        held.append((len(run.reporter.gaps), len(run._front._bridges)))
        begin += len(block) / 50.0
    assert len(analysis._gaps) > 10 * (repetitions > 0)
    # What is remembered: 300 s while the start pose is sought, the latest attempt after that.
    assert max(k[0] for k in held) <= 330
    assert max(k[1] for k in held) <= 330
    if repetitions:
        assert held[-1][0] < 60
