"""The tables of a result: their columns are the glossary's, their types stay, and they keep what the result says."""

from __future__ import annotations

import io
import pickle
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pandas as pd
import pytest

import sensortrack
from sensortrack.analysis import Result
from sensortrack.analysis.columns import COLUMNS, OF_SAMPLES, Table, glossary
from sensortrack.errors import UsageError
from sensortrack.records import Recording

from ..simulated import simulated_set

TABLES = [table for table in COLUMNS if table not in OF_SAMPLES]
DOCS = Path(__file__).parents[2] / "docs"


@pytest.fixture(scope="module")
def recording() -> Recording:
    return simulated_set("E7", 3, repetitions=4, rest_s=2.0)


@pytest.fixture(scope="module")
def result(recording: Recording) -> Result:
    return sensortrack.analyse(recording)


def empty(result: Result) -> Result:
    summary = replace(result.summary, measures={}, left=None, right=None)
    return replace(result, attempts=(), events=(), findings=(), summary=summary)


def test_the_glossary_is_what_the_columns_say() -> None:
    assert (DOCS / "columns.md").read_text(encoding="utf-8") == glossary()


@pytest.mark.parametrize("table", COLUMNS)
def test_a_table_has_the_columns_and_types_of_the_glossary_also_when_empty(
    table: Table, result: Result, recording: Recording
) -> None:
    for one in (result, empty(result)):
        of_samples = {"signals": one.signals, "curves": one.curves}
        frame = of_samples[table](recording) if table in of_samples else one.to_frame(table)
        assert [(name, str(dtype)) for name, dtype in frame.dtypes.items()] == [
            (c.name, c.dtype) for c in COLUMNS[table]
        ]


@pytest.mark.parametrize("table", TABLES)
def test_joined_and_written_to_parquet_the_types_and_values_stay(table: Table, result: Result) -> None:
    several = pd.concat(
        [one.to_frame(table) for one in [empty(result), result, empty(result)] * 5], ignore_index=True
    )
    alone = result.to_frame(table)
    assert several.dtypes.equals(alone.dtypes)
    buffer = io.BytesIO()
    several.to_parquet(buffer)
    pd.testing.assert_frame_equal(pd.read_parquet(io.BytesIO(buffer.getvalue())), several)


def test_tables_join_by_their_keys_and_keep_uncertainty_and_validity(result: Result) -> None:
    keys = ["file", "person", "exercise", "attempt"]
    attempts, phases = result.to_frame("attempts"), result.to_frame("phases")
    joined = phases.merge(attempts, on=keys, how="left", validate="many_to_one", suffixes=("", "_attempt"))
    assert joined["outcome_attempt"].notna().all()
    for a in result.attempts:
        for p in a.phases:
            of_phase = (phases["phase"] == p.name).fillna(False)
            rows = phases[(phases["attempt"] == a.index) & of_phase].set_index("measure")
            assert set(rows.index) == set(p.measures)
            for name, m in p.measures.items():
                row = rows.loc[name]
                assert row["valid"] == m.valid
                assert row["value"] == m.value or (m.value is None and np.isnan(row["value"]))
                assert row["uncertainty"] == m.uncertainty or (
                    m.uncertainty is None and np.isnan(row["uncertainty"])
                )
                assert row["reason"] == str(m.why.code) if m.why else pd.isna(row["reason"])
    findings = result.to_frame("findings")
    assert list(findings["rule"]) == [f.rule for f in result.findings]
    assert list(findings["outcome"]) == [f.outcome for f in result.findings]


def test_each_smoothness_value_says_the_band_in_which_it_was_taken(result: Result) -> None:
    phases = result.to_frame("phases")
    moves = phases[phases["phase"].isin(["out", "return"]).fillna(False) & phases["value"].notna()]
    assert (moves["band_low_hz"] < moves["band_high_hz"]).all()
    assert (moves["band_high_hz"] <= 10.0).all()
    tremor = moves[(moves["measure"] == "tremor_ratio").fillna(False)]
    assert set(zip(tremor["band_low_hz"], tremor["band_high_hz"], strict=True)) == {(3.5, 10.0)}
    others = phases[~phases["phase"].isin(["out", "return"]).fillna(False)]
    assert len(others)
    assert others["band_high_hz"].isna().all()
    # A narrower band for the jerk than for the spectrum: the one isn't the other's.
    by_measure = moves.groupby("measure")["band_high_hz"].median()
    assert by_measure["ldlj"] <= by_measure["sparc"]


