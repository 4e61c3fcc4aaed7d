"""Cutting a release: the files say one version, and a tag that says another is refused."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from scripts.release import CHANGELOG, CITATION, ROOT, VERSION, cut, wrong


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    for name in (VERSION, CHANGELOG, CITATION):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


def test_a_release_is_cut_once_and_its_tag_alone_fits(copy: Path) -> None:
    before = (copy / CHANGELOG).read_text(encoding="utf-8")
    cut(copy, "8.7.6", "2031-02-03")
    assert wrong(copy, "v8.7.6") == []
    assert len(wrong(copy, "v8.7.7")) == 3
    assert "date-released: 2031-02-03\n" in (copy / CITATION).read_text(encoding="utf-8")
    after = (copy / CHANGELOG).read_text(encoding="utf-8")
    assert after.replace("\n## [8.7.6] – 2031-02-03\n", "") == before
    assert after.index("[Unreleased]") < after.index("[8.7.6]") < after.index("### Added")
    with pytest.raises(ValueError, match="already"):
        cut(copy, "8.7.6", "2031-02-03")
    with pytest.raises(ValueError, match="nothing under"):
        cut(copy, "8.7.7", "2031-02-03")


@pytest.mark.parametrize("version", ["v1.0.0", "1.0", "", "1.0.0; rm", "1.0.0-beta"])
def test_what_is_no_version_changes_nothing(copy: Path, version: str) -> None:
    before = [(copy / name).read_bytes() for name in (VERSION, CHANGELOG, CITATION)]
    with pytest.raises(ValueError, match="expected a version"):
        cut(copy, version, "2031-02-03")
    assert [(copy / name).read_bytes() for name in (VERSION, CHANGELOG, CITATION)] == before
