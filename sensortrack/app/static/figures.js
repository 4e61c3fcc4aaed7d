// @ts-check
// The exercises as moving figures. A figure is data: two poses and what stands around it. The trunk follows its angle,
// arms and legs follow where hands and feet are. Lengths in units of the picture (240 × 200), y up from the floor.

/** @typedef {number[]} Point x, y; of a hand or foot also x, y of its elbow or knee, where that isn't to be found */
/**
 * @typedef {object} Pose
 * @property {Point} hip
 * @property {number} trunk angle from hip to neck, 0 to the right, 90 up
 * @property {number} head angle from neck to head; the face looks 90° clockwise from it
 * @property {number} [bow] how far the trunk bulges to the right of its way up
 * @property {Point[]} hands near, far
 * @property {Point[]} feet near, far
 * @property {number[]} toes angles of the feet
 */
/**
 * @typedef {object} Figure
 * @property {Pose} start
 * @property {Partial<Pose>} end what is different at the far end of the movement
 * @property {number} [elbow] which way it bends: 1 or -1
 * @property {number} [knee]
 * @property {number[]} [wide] half the width of shoulders and hips, seen from the front
 * @property {string} [around] a path: floor, wall, chair, bar
 * @property {string} [fades] a path that is there at the start only
 * @property {"limbs"|"mirror"} [sides] how the other side is drawn
 * @property {boolean} [low] whether only the lower part of the picture is needed
 */

const TRUNK = 50, NECK = 20, HEAD = 11, ARM = 23, LEG = 37, FOOT = 12, WIDTH = 240, FLOOR = 182;
const LINE = `M10 ${FLOOR + 6}H230`, NEAR_LINE = `M28 ${FLOOR + 6}H202`;

const LYING = {
  hip: [118, 10], trunk: 180, head: 180, bow: 0, toes: [80, 80],
  hands: [[120, 2], [120, 5]], feet: [[191, 8], [191, 12]],
};
const BENT = { ...LYING, feet: [[154, 6], [160, 8]], toes: [0, 0] };
const KNEELING = {
  hip: [96, 15], trunk: 90, head: 90, bow: 0, toes: [180, 180],
  hands: [[124, 18], [131, 22]], feet: [[86, 0, 132, 0], [96, 7, 144, 9]],
};

