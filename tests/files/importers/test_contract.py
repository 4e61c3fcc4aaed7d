"""Each shipped importer keeps the contract."""

from pathlib import Path

import pytest

from sensortrack.files.importers import importers

from .contract import ImporterContract
from .examples import EXAMPLES, Example


@pytest.mark.parametrize("name", EXAMPLES)
class TestShipped(ImporterContract):
    @pytest.fixture(autouse=True)
    def _named(self, name: str) -> None:
        self.importer_id, self.build = EXAMPLES[name]

    def example(self, folder: Path) -> Example:
        return self.build(folder)


def test_each_importer_has_an_example() -> None:
    by_profile = {"mobgap", "qsense", "bowing_chest", "pi_bench"}  # tests/files/test_profiles.py
    own = {"sensortrack", "sensortrack_capture"}
    only_refuses = {"arrays", "shimmer_sdlog"}
    assert set(importers()) - own - by_profile - only_refuses == {
        importer for importer, _ in EXAMPLES.values()
    }
