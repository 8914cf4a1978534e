// state.js - what is chosen at the moment, and who wants to know.

// selection: a node of the graph, or { type: "bundle", from, to, ties } of an arrow.
// scope: null for the overview, an actor whose claims and events are open.
const state = { selection: null, scope: null, hover: null, tab: "dossier" };

const listeners = {};

// Calls the function whenever something of that name happens.
function on(name, listener) {
  (listeners[name] ||= []).push(listener);
}

function tell(name, detail) {
  for (const listener of listeners[name] || []) listener(detail);
}

// Says something to those who do not see the graph.
function announce(text) {
  document.getElementById("announcer").textContent = harmless(text);
}

// Chooses a node or an arrow; the address of the page follows, so that the browser's way back works.
function select(chosen, { open = true, history = true } = {}) {
  state.selection = chosen;
  if (chosen) state.tab = "dossier";
  if (history && chosen && chosen.type !== "bundle") window.history.pushState(null, "", linkTo(chosen));
  if (history && !chosen) window.history.pushState(null, "", "#");
  tell("selection", { open });
}

// Opens the claims and events of an actor in the graph; null goes back to the overview.
function setScope(actor) {
  state.scope = actor;
  tell("scope");
}

// Chooses what the address names.
function followAddress() {
  let id = "";
  try {
    id = decodeURIComponent(location.hash.slice(1));
  } catch {
    // A fragment that is not well formed names nothing.
  }
  const node = nodeOf(id);
  if (node || !id) select(node, { history: false });
  if (node && node.type === "actor" && !node.spots.length) setScope(node);
}
