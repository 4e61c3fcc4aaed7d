"""A session as sound: what is heard is what the log says, when it says it, one line at a time."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from scripts.clip_sound import LOUDNESS_DB, loudness_db
from sensortrack.language import languages, load_language
from sensortrack.session.voice import usual_duration_s

from .sound_log import FADE_S, RATE_HZ, clip_duration_s, hour, played, tone, tones, words
from .test_timeline import counted_in_time, well_told
from .timeline import play

STEP_S = 0.25
"""The session takes samples, and looks at its voice, in steps not longer than this."""
HEARD = 0.02
"""A level above this share of full scale is heard."""


@pytest.mark.parametrize("language", languages())
def test_a_sessions_sound_is_what_its_log_says_one_line_at_a_time(tmp_path: Path, language: str) -> None:
    timeline = hour(tmp_path, language, ["E6"])
    well_told(timeline)
    counted_in_time(timeline)
    sound = played(timeline)
    assert np.abs(sound).max() < 1.0
    assert len(sound) / RATE_HZ == pytest.approx(timeline.end_s, abs=1.5)
    assert loudness_db(sound, RATE_HZ) == pytest.approx(LOUDNESS_DB, abs=3.0)
    silent = np.ones(len(sound), dtype=bool)
    for spell in timeline.spells:
        first, stop = (round(t * RATE_HZ) for t in (spell.begin_s, spell.begin_s + len_s(spell, language)))
        assert np.abs(sound[first : first + round(0.3 * RATE_HZ)]).max() > HEARD, spell.text
        silent[first : max(stop, first + len(tone(spell.key)))] = False
        assert spell.fate != "finished" or spell.end_s is not None
        if spell.fate == "finished" and spell.end_s is not None:
            assert -1e-6 <= spell.end_s - spell.begin_s - clip_duration_s(language, spell.text) <= STEP_S
    assert not sound[silent].any()
    for spell, after in pairwise(timeline.spells):
        assert spell.begin_s + len_s(spell, language) <= after.begin_s + FADE_S + 1e-3, (
            spell.text,
            after.text,
        )


def test_stop_is_heard_at_once_and_cuts_off_what_was_said(tmp_path: Path) -> None:
    otherwise = {"stop_reason": "pain", "stop_pain": "9"}
    timeline = play(
        "stop",
        ["E6"],
        folder=tmp_path,
        stops_at="Hold.",
        otherwise=otherwise,
        duration_s=lambda text: clip_duration_s("en", text),
    )
    at = next(i for i, s in enumerate(timeline.spells) if s.key == "safety.stopped")
    cut, stop = timeline.spells[at - 1], timeline.spells[at]
    assert cut.fate == "cut_off"
    assert cut.begin_s + len_s(cut, "en") <= stop.begin_s + FADE_S + 1e-3
    level = np.abs(words(stop, "en"))
    assert np.flatnonzero(level > 0.01 * level.max())[0] <= 0.05 * RATE_HZ


def test_a_lines_usual_duration_is_that_of_its_clips_within_a_third(tmp_path: Path) -> None:
    for language in languages():
        lines = [t for k, t in load_language(language).lines.items() if k.startswith(("safety.", "coach."))]
        said = [t for t in lines if "{" not in t]
        taken_s = sum(clip_duration_s(language, t) for t in said)
        assert 0.67 <= taken_s / sum(map(usual_duration_s, said)) <= 1.5


def test_a_tone_never_startles_and_belongs_to_a_line_that_there_is() -> None:
    for name, data in tones("TONES").items():
        assert data["swell_s"] >= 0.01, name
        assert 0.0 < data["level"] <= 0.25, name
        ends_s = [n["at_s"] + n["lasts_s"] for n in data["notes"]]
        begins_s = [n["at_s"] for n in data["notes"]]
        assert all(begin >= end for end, begin in zip(ends_s, begins_s[1:], strict=False)), name
        assert all(n["lasts_s"] >= data["swell_s"] + data["fade_s"] for n in data["notes"]), name
        assert all(200 <= n["hz"] <= 1000 for n in data["notes"]), name
    known = {*load_language("en").lines, "breath.out", "breath.hold", "breath.back"}
    assert set(tones("TONE_OF")) <= known
    assert set(tones("TONE_OF").values()) == set(tones("TONES"))


def len_s(spell: object, language: str) -> float:
    """How long a line is heard, in s."""
    return len(words(spell, language)) / RATE_HZ  # type: ignore[arg-type]