/** @type {Record<string, Figure>} */
const FIGURES = {
  bar_hang: {
    wide: [15, 9], elbow: 1, knee: -1, around: `${LINE}M40 3H200M52 3V188M188 3V188`, fades: "M96 188V166H144V188",
    start: {
      hip: [120, 98], trunk: 90, head: 90, toes: [230, 310],
      hands: [[97, 179], [143, 179]], feet: [[108, 25], [132, 25]],
    },
    end: { hip: [120, 88], feet: [[111, 14], [129, 14]], toes: [262, 278] },
  },
  all_fours_walk: {
    elbow: -1, knee: 1, low: true, around: NEAR_LINE,
    start: {
      hip: [88, 46], trunk: 4, head: 24, bow: -2, toes: [180, 180],
      hands: [[146, 2], [126, 4]], feet: [[46, 4, 80, 6], [66, 6, 100, 8]],
    },
    end: { bow: 11, head: 50, trunk: 0, hip: [88, 48] },
  },
  wall_leg_lift: {
    elbow: -1, knee: 1, around: `${LINE}M92 10V188`, sides: "limbs",
    start: {
      hip: [106, 78], trunk: 90, head: 90, toes: [0, 0],
      hands: [[110, 79], [107, 79]], feet: [[108, 4], [104, 4]],
    },
    end: { feet: [[143, 41], [104, 4]] },
  },
  partial_curl_up: {
    elbow: 1, knee: 1, low: true, around: NEAR_LINE, start: { ...LYING, feet: [[188, 8], [190, 12]] },
    end: { trunk: 154, bow: -5, head: 122, hands: [[136, 32], [140, 36]] },
  },
  head_raise: { elbow: 1, knee: 1, low: true, around: NEAR_LINE, start: LYING, end: { head: 118, trunk: 178 } },
  pelvis_raise: {
    elbow: 1, knee: 1, low: true, around: NEAR_LINE, start: BENT, end: { hip: [111, 36], trunk: 211, toes: [0, 0] },
  },
  lower_trunk_rotation: {
    wide: [17, 10], elbow: 1, knee: 1, sides: "mirror",
    around: "M46 14Q46 4 56 4H184Q194 4 194 14V182Q194 192 184 192H56Q46 192 46 182ZM98 16H142Q148 16 148 22V44Q148 50 142 50H98Q92 50 92 44V22Q92 16 98 16Z",
    start: {
      hip: [120, 72], trunk: 90, head: 90, toes: [255, 285],
      hands: [[88, 74], [152, 74]], feet: [[104, 34, 106, 50], [136, 34, 134, 50]],
    },
    end: { feet: [[149, 22, 158, 56], [162, 32, 168, 68]], toes: [300, 300] },
  },
  knees_to_chest: {
    elbow: 1, knee: 1, low: true, around: NEAR_LINE, start: BENT,
    end: { hip: [118, 13], trunk: 179, feet: [[133, 37], [138, 42]], hands: [[97, 47], [101, 51]], toes: [20, 20] },
  },
  seated_back_arch: {
    elbow: -1, knee: 1, around: `${LINE}M70 78V188M124 144V188M70 144H128M70 78L64 54`,
    start: {
      hip: [92, 48], trunk: 88, head: 84, bow: -7, toes: [0, 0],
      hands: [[118, 56], [122, 58]], feet: [[130, 6], [134, 8]],
    },
    end: { trunk: 101, head: 108, bow: 11 },
  },
  floor_seated_forward_lean: {
    elbow: -1, knee: 1, low: true, around: NEAR_LINE, start: KNEELING,
    end: { trunk: 30, head: 30, hands: [[162, 3], [172, 12]] },
  },
  floor_seated_buttock_raise: {
    elbow: -1, knee: 1, low: true, around: NEAR_LINE, start: KNEELING, end: { hip: [120, 42], hands: [[134, 40], [140, 44]] },
  },
};

/** Names of the figures that `figure` draws. */
export const NAMES = [...Object.keys(FIGURES), "breath", "worn_behind", "worn_in_front"];

let drawn = 0;

/**
 * Draws a figure; `set(phase, progress, side)` moves it: rest, out, hold, return, as the session has them.
 *
 * @param {string} key of NAMES
 * @param {{reducedMotion?: boolean, labels?: {title?: string, desc?: string}}} [options]
 * @returns {SVGElement & {set: (phase: string, progress?: number, side?: string | null) => void}}
 */
export function figure(key, { reducedMotion = false, labels = {} } = {}) {
  const svg = node("svg", {
    viewBox: FIGURES[key]?.low ? "22 44 186 155" : `0 0 ${WIDTH} 200`, class: `figure figure-${key}`, fill: "none", stroke: "currentColor",
    "stroke-linecap": "round", "stroke-linejoin": "round",
  });
  label(svg, labels);
  const draw = key === "breath" ? breath(svg) : key in WORN ? worn(svg, WORN[key]) : person(svg, FIGURES[key]);
  /** @param {string} phase @param {number} [progress] @param {string | null} [side] */
  const set = (phase, progress = 0, side = null) => {
    const p = Math.min(1, Math.max(0, progress));
    const away = { out: reducedMotion ? 1 : ease(p), hold: 1, return: reducedMotion ? 0 : 1 - ease(p) }[phase] ?? 0;
    draw(away, side);
  };
  set("rest");
  return Object.assign(svg, { set });
}

