// @ts-check
/**
 * What is heard: clips of the coach's lines, tones under them, the browser's own voice where the person prefers it.
 * One line at a time; a safety line cuts off all else at once. What can't be spoken is shown for the time that it takes
 * to be read, so that the session's clock goes on.
 */

/** @typedef {{id?: number, key: string, text: string, clips: {file: string, duration_s: number}[], usual_s: number, urgent?: boolean}} Line */

import { playTone, TONE_OF } from "../tones.js";

const saved = JSON.parse(localStorage.sound ?? "{}");
export const settings = { volume: 1, tempo: 1, onlySafety: false, ownVoice: false, ...saved };

/** @type {AudioContext | null} */
let context = null;
/** @type {GainNode | null} */
let out = null;
/** @type {Map<string, Promise<AudioBuffer>>} */
const buffers = new Map();
/** Clips that are kept decoded besides those of the page's own lines: all of them would take hundreds of MB. */
const KEPT = 40;
const owned = new Set();
/** @type {{line: Line, stop: () => void, tell: (fate: string, why?: string) => void, ended: (fate: string, why?: string) => void} | null} */
let current = null;
export let speed = 1;
/** What was heard in this session, for tests and for the record: begin and end in ms since the page was loaded. */
export const log = [];

export function keepSettings() {
  localStorage.sound = JSON.stringify(settings);
  if (out) out.gain.value = settings.volume;
}

export function setSpeed(value) {
  speed = value;
}

/** Sound may begin only with a person's touch; whether it is allowed now. */
export function unlock() {
  if (!context) {
    try {
      context = new AudioContext({ latencyHint: "interactive" });
    } catch {
      return false;
    }
    out = context.createGain();
    out.gain.value = settings.volume;
    out.connect(context.destination);
  }
  if (context.state !== "running") void context.resume();
  return context.state === "running";
}

export function allowed() {
  return context !== null && context.state === "running";
}

/** Load clips before they are needed: what the page itself must be able to say has to be here when the program isn't. */
export function preload(lines) {
  for (const { file } of lines.flatMap((line) => line.clips)) {
    owned.add(file);
    void buffer(file).catch(() => {});
  }
}

function buffer(file) {
  let found = buffers.get(file);
  if (!found) {
    found = fetch(`/static/clips/${file}`)
      .then((r) => (r.ok ? r.arrayBuffer() : Promise.reject(new Error(String(r.status)))))
      .then((bytes) => /** @type {AudioContext} */ (context ?? new AudioContext()).decodeAudioData(bytes));
    found.catch(() => buffers.delete(file));
  }
  buffers.delete(file);
  buffers.set(file, found);
  const others = [...buffers.keys()].filter((f) => !owned.has(f));
  if (others.length > KEPT) buffers.delete(others[0]);
  return found;
}

/** Be silent at once. */
export function cut(fate = "cut_off") {
  const was = current;
  current = null;
  if (was) {
    was.stop();
    was.ended(fate);
  }
}

/** Whether this is the line that is being spoken. */
export function speaking(key) {
  return current !== null && current.line.key === key;
}

/** Another one takes over the line that is being spoken, and gets its end reported. */
export function adopt(report) {
  if (current) current.tell = report;
}

/**
 * Speak a line; `report` gets started, finished, cut_off or failed.
 * @param {Line} line
 * @param {(fate: string, why?: string) => void} report
 */
export function say(line, report = () => {}) {
  cut();
  const entry = { ms: Math.round(performance.now()), id: line.id ?? null, key: line.key, text: line.text, how: "", fate: "", end: 0 };
  log.push(entry);
  if (log.length > 2000) log.shift();
  /** @type {any[]} */
  const sources = [];
  let timer = 0;
  let quiet = () => {};
  const mine = {
    line,
    tell: report,
    stop() {
      clearTimeout(timer);
      quiet();
      for (const source of sources) source.stop();
      if (entry.how === "voice") speechSynthesis.cancel();
    },
    ended(fate, why = "") {
      entry.fate = fate;
      entry.end = Math.round(performance.now());
      mine.tell(fate, why);
    },
  };
  current = mine;
  const over = (fate = "finished", why = "") => {
    if (current !== mine) return;
    current = null;
    clearTimeout(timer);
    mine.ended(fate, why);
  };
  const paced = () => {
    entry.how = entry.how || "shown";
    report("started");
    timer = setTimeout(over, (1000 * line.usual_s) / (speed * settings.tempo));
  };
  if (settings.onlySafety && !line.urgent) return paced();
  if (speed > 1.5) {
    entry.how = "paced";
    return paced();
  }
  if (!allowed() || !context || !out) return paced();
  if (TONE_OF[line.key]) quiet = playTone(context, out, TONE_OF[line.key]);
  if (settings.ownVoice && voice()) return spoken(line, entry, report, over);
  if (!line.clips.length) return voice() ? spoken(line, entry, report, over) : paced();
  entry.how = "clip";
  Promise.all(line.clips.map((c) => buffer(c.file))).then(
    (found) => {
      if (current !== mine || !context || !out) return;
      let at = context.currentTime;
      for (const one of found) {
        const source = new AudioBufferSourceNode(context, { buffer: one, playbackRate: settings.tempo });
        source.connect(out);
        source.start(at);
        at += one.duration / settings.tempo;
        sources.push(source);
      }
      entry.ms = Math.round(performance.now());
      report("started");
      sources.at(-1).onended = () => over();
      // A context that was suspended ends nothing.
      timer = setTimeout(over, 1000 * (at - context.currentTime) + 1500);
    },
    () => {
      entry.how = "shown";
      if (current === mine) paced();
    },
  );
}

function voice() {
  if (!("speechSynthesis" in window)) return null;
  const lang = document.documentElement.lang;
  return speechSynthesis.getVoices().find((v) => v.localService && v.lang.startsWith(lang)) ?? null;
}

export const hasVoice = () => voice() !== null;

function spoken(line, entry, report, over) {
  const said = new SpeechSynthesisUtterance(line.text);
  said.voice = voice();
  said.lang = document.documentElement.lang;
  said.rate = settings.tempo;
  said.volume = settings.volume;
  said.onstart = () => report("started");
  said.onend = () => over();
  said.onerror = () => over("failed", "the browser's own voice failed");
  entry.how = "voice";
  speechSynthesis.speak(said);
}

/** The alarm alone, for what may be without words. */
export function ring() {
  if (context && out && allowed()) playTone(context, out, "lost");
}
