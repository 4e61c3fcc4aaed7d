"""Pictures: each draws what the result says into the axes that it is given, with units, and can be a vector file."""

from __future__ import annotations

import io
from dataclasses import replace

import numpy as np
import pytest

import sensortrack as st
from sensortrack.errors import UsageError

from ..simulated import simulated_set

matplotlib = pytest.importorskip("matplotlib")
matplotlib.use("Agg")


@pytest.fixture(scope="module")
def recording() -> st.Recording:
    return simulated_set("E7", 3, repetitions=4, rest_s=2.0)


@pytest.fixture(scope="module")
def result(recording: st.Recording) -> st.Result:
    return st.analyse(recording)


def test_each_picture_draws_into_the_axes_it_is_given(recording: st.Recording, result: st.Result) -> None:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(8, 10))
    axes = figure.subplots(5, 1)
    assert st.plot.signal(result, recording, axes[0]) is axes[0]
    assert len(axes[0].patches) == sum(len(a.phases) for a in result.attempts)
    assert np.size(axes[0].lines[-1].get_xdata()) == sum(map(len, recording.blocks))
    st.plot.repetitions(result, recording, axes[1], phase="out")
    labels = [text.get_text() for text in axes[1].get_legend().get_texts()]
    assert labels == ["left (n = 2), mean ± SD", "right (n = 2), mean ± SD"]
    st.plot.steadiness(result, recording, axes[2])
    st.plot.smoothness(result, axes[3])
    later = replace(result, recording=replace(result.recording, start_utc="2026-11-29T10:00:00+00:00"))
    first = replace(result, recording=replace(result.recording, start_utc="2026-11-28T10:00:00+00:00"))
    st.plot.progress([later, first], "amplitude_deg", axes[4])
    assert list(axes[4].lines[0].get_ydata()) == [result.summary.measures["amplitude_deg"].value] * 2
    for ax in axes:
        assert ax.get_xlabel()
        assert "(" in ax.get_ylabel()
    for kind in ("svg", "pdf"):
        buffer = io.BytesIO()
        figure.savefig(buffer, format=kind)
        assert len(buffer.getvalue()) > 10_000


def test_a_picture_alone_makes_its_figure_and_a_measure_that_isnt_there_is_said(result: st.Result) -> None:
    from matplotlib import pyplot

    ax = st.plot.smoothness(result)
    assert np.isfinite(ax.get_ylim()).all()
    pyplot.close(ax.figure)  # type: ignore[arg-type]
    with pytest.raises(UsageError, match="no set has a valid 'nothing'"):
        st.plot.progress([result], "nothing")
    pyplot.close("all")


def test_agreement_draws_each_pair_its_limits_and_what_is_told_of_them() -> None:
    from matplotlib.figure import Figure

    first = np.array([20.0, 25.0, 31.0, 18.0, 40.0, np.nan])
    second = np.array([21.0, 24.0, 33.0, 18.5, 38.0, 2.0])
    ax = Figure().subplots()
    assert st.plot.agreement(first, second, ax, unit="deg", names=("L5", "C7")) is ax
    found = st.agreement(first, second)
    drawn = [float(np.asarray(line.get_ydata())[0]) for line in ax.lines[1:4]]
    assert drawn == [found.bias, found.upper, found.lower]
    assert np.count_nonzero(np.isfinite(np.asarray(ax.lines[0].get_ydata()))) == found.pairs == 5
    assert ax.get_ylabel() == "L5 − C7 (deg)"
    assert f"MDC95 {found.mdc:.3g} deg" in ax.get_title(loc="left")
