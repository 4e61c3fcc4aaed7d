"""The researcher's report: one file, with all that the tables have, and nothing from elsewhere."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest

import sensortrack as st
from sensortrack.errors import CannotCreateError, UsageError
from sensortrack.report.references import Reference, references
from sensortrack.sources.simulator import ORDINARY, Sensor, plan_for, simulate
from tests.conftest import Ended

TAG = re.compile(r"<style>.*?</style>|<[^>]*>", re.DOTALL)


def text_of(page: str) -> str:
    return re.sub(r"\s+", " ", html.unescape(TAG.sub(" ", page)))


def recorded(path: Path, exercise: str = "E6", person: str = "p1", seed: int = 3) -> Path:
    plan = plan_for(exercise, repetitions=4)
    made = simulate(plan, sensor=Sensor(rate_hz=100.0), difficulty=ORDINARY, seed=seed)
    st.write_recording(path, made.described(person=person))
    return path


def written(of: st.Result | st.Study, path: Path) -> str:
    st.write_report(of, path)
    return path.read_text(encoding="utf-8")


class Loads(HTMLParser):
    """What a page would load from elsewhere."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [f"{tag} {k}" for k, _ in attrs if k == "src" or (k == "href" and tag != "a")]


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> st.Study:
    folder = tmp_path_factory.mktemp("study") / "recordings"
    folder.mkdir()
    for k, (exercise, person) in enumerate([("E6", "anna"), ("E6", "anna"), ("E10", "ben")]):
        recorded(folder / f"{k}.csv", exercise, person, seed=k)
    (folder / "bad.csv").write_text("<script>alert(1)</script>\n")
    return st.analyse_many([folder])


def test_a_recordings_report_has_each_attempt_finding_and_the_methods(tmp_path: Path) -> None:
    result = st.analyse(st.read(recorded(tmp_path / "set.csv")))
    page = written(result, tmp_path / "report.html")
    text = text_of(page)
    assert f"{result.summary.repetitions} repetitions" in text
    assert page.index("<svg") < page.index("<table>")  # pictures first
    for attempt in result.attempts:
        assert f"{attempt.start_s:.2f} {attempt.end_s:.2f} {attempt.amplitude_deg:.1f}" in text
    for finding in result.findings:
        assert f"{finding.rule} {finding.outcome.replace('_', ' ')}" in text
    assert result.recording.sha256 is not None
    assert result.recording.sha256 in text
    assert result.version in text
    assert all(one.said in text and one.bibtex in html.unescape(page) for one in references())


def test_a_value_that_is_not_valid_is_not_shown_as_one(tmp_path: Path) -> None:
    result = st.analyse(st.read(recorded(tmp_path / "set.csv")))
    text = text_of(written(result, tmp_path / "report.html"))
    shown = {f"{m.value:.2f}" for m in result.summary.measures.values() if m.valid and m.value is not None}
    assert all(value in text for value in shown)
    for name, m in result.summary.measures.items():
        if not m.valid and m.why is not None:
            assert re.search(rf"{name} (\d|-)", text) is None


def test_a_studys_report_has_a_part_for_each_person_and_what_failed(study: st.Study, tmp_path: Path) -> None:
    page = written(study, tmp_path / "study.html")
    text = text_of(page)
    assert [text.index("anna E6"), text.index("ben E10")] == sorted(
        (text.index("anna E6"), text.index("ben E10"))
    )
    assert page.count("<svg") == 2
    counted = study.tables["attempts"].query("outcome == 'repetition'")
    assert page.count("<circle") == len(counted)
    assert all(f"{name}.csv" in text for name in "012")
    assert "bad.csv" in text
    assert "1 recording couldn't be analysed" in text


def test_neither_loads_anything_from_elsewhere_nor_runs_what_a_file_holds(
    study: st.Study, tmp_path: Path
) -> None:
    result = st.analyse(st.read(recorded(tmp_path / "set.csv", person="<script>x</script>")))
    both: tuple[st.Result | st.Study, ...] = (result, study)
    for number, of in enumerate(both):
        page = written(of, tmp_path / f"{number}.html")
        assert Loads(page).found == []
        assert "<script" not in page


def test_a_report_is_a_new_file_that_ends_in_html(study: st.Study, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"ends in \.html"):
        st.write_report(study, tmp_path / "report.pdf")
    st.write_report(study, tmp_path / "report.html")
    with pytest.raises(CannotCreateError):
        st.write_report(study, tmp_path / "report.html")


@pytest.mark.parametrize("one", references(), ids=lambda one: one.key)
def test_an_entry_of_bibtex_closes_its_braces_and_has_a_doi(one: Reference) -> None:
    bibtex = one.bibtex
    assert bibtex.count("{") == bibtex.count("}")
    assert re.search(r"doi = \{10\.\d{4,}/\S+\}", bibtex)


def test_the_command_writes_the_report_of_a_recording_and_of_a_study(
    run: Callable[..., Ended], tmp_path: Path
) -> None:
    folder = tmp_path / "recordings"
    folder.mkdir()
    path = recorded(folder / "set.csv")
    assert run("analyse", path, "-e", "E6", "--report", tmp_path / "one.html").code == 0
    assert "E6: set.csv" in (tmp_path / "one.html").read_text("utf-8")
    study = ("analyse", folder, "-e", "E6", "--workers", 1, "--out", tmp_path / "run")
    assert run(*study, "--report", tmp_path / "study.html").code == 0
    assert "Study of 1 recording" in (tmp_path / "study.html").read_text("utf-8")


def test_a_study_written_again_from_what_was_done_is_the_same_page(tmp_path: Path) -> None:
    folder = tmp_path / "recordings"
    folder.mkdir()
    recorded(folder / "set.csv")
    pages = [
        written(st.analyse_many([folder], "E6", out=tmp_path / "run"), tmp_path / f"{k}.html")
        for k in range(2)
    ]
    assert pages[0] == pages[1]
