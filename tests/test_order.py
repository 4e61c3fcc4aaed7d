"""The order in which the suite's files are begun."""

from __future__ import annotations

from pathlib import Path

import pytest

from .conftest import LONG, WAITING


@pytest.mark.parametrize("name", [*LONG, *WAITING])
def test_each_file_and_folder_that_the_order_names_is_there(name: str) -> None:
    assert (Path(__file__).parents[1] / name).exists()
