// lists.js - the other tabs: actors, claims by speaker, events, disputes, documents; each follows the filters.

const TABS = [
  ["dossier", "Dossier"], ["actors", "Actors"], ["claims", "Claims"], ["events", "Events"], ["disputes", "Disputes"], ["documents", "Documents"],
];

function startTabs() {
  const tabs = TABS.map(([id, name], n) =>
    el("button", { type: "button", role: "tab", id: `tab-${id}`, "aria-controls": "panel", title: `${name} (${n + 1})`, onclick: () => showTab(id) }, name));
  fill(byName("tabs"), tabs);
  byName("tabs").addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const now = TABS.findIndex(([id]) => id === state.tab);
    showTab(TABS[(now + step + TABS.length) % TABS.length][0], true);
    event.preventDefault();
  });
  on("selection", ({ open }) => {
    showTab("dossier");
    if (!open || !state.selection) return;
    if (state.selection.type === "bundle") readItem(state.selection.edge.ties[0].item);
    else if (state.selection.type !== "actor") readItem(state.selection);
  });
  on("filter", () => showTab(state.tab));
  on("scope", () => showTab(state.tab));
}

function showTab(id, focus = false) {
  state.tab = id;
  for (const [name] of TABS) {
    const tab = byName(`tab-${name}`);
    tab.setAttribute("aria-selected", String(name === id));
    tab.tabIndex = name === id ? 0 : -1;
    if (name === id && focus) tab.focus();
  }
  const panel = byName("panel");
  panel.setAttribute("aria-labelledby", `tab-${id}`);
  panel.scrollTop = 0;
  const show = { dossier: showDossier, actors: showActors, claims: showClaims, events: showEvents, disputes: showDisputes, documents: showDocuments };
  show[id](panel);
}

function listHead(title, n, onCsv = null) {
  return el("header", { class: "list-head" }, el("h2", null, title, " ", el("span", { class: "n" }, n.toLocaleString("en"))),
    onCsv ? el("button", { type: "button", class: "csv", onclick: onCsv }, "Save as CSV") : null);
}

function showActors(panel) {
  const shown = graph.actors.filter((actor) => filter.kinds.has(actor.kind)
    && (!filter.doc || actor.places.some(([doc]) => graph.docs[doc] === filter.doc)));
  shown.sort((a, b) => b.weight - a.weight || b.mentions - a.mentions || a.index - b.index);
  const csv = () => saveCsv("actors.csv", ["id", "name", "kind", "wikidata", "mentions", "documents", "claims_made", "claims_about", "events"],
    shown.map((a) => [idOf(a), a.label, a.kind, a.wikidata, a.mentions, a.places.length, a.said.length, a.about.length, a.parts.length]));
  fill(panel, listHead("Actors", shown.length, csv), longList(shown, (actor) =>
    el("li", { class: "row" }, kindMark(actor.kind), actorLink(actor),
      el("span", { class: "where" }, `${counted(actor.said.length, "claim")} · ${counted(actor.parts.length, "event")} · ${counted(actor.mentions, "mention")}`)), { className: "lines compact" }));
}

function showClaims(panel) {
  const shown = graph.claims.filter(passesClaim);
  const speakers = new Map();
  for (const claim of shown) {
    const key = claim.source || speakerName(claim).toLowerCase();
    if (!speakers.has(key)) speakers.set(key, []);
    speakers.get(key).push(claim);
  }
  const groups = [...speakers.values()].sort((a, b) => Boolean(b[0].source) - Boolean(a[0].source) || b.length - a.length);
  const csv = () => saveCsv("claims.csv", ["id", "speaker", "act", "claim", "kind", "about", "certainty", "hearsay", "date", "document", "start", "end"],
    shown.map((c) => [idOf(c), speakerName(c), c.act, claimText(c), c.kind, c.about.map((a) => a.label).join("; "), c.certainty, c.hearsay.length > 0,
      c.day === null ? "" : isoDay(c.day), c.doc.id, c.parts[0], c.parts[c.parts.length - 1]]));
  const group = (claims) => {
    const details = el("details", { class: "speaker" },
      el("summary", null, claims[0].source ? kindMark(claims[0].source.kind) : null, words(speakerName(claims[0]), 80), " ", el("span", { class: "n" }, claims.length.toLocaleString("en"))));
    details.addEventListener("toggle", () => {
      if (details.open && details.children.length === 1) {
        put(details, [claims[0].source ? el("p", { class: "small" }, actorLink(claims[0].source)) : null, longList([...claims].sort(newestFirst), (claim) => claimLine(claim, { speaker: false }), { step: 20, className: "lines" })]);
      }
    });
    return el("li", null, details);
  };
  fill(panel, listHead("Claims, by speaker", shown.length, csv), longList(groups, group, { className: "speakers", what: "speakers" }));
}

function showEvents(panel) {
  const shown = graph.events.filter(passesEvent).sort(newestFirst);
  // Who is only said to take part is so in a table as well: "Ardovia (per Belmark)".
  const partName = (part) => (part.voices.length && part.voices.every((voice) => voice.look & ALLEGED)
    ? `${part.actor.label} (${part.voices[0].per || "alleged"})` : part.actor.label);
  const roleNames = (event, role) => event.roles.filter((part) => part.role === role).map(partName).join("; ");
  const csv = () => saveCsv("events.csv", ["id", "event", "type", "cameo", "agents", "patients", "stated_by", "said", "day", "document", "start", "end"],
    shown.map((e) => [idOf(e), e.label, e.event_type, e.cameo, roleNames(e, "agent"), roleNames(e, "patient"),
      [e.told ? "document" : null, ...e.stated_by.map(speakerName)].filter(Boolean).join("; "), [...new Set(e.voices.flatMap((v) => looksOf(v.look)))].join("; "),
      e.day === null ? "" : isoDay(e.day), e.doc.id, e.triggers[0], e.triggers[1]]));
  fill(panel, listHead("Events", shown.length, csv), longList(shown, (event) => eventLine(event), { step: 30, className: "lines" }));
}

const ANSWER_ORDER = ["contradicts", "denies", "answers", "confirms", "repeats"];

function showDisputes(panel) {
  const pairs = graph.answers.filter((answer) => passesClaim(answer.from) || passesClaim(answer.to));
  const disputed = graph.events.filter((event) => isDisputed(event) && passesDoc(event) && inTime(event.day));
  const titles = { contradicts: "Contradictions", denies: "Denials", answers: "Answers", confirms: "Confirmations", repeats: "Repetitions" };
  const parts = ANSWER_ORDER.map((kind) => section(titles[kind], pairs.filter((answer) => answer.kind === kind), answerCard));
  const denials = graph.claims.filter((claim) => claim.act === "deny" && passesClaim(claim) && !claim.answers.some((a) => a.from === claim && a.kind === "denies"));
  fill(panel, listHead("Side by side", pairs.length + disputed.length + denials.length),
    pairs.length + disputed.length + denials.length ? null : el("p", { class: "lead" }, "No claim denies, contradicts, confirms or repeats another here."),
    parts.slice(0, 2), section("Events that some say did not happen", disputed, disputedCard),
    section("Other denials", denials, (claim) => claimLine(claim)), parts.slice(2));
}

function showDocuments(panel) {
  const shown = graph.docs.filter((doc) => inTime(doc.day)).sort(newestFirst);
  fill(panel, listHead("Documents", shown.length), longList(shown, documentLine, { className: "lines" }));
}
