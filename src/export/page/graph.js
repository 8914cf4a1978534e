// graph.js - the canvas: view, pointer, wheel, pinch and keys.

let canvas = null;
let context = null;
let frameAsked = false;
// How long frames took, in milliseconds; for tests and for those who wonder.
const frameTimes = [];

function startGraph() {
  canvas = byName("graph");
  context = canvas.getContext("2d");
  const { width, height } = byName("stage").getBoundingClientRect();
  Object.assign(view, { width, height });
  new ResizeObserver(resize).observe(byName("stage"));
  canvas.addEventListener("pointerdown", pointerDown);
  canvas.addEventListener("pointermove", pointerMove);
  canvas.addEventListener("pointerup", pointerUp);
  canvas.addEventListener("pointercancel", pointerUp);
  canvas.addEventListener("pointerleave", () => setHover(null));
  canvas.addEventListener("dblclick", doubleClick);
  canvas.addEventListener("wheel", wheel, { passive: false });
  canvas.addEventListener("keydown", graphKey);
  byName("zoom").append(
    iconButton("Zoom in (+)", "M7 2h2v5h5v2H9v5H7V9H2V7h5z", () => zoomBy(1.35)),
    iconButton("Zoom out (−)", "M2 7h12v2H2z", () => zoomBy(1 / 1.35)),
    iconButton("Show all (0)", "M2 2h5v2H4v3H2zM9 2h5v5h-2V4H9zM2 9h2v3h3v2H2zM12 9h2v5H9v-2h3z", () => fit(true)),
  );
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    readTheme();
    tell("theme");
    repaint();
  });
  on("filter", refresh);
  on("scope", () => {
    refresh();
    fit(false);
  });
  on("selection", repaint);
}

// Builds the scene anew and paints it.
function refresh() {
  buildScene();
  measureBoxes(context);
  showScope();
  repaint();
}

function resize() {
  const { width, height } = byName("stage").getBoundingClientRect();
  const isOther = Math.abs(width / view.width - 1) > 0.1 || Math.abs(height / view.height - 1) > 0.1;
  const [dx, dy] = [(width - view.width) / 2, (height - view.height) / 2];
  Object.assign(view, { width, height });
  const ratio = window.devicePixelRatio || 1;
  canvas.width = Math.max(1, Math.round(width * ratio));
  canvas.height = Math.max(1, Math.round(height * ratio));
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  if (isOther) {
    refresh();
    fit(false);
  } else {
    view.x += dx;
    view.y += dy;
  }
  paint();
}

function repaint() {
  if (frameAsked) return;
  frameAsked = true;
  requestAnimationFrame(paint);
}

function paint() {
  frameAsked = false;
  if (!view.width || !scene.nodes) return;
  const begin = performance.now();
  const ratio = window.devicePixelRatio || 1;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, view.width, view.height);
  const active = activeSet();
  const room = layOut(context, active);
  paintEdges(context, active);
  paintEdgeWords(context, room, active);
  paintNodes(context, active);
  frameTimes.push(performance.now() - begin);
  if (frameTimes.length > 240) frameTimes.shift();
}

// Shows all nodes of the scene, with room for the names at the border.
function fit(animated) {
  if (!scene.nodes.length || !view.width) return;
  measureBoxes(context);
  const wide = state.scope ? 0 : 56;
  const high = state.scope ? 0 : 18;
  const half = (node) => (node.box ? [node.boxWidth / 2, node.boxHeight / 2] : [0, 0]);
  const low = (i) => Math.min(...scene.nodes.map((node) => [node.x, node.y][i] - half(node)[i]));
  const top = (i) => Math.max(...scene.nodes.map((node) => [node.x, node.y][i] + half(node)[i]));
  const [x0, y0, x1, y1] = [low(0), low(1), top(0), top(1)];
  const room = { left: 14 + wide, right: (state.scope ? 56 : 14) + wide, top: 50 + high, bottom: 44 + high };
  const k = Math.min(
    (view.width - room.left - room.right) / Math.max(1, x1 - x0), (view.height - room.top - room.bottom) / Math.max(1, y1 - y0),
    state.scope ? 1.15 : 1.8,
  );
  const scale = Math.max(k, 0.02);
  moveView({
    k: scale,
    x: (view.width + room.left - room.right) / 2 - (scale * (x0 + x1)) / 2,
    y: (view.height + room.top - room.bottom) / 2 - (scale * (y0 + y1)) / 2,
  }, animated);
}

let moving = 0;

