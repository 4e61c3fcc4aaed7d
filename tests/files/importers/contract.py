"""What every importer must do. A package that brings one inherits this in its own tests.

::

    class TestMine(ImporterContract):
        importer_id = "mine"

        def example(self, folder: Path) -> Example: ...
"""

from __future__ import annotations

import pickle
import random
from pathlib import Path

import numpy as np

from sensortrack.errors import SensortrackError
from sensortrack.files import list_formats, open_recording, read
from sensortrack.files.importers import importers, look_at
from sensortrack.files.recognise import fitting_importers

from .examples import Example, packed, zipped


class ImporterContract:
    """The contract; a subclass names the importer, and writes a file of its format."""

    importer_id: str

    def example(self, folder: Path) -> Example:
        """A file of the format with 5 s and more, the first of them at rest."""
        raise NotImplementedError

    def test_it_is_listed_and_says_where_its_knowledge_is_from(self) -> None:
        importer = importers()[self.importer_id]
        assert list_formats()[self.importer_id] == importer.name
        assert len(importer.source) > 10

    def test_it_alone_knows_its_file_by_content(self, tmp_path: Path) -> None:
        path = self.example(tmp_path).path
        assert [one.id for one in fitting_importers(look_at(path))] == [self.importer_id]

    def test_samples_come_in_our_units_at_the_rate_of_the_file(self, tmp_path: Path) -> None:
        example = self.example(tmp_path)
        recording = read(example.path)
        frame = recording.to_frame()
        assert len(frame) == len(example.acc)
        assert abs(recording.rate_hz / example.rate_hz - 1.0) < 0.005
        steps = np.diff(frame["time_s"])
        assert abs(float(np.mean(steps)) * example.rate_hz - 1.0) < 0.005
        np.testing.assert_allclose(
            frame[["acc_x", "acc_y", "acc_z"]], example.acc, atol=example.acc_off + 1e-7
        )
        if example.gyr is None:
            assert all(block.gyr is None for block in recording.blocks)
        else:
            np.testing.assert_allclose(
                frame[["gyr_x", "gyr_y", "gyr_z"]], example.gyr, atol=example.gyr_off + 1e-6
            )
        assert not any(block.after_gap for block in recording.blocks)
        assert example.messages or not recording.messages

    def test_any_pieces_and_any_time_give_the_same(self, tmp_path: Path) -> None:
        path = self.example(tmp_path).path
        opened = open_recording(path, chunk_bytes=701)
        first, second = opened.to_frame(), opened.to_frame()
        assert first.equals(second)
        whole = read(path)
        assert first.equals(whole.to_frame())
        assert pickle.loads(pickle.dumps(whole)).to_frame().equals(first)

    def test_packed_or_in_an_archive_it_is_the_same(self, tmp_path: Path) -> None:
        path = self.example(tmp_path).path
        if path.is_dir() or path.suffix in (".zip", ".tsv") or "MetaWear" in path.name:
            return  # such a recording is more than one file
        whole = read(path).to_frame()
        if path.suffix not in (".gt3x", ".xlsx", ".mat"):  # archives themselves, or not streamed
            assert read(packed(path)).to_frame().equals(whole)
        assert read(zipped(path)).to_frame().equals(whole)

    def test_a_file_that_is_cut_or_spoilt_is_read_or_refused(self, tmp_path: Path) -> None:
        path = self.example(tmp_path).path
        if path.is_dir():
            path = path / "TotalAcceleration.csv"
        good = path.read_bytes()
        draw = random.Random(len(good))
        for _ in range(12):
            bad = bytearray(good[: draw.randrange(1, len(good))])
            for _ in range(draw.randrange(4)):
                bad[draw.randrange(len(bad))] = draw.randrange(256)
            path.write_bytes(bad)
            try:
                frame = read(path).to_frame()
            except SensortrackError as error:
                pickle.loads(pickle.dumps(error))
                continue
            assert np.isfinite(frame[["acc_x", "acc_y", "acc_z"]].to_numpy()).all()
