// @ts-check
/** The session as it is done: what the program reports is spoken and shown, and what the person wants is sent. */

import { alarm, button, h, number, show, t } from "./dom.js";
import { angle, breath, count, hold } from "./gauges.js";
import * as link from "./link.js";
import { question } from "./questions.js";
import * as sound from "./sound.js";

const FEEDBACK = /^(safety\.(slower|passive)|coach\.(hesitation|tremor|further|not_counted|all_the_way_back|other_side|back_again))$/;
const FEEDBACK_MS = 4000;
const SECOND_PRESS_MS = 3000;
const ALARM_AGAIN_MS = 10000;
const HIDDEN_MS = 1000;
/** Longest wait for the socket's first picture, in ms; after it the first page is drawn. */
const FIRST_PICTURE_MS = 1000;

/** How things stand; everything is drawn from it. */
const now = { stage: "none", state: "", why: "", virtual: false, exercise: null, set: null, number: null, ask: null, said: "", urgent: false, link: null, stopped: 0, since: 0, s: 0, muted: false };
export const standing = now;
/** What the page itself must be able to say when the program is gone. */
let own = {};
let parts = null;
let drawnFor = "";
let figureOf = null;
let wake = null;
let alarmTimer = 0;
let hiddenTimer = 0;
/** Why the page wants a pause that it hasn't got yet. */
let unseen = "";
/** The sitting whose outcome this page has drawn. */
let drawn = "";

/**
 * Connect; `after` draws what came of a session, `home` the first page. Resolves once the first picture is there, or after
 * `FIRST_PICTURE_MS`: whether the first page is to be drawn.
 */
export async function prepare(texts, { after, home }) {
  let pictureCame = () => {};
  const picture = new Promise((done) => { pictureCame = done; });
  let wasElsewhere = false, touched = false;
  /** A session is over: its outcome is drawn once, and never over what the person has gone on to. */
  const outcome = async (show) => {
    putAway();
    if (touched || [drawn, localStorage.left].includes(now.sitting)) return;
    drawn = now.sitting;
    try {
      await show();
      if (now.stage === "busy") elsewhere(true);
    } catch (error) {
      drawn = "";
      failed(error.message, home);
    }
  };
  const over = () => {
    if (now.stage === "over" && now.done) void outcome(() => after(now.done));
  };
  link.connect({
    welcome: (m) => {
      forgetStop();
      wasElsewhere = now.stage === "busy";
      Object.assign(now, { sitting: "", done: null, ask: null, said: m.said });
    },
    held: () => {
      if (!now.sitting) now.stage = "none";
      if (on()) {
        draw();
        pauseFor(unseen);
        if (now.state === "paused" && ["gone", "loaded_anew"].includes(now.why) && sound.allowed()) speakOwn("session.page_was_away");
      } else if ((wasElsewhere || parts) && !(now.sitting && drawn === now.sitting)) {
        putAway();
        home();
      }
      pictureCame();
    },
    sitting: (m) => {
      now.stage = m.stage;
      now.sitting = m.id;
      if (on()) touched = false;
      sound.setSpeed(m.speed);
      now.virtual = m.virtual ?? now.virtual;
      now.mounting = m.mounting ?? now.mounting;
      if (m.stage === "opening") {
        sound.log.length = 0;
        Object.assign(now, { state: "opening", exercise: null, set: null, ask: null, said: "", stopped: 0, muted: false });
      }
      if (m.stage === "failed") void outcome(() => failed(m.text, home));
      if (m.stage === "none") void outcome(home);
      over();
      draw();
    },
    link: (m) => { now.link = m; draw(); },
    state: (m) => { now.state = m.state; now.why = m.why; now.number = m.set; now.since = m.s; pauseFor(m.state === "paused" ? "" : unseen); draw(); },
    exercise: (m) => { now.exercise = m; now.set = null; draw(); },
    set: (m) => { now.set = m; draw(); },
    ask: (m) => { now.ask = m.question ? m : null; draw(); },
    say: said,
    cut: () => { if (!now.muted) sound.cut(); },
    stopped: () => { now.stopped ||= performance.now(); now.muted = false; draw(); },
    stop_taken: draw,
    // The session was over already, and kept as it ended.
    stop_late: () => { forgetStop(); speakOwn("safety.after_stop", true); },
    note: (m) => alarm(h("p", {}, m.text)),
    done: (m) => { now.done = m; over(); },
    busy: (m) => { elsewhere(m.mine); pictureCame(); },
    taken: () => sound.cut(),
    draw: drawFrame,
    lost: programLost,
    back: programBack,
    slept: () => pauseFor("asleep"),
    error: (m) => console.warn(m.text),
  }, texts);
  own = (await texts).own;
  setTimeout(pictureCame, FIRST_PICTURE_MS);
  await picture;
  const first = free() && !drawn;
  // Until somebody touches the first page, the outcome of before may still come by a socket that is late.
  if (first) for (const kind of ["pointerdown", "keydown"]) addEventListener(kind, () => { touched = !now.sitting; }, { capture: true, once: true });
  return first;
}