// Goes to a view, softly unless the reader wants no motion.
function moveView(to, animated) {
  cancelAnimationFrame(moving);
  if (!animated || window.matchMedia("(prefers-reduced-motion: reduce)").matches) {
    Object.assign(view, to);
    repaint();
    return;
  }
  const from = { k: view.k, x: view.x, y: view.y };
  const begin = performance.now();
  const step = (now) => {
    const share = Math.min(1, (now - begin) / 260);
    const eased = 1 - (1 - share) ** 3;
    for (const key of ["k", "x", "y"]) view[key] = from[key] + (to[key] - from[key]) * eased;
    paint();
    if (share < 1) moving = requestAnimationFrame(step);
  };
  moving = requestAnimationFrame(step);
}

function zoomBy(factor, x = view.width / 2, y = view.height / 2, animated = true) {
  const k = Math.min(6, Math.max(0.02, view.k * factor));
  const share = k / view.k;
  moveView({ k, x: x - (x - view.x) * share, y: y - (y - view.y) * share }, animated);
}

// Brings a node to the middle if it is not well on the screen.
function bringIntoView(node) {
  const [x, y] = [node.x * view.k + view.x, node.y * view.k + view.y];
  const margin = 60;
  if (x > margin && x < view.width - margin && y > margin && y < view.height - margin) return;
  moveView({ k: view.k, x: view.width / 2 - node.x * view.k, y: view.height / 2 - node.y * view.k }, true);
}

// --- What is under the pointer ---

function nodeAt(x, y) {
  let found = null;
  let nearest = Infinity;
  for (const node of scene.nodes) {
    if (!node.half) continue;
    const slack = node.pill || node.box ? 2 : 5;
    const [dx, dy] = [Math.abs(x - node.sx), Math.abs(y - node.sy)];
    if (dx > node.half[0] + slack || dy > node.half[1] + slack) continue;
    const distance = Math.hypot(dx, dy) - (node.pill || node.box ? 1000 : 0);
    if (distance < nearest) [found, nearest] = [node, distance];
  }
  return found;
}

function edgeAt(x, y) {
  let found = null;
  let nearest = 7;
  for (const edge of scene.edges) {
    if (!edge.path || edge.isOff) continue;
    const { begin, end, control } = edge.path;
    for (let i = 0; i <= 16; i += 1) {
      const t = i / 16;
      const mid = (begin[0] + end[0]) / 2;
      const px = control ? (1 - t) ** 2 * begin[0] + 2 * t * (1 - t) * control[0] + t * t * end[0]
        : (1 - t) ** 3 * begin[0] + 3 * t * (1 - t) ** 2 * mid + 3 * t * t * (1 - t) * mid + t ** 3 * end[0];
      const py = control ? (1 - t) ** 2 * begin[1] + 2 * t * (1 - t) * control[1] + t * t * end[1]
        : (1 - t) ** 3 * begin[1] + 3 * t * (1 - t) ** 2 * begin[1] + 3 * t * t * (1 - t) * end[1] + t ** 3 * end[1];
      const distance = Math.hypot(x - px, y - py);
      if (distance < nearest) [found, nearest] = [edge, distance];
    }
  }
  return found;
}

function place(event) {
  const box = canvas.getBoundingClientRect();
  return [event.clientX - box.left, event.clientY - box.top];
}

// --- Pointer: drag a node or the ground, pinch with two fingers ---

const fingers = new Map();
let drag = null;

function pointerDown(event) {
  if (event.button > 0) return;
  canvas.setPointerCapture(event.pointerId);
  const [x, y] = place(event);
  fingers.set(event.pointerId, [x, y]);
  if (fingers.size === 2) {
    const [a, b] = [...fingers.values()];
    drag = { pinch: Math.hypot(a[0] - b[0], a[1] - b[1]) };
  } else {
    drag = { x, y, fromX: x, fromY: y, node: nodeAt(x, y), moved: false };
  }
}

function pointerMove(event) {
  const [x, y] = place(event);
  if (!drag) {
    setHover(nodeAt(x, y) || edgeAt(x, y), x, y);
    return;
  }
  fingers.set(event.pointerId, [x, y]);
  if (drag.pinch && fingers.size === 2) {
    const [a, b] = [...fingers.values()];
    const distance = Math.hypot(a[0] - b[0], a[1] - b[1]);
    zoomBy(distance / drag.pinch, (a[0] + b[0]) / 2, (a[1] + b[1]) / 2, false);
    drag.pinch = distance;
    return;
  }
  if (drag.pinch) return;
  if (Math.hypot(x - drag.fromX, y - drag.fromY) > 4) drag.moved = true;
  if (!drag.moved) return;
  hideTip();
  if (drag.node) {
    drag.node.x += (x - drag.x) / view.k;
    drag.node.y += (y - drag.y) / view.k;
    if (!drag.node.box) (drag.node.ref.moved ||= {})[drag.node.overview] = [drag.node.x, drag.node.y];
  } else {
    view.x += x - drag.x;
    view.y += y - drag.y;
  }
  [drag.x, drag.y] = [x, y];
  canvas.classList.add("dragging");
  repaint();
}

