// @ts-check
/** The first run, three clicks to the first repetition: who; sensor and how to wear it; can you hear the coach. */

import { ask, button, code, field, h, show, t } from "./dom.js";
import { past } from "./past.js";
import { planEditor } from "./plan.js";
import { home, useLanguage } from "./main.js";
import * as session from "./session.js";
import * as sound from "./sound.js";

const NEAR_DBM = -75;
const VIRTUAL = "virtual";
const NOTHING = { virtual: false, profile: null, address: null, placement: null, written: false, mounting: true };
let choice = NOTHING;

/** What this is and isn't, and who exercises. */
export function first(setup) {
  const known = setup.persons.filter((p) => p !== VIRTUAL);
  const name = h("input", { name: "person", maxlength: 40, autocomplete: "off", value: setup.person && setup.person !== VIRTUAL ? setup.person : known.at(-1) ?? "me", list: "known" });
  const wrong = h("p.wrong", { role: "alert", hidden: true });
  const as = (person, then) => async () => {
    sound.unlock();
    try {
      await ask("/api/who", { person });
      await then();
    } catch (error) {
      wrong.hidden = false;
      wrong.textContent = error.message;
    }
  };
  const named = (then) => () => as(name.value.trim(), then)();
  const languages = h("div.row", { role: "group", "aria-label": t("language") }, setup.languages.map((l) =>
    button(l.name, async () => { await useLanguage(l.code); first(setup); }, { lang: l.code, "aria-pressed": String(l.code === code) })));
  show(
    h("h1", {}, t("title")),
    languages,
    h("div.card", {}, h("p", {}, t("what")), h("p", {}, t("is")), h("p", {}, h("strong", {}, t("isnt")))),
    h("div.cols", {},
      h("section.card", {},
        field(t("who"), name, t("who_hint")),
        h("datalist", { id: "known" }, known.map((p) => h("option", { value: p }))),
        h("p", {}, button(t("start"), named(today), { class: "main", id: "start" })), wrong),
      h("section.card", {}, h("p", {}, t("look_around_hint")),
        button(t("look_around"), as(VIRTUAL, () => { choice = { ...NOTHING, virtual: true }; return hearing(); }), { id: "look" }))),
    h("div.row", {}, button(t("past"), named(past)), button(t("plan"), named(planEditor)),
      button(t("settings"), () => soundSettings(() => first(setup))), button(t("quit"), quit, { class: "plain" })),
  );
}

async function quit() {
  await ask("/api/quit", {});
  show(h("h1", {}, t("quit_done")));
}

/** Today's plan, the sensor, and how to wear it. */
async function today() {
  const plan = await ask("/api/today");
  choice = { ...NOTHING, written: plan.written !== null };
  const found = h("div", { id: "sensors", role: "status" });
  const placement = h("select", { name: "placement" }, ["back", "beside_spine", "pelvis_front"].map((p) => h("option", { value: p }, t(`placement_${p}`))));
  const again = button(t("sensor_again"), () => look());
  const look = async () => {
    again.disabled = true;
    found.replaceChildren(h("p", {}, t("sensor_looking")));
    try {
      const about = await ask("/api/sensors", {});
      found.replaceChildren(...(about.length ? about.flatMap(offer) : [h("p", {}, t("sensor_none"))]));
    } catch (error) {
      found.replaceChildren(h("p.wrong", {}, error.message));
    }
    again.disabled = false;
  };
  const offer = (near) => near.profiles.map((p) => h("div.card", {},
    button(t("sensor_use", { name: near.name ?? p.name }), () => { Object.assign(choice, { profile: p.id, address: near.address, placement: placement.value }); hearing(); }, { class: "main" }),
    h("p.soft", {}, `${p.name} · ${near.rssi_dbm === null ? "" : `${t(near.rssi_dbm >= NEAR_DBM ? "sensor_signal_good" : "sensor_signal_weak")} (${near.rssi_dbm} dBm)`}`),
    h("p.soft.small", {}, ["captured", "documented"].includes(p.status) ? t(`sensor_status_${p.status}`) : t("sensor_status_other", { status: p.status }))));
  show(
    h("h1", {}, `${t("today")}: ${plan.person}`),
    plan.often ? h("p.card.note", {}, plan.often) : null,
    h("p", {}, plan.due ? t("safety.why_questions", { why: plan.due }) : t("held")),
    h("div.cols", {},
      h("section.card", {}, h("h2", {}, t("sensor")), found, again, field(t("placement"), placement)),
      h("section.card", {}, h("h2", {}, t("wear")), h("div.cols", {}, wearing("worn_behind"), wearing("worn_in_front")),
        h("p", {}, t("wear_back")), h("p", {}, t("wear_lying")), h("p", {}, h("strong", {}, t("wear_press")))),
      planShown(plan)),
    button(t("back"), () => home(), { class: "plain" }),
  );
  void look();
}

