"""A session as sound: its clips and tones mixed by the times at which the page would play them.

`python -m tests.session.sound_log FOLDER [en]` plays a patient's hour with all exercises in simulated time, in which
every line takes as long as its clips do, and writes FOLDER/session.en.wav and, to read along, session.en.txt.
"""

from __future__ import annotations

import json
import re
import sys
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import soundfile
from scipy.signal import resample_poly

from sensortrack.app.clips import FOLDER, load_clips
from sensortrack.protocol.plan import plan_for_stages
from sensortrack.records import FloatArray
from sensortrack.session.voice import usual_duration_s

from .people import CATALOGUE
from .timeline import ALL, Spell, Timeline, play

RATE_HZ = 24000
FADE_S = 0.01
"""What is cut off fades within this time, in s."""


def played(timeline: Timeline) -> FloatArray:
    """All that is heard, at `RATE_HZ`."""
    mixed = np.zeros(round((timeline.end_s + 1.0) * RATE_HZ))
    for spell in timeline.spells:
        for sound in (words(spell, timeline.language), tone(spell.key)):
            first = round(spell.begin_s * RATE_HZ)
            mixed[first : first + len(sound)] += sound
    return mixed


def words(spell: Spell, language: str) -> FloatArray:
    """The clips of a line end to end, faded out where it was cut off; nothing where it has none."""
    parts = [clip_samples(c.file) for c in load_clips(language).clips(spell.text)]
    sound = np.concatenate(parts) if parts else np.zeros(0)
    if spell.fate == "finished" or spell.end_s is None:
        return sound
    heard = sound[: round((spell.end_s - spell.begin_s + FADE_S) * RATE_HZ)].copy()
    fade = min(len(heard), round(FADE_S * RATE_HZ))
    heard[len(heard) - fade :] *= np.linspace(1.0, 0.0, fade)
    return heard


def tone(key: str) -> FloatArray:
    """The tone under a line, nothing where it has none."""
    name = tones("TONE_OF").get(key)
    if name is None:
        return np.zeros(0)
    data = tones("TONES")[name]
    sound = np.zeros(round(max(n["at_s"] + n["lasts_s"] for n in data["notes"]) * RATE_HZ) + 1)
    for note in data["notes"]:
        t = np.arange(round(note["lasts_s"] * RATE_HZ)) / RATE_HZ
        swell = np.minimum(t / data["swell_s"], (note["lasts_s"] - t) / data["fade_s"]).clip(0.0, 1.0)
        first = round(note["at_s"] * RATE_HZ)
        sound[first : first + len(t)] += data["level"] * swell * np.sin(2.0 * np.pi * note["hz"] * t)
    return sound


@cache
def clip_samples(file: str) -> FloatArray:
    """A clip as it is decoded, at `RATE_HZ`."""
    samples, rate_hz = soundfile.read(FOLDER / file, dtype="float64")
    return np.asarray(resample_poly(samples, RATE_HZ, rate_hz))


@cache
def tones(name: str) -> dict[str, Any]:
    """A table of tones.js."""
    source = (FOLDER.parent / "tones.js").read_text(encoding="utf-8")
    table = re.search(rf"{name} = (\{{.*?\n\}});", source, re.DOTALL)
    assert table is not None, f"tones.js has {name}"
    found: dict[str, Any] = json.loads(table[1])
    return found


def clip_duration_s(language: str, text: str) -> float:
    """How long the page takes to say a line, in s; one without clips is shown for as long as it takes to read it."""
    return load_clips(language).duration_s(text) or usual_duration_s(text)


def log(timeline: Timeline) -> Iterator[str]:
    """What is heard, line by line, to read along."""
    for spell in timeline.spells:
        end_s = spell.begin_s if spell.end_s is None else spell.end_s
        cut = "" if spell.fate == "finished" else f"  [{spell.fate}]"
        yield f"{spell.begin_s:8.2f} {end_s - spell.begin_s:6.2f}  {spell.text}{cut}"


def hour(folder: Path, language: str, exercises: list[str]) -> Timeline:
    """A patient's session in which each line takes as long as its clips."""
    return play(
        "hour",
        [],
        folder=folder,
        language=language,
        plan=plan_for_stages(CATALOGUE, {}, exercises),
        duration_s=lambda text: clip_duration_s(language, text),
    )


def main(out: Path, language: str = "en") -> None:
    """Write the sound of a whole session, and what is to be known of it."""
    with tempfile.TemporaryDirectory() as name:
        timeline = hour(Path(name), language, ALL)
    sound = played(timeline)
    out.mkdir(parents=True, exist_ok=True)
    soundfile.write(out / f"session.{language}.wav", sound, RATE_HZ, subtype="PCM_16")
    (out / f"session.{language}.txt").write_text("\n".join(log(timeline)) + "\n", encoding="utf-8")
    silent_s = max(b - a for a, b in timeline.silences_in_sets())
    spoken = sum(len(words(s, language)) for s in timeline.spells) / RATE_HZ
    print(f"{len(timeline.spells)} lines, {spoken:.0f} s of speech in {len(sound) / RATE_HZ:.0f} s")
    print(f"peak {np.abs(sound).max():.2f} of full scale; longest silence in a set {silent_s:.1f} s")
    print(f"lines over one another: {len(timeline.overlaps())}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
