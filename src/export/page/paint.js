// paint.js - draws the scene on a canvas.
//
// Names keep their size at any zoom: those that find room are written in a box, the weightiest first, the others are a dot
// with the mark of their kind until one comes nearer. So the overview can be read at once and thousands of actors are fast.

const view = { k: 1, x: 0, y: 0, width: 0, height: 0 };

const PILL = 24;
const widths = new Map();

function textWidth(context, text, font) {
  const key = `${font}|${text}`;
  let width = widths.get(key);
  if (width === undefined) {
    context.font = font;
    width = context.measureText(text).width;
    widths.set(key, width);
  }
  return width;
}

function nameFont(node) {
  return `${node.rank < 12 ? 600 : 500} ${node.rank < 12 ? 13 : 12}px ${theme.font}`;
}

// Boxes that are taken, found by the cells they touch.
class Room {
  constructor(cell = 80) {
    this.cell = cell;
    this.cells = new Map();
  }

  *keys([x0, y0, x1, y1]) {
    for (let i = Math.floor(x0 / this.cell); i <= Math.floor(x1 / this.cell); i += 1) {
      for (let j = Math.floor(y0 / this.cell); j <= Math.floor(y1 / this.cell); j += 1) yield i * 65536 + j;
    }
  }

  isFree(box) {
    for (const key of this.keys(box)) {
      for (const other of this.cells.get(key) || []) {
        if (box[0] < other[2] && box[2] > other[0] && box[1] < other[3] && box[3] > other[1]) return false;
      }
    }
    return true;
  }

  take(box) {
    for (const key of this.keys(box)) {
      if (!this.cells.has(key)) this.cells.set(key, []);
      this.cells.get(key).push(box);
    }
  }
}

// What stands out at the moment: the chosen, what the pointer is on, and what they are joined with.
function activeSet() {
  const nodes = new Set();
  const edges = new Set();
  for (const chosen of [state.selection, state.hover]) {
    // The one whose claims and events are open stands out anyway.
    if (!chosen || (chosen.ref || chosen) === state.scope) continue;
    if (chosen.type === "bundle" || chosen.a) {
      const edge = chosen.edge || chosen;
      if (scene.edges.includes(edge)) {
        edges.add(edge);
        nodes.add(edge.a).add(edge.b);
      }
      continue;
    }
    const node = scene.nodeOf(chosen.ref || chosen);
    if (!node) continue;
    nodes.add(node);
    for (const edge of node.edges) {
      edges.add(edge);
      nodes.add(edge.a).add(edge.b);
    }
  }
  return { nodes, edges, any: nodes.size > 0 };
}

// Gives every node its place on the screen, and a box to those whose names find room.
function layOut(context, active) {
  const room = new Room();
  const chosen = state.selection && scene.nodeOf(state.selection);
  const hovered = state.hover && scene.nodeOf(state.hover.ref || state.hover);
  const joined = [...active.nodes].sort((a, b) => a.rank - b.rank);
  const first = [...new Set([chosen, hovered, ...joined].filter(Boolean))];
  const before = new Set(first);
  const order = first.length ? [...first, ...scene.nodes.filter((node) => !before.has(node))] : scene.nodes;
  for (const node of order) {
    node.sx = node.x * view.k + view.x;
    node.sy = node.y * view.k + view.y;
    if (node.box) {
      node.half = [(node.boxWidth / 2) * view.k, (node.boxHeight / 2) * view.k];
      room.take([node.sx - node.half[0], node.sy - node.half[1], node.sx + node.half[0], node.sy + node.half[1]]);
      continue;
    }
    node.radius = Math.max(3.5, Math.min(8, 2.5 + Math.sqrt(node.weight) * 0.7)) * Math.min(1.25, Math.max(0.7, Math.sqrt(view.k)));
    const width = textWidth(context, node.label, nameFont(node)) + 32;
    const box = [node.sx - width / 2 - 3, node.sy - PILL / 2 - 3, node.sx + width / 2 + 3, node.sy + PILL / 2 + 3];
    node.pill = room.isFree(box);
    if (node.pill) room.take(box);
    node.half = node.pill ? [width / 2, PILL / 2] : [node.radius, node.radius];
  }
  for (const node of scene.nodes) {
    if (!node.pill && !node.box) room.take([node.sx - node.radius, node.sy - node.radius, node.sx + node.radius, node.sy + node.radius]);
  }
  return room;
}

// Where the line from a node's middle to a point leaves its box.
function border(node, x, y, gap = 1) {
  const [dx, dy] = [x - node.sx, y - node.sy];
  if (!dx && !dy) return [node.sx, node.sy];
  const [w, h] = [node.half[0] + gap, node.half[1] + gap];
  const share = node.pill || node.box
    ? Math.min(dx ? w / Math.abs(dx) : Infinity, dy ? h / Math.abs(dy) : Infinity)
    : w / Math.hypot(dx, dy);
  return [node.sx + dx * share, node.sy + dy * share];
}

