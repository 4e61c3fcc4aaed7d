"""The drawings: one for each exercise, moving from its start pose to the far end and back."""

from __future__ import annotations

import json
import re

from sensortrack.protocol.catalogue import load_catalogue
from sensortrack.protocol.exercise import FIGURES, NO_FIGURE

from .pages import STATIC, said_by_page

SOURCE = (STATIC / "figures.js").read_text(encoding="utf-8")
MOST_BYTES = 15_000
NOT_EXERCISES = {"breath", "worn_behind", "worn_in_front"}

SCRIPT = """
import { figure, NAMES } from "./figures.js";
const said = {};
for (const name of NAMES) {
  const svg = figure(name, { labels: { title: `<b>${name}</b>`, desc: "moves" } });
  document.body.append(svg);
  const [x, y, width, height] = svg.getAttribute("viewBox").split(" ").map(Number);
  const poses = {}, outside = [];
  const draw = (key, phase, progress, side) => {
    svg.set(phase, progress, side);
    poses[key] = [...svg.querySelectorAll("path, circle")].map((n) =>
      ["d", "cx", "cy", "r"].map((a) => n.getAttribute(a)).join(" ")).join("|");
    const box = svg.getBBox();
    if (box.x < x || box.y < y || box.x + box.width > x + width || box.y + box.height > y + height)
      outside.push([key, box.x, box.y, box.width, box.height]);
  };
  draw("rest", "rest");
  draw("begins", "out", 0);
  for (const side of ["left", "right"]) draw(`half ${side}`, "out", 0.5, side);
  for (const side of ["left", "right"]) draw(`hold ${side}`, "hold", 0, side);
  draw("back", "return", 1);
  draw("beyond", "out", 7, "right");
  draw("unknown", "nonsense", 0.5);
  const still = figure(name, { reducedMotion: true });
  still.set("out", 0.5, "right");
  const jumped = [...still.querySelectorAll("path, circle")].map((n) =>
    ["d", "cx", "cy", "r"].map((a) => n.getAttribute(a)).join(" ")).join("|");
  said[name] = { poses, outside, jumped, role: svg.getAttribute("role"), hidden: still.getAttribute("aria-hidden"),
    title: svg.querySelector("title").textContent, labelled: svg.getAttribute("aria-labelledby"),
    id: svg.querySelector("title").id, broken: svg.outerHTML.includes("NaN") };
}
say(JSON.stringify(said));
"""


def test_each_exercise_of_ours_has_a_drawing_of_its_own() -> None:
    figures = [e.figure for e in load_catalogue().exercises]
    assert NO_FIGURE not in figures
    assert len(set(figures)) == len(figures)


def test_the_module_is_small_and_loads_nothing() -> None:
    assert len(SOURCE.encode()) <= MOST_BYTES
    assert not re.search(
        r"^import|import\(|\.style\b|innerHTML|https?://(?!www\.w3\.org/2000/svg)", SOURCE, re.M
    )


def test_a_figure_moves_out_and_back_within_its_picture_and_says_what_it_shows() -> None:
    said = json.loads(said_by_page(SCRIPT))
    assert set(said) == (set(FIGURES) - {NO_FIGURE}) | NOT_EXERCISES
    two_sided = {e.figure for e in load_catalogue().exercises if e.two_sided}
    for name, drawn in said.items():
        poses = drawn["poses"]
        assert not drawn["outside"], name
        assert not drawn["broken"], name
        assert (drawn["role"], drawn["title"], drawn["hidden"]) == ("img", f"<b>{name}</b>", "true"), name
        assert drawn["labelled"] == drawn["id"], name
        assert poses["rest"] == poses["begins"] == poses["back"] == poses["unknown"], name
        assert poses["beyond"] == poses["hold right"] == drawn["jumped"], name
        if not name.startswith("worn_"):
            assert len({poses[key] for key in ("rest", "half right", "hold right")}) == 3, name
        assert (poses["hold left"] != poses["hold right"]) == (name in two_sided), name
