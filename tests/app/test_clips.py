"""The clips: every line that a session can say has its sound, made from the text as it is now."""

from __future__ import annotations

import json
from itertools import product
from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import given
from hypothesis import strategies as st

from scripts.clip_sound import LOUDNESS_DB, RATE_HZ, SETTINGS, loudness_db, write_clip
from scripts.clip_texts import clip_texts
from sensortrack.app.clips import FOLDER, clip_id, load_clips
from sensortrack.language import languages, load_language
from sensortrack.motion.orientation.posture import why_another_posture
from sensortrack.protocol.catalogue import load_catalogue
from sensortrack.protocol.catalogue_model import Screening
from sensortrack.protocol.plan import Dose
from sensortrack.protocol.screening import (
    UNANSWERED,
    WITH_THE_SCREENING,
    ScreeningQuestion,
    screening_order,
)
from sensortrack.session.voice import usual_duration_s

from .pages import said_by_page

CATALOGUE = load_catalogue()
LANGUAGES = languages()
MAKE = "make the clips again: python -m scripts.make_clips (docs/sound.md)"
FIRST_SOUND_S = 0.05
SOUND_SHARE = 0.01
LOUDNESS_TOLERANCE_DB = 3.0


@pytest.mark.parametrize("code", LANGUAGES)
def test_each_clip_is_of_the_text_as_it_is_now_and_none_is_left_over(code: str) -> None:
    index = json.loads((FOLDER / f"index.{code}.json").read_text(encoding="utf-8"))
    wanted = {text: clip_id(text, code, SETTINGS) for text in clip_texts(load_language(code), CATALOGUE)}
    stale = [text for text, id in wanted.items() if index.get(text, {}).get("sha") != id]
    assert not stale, MAKE
    assert not [text for text in index if text not in wanted], MAKE
    assert {path.name for path in FOLDER.glob(f"{code}-*")} == {e["file"] for e in index.values()}, MAKE


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_clip_sounds_at_once_is_as_loud_as_the_others_and_never_clips(code: str) -> None:
    clips = load_clips(code).by_text
    urgent = [t for key, t in load_language(code).lines.items() if key.startswith("safety.") and "{" not in t]
    for text in {*urgent, *list(clips)[::12]}:
        samples, rate_hz = soundfile.read(FOLDER / clips[text].file)
        level = np.abs(samples)
        assert level.max() < 1.0, text
        assert np.flatnonzero(level > SOUND_SHARE * level.max())[0] <= FIRST_SOUND_S * rate_hz, text
        assert loudness_db(samples, rate_hz) == pytest.approx(LOUDNESS_DB, abs=LOUDNESS_TOLERANCE_DB), text
        assert len(samples) / rate_hz == pytest.approx(clips[text].duration_s, abs=0.02), text


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_line_takes_about_as_long_as_the_session_reckons_with(code: str) -> None:
    clips = load_clips(code)
    lines = [text for key, text in load_language(code).lines.items() if key.startswith(("safety.", "coach."))]
    for line in lines:
        taken_s = clips.duration_s(line)
        assert taken_s is None or 0.4 <= taken_s / usual_duration_s(line) <= 1.6, line


doses = st.builds(
    Dose,
    st.sampled_from([e.id for e in CATALOGUE.exercises]),
    repetitions=st.none() | st.integers(2, 50),
    duration_s=st.none() | st.integers(5, 1200) | st.floats(5.0, 1200.0),
    hold_s=st.none() | st.integers(1, 15) | st.floats(1.0, 15.0),
    series=st.integers(1, 5),
    rest_s=st.integers(0, 300),
    weight_kg=st.none() | st.floats(0.5, 1.5).map(lambda kg: round(kg, 2)),
)


@given(dose=doses, each_side=st.booleans())
@pytest.mark.parametrize("code", LANGUAGES)
def test_whatever_a_plan_asks_for_can_be_said(code: str, dose: Dose, each_side: bool) -> None:
    clips = load_clips(code)
    for line in load_language(code).dose(dose, each_side=each_side):
        assert clips.say_parts(line), line


