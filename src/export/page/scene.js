// scene.js - what the graph draws: the overview of actors, joined by summed-up arrows.
//
// A scene is { nodes, edges, notes }. A node is { ref, x, y, ... }; an edge { a, b, tone, look, per, lines, weight, bend, ties }
// with a and b nodes of the scene. Only ties that are alike in tone, in look and in who says so are one arrow, so that what
// is only alleged never hides in what is told.

// More arrows than this hide each other; as in the pictures.
const LEAST_ARROWS = 120;
const ARROWS_PER_ACTOR = 2.5;

const WEIGHTS = { event: 4, claim: 1, relation: 3, link: 3 };

let scene = { nodes: [], edges: [], notes: [] };

function buildScene() {
  scene = state.scope ? focusScene(state.scope) : overviewScene();
  const at = new Map(scene.nodes.map((node) => [node.ref, node]));
  scene.nodeOf = (ref) => at.get(ref) || null;
  tell("scene");
}

function overviewScene() {
  const shown = graph.ties.filter(passesTie);
  const weight = new Map();
  for (const tie of shown) {
    for (const actor of [tie.from, tie.to]) weight.set(actor, (weight.get(actor) || 0) + (WEIGHTS[tie.item.type] || 1));
  }
  const fitting = [...weight.keys()].filter((actor) => filter.kinds.has(actor.kind));
  const placed = fitting.filter((actor) => actor.spots.length);
  placed.sort((a, b) => weight.get(b) - weight.get(a) || b.mentions - a.mentions || a.index - b.index);
  const chosen = placed.slice(0, filter.most);
  // Of the overviews the smallest that all of them are in; an actor of the largest only has one place, the last.
  const least = Math.min(...chosen.map((actor) => actor.spots.length));
  const spots = arrange(least);
  const nodes = chosen.map((actor, rank) => {
    const [x, y] = actor.moved?.[least] || spots.get(actor);
    return { ref: actor, kind: actor.kind, label: cut(actor.label, 30), x, y, weight: weight.get(actor), rank, edges: [], overview: least };
  });
  const at = new Map(nodes.map((node) => [node.ref, node]));
  const bundles = new Map();
  for (const tie of shown) {
    const [a, b] = [at.get(tie.from), at.get(tie.to)];
    if (!a || !b || a === b) continue;
    const key = `${tie.from.index} ${tie.to.index} ${tie.tone} ${tie.voice.look} ${tie.voice.per}`;
    let edge = bundles.get(key);
    if (!edge) {
      edge = { a, b, tone: tie.tone, look: tie.voice.look, per: tie.voice.per, weight: 0, ties: [], bend: 0, lines: null };
      bundles.set(key, edge);
      a.edges.push(edge);
      b.edges.push(edge);
    }
    edge.ties.push(tie);
    edge.weight += WEIGHTS[tie.item.type] || 1;
  }
  // Lone actors of the choice, whose partners are left out, say nothing in a graph.
  const kept = nodes.filter((node) => node.edges.length);
  const edges = spread([...bundles.values()]);
  edges.sort((a, b) => b.weight - a.weight);
  // The strongest; the others come with the actors they join.
  const strong = Math.max(LEAST_ARROWS, Math.round(chosen.length * ARROWS_PER_ACTOR));
  for (const edge of edges.slice(strong)) edge.weak = true;
  const connected = fitting.length;
  const notes = [`${kept.length.toLocaleString("en")} of ${counted(graph.actors.length, "actor")}`];
  if (connected > kept.length) notes.push(`${(connected - kept.length).toLocaleString("en")} more have ties`);
  if (edges.length > strong) notes.push(`strongest ${strong.toLocaleString("en")} of ${counted(edges.length, "arrow")}, all when an actor is chosen`);
  return { nodes: kept, edges, notes, title: null };
}

// With more names than this there is no room for all of them whatever is moved.
const ARRANGED = 90;
const arrangements = new Map();

