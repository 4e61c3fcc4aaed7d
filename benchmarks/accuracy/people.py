"""Other people's recordings with movements in them: counted as their reference has it?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from vqf import offlineVQF

from sensortrack.analysis import analyse
from sensortrack.protocol import load_catalogue
from sensortrack.records import Attempt, FloatArray, Recording

from .others import MOVEMENTS, tilt_deg
from .people_files import File, bend_files, mex_files, read, trunkyxl_files
from .sets import repetitions
from .statistics import wilson
from .table import Report, Row, Section, markdown, not_run, note, share
from .work import Work

IDS = ("trunkyxl", "mex", "bends")
MATCH_S = 0.6
CLEAR_FLEXION_DEG, CLEAR_TILT_DEG = 10.0, 16.0
HELD_DEG, BACK_DEG = 15.0, 10.0
WHAT = {
    "trunkyxl": "flexions at L4/5 (trunkyxl): exact and matched, of the trials with ≥ 10° in which the sensor held",
    "mex": "thigh, accelerometer only (mex): bridges and knee rolls within ±1; holds within 0.5 s; inside out, untold",
    "bends": "bows at the chest, bends at the waist (D16), sit-to-stand: exact, of the files with ≥ 16° and back",
}
TARGETS = {"trunkyxl": "≥ 95 %", "mex": "≥ 95 % of the files; ≥ 60 % of the holds; none", "bends": "≥ 95 %"}
NEAR_S = 0.5


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was found: `clear` says whether the file is among those that are judged, `why` why not.

    `widths` are pairs of times in s spent above half amplitude, found and in the reference. `inside_out` says that most
    of what was found is highest where the reference has rest, and that the file is judged all the same.
    """

    file: File
    found: int
    matched: bool
    clear: bool
    why: str
    widths: tuple[tuple[float, float], ...] = ()
    inside_out: bool = False


def look(file: File) -> Outcome:
    """Analyse one file and hold it against its reference."""
    recording = read(file)
    catalogue = load_catalogue() if file.data_set == "trunkyxl" else load_catalogue(MOVEMENTS)
    result = analyse(recording, file.exercise, catalogue=catalogue)
    found = repetitions(result)
    low, high = file.count
    if file.data_set == "trunkyxl":
        clear, why = _flexes(recording, file.moments_s)
        matched = len(found) == len(file.moments_s) and all(
            any(_covers(a, t) for a in found) for t in file.moments_s
        )
        return Outcome(file, len(found), matched, clear, why)
    if file.data_set == "mex_lowbackpain":
        near = low - 1 <= len(found) <= high + 1
        in_rest = sum(not any(start <= a.peak_s <= end for start, end in file.spans_s) for a in found)
        assert result.evidence is not None
        inside_out = bool(file.spans_s) and 2 * in_rest > len(found) and result.evidence.unfit is None
        return Outcome(file, len(found), near, True, "", _widths(found, file.spans_s), inside_out)
    clear, why = _tilts(recording)
    return Outcome(file, len(found), low <= len(found) <= high and _inside(found, file), clear, why)


def _covers(a: Attempt, t_s: float) -> bool:
    return a.start_s < t_s < a.end_s and abs(a.peak_s - t_s) < MATCH_S


def _inside(found: Sequence[Attempt], file: File) -> bool:
    """Whether each span of the reference overlaps one attempt of its own; true where it has no spans."""
    hits = [sum(min(a.end_s, e) > max(a.start_s, s) for a in found) for s, e in file.spans_s]
    return all(n == 1 for n in hits)


def _widths(
    found: Sequence[Attempt], spans_s: Sequence[tuple[float, float]]
) -> tuple[tuple[float, float], ...]:
    """Times above half amplitude: ours from the middle of the way out to the middle of the way back."""
    pairs = []
    for start, end in spans_s:
        over = [a for a in found if min(a.end_s, end) - max(a.start_s, start) > 0.5 * (end - start)]
        out, back = (over[0].phase("out"), over[0].phase("return")) if len(over) == 1 else (None, None)
        if out is not None and back is not None:
            width = 0.5 * (back.start_s + back.end_s) - 0.5 * (out.start_s + out.end_s)
            pairs.append((width, end - start))
    return tuple(pairs)


# -- which files are judged: chosen by an acausal filter and the accelerometer, not by the tracker -------------------


def _up(recording: Recording) -> tuple[FloatArray, FloatArray]:
    blocks = list(recording.blocks)
    time_s, acc = np.concatenate([b.time_s for b in blocks]), np.concatenate([b.acc for b in blocks])
    gyr = np.concatenate([b.gyr for b in blocks if b.gyr is not None])
    state = offlineVQF(
        np.ascontiguousarray(np.radians(gyr)), np.ascontiguousarray(acc), None, 1.0 / recording.rate_hz
    )
    w, x, y, z = state["quat6D"].T
    return time_s, np.column_stack((2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)))