function planShown(plan) {
  const list = h("div", {});
  const draw = () => {
    const chosen = choice.written ? plan.written : plan.ladder;
    list.replaceChildren(h("p.soft", {}, t("plan_from", { source: chosen.source })), ...chosen.beyond.map((b) => h("p.note.card", {}, b)),
      h("ul", {}, chosen.doses.map((d) => h("li", {}, `${d.name}: ${d.dose}`))));
  };
  draw();
  const pick = plan.written && ["ladder", "written"].map((which) => h("label.inline", {},
    h("input", { type: "radio", name: "plan", checked: (which === "written") === choice.written, onchange: () => { choice.written = which === "written"; draw(); } }),
    t("plan_from", { source: plan[which].source })));
  return h("section.card", {}, h("h2", {}, t("today")), pick, list);
}

/** A drawing of where the sensor is worn. */
function wearing(where) {
  const place = h("div.drawing", {});
  import("../figures.js").then((m) => place.append(m.figure(where, { reducedMotion: true })), () => place.remove()).catch(() => place.remove());
  return place;
}

/** The sound check with a hearing test; "yes" begins. */
async function hearing() {
  const texts = await useLanguage(code);
  const line = texts.own["session.hearing_test"];
  const tell = () => { sound.unlock(); sound.say({ ...line, urgent: false }); };
  const help = h("p.card.note", { hidden: true, role: "status" }, t("sound_help"));
  const begin = async () => {
    sound.cut();
    session.takeMediaKeys();
    try {
      await ask("/api/begin", { language: code, ...choice });
    } catch (error) {
      help.hidden = false;
      help.textContent = error.message;
    }
  };
  show(
    h("h1", {}, t("sound")),
    h("p.said", {}, t("sound_said", { text: line.text })),
    h("div.row", {}, button(t("sound_yes"), begin, { class: "main", id: "begin" }), button(t("sound_no"), () => { help.hidden = false; tell(); }), button(t("sound_again"), tell)),
    help,
    h("p.soft.keys", {}, t("stop_hint")),
    h("details", {}, h("summary", {}, t("settings")), soundFields()),
    h("div.row", {}, button(t("sound_without"), () => begin(), { class: "plain" }), button(t("back"), () => home(), { class: "plain" })),
  );
  setTimeout(tell, 300);
}

function soundFields() {
  const range = (key, min, max) => field(t(key), h("input", { type: "range", min, max, step: 0.05, value: sound.settings[key], oninput: (e) => { sound.settings[key] = Number(e.target.value); sound.keepSettings(); } }));
  const check = (key, text) => h("label.inline", {}, h("input", { type: "checkbox", checked: sound.settings[key], onchange: (e) => { sound.settings[key] = e.target.checked; sound.keepSettings(); } }), t(text));
  return h("div.cols", {}, range("volume", 0, 1.5), range("tempo", 0.8, 1.3), check("onlySafety", "only_safety"), sound.hasVoice() ? check("ownVoice", "own_voice") : null);
}

/** How the coach sounds. */
function soundSettings(back) {
  show(h("h1", {}, t("settings")), h("div.card", {}, soundFields()), button(t("back"), back));
}
