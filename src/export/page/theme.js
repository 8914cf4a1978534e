// theme.js - colours for light and dark, out of those of the pictures; shapes that tell the same without colour.

const theme = {};

// The parts of "#RRGGBB".
function parts(colour) {
  return [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
}

// A colour between two.
function mix(a, b, share) {
  const [from, to] = [parts(a), parts(b)];
  const hex = from.map((value, i) => Math.round(value + (to[i] - value) * share).toString(16).padStart(2, "0"));
  return `#${hex.join("")}`;
}

function readTheme() {
  const css = getComputedStyle(document.documentElement);
  const colour = (name) => css.getPropertyValue(name).trim();
  theme.dark = window.matchMedia("(prefers-color-scheme: dark)").matches;
  theme.paper = colour("--stage");
  theme.ink = colour("--ink");
  theme.soft = colour("--soft");
  theme.accent = colour("--accent");
  theme.font = css.getPropertyValue("font-family") || "sans-serif";
  const line = (base) => (theme.dark ? mix(base, "#ffffff", 0.45) : base);
  const fill = (base, tint) => (theme.dark ? mix(theme.paper, base, 0.38) : tint);
  theme.kinds = {};
  for (const [kind, [base, tint]] of Object.entries(graph.style.kinds)) {
    theme.kinds[kind] = { line: line(base), fill: fill(base, tint) };
  }
  theme.tones = {};
  for (const [tone, base] of Object.entries(graph.style.tones)) theme.tones[tone] = line(base);
  // The same colours for the marks and words of the lists.
  const set = (name, value) => document.documentElement.style.setProperty(name, value);
  for (const [kind, { line: value }] of Object.entries(theme.kinds)) set(`--kind-${kind}`, value);
  for (const [tone, value] of Object.entries(theme.tones)) set(`--tone-${tone}`, value);
  theme.negated = line(graph.style.negated);
  set("--negated", theme.negated);
  theme.claim = theme.dark ? { line: "#a8a68a", fill: "#33322a" } : { line: "#8C8C6E", fill: "#FFFDF2" };
}

function toneColour(tone, look) {
  return look & NEGATED ? theme.negated : theme.tones[tone] || theme.soft;
}

// Possible or intended is dashed, only alleged is dotted, as in the pictures.
function dashOf(look, unit = 1) {
  if (look & UNREAL) return [6 * unit, 4 * unit];
  if (look & ALLEGED) return [1.5 * unit, 3 * unit];
  return [];
}

// Marks of kinds, in a box of 16 by 16: kinds are told apart without colour.
const KIND_MARKS = {
  person: "M8 1.6a3.1 3.1 0 1 1 0 6.2a3.1 3.1 0 0 1 0-6.2zM2 14.4c0-3.6 2.6-5.6 6-5.6s6 2 6 5.6z",
  organization: "M2.5 14.4V4.2L8 1.4l5.5 2.8v10.2h-4v-3.6h-3v3.6z",
  state: "M3 1.2h1.6v1.2h8.6l-2.2 3l2.2 3H4.600v6H3z",
  group: "M5 2.6a2.300 2.300 0 1 1 0 4.600a2.300 2.300 0 0 1 0-4.600zM11 2.600a2.300 2.300 0 1 1 0 4.600a2.300 2.300 0 0 1 0-4.600zM.6 13.400c0-3 1.800-4.600 4.400-4.600c1.200 0 2.200.4 3 1.100c.8-.7 1.800-1.100 3-1.100c2.600 0 4.400 1.600 4.400 4.600z",
  place: "M8 1.200a4.800 4.800 0 0 1 4.800 4.800c0 3.600-4.800 8.800-4.800 8.800S3.200 9.600 3.200 6A4.800 4.800 0 0 1 8 1.200z",
  other: "M8 2l6 6l-6 6l-6-6z",
};

const markPaths = {};

function markPath(kind) {
  return (markPaths[kind] ||= new Path2D(KIND_MARKS[kind] || KIND_MARKS.other));
}