function pointerUp(event) {
  fingers.delete(event.pointerId);
  canvas.classList.remove("dragging");
  if (drag && !drag.pinch && !drag.moved && event.type === "pointerup") choose(drag.node || edgeAt(drag.x, drag.y));
  drag = fingers.size ? { pinch: 0, moved: true } : null;
}

function choose(thing) {
  if (!thing) {
    if (state.selection) select(null);
  } else if (thing.ref) {
    select(thing.ref);
  } else if (thing.item) {
    select(thing.item.type === "relation" ? thing.a.ref : thing.item);
  } else {
    select({ type: "bundle", edge: thing });
  }
}

function doubleClick(event) {
  const node = nodeAt(...place(event));
  if (node && node.ref.type === "actor") setScope(node.ref);
}

function wheel(event) {
  event.preventDefault();
  const [x, y] = place(event);
  const lines = event.deltaMode === 1 ? 16 : 1;
  zoomBy(Math.exp(-event.deltaY * lines * (event.ctrlKey ? 0.01 : 0.0016)), x, y, false);
}

function setHover(thing, x, y) {
  if (state.hover !== thing) {
    state.hover = thing;
    canvas.classList.toggle("pointing", Boolean(thing));
    repaint();
  }
  if (thing) showTip(thing, x, y);
  else hideTip();
}

function showTip(thing, x, y) {
  const tip = byName("tip");
  const lines = thing.ref ? nodeTip(thing) : [el("strong", null, words(edgeTitle(thing), 160)), thing.ties.length ? counted(thing.ties.length, "source passage") : null];
  fill(tip, lines);
  tip.hidden = false;
  tip.style.left = `${Math.max(4, Math.min(x + 14, view.width - tip.offsetWidth - 8))}px`;
  tip.style.top = `${y + 18 + tip.offsetHeight > view.height ? y - tip.offsetHeight - 10 : y + 18}px`;
}

function nodeTip({ ref }) {
  if (ref.type === "actor") {
    return [el("strong", null, words(ref.label, 160)), `${ref.kind} · ${counted(ref.mentions, "mention")} in ${counted(ref.places.length, "document")}`];
  }
  const at = placesOf(ref)[0];
  const sentence = at ? passage(at[0], ...sentenceAt(...at)) : ref.label;
  return [words(sentence, 320), ref.doc ? words(`${docName(ref.doc)} · ${shownDay(ref.doc.day)}`, 120) : null];
}

function hideTip() {
  byName("tip").hidden = true;
}

// --- Keys ---

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

function graphKey(event) {
  const arrow = ARROWS[event.key];
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (arrow && event.shiftKey) {
    moveView({ k: view.k, x: view.x - arrow[0] * 80, y: view.y - arrow[1] * 80 }, false);
  } else if (arrow) {
    step(arrow);
  } else if (event.key === "Enter" && state.selection) {
    if (state.selection.type === "actor") setScope(state.selection);
  } else {
    return;
  }
  event.preventDefault();
}

// Chooses the nearest node in a direction.
function step([dx, dy]) {
  const now = state.selection && scene.nodeOf(state.selection);
  let best = null;
  let least = Infinity;
  for (const node of scene.nodes) {
    if (node === now) continue;
    if (!now) {
      best = best || node;
      continue;
    }
    const [x, y] = [node.x - now.x, node.y - now.y];
    const along = x * dx + y * dy;
    const across = Math.abs(x * dy - y * dx);
    const cost = along + 2.2 * across;
    if (along > 1 && cost < least) [best, least] = [node, cost];
  }
  if (!best) return;
  select(best.ref);
  bringIntoView(best);
  announce(`${best.label}, ${best.kind || best.item}, ${counted(best.edges.length, "arrow")}`);
}

// What the graph shows at the moment, and the way back to the overview.
function showScope() {
  const { nodes, notes, title } = scene;
  const back = title !== null && el("button", { type: "button", class: "back", onclick: () => setScope(null) }, icon("M7 2L1 8l6 6l1.400-1.400L4.800 9H15V7H4.800l3.600-3.600z"), "Overview");
  fill(byName("scope"), back, title === null ? null : el("strong", null, words(title, 60)),
    el("span", { class: "note" }, nodes.length <= 1 && title === null ? "Nothing to show with these filters" : notes.join(" · ")));
}
