// text.js - strings as a reader may safely see them, and offsets.
//
// The graph counts Unicode code points, strings of JavaScript count units of UTF-16: a character beyond U+FFFF is one of
// the first and two of the second. This file is the one place where the two meet.

// Controls that turn the direction of text can make a name rewrite what stands around it; other controls show nothing.
// Each is replaced by one visible character, so that lengths stay. Marks that only set a direction (U+200E, U+200F,
// U+061C) belong to right-to-left writing and stay: every text is isolated from its surroundings.
const HIDDEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb]/g;

function harmless(text) {
  return String(text).replace(HIDDEN, (c) => (c === "\r" ? " " : "\ufffd"));
}

// One line of at most so many characters.
function cut(text, most) {
  const line = harmless(text).replace(/\s+/g, " ").trim();
  const characters = line.length > most ? Array.from(line) : null;
  return characters && characters.length > most ? characters.slice(0, most - 1).join("").trimEnd() + "…" : line;
}

// The unit of UTF-16 at which a document's code point begins.
function unitOf(doc, point) {
  if (!doc.astral) return point;
  if (!doc.pairs) {
    doc.pairs = [];
    let points = 0;
    for (const character of doc.text) {
      if (character.length === 2) doc.pairs.push(points);
      points += 1;
    }
  }
  // As many units more as pairs stand before it.
  return point + lowerBound(doc.pairs, point);
}

// How many numbers of a sorted list are less than a value.
function lowerBound(sorted, value) {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

// The characters between two code points of a document, as they stand there.
function passage(doc, start, end) {
  return doc.text.slice(unitOf(doc, start), unitOf(doc, end));
}

// The sentence that begins at or before a code point and holds it; the words alone where no sentence is known.
function sentenceAt(doc, start, end) {
  const all = doc.sentences;
  let low = 0;
  let high = all.length / 2;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (all[2 * middle] <= start) low = middle + 1;
    else high = middle;
  }
  const at = 2 * (low - 1);
  return low > 0 && all[at + 1] > start ? [all[at], Math.max(all[at + 1], end)] : [start, end];
}

const DAY = 86400000;

// "2022-11-16" of a count of days from 1970-01-01.
function isoDay(day) {
  const date = new Date(day * DAY);
  return Number.isNaN(date.getTime()) ? "" : date.toISOString().slice(0, 10);
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

// "16 Nov 2022".
function shownDay(day) {
  if (day === null || day === undefined) return "no date";
  const date = new Date(day * DAY);
  return `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]} ${date.getUTCFullYear()}`;
}

// Days from 1970-01-01 of "2022-11-16"; null for anything else.
function dayOfIso(text) {
  const time = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : NaN;
  return Number.isNaN(time) ? null : time / DAY;
}

// "1 claim", "3,200 claims".
function counted(n, thing) {
  return `${n.toLocaleString("en")} ${n === 1 ? thing : thing.endsWith("s") ? `${thing}es` : `${thing}s`}`;
}