/** The person is at the first page: the last outcome isn't drawn again, nor where the page is loaded anew. */
export function leaveOutcome() {
  if (now.sitting) localStorage.left = now.sitting;
}

/** Forget a STOP, unless the program has still to confirm it. */
function forgetStop() {
  if (!link.stopWaits()) Object.assign(now, { stopped: 0, muted: false });
}

/** Nothing of the session is shown any more, nor held. */
function putAway() {
  forgetStop();
  now.stage = "none";
  parts = null;
  drawnFor = "";
  stopBar(false);
  release();
}

/** Whether a session is under way. */
export const on = () => ["opening", "looking", "running"].includes(now.stage);
/** Whether neither this page nor another one holds a session. */
export const free = () => !on() && now.stage !== "busy";

/** Asked for until it is so: the socket of before a sleep may be dead, and not every state can be paused. */
function pauseFor(why) {
  unseen = on() ? why : "";
  if (unseen) link.send({ t: "want", what: "pause", why });
}

// -- what is said --

function speakOwn(key, urgent = false) {
  if (own[key]) sound.say({ ...own[key], urgent });
}

function said(message) {
  const report = (fate, why = "") => link.send({ t: "spoken", id: message.id, fate, why });
  if (message.key.startsWith("safety.stopped")) now.muted = false;
  if (now.muted) return report("cut_off"); // STOP was pressed here, and the session doesn't know it yet
  now.said = message.text;
  now.urgent = message.urgent;
  if (FEEDBACK.test(message.key)) feedback(message.text);
  write();
  if (message.key === "safety.stopped" && sound.speaking("safety.stopped")) {
    report("started");
    sound.adopt(report);
    return;
  }
  sound.say(message, report);
}

/** STOP: here first, at once; then it is sent until the program has it. */
export function stop(by) {
  const at = performance.now();
  if (now.stopped && at - now.stopped < SECOND_PRESS_MS) return;
  const first = !now.stopped;
  now.stopped ||= at;
  // Before the line that is cut off is reported: no other one is begun.
  link.pressStop(by);
  if (first) {
    now.muted = true;
    now.said = t("safety.stopped");
    now.urgent = true;
    now.ask = null;
    sound.unlock();
    if (own["safety.stopped"]) sound.say({ ...own["safety.stopped"], urgent: true });
    else sound.ring();
  }
  draw();
}

// -- what is shown --

function title() {
  if (now.stopped) return t("state_stopped");
  return t(`state_${now.stage === "running" ? now.state || "opening" : now.stage === "looking" ? "looking" : "opening"}`);
}

/** Draw the view that fits; what stays the same isn't made anew, so that focus and movement stay. */
function draw() {
  if (!on()) return;
  stopBar(true);
  void keepAwake();
  const kind = now.ask?.mine ? `ask ${now.ask.question} ${now.ask.text}` : `stage ${now.exercise?.id ?? ""} ${now.state} ${now.stopped > 0} ${now.set?.number ?? ""} ${now.link?.state ?? ""} ${now.stage} ${now.ask?.question ?? ""}`;
  if (kind !== drawnFor) {
    drawnFor = kind;
    if (now.ask?.mine) {
      parts = { said: h("p.said", { id: "said" }) };
      show(h("h1", {}, title()), question(now.ask, (value) => link.send({ t: "answer", question: now.ask?.question ?? "", value })), leaveRow());
    } else drawStage();
  }
  write();
}

function leaveRow() {
  return h("p", {}, button(t("leave"), leave, { class: "plain" }));
}