// The places of an overview, made to fit the shape of the stage; of few actors so that all names can be read. It does not
// depend on the filters: what they leave stays where it was.
function arrange(least) {
  const key = `${least} ${Math.min(filter.most, ARRANGED + 1)} ${view.width} ${view.height}`;
  if (arrangements.has(key)) return arrangements.get(key);
  const all = graph.actors.filter((actor) => actor.spots.length >= least);
  const spots = new Map(all.map((actor) => [actor, actor.spots[actor.spots.length - least]]));
  const box = [Math.max(200, view.width - 150), Math.max(200, view.height - 110)];
  const few = [...all].sort((a, b) => b.weight - a.weight || b.mentions - a.mentions || a.index - b.index).slice(0, filter.most);
  const points = few.map((actor) => [...spots.get(actor)]);
  if (few.length <= ARRANGED) {
    const halves = few.map((actor) => [textWidth(context, cut(actor.label, 30), `600 13px ${theme.font}`) / 2 + 20, PILL / 2 + 8]);
    for (const axis of [0, 1]) even(points, axis, box[axis]);
    // Each direction fills the stage on its own, so that what was moved apart one way gets room the other way as well.
    for (let round = 0; round < 12; round += 1) {
      part(points, halves);
      for (const axis of [0, 1]) stretch(points, axis, box[axis]);
    }
    for (const axis of [0, 1]) stretch(points, axis, box[axis] * 0.97);
    part(points, halves, 500);
  } else {
    // Room grows with the number of names, and is found by coming nearer.
    const factor = Math.sqrt(few.length / FIRST_ACTORS);
    for (const axis of [0, 1]) even(points, axis, box[axis] * factor);
  }
  few.forEach((actor, i) => spots.set(actor, points[i]));
  arrangements.set(key, spots);
  return spots;
}

function stretch(points, axis, size) {
  const values = points.map((point) => point[axis]);
  const low = Math.min(...values);
  const factor = size / Math.max(1, Math.max(...values) - low);
  for (const point of points) point[axis] = (point[axis] - low) * factor;
}

// Thins out what is crowded: half of a place is where it was, half its rank among all.
function even(points, axis, size) {
  stretch(points, axis, size);
  const order = points.map((_, i) => i).sort((a, b) => points[a][axis] - points[b][axis] || a - b);
  order.forEach((i, rank) => { points[i][axis] = 0.45 * points[i][axis] + 0.55 * size * (rank / Math.max(1, points.length - 1)); });
}

// Moves boxes apart that lie on each other, by the shorter way.
function part(points, halves, rounds = 40) {
  for (let round = 0; round < rounds; round += 1) {
    let moved = false;
    for (let i = 0; i < points.length; i += 1) {
      for (let j = 0; j < i; j += 1) {
        const [dx, dy] = [points[i][0] - points[j][0], points[i][1] - points[j][1]];
        const [x, y] = [halves[i][0] + halves[j][0] - Math.abs(dx), halves[i][1] + halves[j][1] - Math.abs(dy)];
        if (x <= 0 || y <= 0) continue;
        moved = true;
        const axis = x < y ? 0 : 1;
        const push = (Math.min(x, y) / 2) * ([dx, dy][axis] < 0 ? -1 : 1);
        points[i][axis] += push;
        points[j][axis] -= push;
      }
    }
    if (!moved) return;
  }
}

// Arrows between the same two nodes are bent apart.
function spread(edges) {
  const pairs = new Map();
  for (const edge of edges) {
    const [low, high] = edge.a.ref.index < edge.b.ref.index ? [edge.a, edge.b] : [edge.b, edge.a];
    const key = `${low.ref.type}${low.ref.index} ${high.ref.type}${high.ref.index}`;
    if (!pairs.has(key)) pairs.set(key, []);
    pairs.get(key).push({ edge, sign: edge.a === low ? 1 : -1 });
  }
  for (const group of pairs.values()) {
    group.forEach(({ edge, sign }, i) => {
      edge.bend = sign * (i - (group.length - 1) / 2) * 0.24 + (group.length === 1 ? 0.07 : 0);
    });
  }
  return edges;
}

// What stands on an arrow: the most frequent words, how many claims, and who says so; as in the pictures.
function edgeLines(edge) {
  if (edge.lines) return edge.lines;
  const times = new Map();
  let claims = 0;
  for (const tie of edge.ties) {
    if (tie.item.type === "claim") claims += 1;
    else times.set(tie.voice.words, (times.get(tie.voice.words) || 0) + 1);
  }
  const sorted = [...times].sort((a, b) => b[1] - a[1]);
  const lines = sorted.slice(0, 2).map(([text, n]) => cut(n > 1 ? `${text} ×${n}` : text, 34));
  if (sorted.length > 2) lines.push(`+ ${sorted.length - 2} more`);
  if (claims) lines.push(counted(claims, "claim"));
  if (edge.per) lines.push(cut(edge.per, 34));
  edge.lines = lines;
  return lines;
}

// One sentence of an arrow for those who hear it, and for the tip.
function edgeTitle(edge) {
  return `${cut(edge.a.ref.label, 60)} → ${cut(edge.b.ref.label, 60)}: ${edgeLines(edge).join(", ")}`;
}
