// @ts-check
/** The physiotherapist's plan: the limits are shown while it is written; beyond one it takes a name and a reason. */

import { ask, button, field, h, show, t } from "./dom.js";
import { home } from "./main.js";

const FIELDS = ["series", "repetitions", "hold_s", "duration_s", "rest_s", "weight_kg"];
const WAIT_MS = 200;

/** The editor. */
export async function planEditor() {
  const { exercises, plan } = await ask("/api/plan");
  const { person } = await ask("/api/setup");
  const written = new Map((plan?.doses ?? []).map((d) => [d.exercise, d]));
  const exceptions = [...(plan?.exceptions ?? [])];
  const by = h("input", { name: "by", maxlength: 80, value: plan ? plan.source.replace(/^.*?, by /, "") : "" });
  const status = h("p", { role: "status" });
  const wrongBy = h("p.wrong", { hidden: true });
  const made = h("div", {});
  const cards = exercises.map((e) => card(e, written.get(e.id), () => changed()));
  let timer = 0;
  const draft = () => ({ by: by.value, doses: cards.map((c) => c.dose()).filter(Boolean), exceptions });

  function changed() {
    clearTimeout(timer);
    timer = setTimeout(check, WAIT_MS);
  }

  async function check() {
    const found = await ask("/api/plan/check", draft());
    mark(found);
    return found;
  }

  function mark(found) {
    const of = (exercise) => found.problems.filter((p) => p.exercise === exercise);
    for (const c of cards) c.tell(of(c.id), except);
    const general = of(null);
    wrongBy.hidden = !general.length;
    wrongBy.textContent = general.map((p) => p.text).join(" ");
    status.textContent = t("plan_lasts", { n: found.lasts_min });
  }

  function except(problem, limit) {
    exceptions.push({ rule: problem.rule, of: problem.of, limit, by: by.value, why: "" });
    drawExceptions();
    changed();
  }

  function drawExceptions() {
    made.replaceChildren(...(exceptions.length ? [h("h2", {}, t("plan_exceptions"))] : []), ...exceptions.map((e, k) => h("fieldset.card.note", {}, h("legend", {}, `${e.rule} (${t(`bound_${e.of}`)})`), h("div.lines", {},
      field(t("plan_exception_limit"), input(e, "limit", "number")), field(t("plan_exception_by"), input(e, "by")), field(t("plan_exception_why"), input(e, "why"))),
      button(t("plan_exception_remove"), () => { exceptions.splice(k, 1); drawExceptions(); changed(); }))));
  }

  function input(e, key, type = "text") {
    return h("input", { type, value: e[key], step: "any", oninput: (event) => { e[key] = type === "number" ? Number(event.target.value) : event.target.value; changed(); } });
  }

  by.addEventListener("input", changed);
  const keep = async () => {
    const found = await ask("/api/plan/keep", draft());
    mark(found);
    if (found.saved) status.textContent = t("plan_kept");
    else document.querySelector(".wrong:not([hidden])")?.scrollIntoView({ block: "center" });
  };
  show(h("h1", {}, t("plan_title", { name: person })), h("div.card", {}, field(t("plan_by"), by, t("plan_by_hint")), wrongBy), cards.map((c) => c.element), made,
    h("div.row", {}, button(t("plan_keep"), keep, { class: "main", id: "keep" }), button(t("print"), () => print()), button(t("home"), () => home(), { class: "plain" })), status);
  drawExceptions();
  // A page that is empty yet has no faults.
  if (plan) void check();
}

/** One exercise of the plan; `dose()` is what it asks for, null where it isn't in the plan. */
function card(e, dose, changed) {
  const values = { ...e.dose, rest_s: 30, ...dose };
  const used = FIELDS.filter((f) => {
    if (f === "weight_kg") return e.weight;
    if (f === "duration_s" || f === "hold_s") return e.dose[f] !== null || (f === "hold_s" && e.kind === "repetitions");
    return f !== "repetitions" || e.kind !== "hang";
  });
  const inside = h("input", { type: "checkbox", checked: dose !== undefined, onchange: () => { fields.hidden = !inside.checked; changed(); } });
  const wrong = h("div", { role: "alert" });
  const inputs = Object.fromEntries(used.map((f) => [f, h("input", { type: "number", name: `${e.id} ${f}`, min: 0, step: f === "weight_kg" ? 0.25 : 1, value: values[f] ?? "", oninput: changed })]));
  const fields = h("div.lines", {}, used.map((f) => field(t(f === "repetitions" && e.sides ? "plan_repetitions_sides" : `plan_${f}`), inputs[f], e.says[f])));
  fields.hidden = !inside.checked;
  return {
    id: e.id,
    element: h("section.card", { id: `plan-${e.id}` }, h("h2", {}, e.name), h("label.inline", {}, inside, t("plan_in")), fields, wrong),
    dose() {
      if (!inside.checked) return null;
      const row = { exercise: e.id };
      for (const f of used) {
        const text = inputs[f].value;
        if (text !== "") row[f] = Number(text);
      }
      return row;
    },
    tell(problems, except) {
      wrong.replaceChildren(...problems.map((p) => h("p.wrong", {}, p.text, " ", p.rule ? button(t("plan_exception"), () => except(p, Number(inputs[p.field]?.value ?? 0)), { class: "plain" }) : null)));
      for (const f of used) inputs[f].setAttribute("aria-invalid", String(problems.some((p) => p.field === f)));
    },
  };
}
