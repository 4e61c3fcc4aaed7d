// @ts-check
/** What a set looks like: count, hold ring, angle, breath. Numbers in words beside each: colour never tells alone. */

import { h, number, s, t } from "./dom.js";

const TURN = 2 * Math.PI * 50;
const MOST_DEG = 90;

/** A gauge with its heading. */
function gauge(title, ...children) {
  return h("section.gauge", {}, h("h2", {}, title), ...children);
}

/** How often, of how many, at most how many. */
export function count() {
  const big = h("div.big", { id: "count" }, "0");
  const of = h("p.soft", {});
  return {
    element: gauge(t("count"), big, of),
    set(set) {
      of.textContent = set.most ? t("count_most", { n: set.most }) : "";
    },
    draw(frame) {
      big.textContent = String(frame.done ?? 0);
      if (frame.planned) {
        const most = of.dataset.most ?? of.textContent ?? "";
        of.dataset.most = most;
        of.textContent = [t("of", { n: frame.planned }), most].filter(Boolean).join(" · ");
      }
    },
  };
}

/** A ring that fills while the pose is held: a mark at the target, one where the way back is called for. */
export function hold() {
  const ring = s("circle", { class: "ring-on", cx: 60, cy: 60, r: 50, transform: "rotate(-90 60 60)", "stroke-dasharray": `0 ${TURN}` });
  const marks = s("g", {});
  const text = s("text", { x: 60, y: 69 }, "0");
  const says = h("p.soft.small", {});
  const element = gauge(t("hold"), s("svg", { viewBox: "0 0 120 120", "aria-hidden": "true" }, s("circle", { class: "ring-base", cx: 60, cy: 60, r: 50 }), ring, marks, text), says);
  let whole = 12;
  let target = 0;
  let limit = 0;
  const mark = (at, kind) => {
    const a = (2 * Math.PI * at) / whole - Math.PI / 2;
    const [x, y] = [Math.cos(a), Math.sin(a)];
    return s("line", { class: `mark ${kind}`, x1: 60 + 42 * x, y1: 60 + 42 * y, x2: 60 + 58 * x, y2: 60 + 58 * y });
  };
  return {
    element,
    set(set) {
      target = set.dose.hold_s ?? 0;
      limit = set.hold_limit_s ?? set.effort_limit_s ?? 0;
      whole = 1.15 * Math.max(target, limit, 4);
      marks.replaceChildren(...[target && mark(target, ""), limit && mark(limit, "limit")].filter(Boolean));
      element.hidden = !target && !limit;
      const words = [target && t("hold_target", { n: number(target) }), limit && t("hold_limit", { n: number(limit, limit % 1 ? 1 : 0) })];
      says.textContent = words.filter(Boolean).join(", ");
    },
    draw(frame) {
      const held = frame.hold_s ?? 0;
      ring.setAttribute("stroke-dasharray", `${Math.min(1, held / whole) * TURN} ${TURN}`);
      ring.classList.toggle("ring-late", limit > 0 && held >= limit);
      text.textContent = String(Math.floor(held));
    },
  };
}

/** The pelvis as it is turned now, and the zone to go to. */
export function angle() {
  const zones = s("g", {});
  const turning = s("g", {}, s("line", { class: "needle", x1: 60, y1: 66, x2: 60, y2: 18 }),
    s("path", { class: "pelvis", d: "M38 60c2-8 14-8 22-2 8-6 20-6 22 2 1 9-8 10-10 17-1 4-3 6-6 6h-12c-3 0-5-2-6-6-2-7-11-8-10-17z" }));
  const text = h("p.soft", {}, "");
  const says = h("p.soft.small", {});
  const at = (deg, r) => {
    const a = ((Math.max(-MOST_DEG, Math.min(MOST_DEG, deg)) - 90) * Math.PI) / 180;
    return `${60 + r * Math.cos(a)} ${66 + r * Math.sin(a)}`;
  };
  const arc = (from, to) => `M${at(from, 50)}A50 50 0 0 1 ${at(to, 50)}`;
  const element = gauge(t("angle"), s("svg", { viewBox: "0 0 120 96", "aria-hidden": "true" }, s("path", { class: "dial", d: arc(-90, 90) }), zones, turning), text, says);
  return {
    element,
    set(set) {
      const [least, usual] = set.zone_deg;
      const wide = Math.max(usual * 1.25, least + 4);
      const sides = set.sides ? [[least, wide], [-wide, -least]] : [[least, wide]];
      zones.replaceChildren(...sides.map(([from, to]) => s("path", { class: "zone", d: arc(from, to) })));
      says.textContent = t("angle_zone", { least: number(least, least % 1 ? 1 : 0), usual: number(wide) });
      element.hidden = set.kind !== "repetitions" || set.observability === "hardly";
    },
    draw(frame) {
      const deg = frame.deg ?? 0;
      turning.setAttribute("transform", `rotate(${Math.max(-MOST_DEG, Math.min(MOST_DEG, deg))} 60 66)`);
      text.textContent = frame.deg === null || frame.deg === undefined ? "–" : `${number(deg)}°`;
    },
  };
}

/** Grows with the in-breath, shrinks with the out-breath; the word stands in it. */
export function breath() {
  const word = h("span", {});
  const circle = h("div.breath", { "aria-hidden": "true" }, word);
  return {
    element: gauge(t("breath"), circle),
    set() {},
    draw(frame) {
      const phase = frame.phase;
      circle.classList.toggle("in", phase === "out" || phase === "hold");
      word.textContent = phase === "out" ? t("breathe_in") : phase === "return" ? t("breathe_out") : phase === "hold" ? t("breathe_on") : "";
    },
  };
}
