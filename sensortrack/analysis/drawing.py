"""A set in a line of text, and as a small picture for a notebook."""

from __future__ import annotations

from collections import Counter
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from ..outside.showing import plain

if TYPE_CHECKING:
    from .result import Result

COLOURS = {"out": "#7fb3d5", "hold": "#a9d18e", "return": "#f5c77e"}
WIDTH, HEIGHT, FOOT = 720, 140, 18


def line(result: Result) -> str:
    """What a result is, in one line."""
    s, r = result.summary, result.recording
    sides = "" if s.left is None else f" ({s.left} left, {s.right} right)"
    others = Counter(a.outcome for a in result.attempts if a.outcome != "repetition")
    more = "".join(f", {n} {outcome.replace('_', ' ')}" for outcome, n in others.items())
    if result.corrected:
        more += f", {len(result.corrected)} corrected by hand"
    found = Counter(f.outcome for f in result.findings)
    rate = "no rate" if r.rate_hz is None else f"{r.rate_hz:.4g} Hz"
    name = "in memory" if r.path is None else plain(Path(r.path).name)
    return (
        f"Result({result.exercise}: {s.repetitions} repetitions{sides}{more}; rules: {found['pass']} kept, "
        f"{found['fail']} not, {found['not_judged']} not judged; {name}, {r.duration_s:.1f} s at {rate})"
    )


def html(result: Result) -> str:
    """The line above, and the set drawn."""
    return f"<div><code>{escape(line(result))}</code><br>{picture(result)}</div>"


def picture(result: Result) -> str:
    """The set drawn, as SVG: each attempt as high as it was large, its phases in colour."""
    duration = max(result.recording.duration_s, 1e-9)
    first = min((a.start_s for a in result.attempts), default=0.0)
    start = min(0.0, first) if first < duration else first
    largest = max((a.amplitude_deg or 0.0 for a in result.attempts), default=0.0) or 1.0

    def x(t_s: float) -> float:
        return WIDTH * min(1.0, max(0.0, (t_s - start) / duration))

    def y(angle_deg: float) -> float:
        return (HEIGHT - FOOT) * (1.0 - 0.85 * angle_deg / largest)

    parts: list[str] = []
    for a in result.attempts:
        top = a.amplitude_deg or 0.0
        for p in a.phases:
            level = {"out": (0.0, top), "hold": (top, top), "return": (top, 0.0)}[p.name]
            points = ((p.start_s, 0.0), (p.start_s, level[0]), (p.end_s, level[1]), (p.end_s, 0.0))
            text = " ".join(f"{x(t):.1f},{y(v):.1f}" for t, v in points)
            parts.append(f'<polygon points="{text}" fill="{COLOURS[p.name]}"/>')
        if not a.phases:
            text = f"{x(a.start_s):.1f},{y(0):.1f} {x(a.peak_s):.1f},{y(top):.1f} {x(a.end_s):.1f},{y(0):.1f}"
            parts.append(f'<polyline points="{text}" fill="none" stroke="#888" stroke-dasharray="3"/>')
        label = "×" if a.outcome != "repetition" else f"{top:.0f}°"
        parts.append(f'<text x="{x(a.peak_s):.1f}" y="{y(top) - 3:.1f}" text-anchor="middle">{label}</text>')
    parts += [
        f'<line x1="{x(e.t_s):.1f}" x2="{x(e.t_s):.1f}" y1="0" y2="{HEIGHT - FOOT}" stroke="#c0392b"/>'
        for e in result.events
        if e.type == "jerk"
    ]
    gaps = result.recording.gaps
    parts += [
        f'<rect x="{x(g.start_s):.1f}" width="{x(g.end_s) - x(g.start_s):.1f}" height="{HEIGHT - FOOT}" fill="#ccc"/>'
        for g in gaps
    ]
    for m in result.markers:
        # The label is text from outside: it is escaped, and stands as the tip of a line.
        tip = f"<title>{escape(m.label)}</title>"
        parts.append(
            f'<line x1="{x(m.start_s):.1f}" x2="{x(m.start_s if m.end_s is None else m.end_s):.1f}" y1="1" y2="1" '
            f'stroke="#cc79a7" stroke-width="4" stroke-linecap="square">{tip}</line>'
        )
    parts.append(f'<text x="0" y="{HEIGHT - 4}">{start:.0f} s</text>')
    parts.append(f'<text x="{WIDTH}" y="{HEIGHT - 4}" text-anchor="end">{start + duration:.0f} s</text>')
    return (
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" font-size="11" font-family="sans-serif" role="img" '
        f'aria-label="the set">{"".join(parts)}</svg>'
    )
