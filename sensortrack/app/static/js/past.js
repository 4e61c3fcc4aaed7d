// @ts-check
/** Progress over weeks: days, ladder, pain. A person is compared with themselves only. */

import { afterSession } from "./after.js";
import { ask, button, h, s, show, t } from "./dom.js";
import { home } from "./main.js";

const WEEKS = 6;

/** The person's weeks. */
export async function past() {
  const it = await ask("/api/past");
  show(
    h("h1", {}, t("past")),
    it.sessions.length ? [calendar(it), painDrawn(it)] : h("p", {}, t("past_none")),
    h("section", {}, h("h2", {}, t("ladder")), h("ul", {}, it.ladder.map((e) => h("li", {}, `${e.name}: `, rungs(e), ` ${e.rung > 0 ? t("rung", { n: e.rung, all: e.of }) : t("rung_below")}`)))),
    it.sessions.length ? h("section", {}, h("h2", {}, t("report.title")), h("ul", {}, it.sessions.toReversed().map((one) => h("li", {}, `${one.when}: ${one.ended} `, button(t("show"), () => afterSession({ session: one.id }), { class: "plain", "aria-label": `${t("show")} ${one.when}` }))))) : null,
    button(t("home"), () => home(), { class: "main" }),
  );
}

function rungs(e) {
  return h("span.rungs", { "aria-hidden": "true" }, Array.from({ length: e.of }, (_, k) => h("i", k < e.rung ? { class: "on" } : {})));
}

function calendar(it) {
  const by = new Map();
  for (const one of it.sessions) by.set(one.day, one.end === "stopped" || by.get(one.day) === "stopped" ? "stopped" : one.end);
  const today = new Date();
  const last = new Date(today.getFullYear(), today.getMonth(), today.getDate() + ((7 - today.getDay()) % 7));
  const days = Array.from({ length: 7 * WEEKS }, (_, k) => new Date(last.getFullYear(), last.getMonth(), last.getDate() - 7 * WEEKS + 1 + k));
  const iso = (d) => `${d.getFullYear()}-${String(d.getMonth() + 1).padStart(2, "0")}-${String(d.getDate()).padStart(2, "0")}`;
  return h("section", {}, h("h2", {}, t("calendar")), h("div.days", {}, days.map((d) => {
    const end = by.get(iso(d));
    const says = `${d.toLocaleDateString(document.documentElement.lang)}${end ? `: ${t(`report.end_${end}`)}` : ""}`;
    return h("div", { class: `day ${end ? (end === "stopped" ? "stopped" : "on") : ""}`, title: says }, d.getDate() === 1 ? d.toLocaleDateString(document.documentElement.lang, { month: "short" }) : String(d.getDate()), end ? (end === "stopped" ? " ■" : " ✓") : "");
  })));
}

function painDrawn(it) {
  const scored = it.sessions.filter((one) => one.before !== null || one.after !== null);
  if (!scored.length) return null;
  const [w, height] = [Math.max(240, 36 * scored.length), 132];
  const y = (score) => 12 + (10 - score) * 10.4;
  const line = (key, colour, dash) => s("g", { stroke: colour, fill: "none" }, s("polyline", { "stroke-width": 3, "stroke-dasharray": dash, points: scored.map((one, k) => [one, k]).filter(([one]) => one[key] !== null).map(([one, k]) => `${20 + 36 * k},${y(one[key])}`).join(" ") }),
    scored.map((one, k) => one[key] === null ? null : s("circle", { cx: 20 + 36 * k, cy: y(one[key]), r: 5, fill: colour })));
  const says = scored.map((one) => `${one.when}: ${t("pain_before")} ${one.before ?? "–"}, ${t("pain_after")} ${one.after ?? "–"}`).join("; ");
  return h("section", {}, h("h2", {}, t("pain_weeks")), h("div.scroll", {}, s("svg", { viewBox: `0 0 ${w} ${height}`, width: w, height, role: "img", "aria-label": says },
    [0, 5, 10].map((n) => s("line", { x1: 0, x2: w, y1: y(n), y2: y(n), stroke: "currentColor", "stroke-opacity": 0.25 })), line("before", "#8a4b00", "none"), line("after", "#1d6f72", "6 4"))),
    h("p.soft.small", {}, `— ${t("pain_before")}   - - ${t("pain_after")}   (0–10)`));
}
