// @ts-check
/** The beginning: the texts of the language, the first page, the keys. */

import { alarm, ask, h, speak } from "./dom.js";
import { first } from "./first.js";
import { afterSession } from "./after.js";
import * as session from "./session.js";
import * as sound from "./sound.js";

/** Take a language, for the page and for the coach. */
export async function useLanguage(code) {
  const texts = await ask(`/api/texts?lang=${code}`);
  localStorage.language = texts.code;
  speak(texts);
  sound.preload(Object.values(texts.own));
  return texts;
}

const draw = (found) => {
  if (!session.free()) return;
  session.leaveOutcome();
  first(found);
};
/** The first page. */
export const home = async () => draw(await ask("/api/setup"));

async function begin() {
  const known = localStorage.language ?? (navigator.language.startsWith("de") ? "de" : "en");
  const [free, found] = await Promise.all([session.prepare(useLanguage(known), { after: afterSession, home }), ask("/api/setup")]);
  if (free) draw(found);
}

addEventListener("keydown", session.key, true);
// Every touch may be the one that lets sound begin.
for (const kind of ["pointerdown", "keydown"]) addEventListener(kind, () => sound.unlock(), { capture: true });
begin().catch((e) => alarm(h("p", {}, e.message)));
/** For tests and measurements: what was heard, and how things stand. */
Object.assign(window, { sensortrack: { log: sound.log, standing: session.standing } });
