"""A set drawn small: each attempt as out, hold and return at its angle, on the set's time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from ..language import Language

WIDTH, HEIGHT, FOOT = 900.0, 90.0, 16.0
COLOURS = {"repetition": "#7fa7cf", "other": "#d7b46a"}
ATTACK_COLOUR, OTHER_JERK_COLOUR = "#b3261e", "#8a6d00"


def timeline(attempts: Sequence[Mapping[str, Any]], done: Mapping[str, Any], language: Language) -> str:
    """An SVG of a set's attempts; empty where there is nothing to draw.

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
        return ""
    end_s: float = max(done["end_s"] - done["start_s"], *(a["end_s"] for a in attempts))
    top_deg = max(a["amplitude_deg"] for a in seen) or 1.0
    height = HEIGHT - FOOT

    def x(t_s: float) -> float:
        return WIDTH * t_s / end_s

    shapes = []
    for a in seen:
        hold = next((p for p in a["phases"] if p["name"] == "hold"), None)
        flat = (hold["start_s"], hold["end_s"]) if hold else ((a["start_s"] + a["end_s"]) / 2.0,) * 2
        y = height * (1.0 - 0.9 * a["amplitude_deg"] / top_deg)
        points = [(a["start_s"], height), (flat[0], y), (flat[1], y), (a["end_s"], height)]
        colour = COLOURS["repetition" if a["outcome"] == "repetition" else "other"]
        text = " ".join(f"{x(t):.1f},{at:.1f}" for t, at in points)
        said = f"#{a['number']}: {a['amplitude_deg']:.0f}°"
        said += f", {language.say('report.hold')} {a['hold_s']:.1f}" if a["hold_s"] else ""
        said += "".join(f", {j}" for j in a["jerks"])
        shapes.append(f'<polygon points="{text}" fill="{colour}"><title>{escape(said)}</title></polygon>')
        for jerk in a["jerks"]:
            kind, at_s, _ = jerk.split()
            at = x(float(at_s))
            colour = ATTACK_COLOUR if kind == "attack" else OTHER_JERK_COLOUR
            shapes.append(
                f'<line x1="{at:.1f}" x2="{at:.1f}" y1="0" y2="{height:g}" stroke="{colour}" stroke-width="2"/>'
            )
        shapes.append(
            f'<text x="{x(sum(flat) / 2.0):.1f}" y="{HEIGHT - 3:g}" text-anchor="middle">{a["number"]}</text>'
        )
    label = f"{language.say('report.attempts')}: {len(seen)}, {end_s:.0f} s, {top_deg:.0f}°"
    return (
        f'<svg viewBox="0 0 {WIDTH:g} {HEIGHT:g}" role="img" aria-label="{escape(label)}"'
        ' font-size="11" fill="#55606c">'
        f'<line x1="0" x2="{WIDTH:g}" y1="{height:g}" y2="{height:g}" stroke="#9aa5b1"/>{"".join(shapes)}</svg>'
    )
