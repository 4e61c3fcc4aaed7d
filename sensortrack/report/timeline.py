"""A set drawn small: each attempt as out, hold and return at its angle, on the set's time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..language import Language

WIDTH, HEIGHT, FOOT = 900, 90, 16
COLOURS = {"repetition": "#7fa7cf", "other": "#d7b46a"}
ATTACK_COLOUR, OTHER_JERK_COLOUR = "#b3261e", "#8a6d00"


@dataclass(frozen=True, slots=True)
class DrawnAttempt:
    """One attempt: corners, the text that tells it, where its jerks stand, in which colours."""

    number: int
    points: str
    middle: str
    colour: str
    said: str
    jerks: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Drawing:
    """A set's attempts in units of the drawing, y down; `ground` is the rest level."""

    label: str
    attempts: tuple[DrawnAttempt, ...]
    width: int = WIDTH
    height: int = HEIGHT
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
    language : Language
    """
    seen = [a for a in attempts if a["amplitude_deg"] is not None]
    if not seen:
        return None
    end_s: float = max(done["end_s"] - done["start_s"], *(a["end_s"] for a in attempts))
    top_deg = max(a["amplitude_deg"] for a in seen) or 1.0
    ground = HEIGHT - FOOT

    def x(t_s: float) -> str:
        return f"{WIDTH * t_s / end_s:.1f}"

    def drawn(a: Mapping[str, Any]) -> DrawnAttempt:
        hold = next((p for p in a["phases"] if p["name"] == "hold"), None)
        flat = (hold["start_s"], hold["end_s"]) if hold else ((a["start_s"] + a["end_s"]) / 2.0,) * 2
        y = ground * (1.0 - 0.9 * a["amplitude_deg"] / top_deg)
        corners = [(a["start_s"], float(ground)), (flat[0], y), (flat[1], y), (a["end_s"], float(ground))]
        said = f"#{a['number']}: {a['amplitude_deg']:.0f}°"
        said += f", {language.say('report.hold')} {a['hold_s']:.1f}" if a["hold_s"] else ""
        jerks = [jerk.split() for jerk in a["jerks"]]
        return DrawnAttempt(
            a["number"],
            " ".join(f"{x(t)},{at:.1f}" for t, at in corners),
            x(sum(flat) / 2.0),
            COLOURS["repetition" if a["outcome"] == "repetition" else "other"],
            said + "".join(f", {jerk}" for jerk in a["jerks"]),
            tuple(
                (x(float(at_s)), ATTACK_COLOUR if kind == "attack" else OTHER_JERK_COLOUR)
                for kind, at_s, _ in jerks
            ),
        )

    label = f"{language.say('report.attempts')}: {len(seen)}, {end_s:.0f} s, {top_deg:.0f}°"
    return Drawing(label, tuple(drawn(a) for a in seen))
