"""The program's own folders are found in a checkout and in a wheel."""

from pathlib import Path

import pytest

from sensortrack import data_files
from sensortrack.errors import FileIOError


def test_a_checkouts_folder_is_found() -> None:
    assert (data_files.data_folder("firmware_profiles") / "witmotion_ble5.toml").is_file()


def test_an_installed_folder_is_found_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(data_files, "_PACKAGE", tmp_path / "sensortrack")
    installed = tmp_path / "sensortrack" / "_data" / "recordings"
    checkout = tmp_path / "recordings"
    checkout.mkdir()
    assert data_files.data_folder("recordings") == checkout
    installed.mkdir(parents=True)
    assert data_files.data_folder("recordings") == installed


def test_a_missing_folder_is_told_with_both_places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(data_files, "_PACKAGE", tmp_path / "sensortrack")
    with pytest.raises(FileIOError) as raised:
        data_files.data_folder("recordings")
    assert str(tmp_path / "sensortrack" / "_data" / "recordings") in str(raised.value)
    assert str(tmp_path / "recordings") in str(raised.value)
