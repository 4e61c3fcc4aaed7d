"""A batch with bad files, killed workers and an interruption gives an undisturbed run's files, to the byte."""

from __future__ import annotations

from pathlib import Path

import pytest

import sensortrack

from .disturbed import BAD, Disturber, differing, make_batch

FILES = 30
"""The same with 500: `python -m tests.study.disturbed`."""


def test_a_disturbed_batch_gives_an_undisturbed_runs_files_to_the_byte(tmp_path: Path) -> None:
    files = make_batch(tmp_path / "data", FILES, seed=7)
    assert len(files) == FILES
    whole, cut = tmp_path / "whole", tmp_path / "cut"
    undisturbed = sensortrack.analyse_many([tmp_path / "data"], out=whole)
    assert {
        next(bad for bad in BAD if str(name).endswith(bad)) for name in undisturbed.failures["file"]
    } == set(BAD)
    assert len(undisturbed.tables["summary"]) == FILES - len(BAD)

    disturber = Disturber(kill_at=[3, 3], interrupt_at=[FILES // 2])
    with pytest.raises(KeyboardInterrupt):
        sensortrack.analyse_many([tmp_path / "data"], out=cut, workers=2, progress=disturber)
    assert (disturber.killed, disturber.interrupted) == (2, 1)
    assert not (cut / "manifest.json").exists()
    sensortrack.analyse_many([tmp_path / "data"], out=cut, progress=disturber)
    assert disturber.counts[-1] == FILES
    assert differing(whole, cut) == []
