// @ts-check
/** Elements, and the language's lines. Text is always put in as text: nobody's name is markup. */

/** @type {Record<string, string>} */
let lines = {};
let decimal = ".";
export let code = "en";

/** Take the lines of a language. */
export function speak(texts) {
  lines = texts.lines;
  decimal = texts.decimal;
  code = texts.code;
  document.documentElement.lang = code;
}

/** The line of that key with its places filled in. */
export function t(key, values = {}) {
  const line = lines[key.includes(".") ? key : `app.${key}`] ?? key;
  return line.replace(/\{(\w+)[^}]*\}/g, (_, name) => String(values[name] ?? ""));
}

/** A number as the language writes it. */
export function number(value, digits = 0) {
  return value.toFixed(digits).replace(".", decimal);
}

/** An element: h("p.soft.small", {id: "it"}, "text", child …), its classes behind its name; `on…` are listeners. */
export function h(name, attributes = {}, ...children) {
  const [tag, ...classes] = name.split(".");
  const element = document.createElement(tag);
  element.classList.add(...classes);
  set(element, attributes);
  element.append(...children.flat(9).filter((c) => c || c === 0));
  return element;
}

/** The same for SVG. */
export function s(name, attributes = {}, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  set(element, attributes);
  element.append(...children.flat(9).filter(Boolean));
  return element;
}

function set(element, attributes) {
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (value === true) element.setAttribute(key, "");
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(key, String(value));
  }
}

/** A button. */
export function button(text, onclick, attributes = {}) {
  return h("button", { type: "button", onclick, ...attributes }, text);
}

/** A field with its label, and a hint that belongs to it. */
export function field(text, input, hint = "") {
  if (!input.id) input.id = `f${(field.last = (field.last ?? 0) + 1)}`;
  const help = hint ? h("span.soft.small", { id: `${input.id}h` }, hint) : null;
  if (help) input.setAttribute("aria-describedby", help.id);
  return h("div", {}, h("label", { for: input.id }, text), input, help ? h("div", {}, help) : null);
}

/** Show a view: its heading gets the focus, so that it is read out and keys begin there. */
export function show(...children) {
  const view = /** @type {HTMLElement} */ (document.getElementById("view"));
  view.replaceChildren(...children.flat(9).filter(Boolean));
  const heading = view.querySelector("h1");
  document.title = `${heading ? `${heading.textContent} · ` : ""}sensortrack`;
  heading?.setAttribute("tabindex", "-1");
  heading?.focus({ preventScroll: true });
  window.scrollTo(0, 0);
}

/** What is wrong, where it is to be seen and heard; empty takes it away. */
export function alarm(...children) {
  const place = /** @type {HTMLElement} */ (document.getElementById("alarm"));
  place.replaceChildren(...children);
  place.hidden = children.length === 0;
}

/** Ask the program. */
export async function ask(path, body) {
  const answer = await fetch(path.includes("lang=") ? path : `${path}?lang=${code}`, body === undefined ? {} : {
    method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
  });
  const data = await answer.json();
  if (!answer.ok) throw new Error(data.error ?? answer.statusText);
  return data;
}
