"""A set drawn small: each attempt as out, hold and return at its angle, on the set's time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..language import Language
from .report_words import jerk_words

WIDTH, HEIGHT, HEAD, FOOT, LEFT = 420, 84, 10, 15, 36
"""In units of the drawing, which are a telephone's pixels; angle, jerks and numbers stand in the margins."""
ROOM_FOR_NUMBERS = 22
"""The most attempts that are all numbered; of more attempts, only every fifth is."""
COLOURS = {"repetition": "#7fa7cf", "other": "#e3c36b"}


@dataclass(frozen=True, slots=True)
class DrawnJerk:
    """Where a jerk stands, and whether it is an attack."""

    x: str
    attack: bool


@dataclass(frozen=True, slots=True)
class DrawnAttempt:
    """One attempt: its corners, its description, its jerks; `number` is empty if there is no room for it."""

    number: str
    points: str
    middle: str
    colour: str
    said: str
    jerks: tuple[DrawnJerk, ...]


@dataclass(frozen=True, slots=True)
class Drawing:
    """A set's attempts in units of the drawing, y down; `ground` is the rest level, `top` that of `top_angle`."""

    label: str
    attempts: tuple[DrawnAttempt, ...]
    top_angle: str
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    top: int = HEAD
    ground: int = HEIGHT - FOOT


def drawing(
    attempts: Sequence[Mapping[str, Any]], done: Mapping[str, Any], language: Language
) -> Drawing | None:
    """The drawing of a set's attempts; None where there is nothing to draw.

    Parameters
    ----------
    attempts : sequence of mapping
        Of the session's document; times in s of the recording, amplitudes in deg.
    done : mapping
        The set.
    """
    measured = [a for a in attempts if a["amplitude_deg"] is not None]
    if not measured:
        return None
    end_s: float = max(done["end_s"] - done["start_s"], *(a["end_s"] for a in attempts))
    begin_s: float = min(a["start_s"] for a in measured)
    top_deg = max(a["amplitude_deg"] for a in measured) or 1.0
    ground = float(HEIGHT - FOOT)
    per_s = (WIDTH - LEFT) / ((end_s - begin_s) or 1.0)

    def x(t_s: float) -> str:
        return f"{LEFT + max(t_s - begin_s, 0.0) * per_s:.1f}"

    def drawn(k: int, a: Mapping[str, Any]) -> DrawnAttempt:
        hold = next((p for p in a["phases"] if p["name"] == "hold"), None)
        flat = (hold["start_s"], hold["end_s"]) if hold else ((a["start_s"] + a["end_s"]) / 2.0,) * 2
        y = ground - (ground - HEAD) * a["amplitude_deg"] / top_deg
        corners = [(a["start_s"], ground), (flat[0], y), (flat[1], y), (a["end_s"], ground)]
        said = [f"#{a['number']}: {a['amplitude_deg']:.0f}°"]
        said += (
            [f"{language.say('report.hold')} {language.number(a['hold_s'], '.1f')}"] if a["hold_s"] else []
        )
        said += [jerk_words(jerk, language) for jerk in a["jerks"]]
        numbered = len(measured) <= ROOM_FOR_NUMBERS or (k + 1) % 5 == 0
        return DrawnAttempt(
            str(a["number"]) if numbered else "",
            " ".join(f"{x(t)},{at:.1f}" for t, at in corners),
            x(sum(flat) / 2.0),
            COLOURS["repetition" if a["outcome"] == "repetition" else "other"],
            ", ".join(said),
            tuple(DrawnJerk(x(j["t_s"]), j["kind"] == "attack") for j in a["jerks"]),
        )

    label = f"{language.say('report.attempts')}: {len(measured)}, {end_s - begin_s:.0f} s, {top_deg:.0f}°"
    return Drawing(label, tuple(drawn(k, a) for k, a in enumerate(measured)), f"{top_deg:.0f}°")