// The curve of an arrow: begin, control, end.
function curve(edge) {
  const { a, b } = edge;
  const [dx, dy] = [b.sx - a.sx, b.sy - a.sy];
  const length = Math.hypot(dx, dy) || 1;
  const lift = edge.flow ? 0 : Math.max(-90, Math.min(90, edge.bend * length));
  const control = [(a.sx + b.sx) / 2 - (dy / length) * lift, (a.sy + b.sy) / 2 + (dx / length) * lift];
  if (edge.flow) {
    const begin = [a.sx + a.half[0], a.sy];
    const end = [b.sx - b.half[0] - 2, b.sy];
    return { begin, end, control: null, middle: [(begin[0] + end[0]) / 2, (begin[1] + end[1]) / 2] };
  }
  const begin = border(a, control[0], control[1]);
  const end = border(b, control[0], control[1], 3);
  const middle = [(begin[0] + 2 * control[0] + end[0]) / 4, (begin[1] + 2 * control[1] + end[1]) / 4];
  return { begin, end, control, middle };
}

function trace(context, path) {
  const { begin, end, control } = path;
  context.moveTo(begin[0], begin[1]);
  if (control) {
    context.quadraticCurveTo(control[0], control[1], end[0], end[1]);
  } else {
    const middle = (begin[0] + end[0]) / 2;
    context.bezierCurveTo(middle, begin[1], middle, end[1], end[0], end[1]);
  }
}

function isOff(path) {
  const [x0, x1] = [Math.min(path.begin[0], path.end[0], path.middle[0]), Math.max(path.begin[0], path.end[0], path.middle[0])];
  const [y0, y1] = [Math.min(path.begin[1], path.end[1], path.middle[1]), Math.max(path.begin[1], path.end[1], path.middle[1])];
  return x1 < -20 || x0 > view.width + 20 || y1 < -20 || y0 > view.height + 20;
}

function edgeWidth(edge, isActive) {
  return Math.min(4, 1 + Math.log2(Math.max(1, edge.weight)) * 0.3) + (isActive ? 0.7 : 0);
}

function paintEdges(context, active) {
  // Lines that look alike are one path: far fewer calls.
  const batches = new Map();
  const many = scene.edges.length > 1200;
  for (const edge of scene.edges) {
    const isActive = active.edges.has(edge);
    edge.isOff = edge.weak && !isActive;
    if (edge.isOff) continue;
    edge.path = curve(edge);
    edge.isOff = isOff(edge.path);
    if (edge.isOff) continue;
    const alpha = isActive ? 1 : active.any ? 0.13 : many ? 0.3 : 0.62;
    const width = many && !isActive ? 1 : Math.round(edgeWidth(edge, isActive) * 2) / 2;
    const key = `${alpha} ${width} ${toneColour(edge.tone, edge.look)} ${edge.look & (ALLEGED | UNREAL)}`;
    let batch = batches.get(key);
    if (!batch) {
      batch = { alpha, width, colour: toneColour(edge.tone, edge.look), look: edge.look, edges: [] };
      batches.set(key, batch);
    }
    batch.edges.push(edge);
  }
  for (const batch of [...batches.values()].sort((a, b) => a.alpha - b.alpha)) {
    context.globalAlpha = batch.alpha;
    context.strokeStyle = batch.colour;
    context.fillStyle = batch.colour;
    context.lineWidth = batch.width;
    context.setLineDash(dashOf(batch.look, Math.max(1, batch.width * 0.8)));
    context.beginPath();
    for (const edge of batch.edges) trace(context, edge.path);
    context.stroke();
    context.setLineDash([]);
    if (many && batch.alpha < 1 && view.k < 0.5) continue;
    for (const edge of batch.edges) paintHead(context, edge, batch.width);
  }
  context.globalAlpha = 1;
}

// What an arrow ends in, as in the pictures: a bar for what is said not to happen, hollow for alleged, open for speech.
function paintHead(context, edge, width) {
  const { end, control, begin } = edge.path;
  const from = control || [(begin[0] + end[0]) / 2, end[1]];
  const angle = Math.atan2(end[1] - from[1], end[0] - from[0] || 1e-9);
  const size = 5 + width * 1.6;
  const point = (along, across) => [
    end[0] + Math.cos(angle) * along - Math.sin(angle) * across, end[1] + Math.sin(angle) * along + Math.cos(angle) * across,
  ];
  context.beginPath();
  if (edge.look & NEGATED) {
    context.lineWidth = Math.max(2, width);
    context.moveTo(...point(-1, -size * 0.7));
    context.lineTo(...point(-1, size * 0.7));
    context.stroke();
    return;
  }
  context.moveTo(...point(-size, -size * 0.45));
  context.lineTo(...point(0, 0));
  context.lineTo(...point(-size, size * 0.45));
  if (edge.tone === "speech" && !(edge.look & ALLEGED)) {
    context.lineWidth = Math.max(1.2, width * 0.8);
    context.stroke();
    return;
  }
  context.closePath();
  if (edge.look & ALLEGED) {
    const kept = context.fillStyle;
    context.fillStyle = theme.paper;
    context.fill();
    context.fillStyle = kept;
    context.lineWidth = 1.2;
    context.stroke();
  } else {
    context.fill();
  }
}

