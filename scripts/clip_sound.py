"""A text as sound: spoken by SVOX Pico, trimmed, brought to one loudness, written as Opus."""

from __future__ import annotations

import io
import re
import subprocess
import tempfile
from pathlib import Path

import numpy as np
import soundfile
from scipy.signal import lfilter

from sensortrack.records import FloatArray

PROGRAM = "pico2wave"
VOICES = {"en": "en-US", "de": "de-DE"}
SPEED = 115
"""Percent of the voice's own speed: 15 characters a second, as a calm person reads aloud."""
RATE_HZ = 16000
"""The voice's own; Opus carries it whole."""
LOUDNESS_DB = -20.0
"""Of the spoken parts, K-weighted (ITU-R BS.1770), in dB below full scale."""
PEAK = 0.7
"""No sample goes beyond this share of full scale, -3 dB: the codec adds a little."""
SPOKEN_SHARE = 0.02
"""The speech begins and ends where the level passes this share of the clip's peak."""
LEAD_S = 0.015
"""Kept before the first sound, in s: a plosive's attack."""
FADE_S = 0.005
"""At both ends, in s: no click."""
PAUSES_S = {".": 0.3, "!": 0.3, "?": 0.3, ":": 0.2, ";": 0.2, ",": 0.12}
"""Silence at the end of a clip by the mark on which its text ends, in s: pieces are played end to end."""
PAUSE_S = 0.04
"""The same without a mark."""
COMPRESSION = 0.97
"""Of the encoder, 0 to 1: 0.97 is about 13 kbit/s: a speech recogniser hears as many words as before it."""
WORDS = {"en": {"kg": "kilograms"}, "de": {"kg": "Kilogramm"}}
"""What the voice doesn't say by itself."""
SETTINGS = f"pico {VOICES} {SPEED} {RATE_HZ} {LOUDNESS_DB} {PEAK} {PAUSES_S} {PAUSE_S} {COMPRESSION} {WORDS}"
"""All that a clip's sound depends on besides its text."""

_CRC_POLYNOMIAL = 0x04C11DB7
# K-weighting at 16 kHz isn't tabulated: these are the analogue prototypes of BS.1770 by the bilinear transform.
_SHELF = {"f_hz": 1681.97, "gain_db": 4.0, "q": 0.7072}
_HIGH_PASS = {"f_hz": 38.13, "q": 0.5003}


def clip(text: str, language: str) -> FloatArray:
    """The text, spoken: samples at `RATE_HZ` between -1 and 1, without silence before the first sound."""
    return _even(_trimmed(_voice(_said(text, language), language)), text)


def write_clip(path: Path, samples: FloatArray) -> None:
    """Write a clip as Opus; the same samples give the same file, to the bit."""
    file = io.BytesIO()
    soundfile.write(file, samples, RATE_HZ, format="OGG", subtype="OPUS", compression_level=COMPRESSION)
    path.write_bytes(numbered(file.getvalue()))


def numbered(ogg: bytes) -> bytes:
    """An Ogg stream with the serial number 0 in place of a random one, and its pages' checksums anew (RFC 3533, 6)."""
    pages = []
    while ogg:
        lacing = ogg[27 : 27 + ogg[26]]
        size = 27 + len(lacing) + sum(lacing)
        page = ogg[:14] + bytes(4) + ogg[18:22] + bytes(4) + ogg[26:size]
        pages.append(page[:22] + _crc(page).to_bytes(4, "little") + page[26:])
        ogg = ogg[size:]
    return b"".join(pages)


def loudness_db(samples: FloatArray, rate_hz: float = RATE_HZ) -> float:
    """Loudness of the spoken parts: K-weighted power of the 50 ms windows within 20 dB of the loudest, in dB."""
    weighted = lfilter(*_high_pass(rate_hz), lfilter(*_shelf(rate_hz), samples))
    size = round(0.05 * rate_hz)
    whole = np.pad(weighted, (0, -len(weighted) % size)).reshape(-1, size)
    power = (whole**2).mean(axis=1)
    spoken = power[power >= 0.01 * power.max()]
    return float(10.0 * np.log10(spoken.mean()))


def _said(text: str, language: str) -> str:
    """The text as the voice reads it right: a number with a full stop would be an ordinal in German."""
    text = re.sub(r"^(\d+)[.,]$", r"\1", text)
    return " ".join(WORDS[language].get(word, word) for word in text.split(" "))


def _voice(text: str, language: str) -> FloatArray:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "said.wav"
        spoken = f'<speed level="{SPEED}">{text}</speed>'
        subprocess.run([PROGRAM, "-l", VOICES[language], "-w", str(path), "--", spoken], check=True)
        samples, rate_hz = soundfile.read(path, dtype="float64")
    assert rate_hz == RATE_HZ, f"{PROGRAM} speaks at {RATE_HZ} Hz"
    return np.asarray(samples)


def _trimmed(samples: FloatArray) -> FloatArray:
    loud = np.flatnonzero(np.abs(samples) > SPOKEN_SHARE * np.abs(samples).max())
    first = max(0, loud[0] - round(LEAD_S * RATE_HZ))
    return samples[first : loud[-1] + round(PAUSE_S * RATE_HZ)]


def _even(samples: FloatArray, text: str) -> FloatArray:
    gain = 10.0 ** ((LOUDNESS_DB - loudness_db(samples)) / 20.0)
    samples = samples * min(gain, PEAK / np.abs(samples).max())
    fade = np.linspace(0.0, 1.0, round(FADE_S * RATE_HZ))
    samples[: len(fade)] *= fade
    samples[-len(fade) :] *= fade[::-1]
    pause_s = PAUSES_S.get(text[-1], PAUSE_S)
    return np.concatenate([samples, np.zeros(round(pause_s * RATE_HZ))])


def _shelf(rate_hz: float) -> tuple[FloatArray, FloatArray]:
    k, q = np.tan(np.pi * _SHELF["f_hz"] / rate_hz), _SHELF["q"]
    high = 10.0 ** (_SHELF["gain_db"] / 20.0)
    band = high**0.4996667741545416
    a0 = 1.0 + k / q + k * k
    b = np.array([high + band * k / q + k * k, 2.0 * (k * k - high), high - band * k / q + k * k])
    return b / a0, np.array([1.0, 2.0 * (k * k - 1.0) / a0, (1.0 - k / q + k * k) / a0])


def _high_pass(rate_hz: float) -> tuple[FloatArray, FloatArray]:
    k, q = np.tan(np.pi * _HIGH_PASS["f_hz"] / rate_hz), _HIGH_PASS["q"]
    a0 = 1.0 + k / q + k * k
    return np.array([1.0, -2.0, 1.0]), np.array([1.0, 2.0 * (k * k - 1.0) / a0, (1.0 - k / q + k * k) / a0])


def _crc(page: bytes) -> int:
    crc = 0
    for byte in page:
        crc ^= byte << 24
        for _ in range(8):
            crc = (crc << 1 ^ (_CRC_POLYNOMIAL if crc & 0x80000000 else 0)) & 0xFFFFFFFF
    return crc
