// focus.js - one actor's claims and events, open: what is done to it and said of it from the left, what it does and says
// to the right, those concerned on the outside.

const ROWS = 12;
const COLUMN = { inner: 228, outer: 436 };
const ROW_HEIGHT = 62;

function focusScene(actor) {
  const center = { ref: actor, kind: actor.kind, label: cut(actor.label, 34), x: 0, y: 0, weight: 1e9, rank: 0, edges: [], box: true };
  const nodes = [center];
  const edges = [];
  const left = [];
  const right = [];
  const seen = new Set();
  for (const { event, part } of actor.parts) {
    if (!passesEvent(event) || seen.has(event)) continue;
    seen.add(event);
    (part.role === "agent" ? right : left).push(event);
  }
  for (const claim of actor.said) if (passesClaim(claim) && filter.tones.has("speech")) right.push(claim);
  for (const claim of actor.about) {
    if (claim.source !== actor && passesClaim(claim) && filter.tones.has("speech")) left.push(claim);
  }
  const notes = [];
  const outer = new Map();
  const sides = [[left, -1, "left"], [right, 1, "right"]];
  for (const [items, side, name] of sides) {
    // Events first, since they say what happened; then what concerns somebody known.
    const value = (item) => (item.type === "event" ? 4 : 0) + Math.min(3, partners(item, actor, side).length * 2) + (item.act && item.act !== "say" ? 1 : 0);
    const order = items.map((item) => [item, value(item)]).sort((a, b) => b[1] - a[1] || (b[0].day ?? -1e9) - (a[0].day ?? -1e9));
    const shown = order.slice(0, ROWS).map(([item]) => item);
    if (items.length > shown.length) notes.push(`${shown.length} of ${items.length} on the ${name}`);
    shown.forEach((item, i) => {
      const node = itemNode(item, side * COLUMN.inner, (i - (shown.length - 1) / 2) * ROW_HEIGHT);
      nodes.push(node);
      const voice = mainVoice(item, actor);
      edges.push(side > 0 ? focusEdge(center, node, item, voice) : focusEdge(node, center, item, voice));
      for (const other of partners(item, actor, side).slice(0, 2)) {
        const key = `${side} ${other.actor.index}`;
        if (!outer.has(key)) outer.set(key, { actor: other.actor, side, ys: [], links: [] });
        const entry = outer.get(key);
        entry.ys.push(node.y);
        entry.links.push({ node, item, voice: other.voice || voice, forward: side > 0 });
      }
    });
  }
  placeOuter(outer, nodes, edges, center);
  return { nodes, edges, notes, title: actor.label };
}

// Actors on the outside, at the height of what joins them, none on another.
function placeOuter(outer, nodes, edges, center) {
  for (const side of [-1, 1]) {
    const entries = [...outer.values()].filter((entry) => entry.side === side);
    for (const entry of entries) entry.y = entry.ys.reduce((a, b) => a + b, 0) / entry.ys.length;
    entries.sort((a, b) => a.y - b.y);
    const gap = 40;
    let last = -Infinity;
    for (const entry of entries) {
      entry.y = Math.max(entry.y, last + gap);
      last = entry.y;
    }
    const shift = entries.length ? (entries[0].y + last) / 2 - entries.reduce((a, e) => a + e.ys[0], 0) / entries.length : 0;
    for (const entry of entries) {
      const node = {
        ref: entry.actor, kind: entry.actor.kind, label: cut(entry.actor.label, 28), x: side * COLUMN.outer, y: entry.y - shift,
        weight: 10, rank: 1, edges: [], box: true,
      };
      nodes.push(node);
      for (const { node: item, item: ref, voice, forward } of entry.links) {
        edges.push(forward ? focusEdge(item, node, ref, voice) : focusEdge(node, item, ref, voice));
      }
    }
  }
  return center;
}

function itemNode(item, x, y) {
  const voice = mainVoice(item);
  const label = item.type === "event" ? voice.words || item.label : claimText(item);
  return { ref: item, item: item.type, tone: item.type === "event" ? item.tone : "speech", look: voice.look, per: voice.per, label: cut(label, 74), x, y, weight: 5, rank: 2, edges: [], box: true };
}

function focusEdge(a, b, item, voice) {
  const tone = item.type === "event" ? item.tone : "speech";
  const edge = { a, b, tone, look: voice.look, per: voice.per, weight: 1, ties: [], bend: 0, lines: [], item, flow: true };
  a.edges.push(edge);
  b.edges.push(edge);
  return edge;
}

// The actors on the other end of an item: whom an event is done to, or who does it; whom a claim is about, or who says it.
function partners(item, actor, side) {
  if (item.type === "event") {
    const wanted = side > 0 ? ["patient", "recipient"] : ["agent"];
    return item.roles.filter((part) => part.actor !== actor && wanted.includes(part.role))
      .map((part) => ({ actor: part.actor, voice: mainVoice(item, part.actor) }));
  }
  if (side > 0) return item.about.filter((other) => other !== actor && other.kind !== "place").map((other) => ({ actor: other }));
  return item.source ? [{ actor: item.source }] : [];
}

const PLAIN = { words: "", look: 0, per: "" };

// As the document tells it, or else as the first claim does; for one actor's part, as that part is told.
function mainVoice(item, actor = null) {
  if (item.type === "claim") {
    return { words: "", look: (item.hearsay.length ? ALLEGED : 0) | (item.certainty === "hedged" ? UNREAL : 0), per: "" };
  }
  const part = actor && item.roles.find((role) => role.actor === actor);
  const voices = part && part.voices.length ? part.voices : item.voices;
  return voices.find((voice) => !(voice.look & ALLEGED)) || voices[0] || PLAIN;
}
