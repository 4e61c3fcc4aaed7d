"""Notifications that the link has cut to its MTU are reported as that, with what to do."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from sensortrack.devices import (
    Notification,
    Pipeline,
    decode_capture,
    list_profiles,
    load_profile,
    read_capture,
)
from sensortrack.devices.cut import least_length
from sensortrack.errors import RecordingError, UsageError
from sensortrack.sources.ble import LinkEvent
from sensortrack.sources.ble.decoding import decoded

from .faults import Stream


def sent_by(name: str) -> list[Notification]:
    stream = Stream.of(load_profile(name), 6.0)
    return [m for m in stream.arriving() if isinstance(m, Notification)]


@pytest.mark.parametrize("name", sorted(p.id for p in list_profiles()))
def test_notifications_cut_at_20_bytes_are_reported_where_a_sample_is_longer(name: str) -> None:
    profile = load_profile(name)
    try:
        messages = sent_by(name) if profile.transport == "ble" else []
    except UsageError:
        pytest.skip("it can't be emulated")
    least = [least_length(s, profile.rate(profile.settings()).frame_samples or 1) for s in profile.streams]
    pipeline = Pipeline(profile, profile.settings())
    cut = [m._replace(data=m.data[:20]) for m in messages]
    items = decoded(cut, pipeline)
    notices = [n for n in pipeline.state.notices if n.kind == "cut"]
    if messages and least[0] > 20:
        assert len(notices) == 1
        assert "cut at 20 bytes" in notices[0].text
        assert "MTU" in notices[0].text
        assert [i.text for i in items if isinstance(i, LinkEvent) and i.state == "unreadable"] == [
            notices[0].text
        ]
        assert pipeline.state.samples == 0
    else:
        assert notices == []


@pytest.mark.parametrize("name", ["movella_dot", "movesense", "witmotion_ble5", "thingy52"])
def test_whole_notifications_are_not_called_cut(name: str) -> None:
    profile = load_profile(name)
    pipeline = Pipeline(profile, profile.settings())
    decoded(sent_by(name), pipeline)
    assert not [n for n in pipeline.state.notices if n.kind == "cut"]


@pytest.mark.parametrize(("name", "length"), [("mtu_movella", 20), ("mtu2_movesense", 182)])
def test_the_field_s_captures_are_refused_with_their_reason(
    data: Path, tmp_path: Path, name: str, length: int
) -> None:
    path = tmp_path / "a.capture.jsonl"
    path.write_bytes(
        gzip.decompress((data / "field" / "16_mtu_cut" / f"{name}.capture.jsonl.gz").read_bytes())
    )
    with pytest.raises(RecordingError, match=f"cut at {length} bytes.*MTU"):
        decode_capture(read_capture(path))
