// @ts-check
/**
 * The socket: it comes again by itself, asks for one frame at a time, and knows when the program is gone.
 * STOP is sent until the program has said that it has it, whatever happens to the socket meanwhile.
 */

const VERSION = 1;
const LOST_MS = 1200;
const WATCH_MS = 200;
const AGAIN_MS = 300;
const STOP_AGAIN_MS = 400;
const SLEPT_MS = 4000;

/** A random name; `crypto.randomUUID` is missing on a page of the home network, which has no TLS. */
const named = () => Array.from(crypto.getRandomValues(new Uint32Array(4)), (n) => n.toString(16)).join("");
const page = named();
const tab = sessionStorage.getItem("tab") ?? named();
sessionStorage.setItem("tab", tab);

/** @type {WebSocket | null} */
let socket = null;
/** For how long nothing was heard, in ms that this page was awake: what comes while it is held up waits to be read. */
let silent = 0;
/** Two clocks: one of them stands while a laptop sleeps, the other is set by hand or by the network. */
const clocks = () => [performance.now(), Date.now()];
let ticked = [0];
let lost = false;
let take = false;
let held = false;
let frame = null;
let drawing = false;
/** @type {{id: string, by: string} | null} */
let stop = null;
/** @type {Record<string, (message: any) => void>} */
let handlers = {};
/** @type {Promise<any>} */
let ready;

/** Begin; `on` has a function for each kind of message, and lost, back, slept, draw. They are called once the texts are there. */
export async function connect(on, texts) {
  handlers = on;
  ready = texts;
  open();
  setInterval(sendStop, STOP_AGAIN_MS);
  addEventListener("pagehide", () => send({ t: "bye" }));
  await ready;
  silent = 0;
  ticked = clocks();
  setInterval(watch, WATCH_MS);
}

export function send(message) {
  if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message));
}

/** This page goes on with the session; the page that had it says so. */
export function takeOver() {
  take = true;
  socket?.close();
  open();
}

/** Press STOP. */
export function pressStop(by) {
  stop = { id: named(), by };
  sendStop();
}

/** Whether a STOP was pressed that the program hasn't confirmed. */
export const stopWaits = () => stop !== null;

function sendStop() {
  if (stop) send({ t: "stop", id: stop.id, by: stop.by });
}

function open() {
  const mine = new WebSocket(`ws://${location.host}/ws`);
  socket = mine;
  mine.onopen = () => {
    mine.send(JSON.stringify({ t: "hello", v: VERSION, page, tab, take }));
    take = false;
    sendStop();
  };
  mine.onmessage = async (event) => {
    silent = 0;
    await ready;
    if (socket === mine) receive(JSON.parse(event.data));
  };
  mine.onclose = (event) => {
    if (socket !== mine) return;
    socket = null;
    held = false;
    if (event.code === 4426) location.reload();
    setTimeout(open, AGAIN_MS);
  };
}

function receive(message) {
  if (lost) {
    lost = false;
    handlers.back(message);
  }
  switch (message.t) {
    case "ping":
      send({ t: "alive" });
      return;
    case "stop_late":
    case "stop_taken":
      if (stop?.id === message.id) stop = null;
      break;
    case "held":
      held = true;
      send({ t: "next" });
      break;
    case "frame":
      // Only the newest is drawn: while one waits for the screen it is replaced.
      frame = message;
      if (!drawing) {
        drawing = true;
        later(draw);
      }
      return;
  }
  handlers[message.t]?.(message);
}

/** With the next picture of the screen; a hidden page has none, and takes its time. */
function later(do_) {
  if (document.hidden) setTimeout(do_, 100);
  else requestAnimationFrame(do_);
}

function draw() {
  drawing = false;
  if (frame) handlers.draw(frame);
  frame = null;
  if (held) send({ t: "next" });
}

/** The page's own watchdog: silence means that the program is gone, whatever the socket thinks. */
function watch() {
  const now = clocks();
  // A clock that was set forward looks like sleep, and a pause is the safe answer to both; set back it means nothing.
  if (now.some((ms, k) => ms - ticked[k] > SLEPT_MS)) handlers.slept({});
  // However late this call is, the page was awake for little more of that time than between two calls.
  silent += Math.min(now[0] - ticked[0], 2 * WATCH_MS);
  ticked = now;
  if (!lost && silent > LOST_MS) {
    lost = true;
    handlers.lost({});
  }
}
