// scene.js - what the graph draws: the overview of actors, joined by summed-up arrows.
//
// A scene is { nodes, edges, notes }. A node is { ref, x, y, ... }; an edge { a, b, tone, look, per, lines, weight, bend, ties }
// with a and b nodes of the scene. Only ties that are alike in tone, in look and in who says so are one arrow, so that what
// is only alleged never hides in what is told.

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
  const placed = fitting.filter((actor) => actor.place);
  placed.sort((a, b) => weight.get(b) - weight.get(a) || b.mentions - a.mentions || a.index - b.index);
  const chosen = placed.slice(0, filter.most);
  const nodes = chosen.map((actor, rank) => ({
    ref: actor, kind: actor.kind, label: cut(actor.label, 30), x: actor.moved?.[0] ?? actor.place[0],
    y: actor.moved?.[1] ?? actor.place[1], weight: weight.get(actor), rank, edges: [],
  }));
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
  const connected = fitting.length;
  const notes = [`${kept.length.toLocaleString("en")} of ${counted(graph.actors.length, "actor")}`];
  if (connected > kept.length) notes.push(`${(connected - kept.length).toLocaleString("en")} more have ties`);
  return { nodes: kept, edges, notes, title: null };
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