@given(n=st.integers(0, 100), planned=st.integers(2, 100), seconds=st.integers(0, 300))
@pytest.mark.parametrize("code", LANGUAGES)
def test_every_count_can_be_said(code: str, n: int, planned: int, seconds: int) -> None:
    language, clips = load_language(code), load_clips(code)
    sides = [language.say(f"coach.side_{side}") for side in ("left", "right", "other")]
    lines = [language.say(key, n=n) for key in ("coach.count", "coach.hold_second", "session.go_on")]
    lines += [language.say("coach.count_side", n=n, side=side) for side in sides]
    lines += [language.say("session.ended_at", n=n, planned=planned), f"{n}. {language.say('coach.back')}"]
    lines += [language.say("session.set_done", duration=language.duration(seconds))]
    for line in lines:
        assert clips.say_parts(line), line


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_wrong_start_pose_can_be_said(code: str) -> None:
    language, clips = load_language(code), load_clips(code)
    ups = [np.array(v) / np.linalg.norm(v) for v in product((-1.0, -0.6, 0.0, 0.6, 1.0), repeat=3) if any(v)]
    for exercise, up in product(CATALOGUE.exercises, ups):
        why = why_another_posture((up[0], up[1], up[2]), exercise.movement.start_up)
        if why is not None:
            assert clips.say_parts(language.wrong_pose(why)), language.wrong_pose(why)


@given(about=st.lists(st.sampled_from(CATALOGUE.screening), min_size=1, unique=True))
@pytest.mark.parametrize("code", LANGUAGES)
def test_the_question_for_a_doctors_word_can_be_said_about_any_conditions(
    code: str, about: list[Screening]
) -> None:
    line = load_language(code).screening_question(ScreeningQuestion("doctor_agreed", None, tuple(about)))
    assert load_clips(code).say_parts(line), line


@pytest.mark.parametrize("code", LANGUAGES)
def test_what_blocks_a_session_can_be_said_whatever_it_was(code: str) -> None:
    language, clips = load_language(code), load_clips(code)
    for asked, answer in product(screening_order(CATALOGUE), ("yes", "no")):
        values = {"answer": language.say(f"ask.{answer}"), "question": language.screening_question(asked)}
        for key in ("safety.blocked", "safety.blocked_also"):
            assert len(clips.say_parts(language.say(key, **values))) in (2, 3), asked.id
    advised = {c.advice for c in CATALOGUE.screening} | {UNANSWERED}
    advised |= {r.says for r in CATALOGUE.rules if r.role in WITH_THE_SCREENING}
    assert not [text for text in advised if not clips.say_parts(language.of(text))]


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_line_with_a_word_that_isnt_recorded_is_not_said_by_half(code: str) -> None:
    language, clips = load_language(code), load_clips(code)
    stopped = language.say("safety.stopped")
    assert clips.say_parts(stopped) == [stopped]
    assert clips.say_parts(f"{stopped} Xylophon.") == []
    assert clips.duration_s("Xylophon") is None


def test_a_line_is_said_in_as_few_parts_as_can_be() -> None:
    clips = load_clips("en")
    assert clips.say_parts("Begin. 3 done.") == ["Begin.", "3 done."]
    assert clips.say_parts("Hold each for 7.25 seconds.") == [
        "Hold each for",
        "7",
        "point",
        "2",
        "5 seconds.",
    ]


def test_the_same_sound_gives_the_same_file_and_one_that_can_be_read(tmp_path: Path) -> None:
    sound = 0.3 * np.sin(np.arange(RATE_HZ) * 0.2)
    for name in ("one.opus", "two.opus"):
        write_clip(tmp_path / name, sound)
    assert (tmp_path / "one.opus").read_bytes() == (tmp_path / "two.opus").read_bytes()
    assert soundfile.info(tmp_path / "one.opus").duration == pytest.approx(1.0, abs=0.01)
    samples, _ = soundfile.read(tmp_path / "one.opus")
    assert np.corrcoef(samples[4000:12000], sound[4000:12000])[0, 1] > 0.9


DECODE = """
const context = new OfflineAudioContext(1, 1, 48000), heard = {};
for (const file of %s) {
  const sound = await context.decodeAudioData(await (await fetch(`clips/${file}`)).arrayBuffer());
  const level = sound.getChannelData(0).map(Math.abs), most = level.reduce((a, b) => Math.max(a, b));
  const first = level.findIndex((l) => l > 0.01 * most) / sound.sampleRate;
  heard[file] = { duration: sound.duration, first, most };
}
say(JSON.stringify(heard));
"""


def test_the_browser_decodes_a_clip_and_hears_it_at_once() -> None:
    clips = load_clips("en").by_text
    files = {
        c.file: c for c in (clips["3 done."], clips[load_language("en").say("safety.stopped")], clips["7"])
    }
    heard = json.loads(said_by_page(DECODE % json.dumps(list(files))))
    for file, clip in files.items():
        assert heard[file]["duration"] == pytest.approx(clip.duration_s, abs=0.03), clip.text
        assert heard[file]["first"] <= FIRST_SOUND_S, clip.text
        assert 0.1 < heard[file]["most"] < 1.0, clip.text