def test_a_median_has_a_spread_and_no_standard_deviation(result: Result) -> None:
    measures = result.to_frame("measures").set_index("measure")
    assert measures.loc["amplitude_deg", "half_iqr"] == result.summary.measures["amplitude_deg"].uncertainty
    assert measures["uncertainty"].isna()["amplitude_deg"]


def test_wide_has_a_row_a_phase_and_the_same_values(result: Result) -> None:
    tidy, wide = result.to_frame("phases"), result.to_frame("phases", wide=True)
    assert len(wide) == len(tidy.drop_duplicates(["attempt", "phase"]))
    out = tidy["phase"].eq("out").fillna(False) & (tidy["attempt"] == 0)
    one = tidy[out & (tidy["measure"] == "sparc")].iloc[0]
    row = wide[(wide["attempt"] == 0) & wide["phase"].eq("out").fillna(False)].iloc[0]
    assert (row["sparc"], row["sparc_valid"]) == (one["value"], one["valid"])
    assert len(result.to_frame("measures", wide=True)) == 1
    for table in ("attempts", "nothing"):
        with pytest.raises(UsageError):
            result.to_frame(table, wide=True)  # type: ignore[arg-type]


def test_the_signals_give_phases_whose_smoothness_can_be_taken(recording: Recording, result: Result) -> None:
    signals = result.signals(recording)
    assert len(signals) == sum(map(len, recording.blocks))
    first = next(a for a in result.attempts if a.outcome == "repetition")
    is_out = (signals["attempt"] == first.index).fillna(False) & signals["phase"].eq("out").fillna(False)
    out = signals[is_out]
    assert first.amplitude_deg is not None
    assert out["angle_deg"].abs().max() == pytest.approx(first.amplitude_deg, abs=5.0)
    np.testing.assert_allclose(np.linalg.norm(signals[["up_x", "up_y", "up_z"]], axis=1), 1.0, atol=1e-6)
    value = sensortrack.sparc(out["speed_dps"].to_numpy(), recording.rate_hz)
    assert -5.0 < float(value if isinstance(value, float) else value[0]) < -1.0


def test_curves_go_from_0_to_100_percent_of_each_repetition(recording: Recording, result: Result) -> None:
    curves = result.curves(recording, "out", points=51)
    repetitions = [a for a in result.attempts if a.outcome == "repetition"]
    assert len(curves) == 51 * len(repetitions)
    for a, (_, one) in zip(repetitions, curves.groupby("attempt"), strict=True):
        assert (one["percent"].iloc[0], one["percent"].iloc[-1]) == (0.0, 100.0)
        assert a.amplitude_deg is not None
        assert abs(one["angle_deg"].iloc[0]) < 0.3 * a.amplitude_deg < abs(one["angle_deg"].iloc[-1])
    by_side = result.curves(recording).groupby(["side", "percent"])["angle_deg"].agg(["mean", "std"])
    assert len(by_side) == 2 * 101


def test_results_and_recordings_are_told_in_a_line(recording: Recording, result: Result) -> None:
    assert repr(result).startswith("Result(E7: 4 repetitions (2 left, 2 right)")
    for shown in (result, recording, next(iter(recording.blocks))):
        assert len(repr(shown)) < 200


def test_a_notebook_draws_the_set_and_a_name_is_never_markup(result: Result) -> None:
    named = replace(result, recording=replace(result.recording, path="<script>alert(1)</script>"))
    page = named._repr_html_()
    assert "<script>" not in page
    picture = ElementTree.fromstring(page[page.index("<svg") : page.index("</svg>") + 6])
    phases = sum(len(a.phases) for a in result.attempts)
    assert len(picture.findall("polygon")) == phases > 0
    assert "<svg" in empty(result)._repr_html_()


def test_a_result_can_be_pickled(result: Result) -> None:
    again = pickle.loads(pickle.dumps(result))
    assert again.to_dict() == result.to_dict()
    for table in TABLES:
        pd.testing.assert_frame_equal(again.to_frame(table), result.to_frame(table))
