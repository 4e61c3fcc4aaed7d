// @ts-check
/** Afterwards: first what a person wants to know, then everything, one tap away. */

import { ask, button, code, h, s, show, t } from "./dom.js";
import { home } from "./main.js";

/** What came of a session; `done` names it, and what broke it off. */
export async function afterSession(done) {
  const it = await ask(`/api/after/${done.session}`);
  const thing = (key, said) => said && h("section.card", {}, h("h2", {}, t(key)), h("p", {}, said.text),
    said.rule && h("details", {}, h("summary", {}, t("why_said")), h("p.soft", {}, `${said.rule}: ${it.findings.find((f) => f.rule === said.rule)?.why ?? ""}`)));
  show(
    h("h1", {}, t(it.end === "blocked" ? "after_blocked" : "after")),
    done.failed ? h("p.card.note", {}, `${t("failed_on_the_way")}: ${done.failed}`) : null,
    it.stop.length ? h("div.card.note", {}, it.stop.map((line) => h("p", {}, line))) : null,
    it.advice.map((line) => h("p.card.note", {}, h("strong", {}, line))),
    it.end === "blocked" ? null : h("p.said", {}, it.did),
    h("div.cols", {}, thing("best", it.best), thing("better", it.better), it.scores.length ? pain(it) : null),
    it.exercises.length ? h("section", {}, h("h2", {}, t("your_sets")), it.exercises.map(exercise)) : null,
    h("div.row", {}, h("a.button", { href: `/report/${it.id}?lang=${code}`, target: "_blank", rel: "noopener" }, t("report")),
      button(t("print"), () => print()), button(t("home"), () => home(), { class: "main" })),
    h("details", {}, h("summary", {}, t("numbers")), findings(it)),
    it.notes.map((line) => h("p.soft.small", {}, line)),
  );
}

function pain(it) {
  return h("section.card", {}, h("h2", {}, t("pain")), it.scores.map((p) => h("p", {}, `${t(p.when === "before" ? "pain_before" : "pain_after")} ${p.exercise ?? ""} `,
    h("span.meter", { "aria-hidden": "true" }, bar(p.score)), ` ${p.score}`)));
}

function bar(score) {
  const filled = document.createElement("i");
  filled.style.width = `${10 * score}%`;
  return filled;
}

function exercise(e) {
  return h("section.card", {}, h("h3", {}, e.name), e.sets.map((one) => [h("p", {}, one.line), one.drawing && drawing(one.drawing)]));
}

/** A set's attempts at their angle, on the set's time. */
function drawing(d) {
  return s("svg", { class: "drawn", viewBox: `0 0 ${d.width} ${d.height}`, role: "img", "aria-label": d.label },
    s("line", { x1: 0, x2: d.width, y1: d.ground, y2: d.ground, stroke: "currentColor" }),
    d.attempts.map((a) => [
      s("polyline", { points: a.points, fill: a.colour, stroke: "currentColor", "stroke-width": 1 }),
      ...a.jerks.map((jerk) => s("line", { x1: jerk.x, x2: jerk.x, y1: 0, y2: d.ground, stroke: jerk.attack ? "#c0392b" : "#8a5a00",
        "stroke-width": 4, ...(jerk.attack ? {} : { "stroke-dasharray": "4 3" }) })),
    ]).flat());
}

function findings(it) {
  const keys = ["rule", "outcome", "value", "allowed", "why"];
  return h("div.scroll", { tabindex: "0", role: "region", "aria-label": t("numbers") }, h("table", {},
    h("thead", {}, h("tr", {}, keys.map((k) => h("th", { scope: "col" }, t(`report.${k}`))))),
    h("tbody", {}, it.findings.map((f) => h("tr", {}, h("td", {}, `${f.rule} ${f.exercise}`, h("br"), h("span.soft.small", {}, f.says)),
      h("td", {}, `${f.outcome_said} (${f.method})`), h("td", {}, f.value), h("td", {}, f.limit), h("td", {}, f.why))))));
}