/** @param {SVGElement} svg @param {{title?: string, desc?: string}} labels */
function label(svg, { title, desc }) {
  if (!title) return svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("role", "img");
  const ids = Object.entries({ title, desc }).filter(([, text]) => text).map(([name, text]) => {
    const id = `figure-${++drawn}`;
    svg.append(Object.assign(node(name, { id }), { textContent: text }));
    return id;
  });
  svg.setAttribute("aria-labelledby", ids[0]);
  if (ids[1]) svg.setAttribute("aria-describedby", ids[1]);
}

/** @param {SVGElement} svg @param {Figure} data */
function person(svg, data) {
  const part = (/** @type {number} */ width, opacity = 1) =>
    svg.appendChild(node("path", { "stroke-width": width, opacity, d: "" }));
  part(4, 0.45).setAttribute("d", data.around ?? "");
  const fades = part(4), far = part(10, 0.45), trunk = part(data.wide ? 10 : 17), leg = part(10), gap = part(15);
  const arm = part(10);
  const head = svg.appendChild(node("circle", { r: HEAD, fill: "currentColor", stroke: "none" }));
  const nose = part(6);
  // Parts the near arm from the trunk behind it.
  gap.setAttribute("stroke", "var(--figure-ground, Canvas)");
  gap.setAttribute("stroke-linecap", "butt");
  fades.setAttribute("d", data.fades ?? "");
  if (data.wide) trunk.setAttribute("fill", "currentColor");
  return (/** @type {number} */ away, /** @type {string | null} */ side) => {
    const other = side === "left";
    const end = { ...data.start, ...data.end };
    if (other && data.sides === "limbs") end.feet = [data.start.feet[0], end.feet[0]];
    const flip = data.sides === "mirror" && side === "right";
    const pose = mix(data.start, end, away);
    const svgPath = (/** @type {Point[]} */ points) =>
      "M" + points.map(([x, y]) => `${flip ? WIDTH - x : x} ${FLOOR - y}`).join("L");
    const neck = along(pose.hip, pose.trunk, TRUNK), top = along(pose.hip, pose.trunk, TRUNK - 4);
    const [shoulders, hips] = data.wide ?? [0, 0];
    const limbs = [-1, 1].map((way, i) => {
      const shoulder = [top[0] + way * shoulders, top[1]], hip = [pose.hip[0] + way * hips, pose.hip[1]];
      const turn = data.wide ? -way : 1;
      const foot = along(pose.feet[i].slice(0, 2), pose.toes[i], FOOT);
      return [
        limb(shoulder, pose.hands[i], ARM, (data.elbow ?? 1) * turn),
        [...limb(hip, pose.feet[i], LEG, (data.knee ?? 1) * turn), foot],
      ];
    });
    const [[nearArm, nearLeg], [farArm, farLeg]] = limbs;
    const both = svgPath(farArm) + svgPath(farLeg);
    far.setAttribute("d", data.wide ? "" : both);
    leg.setAttribute("d", svgPath(nearLeg) + (data.wide ? both : ""));
    arm.setAttribute("d", svgPath(nearArm));
    if (!data.wide) gap.setAttribute("d", svgPath([mix(nearArm[0], nearArm[1], 0.5), ...nearArm.slice(1)]));
    const bow = along(along(pose.hip, pose.trunk, TRUNK * 0.4), pose.trunk - 90, 2 * (pose.bow ?? 0));
    trunk.setAttribute("d", data.wide
      ? svgPath([[-shoulders, 1], [shoulders, 1], [hips, 0], [-hips, 0]].map(([x, up]) => up
        ? [top[0] + x, top[1]] : [pose.hip[0] + x, pose.hip[1]])) + "Z"
      : svgPath([pose.hip, bow, neck]).replace("L", "Q").replace("L", " "));
    const centre = along(neck, pose.head, NECK);
    head.setAttribute("cx", `${flip ? WIDTH - centre[0] : centre[0]}`);
    head.setAttribute("cy", `${FLOOR - centre[1]}`);
    nose.setAttribute("d", data.wide ? "" :
      svgPath([along(centre, pose.head - 90, HEAD - 2), along(centre, pose.head - 90, HEAD + 2)]));
    fades.setAttribute("opacity", `${0.45 * (1 - away)}`);
  };
}

