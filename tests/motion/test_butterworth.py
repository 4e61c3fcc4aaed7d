"""Filters in closed form: those of scipy, which nothing on the way of an analysis imports."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.signal import butter, sosfilt_zi

from sensortrack.data_files import data_folder
from sensortrack.motion.butterworth import bandpass, lowpass, steady_state

RATES = st.one_of(st.sampled_from([15.0, 25.0, 50.0, 52.0, 100.0, 104.0, 200.0]), st.floats(15.0, 1000.0))


@given(rate_hz=RATES, order=st.sampled_from([2, 4]), share=st.floats(0.003, 0.4))
@settings(max_examples=60)
def test_low_pass_is_scipys(rate_hz: float, order: int, share: float) -> None:
    expected = butter(order, share * rate_hz, fs=rate_hz, output="sos")
    sections = lowpass(order, share * rate_hz, rate_hz)
    np.testing.assert_allclose(sections, expected, rtol=1e-13)
    np.testing.assert_allclose(steady_state(sections), sosfilt_zi(expected), rtol=1e-9, atol=1e-12)


@given(rate_hz=RATES, low_hz=st.floats(0.5, 3.0), width_hz=st.floats(0.5, 3.0))
@settings(max_examples=60)
def test_band_pass_is_scipys(rate_hz: float, low_hz: float, width_hz: float) -> None:
    edges = (low_hz, low_hz + width_hz)
    expected = butter(2, edges, "bandpass", fs=rate_hz, output="sos")
    sections = bandpass(*edges, rate_hz)
    np.testing.assert_allclose(sections, expected, rtol=1e-11)
    assert np.array_equal(
        bandpass(2.5, 10.0, 100.0), butter(2, (2.5, 10.0), "bandpass", fs=100.0, output="sos")
    )


def test_reading_and_analysing_imports_neither_scipy_nor_pandas() -> None:
    script = (
        "import sys, sensortrack\n"
        "sensortrack.analyse(sensortrack.read(sys.argv[1])).to_dict()\n"
        "print(sorted({'scipy', 'pandas'} & set(sys.modules)))"
    )
    recording = data_folder("recordings") / "E6_ordinary.csv"
    ended = subprocess.run([sys.executable, "-c", script, str(recording)], capture_output=True, text=True)
    assert ended.stdout == "[]\n", ended.stderr
