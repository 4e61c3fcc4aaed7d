// @ts-check
/** A question of the session, alone on the screen; each answer is a button. */

import { button, h, t } from "./dom.js";

/** A press that comes sooner than this after a question is shown, in ms, was meant for the one before: a double click's second. */
const SOONEST_MS = 400;
const REASONS = ["pain", "headache", "nausea", "weakness", "other"];

/** The question with its answers; `give` gets the answer. */
export function question(ask, give) {
  const shut = (off) => asked.querySelectorAll("button").forEach((b) => { b.disabled = off; });
  const once = (value) => () => {
    shut(true);
    give(value);
  };
  const answers = {
    yes_no: () => h("div.row", {}, button(t("yes"), once("yes")), button(t("no"), once("no"))),
    score: () => scores(once, false),
    score_or_nothing: () => scores(once, true),
    reason: () => h("div.row", {}, REASONS.map((r) => button(t(`reason_${r}`), once(r))), button(t("rather_not"), once(""))),
  }[ask.kind]();
  const asked = h("section.ask", { "aria-labelledby": "asked" }, h("h2", { id: "asked" }, ask.text), answers);
  shut(true);
  setTimeout(shut, SOONEST_MS, false);
  return asked;
}

function scores(once, orNothing) {
  return h("div", {}, h("div.scores", {}, Array.from({ length: 11 }, (_, n) => button(String(n), once(String(n))))),
    h("p.soft", {}, `${t("score_low")} · ${t("score_high")}`), orNothing ? button(t("rather_not"), once("")) : null);
}