/** @param {SVGElement} svg */
function breath(svg) {
  const ring = { cx: 120, cy: 100, "stroke-width": 4, opacity: 0.4 };
  svg.append(node("circle", { ...ring, r: 30 }), node("circle", { ...ring, r: 84 }));
  const air = svg.appendChild(node("circle", { cx: 120, cy: 100, fill: "currentColor", opacity: 0.6, stroke: "none" }));
  return (/** @type {number} */ away) => air.setAttribute("r", `${30 + 54 * away}`);
}

const BODY = "M72 6Q66 40 78 74Q82 96 70 124Q62 150 66 196M168 6Q174 40 162 74Q158 96 170 124Q178 150 174 196M120 196";
/** @type {Record<string, string[]>} body, belt, then pad and sensor as rectangles */
const WORN = {
  worn_behind: [`${BODY}V152M84 190Q104 198 120 186Q136 198 156 190`, "M120 8V128", "132 100 40 40", "139 105 26 30"],
  worn_in_front: [`${BODY}V176M92 152Q106 168 120 174Q134 168 148 152`, "M120 84V88", "", "105 107 30 26"],
};

/** @param {SVGElement} svg @param {string[]} drawing */
function worn(svg, [body, middle, pad, sensor]) {
  svg.append(
    node("path", { d: body, "stroke-width": 6 }),
    node("path", { d: middle, "stroke-width": 6, "stroke-dasharray": pad ? "1 12" : "none" }),
    node("path", { d: "M74 110Q120 118 166 110V130Q120 138 74 130Z", fill: "currentColor", opacity: 0.3, stroke: "none" }),
  );
  for (const [box, more] of /** @type {[string, object][]} */ ([
    [pad, { "stroke-width": 4, "stroke-dasharray": "5 7" }],
    [sensor, { class: "sensor", fill: "#e0701a", stroke: "none" }],
  ])) {
    const [x, y, width, height] = box.split(" ");
    if (box) svg.append(node("rect", { x, y, width, height, rx: 7, ...more }));
  }
  return () => {};
}

/** Root, middle joint and end of a limb of two equal bones; what is too far away is reached for, straight.
 * @param {Point} root @param {Point} end @param {number} bone @param {number} way @returns {Point[]} */
function limb(root, [x, y, mx, my], bone, way) {
  if (mx !== undefined) return [root, [mx, my], [x, y]];
  const dx = x - root[0], dy = y - root[1], far = Math.hypot(dx, dy) || 1;
  const out = Math.sqrt(Math.max(0, bone * bone - far * far / 4)) * way / far;
  return [root, [root[0] + dx / 2 - dy * out, root[1] + dy / 2 + dx * out], [x, y]];
}

/** @param {Point} from @param {number} degrees @param {number} length @returns {Point} */
function along([x, y], degrees, length) {
  const turn = degrees * Math.PI / 180;
  return [x + length * Math.cos(turn), y + length * Math.sin(turn)];
}

/** Between two values of one shape. @template T @param {T} a @param {T} b @param {number} share @returns {T} */
function mix(a, b, share) {
  if (typeof a === "number") return /** @type {T} */ (a + (/** @type {number} */ (b) - a) * share);
  const mixed = Object.entries(/** @type {object} */ (a)).map(([key, value]) =>
    [key, mix(value, /** @type {any} */ (b)[key], share)]);
  return Array.isArray(a) ? /** @type {any} */ (mixed.map(([, value]) => value)) : Object.fromEntries(mixed);
}

/** Minimum jerk, as a smooth movement goes. @param {number} u */
function ease(u) {
  return u * u * u * (10 - 15 * u + 6 * u * u);
}

/** @param {string} name @param {object} attributes */
function node(name, attributes) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, `${value}`);
  return made;
}