def _flexes(recording: Recording, moments_s: Sequence[float]) -> tuple[bool, str]:
    """Whether the pelvis flexes clearly at each moment, and the sensor sits at the end as it did at first."""
    time_s, up = _up(recording)
    flexion = np.degrees(np.arctan2(-up[:, 2], up[:, 0]))
    one_s = max(1, int(recording.rate_hz))
    first = float(np.median(flexion[:one_s]))
    sizes = []
    for t in moments_s:
        peak = float(flexion[np.abs(time_s - t) < 0.8].max())
        about = float(np.median(flexion[np.abs(time_s - t) < 4.0]))
        sizes.append(peak - min(first, about))
    ends = [np.median(part, axis=0) for part in (up[:one_s], up[-2 * one_s :])]
    cosine = float(np.sum(ends[0] * ends[1]) / np.sqrt(np.sum(ends[0] ** 2) * np.sum(ends[1] ** 2)))
    slipped = float(np.degrees(np.arccos(np.clip(cosine, -1.0, 1.0))))
    if slipped > HELD_DEG:
        return False, f"the sensor ends {slipped:.0f}° from where it began"
    if min(sizes) < CLEAR_FLEXION_DEG:
        return False, f"the pelvis flexes by {min(sizes):.0f}° only"
    return True, ""


def _tilts(recording: Recording) -> tuple[bool, str]:
    """Whether the pelvis tilts clearly, and comes back."""
    time_s, tilt = tilt_deg(recording)
    largest, last = float(tilt.max()), float(np.median(tilt[time_s > time_s[-1] - 1.0]))
    if largest < CLEAR_TILT_DEG:
        return False, f"it tilts by {largest:.0f}° only"
    if last > BACK_DEG:
        return False, f"it ends at {last:.0f}°"
    return True, ""


# -- rows ----------------------------------------------------------------------------------------------------------


def measure(work: Work) -> Report:
    """A row for each kind, and a line for each file that isn't as its reference has it."""
    if work.data is None:
        return Report(
            [not_run(id, WHAT[id], TARGETS[id], "others' recordings", "no SENSORTRACK_DATA") for id in IDS]
        )
    outcomes = {
        "trunkyxl": work.map(look, trunkyxl_files(work.data), "trunkyxl"),
        "mex": work.map(look, mex_files(work.data), "mex"),
        "bends": work.map(look, bend_files(work.data), "bows, bends, sit-to-stand"),
    }
    trunk, bends = outcomes["trunkyxl"], outcomes["bends"]
    rows = [
        _row(
            "trunkyxl",
            trunk,
            f"{len({o.file.name.split('/')[0] for o in trunk})} people, {len(trunk)} trials",
        ),
        _mex(outcomes["mex"]),
        _row("bends", bends, ", ".join(f"{n} {name}" for name, n in _by_set(bends).items())),
    ]
    return Report(
        rows, [Section("Other people's movements", _table([o for os in outcomes.values() for o in os]))]
    )


def _by_set(outcomes: Sequence[Outcome]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for o in outcomes:
        counts[o.file.data_set] = counts.get(o.file.data_set, 0) + 1
    return counts


def _row(id: str, outcomes: Sequence[Outcome], sample: str) -> Row:
    clear = [o for o in outcomes if o.clear]
    right = sum(o.matched for o in clear)
    low, high = wilson(right, len(clear))
    return Row(
        id,
        WHAT[id],
        TARGETS[id],
        f"{right} of {len(clear)}, {share(right / max(len(clear), 1))} ({100 * low:.0f}–{100 * high:.0f}); "
        f"{len(outcomes) - len(clear)} not judged",
        bool(clear) and right >= 0.95 * len(clear),
        "others' recordings",
        sample,
    )


def _mex(outcomes: Sequence[Outcome]) -> Row:
    right, turned = sum(o.matched for o in outcomes), sum(o.inside_out for o in outcomes)
    near = sum(abs(a - b) <= NEAR_S for o in outcomes for a, b in o.widths)
    held = sum(len(o.file.spans_s) for o in outcomes)
    low, high = wilson(right, len(outcomes))
    return Row(
        "mex",
        WHAT["mex"],
        TARGETS["mex"],
        f"{right} of {len(outcomes)}, {share(right / len(outcomes))} ({100 * low:.0f}–{100 * high:.0f}); "
        f"{near} of {held}, {share(near / held)}; {turned}",
        right >= 0.95 * len(outcomes) and near >= 0.6 * held and not turned,
        "others' recordings",
        f"{len(outcomes)} files of 8 people",
    )


def _table(outcomes: Sequence[Outcome]) -> str:
    lines = []
    for o in outcomes:
        low, high = o.file.count
        if o.matched and o.clear:
            continue
        judged = "yes" if o.clear else f"no: {o.why}"
        lines.append(
            [o.file.data_set, o.file.name, f"{low}" if low == high else f"{low}–{high}", str(o.found), judged]
        )
    limits = {"flexion": CLEAR_FLEXION_DEG, "held": HELD_DEG, "tilt": CLEAR_TILT_DEG, "back": BACK_DEG}
    text = note("people", **{name: f"{value:.0f}" for name, value in limits.items()})
    return text + (
        markdown(["data set", "file", "reference", "found", "judged"], lines) if lines else "There are none."
    )
