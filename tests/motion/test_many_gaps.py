"""A gap each second: what is kept of them follows what is remembered, not the length of the recording."""

from __future__ import annotations

from dataclasses import replace

from sensortrack.motion.tracker import Tracker
from sensortrack.protocol import load_catalogue
from sensortrack.protocol.definitions import movement_rules
from sensortrack.sources.simulator import ORDINARY, Sensor, plan_for, simulate


def test_gaps_before_what_is_remembered_are_forgotten() -> None:
    recording = simulate(
        plan_for("E6", repetitions=12), sensor=Sensor(rate_hz=50.0), difficulty=ORDINARY, seed=3
    )
    (block,) = recording.blocks
    catalogue = load_catalogue()
    exercise = catalogue.exercise("E6")
    tracker = Tracker(exercise.movement, movement_rules(exercise, catalogue), 50.0, mounting_known=True)
    emitted, seconds = [], list(block.chunks(50))
    for k, piece in enumerate(seconds):
        emitted += tracker.feed(replace(piece.cut(0, len(piece) - 1), after_gap=k > 0))
    run, front = tracker._run, tracker._front
    assert run is not None
    assert front is not None
    assert sum(getattr(one, "outcome", "") == "repetition" for one in emitted) >= 9
    kept_s = (front.buffer.end - front.buffer.first) / 49.0
    assert kept_s < 0.4 * len(seconds), "a set long enough that most of it is forgotten"
    assert len(run.reporter.gaps) <= kept_s + 1.0
    assert len(front._bridges) <= kept_s + 1.0