function drawStage() {
  const state = now.stopped ? "stopped" : now.state;
  const in_ = (states) => states.split(" ").includes(state);
  const ex = now.exercise;
  const saidLine = h("p.said", { id: "said" });
  const chip = h("span.chip", { id: "feedback" });
  const rest = h("p.big", { id: "rest", hidden: state !== "rest" });
  parts = { said: saidLine, chip, rest, gauges: [], figure: null };
  const head = ex?.name ?? title();
  const where = [ex && head !== title() ? title() : "", now.set?.number && ex ? t("set_of", { n: now.set.number, all: now.set.dose.series }) : ""].filter(Boolean).join(" · ");
  const notes = [];
  if (now.virtual) notes.push(h("p.soft.small", {}, now.ask ? t("virtual_answers") : t("virtual")));
  if (state === "paused" && now.why) notes.push(h("p.card.note", {}, t(`paused_${now.why}`)));
  if (state === "sensor_lost") notes.push(h("p.card.note", {}, t("lost_sensor_help")));
  if (now.link && (now.stage === "looking" || state === "sensor_lost")) notes.push(h("p.card", {}, now.link.text));
  if (now.link?.battery !== null && now.link?.battery !== undefined) notes.push(h("p.soft.small", {}, t("sensor_battery", { n: number(now.link.battery) })));
  const left = h("div", {}, h("h1", {}, head), h("p.soft", { id: "state" }, where), saidLine, h("p", {}, chip), ...notes, rest);
  if (now.set && in_("start_pose set coming_to_rest sensor_lost")) {
    parts.gauges = [count(), hold(), angle(), breath()];
    for (const one of parts.gauges) one.set(now.set);
    left.append(h("div.gauges", {}, parts.gauges.map((one) => one.element)));
  }
  const right = h("div", {});
  if (ex && !now.stopped) {
    if (ex.figure !== "none") {
      const place = h("div.drawing", {});
      right.append(place);
      void drawFigure(place, ex.figure);
    }
    if (in_("mounting introduction start_pose paused")) {
      right.append(h("p", {}, `${ex.position}. ${ex.dose.join(" ")}`), h("h2", {}, t("steps")), h("ol", {}, ex.steps.map((step) => h("li", {}, step))));
    }
    right.append(h("p.soft", {}, ex.next ? t("next_is", { name: ex.next }) : t("last_exercise")));
  }
  left.append(controls(in_));
  show(h("div.stage", {}, left, right));
}

function controls(in_) {
  const want = (what) => () => { sound.unlock(); link.send({ t: "want", what }); };
  const row = h("div.row", { id: "controls" });
  const add = (...of) => row.append(button(...of));
  if (now.stopped) return row;
  if (!sound.allowed() && sound.speed <= 1.5) add(t("sound_blocked"), () => { sound.unlock(); row.firstElementChild?.remove(); });
  if (in_("introduction mounting")) add(t("ready"), want("ready"), { class: "main" });
  if (in_("paused")) add(t("go_on"), want("go_on"), { class: "main" });
  if (in_("mounting introduction rest start_pose set sensor_lost")) add(t("pause"), want("pause"));
  if (in_("mounting introduction rest start_pose set coming_to_rest paused sensor_lost")) add(t(now.exercise?.id === "mounting" ? "mounting_skip" : "skip"), want("skip"));
  if (now.mounting && in_("introduction rest")) add(t("mounting_anew"), want("mounting"), { class: "plain" });
  add(t("leave"), leave, { class: "plain" });
  return row;
}