// Words on arrows: of what stands out, then of the weightiest, where there is room.
function paintEdgeWords(context, room, active) {
  if (state.scope) return;
  const most = active.any ? 24 : Math.min(60, Math.round((view.width * view.height) / 9000));
  const candidates = active.any ? [...active.edges] : scene.edges;
  context.textAlign = "center";
  context.textBaseline = "middle";
  const font = `500 10.5px ${theme.font}`;
  let n = 0;
  let tried = 0;
  for (const edge of candidates) {
    if (n >= most || tried > 400) break;
    if (!edge.path || edge.isOff) continue;
    tried += 1;
    const length = Math.hypot(edge.path.end[0] - edge.path.begin[0], edge.path.end[1] - edge.path.begin[1]);
    if (length < 36) continue;
    const lines = edgeLines(edge);
    // "1 claim" tells nothing that the line does not.
    if (!active.any && lines.length === 1 && lines[0] === "1 claim") continue;
    const width = Math.max(...lines.map((line) => textWidth(context, line, font))) + 8;
    const height = lines.length * 13 + 3;
    const [x, y] = edge.path.middle;
    const box = [x - width / 2, y - height / 2, x + width / 2, y + height / 2];
    if (!room.isFree(box)) continue;
    room.take(box);
    n += 1;
    context.globalAlpha = 0.86;
    context.fillStyle = theme.paper;
    context.fillRect(box[0], box[1], width, height);
    context.globalAlpha = 1;
    context.font = font;
    context.fillStyle = toneColour(edge.tone, edge.look);
    lines.forEach((line, i) => context.fillText(line, x, box[1] + 8 + i * 13));
  }
}

function paintNodes(context, active) {
  const dim = (node) => active.any && !active.nodes.has(node);
  const onScreen = (node) =>
    node.sx + node.half[0] > -10 && node.sx - node.half[0] < view.width + 10 && node.sy > -40 && node.sy < view.height + 40;
  const visible = scene.nodes.filter(onScreen);
  context.lineWidth = 1.4;
  for (const kind of KINDS) {
    for (const faded of [true, false]) {
      const dots = visible.filter((node) => !node.pill && !node.box && node.kind === kind && dim(node) === faded);
      if (!dots.length) continue;
      context.globalAlpha = faded ? 0.3 : 1;
      context.fillStyle = theme.kinds[kind].fill;
      context.strokeStyle = theme.kinds[kind].line;
      context.beginPath();
      for (const node of dots) dot(context, node);
      context.fill();
      context.stroke();
    }
  }
  for (const node of visible.filter((one) => one.pill || one.box).reverse()) {
    context.globalAlpha = dim(node) ? 0.32 : 1;
    if (node.box) paintBox(context, node);
    else paintPill(context, node);
  }
  context.globalAlpha = 1;
  const chosen = state.selection && scene.nodeOf(state.selection);
  if (chosen && onScreen(chosen)) {
    context.strokeStyle = theme.accent;
    context.lineWidth = 2.5;
    const [w, h] = chosen.half;
    context.beginPath();
    context.roundRect(chosen.sx - w - 3.5, chosen.sy - h - 3.5, 2 * w + 7, 2 * h + 7, 10);
    context.stroke();
  }
}

// A dot whose outline tells the kind.
function dot(context, node) {
  const { sx: x, sy: y, radius: r } = node;
  switch (node.kind) {
    case "organization": context.rect(x - r * 0.88, y - r * 0.88, r * 1.76, r * 1.76); break;
    case "state": polygon(context, x, y, r * 1.2, 4, 0); break;
    case "group": polygon(context, x, y, r * 1.1, 6, 0); break;
    case "place": polygon(context, x, y, r * 1.2, 3, Math.PI / 2); break;
    default:
      context.moveTo(x + r, y);
      context.arc(x, y, r, 0, 2 * Math.PI);
  }
}

function polygon(context, x, y, r, corners, turn) {
  for (let i = 0; i <= corners; i += 1) {
    const angle = turn + (i * 2 * Math.PI) / corners;
    const to = [x + r * Math.cos(angle), y + r * Math.sin(angle)];
    if (i === 0) context.moveTo(...to);
    else context.lineTo(...to);
  }
}

function paintPill(context, node) {
  const [w, h] = node.half;
  const { line, fill } = theme.kinds[node.kind] || theme.kinds.other;
  context.fillStyle = fill;
  context.strokeStyle = line;
  context.lineWidth = 1.2;
  context.beginPath();
  context.roundRect(node.sx - w, node.sy - h, 2 * w, 2 * h, 7);
  context.fill();
  context.stroke();
  context.save();
  context.translate(node.sx - w + 7, node.sy - 6);
  context.scale(0.75, 0.75);
  context.fillStyle = line;
  context.fill(markPath(node.kind));
  context.restore();
  context.fillStyle = theme.ink;
  context.font = nameFont(node);
  context.textAlign = "left";
  context.textBaseline = "middle";
  context.fillText(node.label, node.sx - w + 24, node.sy + 0.5);
}
