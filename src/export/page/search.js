// search.js - finds actors, documents, and words of claims and events.

const suggestions = { list: [], at: -1 };

function startSearch() {
  const input = byName("search");
  input.addEventListener("input", () => suggest(input.value));
  input.addEventListener("focus", () => suggest(input.value));
  input.addEventListener("blur", () => setTimeout(closeSuggestions, 150));
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      moveSuggestion(event.key === "ArrowDown" ? 1 : -1);
      event.preventDefault();
    } else if (event.key === "Enter" && suggestions.list.length) {
      goTo(suggestions.list[Math.max(0, suggestions.at)]);
      event.preventDefault();
    }
  });
}

// Letters without their marks, so that "Antonio" finds "António".
function folded(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

function actorNames(actor) {
  return (actor.folded ||= [actor.label, ...actor.aliases].map(folded));
}

function suggest(text) {
  const query = folded(text.trim());
  if (!query) {
    closeSuggestions();
    return;
  }
  const scored = [];
  for (const actor of graph.actors) {
    let best = 9;
    actorNames(actor).forEach((name, i) => {
      const at = name.indexOf(query);
      if (at < 0) return;
      const whole = name.length === query.length ? 0 : at === 0 ? 1 : name[at - 1] === " " ? 2 : 4;
      best = Math.min(best, whole + (i ? 0.5 : 0));
    });
    if (best < 9) scored.push([best, actor]);
  }
  scored.sort((a, b) => a[0] - b[0] || b[1].weight - a[1].weight || b[1].mentions - a[1].mentions);
  const found = scored.slice(0, 8).map(([, actor]) => actor);
  if (query.length > 2) {
    const holds = (doc) => folded(`${docName(doc)} ${doc.label} ${doc.publisher}`).includes(query);
    found.push(...firstOf(graph.docs, holds, 3), ...firstOf(graph.events, (event) => folded(event.label).includes(query), 3),
      ...firstOf(graph.claims, (claim) => folded(claimText(claim)).includes(query), 4));
  }
  suggestions.list = found;
  suggestions.at = -1;
  showSuggestions(text);
}

function firstOf(list, holds, most) {
  const found = [];
  for (const one of list) {
    if (holds(one)) found.push(one);
    if (found.length === most) break;
  }
  return found;
}

function showSuggestions(text) {
  const box = byName("suggestions");
  const entries = suggestions.list.map((node, i) => {
    const also = node.type === "actor" && node.aliases.find((alias) => folded(alias).includes(folded(text.trim())) && !folded(node.label).includes(folded(text.trim())));
    const label = node.type === "claim" ? claimText(node) : node.type === "document" ? docName(node) : node.label;
    const about = node.type === "actor" ? node.kind : node.type === "claim" ? `claim · ${cut(speakerName(node), 30)}` : node.type === "event" ? `event · ${cut(docName(node.doc), 40)}` : "document";
    const entry = el("li", { role: "option", id: `suggestion-${i}`, "aria-selected": "false" },
      node.type === "actor" ? kindMark(node.kind) : null, words(label, 90), also ? el("span", { class: "where" }, " also ", words(also, 40)) : null, el("span", { class: "where" }, about));
    entry.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      goTo(node);
    });
    return entry;
  });
  fill(box, entries.length ? entries : el("li", { class: "none" }, "Nothing found"));
  box.hidden = false;
  byName("search").setAttribute("aria-expanded", "true");
  announce(entries.length ? counted(entries.length, "suggestion") : "Nothing found");
}

function moveSuggestion(by) {
  const n = suggestions.list.length;
  if (!n) return;
  suggestions.at = suggestions.at < 0 && by < 0 ? n - 1 : (suggestions.at + by + n) % n;
  [...byName("suggestions").children].forEach((entry, i) => entry.setAttribute("aria-selected", String(i === suggestions.at)));
  byName("suggestions").children[suggestions.at].scrollIntoView({ block: "nearest" });
  byName("search").setAttribute("aria-activedescendant", `suggestion-${suggestions.at}`);
}

function closeSuggestions() {
  byName("suggestions").hidden = true;
  byName("search").setAttribute("aria-expanded", "false");
  byName("search").removeAttribute("aria-activedescendant");
}

// Goes to what was found: shows it if the graph does, and opens it if not.
function goTo(node) {
  closeSuggestions();
  byName("search").value = "";
  select(node);
  const shown = scene.nodeOf(node);
  if (shown) bringIntoView(shown);
  else if (node.type === "actor" && (node.parts.length || node.said.length || node.about.length)) setScope(node);
  byName("dossier-name")?.focus({ preventScroll: true });
}
