"""One door to a recording: a capture is opened like a table."""

import gzip
import shutil
from pathlib import Path

import numpy as np

from sensortrack.devices import decode_capture, read_capture
from sensortrack.files import open_recording


def test_a_capture_is_told_by_its_content(tmp_path: Path, data: Path) -> None:
    packed = next((data / "field" / "21_five_percent_loss_wrong_rate").glob("loss06*.gz"))
    path = tmp_path / "anything.txt"
    with gzip.open(packed) as source, path.open("wb") as target:
        shutil.copyfileobj(source, target)
    expected = decode_capture(read_capture(path))
    opened = open_recording(path, frame="body")
    assert opened.description.frame == "body"
    assert [len(b) for b in opened.blocks] == [len(b) for b in expected.blocks]
    for one, other in zip(opened.blocks, expected.blocks, strict=True):
        np.testing.assert_array_equal(one.acc, other.acc)