function leave() {
  const dialog = h("dialog", { "aria-label": t("leave") }, h("p", {}, t("leave_sure")), h("div.row", {},
    button(t("yes"), () => { link.send({ t: "want", what: "leave" }); dialog.close(); }, { class: "main" }), button(t("no"), () => dialog.close())));
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

function write() {
  if (parts?.said) {
    parts.said.textContent = now.said;
    parts.said.classList.toggle("urgent", now.urgent);
  }
  const note = document.getElementById("stopnote");
  if (!note) return;
  const sending = now.stopped && link.stopWaits() && now.lost;
  note.textContent = t(sending ? "stop_sending" : "stop_hint");
  note.classList.toggle("keys", !sending);
}

function feedback(text) {
  const chip = parts?.chip;
  if (!chip) return;
  chip.textContent = text;
  setTimeout(() => { if (chip.textContent === text) chip.textContent = ""; }, FEEDBACK_MS);
}

/** The newest frame: the only thing that is drawn many times a second. */
function drawFrame(frame) {
  now.s = frame.s;
  now.frame = frame;
  if (!parts) return;
  for (const one of parts.gauges ?? []) if (frame.phase !== undefined) one.draw(frame);
  parts.figure?.(frame);
  if (now.state === "rest" && parts.rest && now.set) {
    parts.rest.textContent = t("seconds_left", { n: Math.max(0, Math.ceil(now.set.dose.rest_s - (frame.s - now.since))) });
  }
}

async function drawFigure(place, id) {
  figureOf ??= import("../figures.js").then((m) => m.figure, () => null);
  const figure = await figureOf;
  if (!figure) { place.remove(); return; }
  const drawing = figure(id, { reducedMotion: matchMedia("(prefers-reduced-motion: reduce)").matches });
  place.replaceChildren(drawing);
  let before = "";
  let since = 0;
  if (parts) parts.figure = (frame) => {
    const phase = frame.phase || "rest";
    if (phase !== before) { before = phase; since = performance.now(); }
    drawing.set?.(phase, Math.min(1, (performance.now() - since) / 1600));
  };
}

// -- STOP in reach, always --

function stopBar(shown) {
  const bar = /** @type {HTMLElement} */ (document.getElementById("bar"));
  bar.hidden = !shown;
  if (shown && !bar.firstChild) {
    bar.append(button(t("stop"), () => stop("button"), { id: "stop", "aria-describedby": "stopnote" }), h("p.soft.small.keys", { id: "stopnote" }, t("stop_hint")));
  }
  if (!shown) bar.replaceChildren();
}

/** Keys: space and Escape are STOP wherever the focus is; in a session nothing is typed. */
export function key(event) {
  if (document.getElementById("bar")?.hidden !== false || event.ctrlKey || event.metaKey || event.altKey) return;
  const how = { " ": "space", Escape: "escape" }[event.key];
  if (how) {
    event.preventDefault();
    event.stopPropagation();
    if (!event.repeat) stop(how);
    return;
  }
  if (event.repeat || document.querySelector("dialog[open]")) return;
  const want = { p: now.state === "paused" ? "go_on" : "pause", n: "skip" }[event.key.toLowerCase()];
  const pressed = /** @type {HTMLElement} */ (event.target).tagName === "BUTTON";
  if (want && !now.ask?.mine) link.send({ t: "want", what: want });
  else if (event.key === "Enter" && !pressed && ["introduction", "mounting"].includes(now.state)) link.send({ t: "want", what: "ready" });
}

// -- when things fail --

function programLost() {
  now.lost = true;
  alarm(h("p", {}, t("lost_program")), h("p", {}, t("lost_program_help")));
  write();
  if (!on()) return;
  const cry = () => (own["safety.program_lost"] && !now.stopped ? speakOwn("safety.program_lost", true) : sound.ring());
  cry();
  clearInterval(alarmTimer);
  alarmTimer = setInterval(cry, ALARM_AGAIN_MS);
}

function programBack() {
  now.lost = false;
  clearInterval(alarmTimer);
  alarm();
  write();
}

function failed(text, home) {
  show(h("h1", {}, t("failed")), h("p.card.note", {}, text), button(t("try_again"), home, { class: "main" }));
}

/** Another page holds the session; this one may take it over, where `mine`. */
function elsewhere(mine) {
  putAway();
  drawn = "";
  now.stage = "busy";
  stopBar(true);
  const takeOver = () => { sound.unlock(); link.takeOver(); };
  show(h("h1", {}, t(mine ? "busy" : "busy_other")), mine ? button(t("busy_take"), takeOver, { class: "main" }) : null);
}

async function keepAwake() {
  if (wake || !("wakeLock" in navigator) || document.visibilityState !== "visible") return;
  try {
    wake = await navigator.wakeLock.request("screen");
    wake.addEventListener("release", () => { wake = null; });
  } catch {
    wake = null;
  }
}

function release() {
  wake?.release();
  wake = null;
}

/** A page that is hidden gets no key, so STOP is out of reach: the session waits. The lock on the screen is lost as well. */
document.addEventListener("visibilitychange", () => {
  clearTimeout(hiddenTimer);
  if (!on()) return;
  void keepAwake();
  if (document.hidden) hiddenTimer = setTimeout(() => pauseFor("hidden"), HIDDEN_MS);
  else if (unseen === "hidden") unseen = "";
});

/** @type {HTMLAudioElement | null} */
let silence = null;

/** Media keys are STOP, where the browser gives them: it does so only to a page that plays something. */
export function takeMediaKeys() {
  if (!("mediaSession" in navigator)) return;
  silence ??= silent();
  silence.play().catch(() => {});
}

function silent() {
  for (const action of /** @type {const} */ (["pause", "stop", "play", "nexttrack", "previoustrack"])) {
    try { navigator.mediaSession.setActionHandler(action, () => { if (on()) stop("media key"); }); } catch { /* not known here */ }
  }
  // Six seconds of silence as a WAV: its head, then samples of 8 bit that are all in the middle.
  const wav = new Uint8Array(44 + 48000).fill(128);
  wav.set(Array.from(atob("UklGRqS7AABXQVZFZm10IBAAAAABAAEAQB8AAEAfAAABAAgAZGF0YYC7AAA="), (c) => c.charCodeAt(0)));
  const audio = new Audio(URL.createObjectURL(new Blob([wav], { type: "audio/wav" })));
  audio.loop = true;
  return audio;
}
