"""The compiled hot loops: of the present source, and the same numbers as the plain Python they are compiled from."""

from __future__ import annotations

import hashlib
import importlib.util
import json
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from scipy.signal import butter, sosfilt, sosfilt_zi, sosfiltfilt

import sensortrack
from sensortrack.motion import iir, vectors

PACKAGE = Path(sensortrack.__file__).parent
STAMP = PACKAGE / "compiled.json"


def plain(module: ModuleType) -> Any:
    """The module from its `.py`, whatever was compiled."""
    assert module.__file__ is not None
    name = module.__name__.rpartition(".")[2]
    source = Path(module.__file__).with_name(f"{name}.py")
    spec = importlib.util.spec_from_file_location(f"sensortrack.motion._plain_{name}", source)
    assert spec is not None
    assert spec.loader is not None
    again = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(again)
    return again


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(3)


def test_compiled_modules_are_of_the_present_source() -> None:
    if not STAMP.exists():
        pytest.skip("nothing was compiled at install (no C compiler): plain Python runs")
    stamped = json.loads(STAMP.read_text())
    now = {}
    for pxd in PACKAGE.rglob("*.pxd"):
        source = pxd.with_suffix(".py")
        both = source.read_bytes() + pxd.read_bytes()
        now[source.relative_to(PACKAGE.parent).as_posix()] = hashlib.sha256(both).hexdigest()
    assert stamped == now, "compiled from an older source: run `python hatch_build.py` or install again"


@pytest.mark.parametrize("order", [1, 2, 4])
def test_causal_filter_is_scipys_to_the_bit_however_the_signal_is_cut(
    rng: np.random.Generator, order: int
) -> None:
    sos = butter(order, 3.0, fs=100.0, output="sos")
    signal = rng.normal(size=(200, 3))
    state, out = np.zeros((len(sos), 3, 2)), np.empty_like(signal)
    for start in range(0, 200, 7):
        iir.causal(sos, state, signal[start : start + 7], out[start : start + 7])
    assert np.array_equal(out, sosfilt(sos, signal, axis=0))


@pytest.mark.parametrize(("n", "padding"), [(200, 33), (12, 100), (2, 1)])
def test_zero_phase_filter_is_scipys(rng: np.random.Generator, n: int, padding: int) -> None:
    sos = butter(2, 3.0, fs=100.0, output="sos")
    signal = rng.normal(size=n)
    out = iir.zero_phase(sos, sosfilt_zi(sos), signal, padding)
    expected = sosfiltfilt(sos, signal, padlen=min(padding, n - 1))
    assert np.allclose(out, expected, rtol=0, atol=1e-12)


def test_compiled_and_plain_filters_give_the_same_bits(rng: np.random.Generator) -> None:
    again = plain(iir)
    sos = butter(2, (2.5, 10.0), "bandpass", fs=100.0, output="sos")
    signal = rng.normal(size=(150, 2))
    a, b = np.empty_like(signal), np.empty_like(signal)
    iir.causal(sos, np.zeros((2, 2, 2)), signal, a)
    again.causal(sos, np.zeros((2, 2, 2)), signal, b)
    assert np.array_equal(a, b)
    column = np.ascontiguousarray(signal[:, 0])
    steady = sosfilt_zi(sos)
    assert np.array_equal(iir.zero_phase(sos, steady, column, 30), again.zero_phase(sos, steady, column, 30))


def test_compiled_and_plain_vectors_give_the_same_bits(rng: np.random.Generator) -> None:
    again = plain(vectors)
    up = rng.normal(size=(100, 3))
    up /= np.sqrt(np.sum(up * up, axis=1))[:, None]
    start = (0.0, 0.6, 0.8)
    assert np.array_equal(vectors.tilts(up, start), again.tilts(up, start))
    assert np.array_equal(vectors.component(up, start), again.component(up, start))
    assert np.array_equal(vectors.along(up, up), again.along(up, up))
