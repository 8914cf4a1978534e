// dossier.js - the panel of what is chosen.

function showDossier(panel) {
  const chosen = state.selection;
  if (!chosen) return fill(panel, welcome());
  switch (chosen.type) {
    case "actor": return fill(panel, actorDossier(chosen));
    case "claim": return fill(panel, claimDossier(chosen));
    case "event": return fill(panel, eventDossier(chosen));
    case "document": return fill(panel, documentDossier(chosen));
    default: return fill(panel, bundleDossier(chosen.edge));
  }
}

// A heading, how many, and the lines; nothing where there are none.
function section(title, entries, make, note = null) {
  if (!entries.length) return null;
  return el("section", { class: "part" },
    el("h3", null, title, " ", el("span", { class: "n" }, entries.length.toLocaleString("en"))), note ? el("p", { class: "note" }, note) : null,
    longList(entries, make, { step: 12, className: "lines" }));
}

function facts(pairs) {
  const shown = pairs.filter(([, value]) => value && (!Array.isArray(value) || value.length));
  return el("dl", { class: "facts-list" }, shown.map(([name, value]) => [el("dt", null, name), el("dd", null, value)]));
}

function kindMark(kind) {
  const mark = icon(KIND_MARKS[kind] || KIND_MARKS.other);
  mark.setAttribute("class", `mark kind-${KINDS.includes(kind) ? kind : "other"}`);
  return mark;
}

function heading(eyebrow, title, kind = null, tools = []) {
  return el("header", { class: "dossier-head" },
    el("p", { class: "eyebrow" }, kind ? kindMark(kind) : null, eyebrow),
    el("h2", { tabindex: "-1", id: "dossier-name" }, words(title, 260)), tools.length ? el("p", { class: "actions" }, tools) : null);
}

const newestFirst = (a, b) => (b.day ?? -1e9) - (a.day ?? -1e9);

function actorDossier(actor) {
  const inDocs = [...new Set([...actor.places, ...actor.pronouns].map(([doc]) => doc))].map((n) => graph.docs[n]);
  const acts = actor.parts.filter(({ event }) => passesEvent(event));
  const once = (list) => [...new Set(list.map(({ event }) => event))].sort(newestFirst);
  const did = once(acts.filter(({ part }) => part.role === "agent"));
  const suffered = once(acts.filter(({ part }) => part.role === "patient" || part.role === "recipient"));
  const other = once(acts.filter(({ part }) => !["agent", "patient", "recipient"].includes(part.role)));
  const said = actor.said.filter(passesClaim).sort(newestFirst);
  const about = actor.about.filter((claim) => claim.source !== actor && passesClaim(claim)).sort(newestFirst);
  const isOpen = state.scope === actor;
  return [
    heading(`${actor.kind}${actor.named ? "" : " · described, not named"}`, actor.label, actor.kind, [
      el("button", { type: "button", class: "primary", onclick: () => setScope(isOpen ? null : actor) }, isOpen ? "Back to the overview" : "Open in the graph"),
      el("button", { type: "button", onclick: () => readItem(actor) }, "Show mentions"),
    ]),
    facts([
      ["Also called", actor.aliases.slice(0, 14).flatMap((alias, i) => (i ? [", ", words(alias, 60)] : [words(alias, 60)]))],
      ["Wikidata", actor.wikidata && wikidataLink(actor.wikidata)],
      ["Codes", actor.codes.join(", ")],
      ["Mentioned", `${actor.mentions.toLocaleString("en")}× in ${counted(inDocs.length, "document")}`],
      ["Note", actor.note && words(actor.note, 300)],
    ]),
    isFiltered() ? el("p", { class: "notice" }, "The lists follow the filters. ", el("button", { type: "button", class: "plain", onclick: resetFilter }, "Clear filters")) : null,
    section("What it did", did, (event) => eventLine(event, actor)),
    section("What was done to it", suffered, (event) => eventLine(event, actor)),
    section("What it said", said, (claim) => claimLine(claim, { speaker: false })),
    section("What is said of it", about, claimLine),
    section("Ties", actor.relations.filter(passesDoc), relationLine),
    section("Elsewhere in events", other, (event) => eventLine(event, actor), "As a place, a means or a topic."),
    section("Documents", inDocs, (doc) => documentLine(doc)),
  ];
}

function claimDossier(claim) {
  return [
    heading(`claim · ${claim.kind}`, claimText(claim), null, [el("button", { type: "button", class: "primary", onclick: () => readItem(claim) }, "Show the words")]),
    facts([
      ["Said by", claim.source ? actorLink(claim.source) : words(speakerName(claim), 120)],
      ["Act", claim.act],
      ["Said with", claim.cue.length ? words(passage(claim.doc, ...claim.cue), 120) : null],
      ["To", claim.addressee ? actorLink(claim.addressee) : claim.addressee_words.length ? words(passage(claim.doc, ...claim.addressee_words), 120) : null],
      ["About", names(claim.about)],
      ["Certainty", claim.certainty && [claim.certainty, ": ", words(passage(claim.doc, ...claim.certainty_words), 60)]],
      ["Hearsay", claim.hearsay.length ? words(passage(claim.doc, ...claim.hearsay), 80) : null],
      ["Speaks", claim.stances.filter((s) => s.actor).flatMap((s) => [s.favour === "positive" ? "for " : "against ", actorLink(s.actor), " "])],
      ["When", claim.time && words(claim.time.words, 60)],
      ["Part of", claim.within && nodeLink(claim.within, claimText(claim.within))],
      ["Document", [nodeLink(claim.doc, docName(claim.doc), "doc-link"), ` · ${shownDay(claim.doc.day)}`]],
    ]),
    el("ul", { class: "lines single" }, el("li", { class: "line" }, quote(claim))),
    section("Beside other claims", claim.answers, answerCard),
    section("Events it tells of", claim.reports, (event) => eventLine(event)),
    section("Claims within it", claim.inner, (inner) => claimLine(inner)),
  ];
}

function eventDossier(event) {
  const roles = event.roles.map((part) => [part.role, [actorLink(part.actor), part.quantity ? ` ${part.quantity}` : "", " ",
    part.voices.some((voice) => !(voice.look & ALLEGED)) ? null : part.voices.slice(0, 2).map(badges)]]);
  const others = event.arguments.map((argument) => [argument.role, [words(passage(event.doc, ...argument.words), 90), argument.quantity ? ` (${argument.quantity})` : ""]]);
  return [
    heading(`event · ${event.event_type.toLowerCase()}`, event.label, null, [el("button", { type: "button", class: "primary", onclick: () => readItem(event) }, "Show the words")]),
    el("ul", { class: "voices" }, event.voices.map((voice) => el("li", null, words(voice.words, 90), " ", voice.look & ALLEGED ? null : el("span", { class: "badge" }, "told by the document"), badges(voice)))),
    facts([
      ...roles, ...others,
      ["When", event.time && words(event.time.words, 60)],
      ["How many", event.quantity],
      ["Type", `${event.event_type}${event.mode ? `, ${event.mode}` : ""} · CAMEO ${event.cameo || "–"} · ${event.quad}`],
      ["Has to do with", event.contexts.join(", ")],
      ["Document", [nodeLink(event.doc, docName(event.doc), "doc-link"), ` · ${shownDay(event.doc.day)}`]],
    ]),
    el("ul", { class: "lines single" }, placesOf(event).slice(0, 4).map((_, n) => el("li", { class: "line" }, quote(event, n)))),
    section("Who says so", event.stated_by, (claim) => claimLine(claim), event.told ? "The document also tells it in its own voice." : "The document does not tell it in its own voice."),
    section("Other events", event.links, (link) => el("li", { class: "line" }, el("p", { class: "head" }, link.from === event ? link.kind.replace(/_/g, " ") : `${link.kind.replace(/_/g, " ")} (of)`, " ", nodeLink(link.from === event ? link.to : link.from, (link.from === event ? link.to : link.from).label)))),
  ];
}

function documentDossier(doc) {
  return [
    heading("document", docName(doc), null, [el("button", { type: "button", class: "primary", onclick: () => read(doc, [], null, null) }, "Read"),
      el("button", { type: "button", onclick: () => { filter.doc = filter.doc === doc ? null : doc; tell("filter"); } }, filter.doc === doc ? "Show all documents" : "Show only this document")]),
    facts([
      ["Published", [doc.publisher && [words(doc.publisher, 80), " · "], shownDay(doc.day)]],
      ["Author", doc.author && words(doc.author, 80)],
      ["Address", doc.url && webLink(doc.url)],
      ["Id", words(doc.id, 120)],
    ]),
    section("Events", doc.events, (event) => eventLine(event)),
    section("Claims", doc.claims, (claim) => claimLine(claim)),
  ];
}

function bundleDossier(edge) {
  const items = [...new Set(edge.ties.map((tie) => tie.item))].sort(newestFirst);
  const voice = { look: edge.look, per: edge.per };
  return [
    heading(TONE_NAMES[edge.tone] || edge.tone, `${cut(edge.a.ref.label, 80)} → ${cut(edge.b.ref.label, 80)}`, null, []),
    el("p", { class: "head" }, actorLink(edge.a.ref), " → ", actorLink(edge.b.ref), " ", badges(voice)),
    section("What this arrow stands for", items, (item) => itemLine(item, edge.a.ref)),
  ];
}

function documentLine(doc) {
  return el("li", { class: "doc-line" }, nodeLink(doc, docName(doc), "doc-link"),
    el("span", { class: "where" }, [doc.publisher, shownDay(doc.day)].filter(Boolean).map((text, i) => [i ? " · " : "", words(text, 60)]), ` · ${counted(doc.claims.length, "claim")}, ${counted(doc.events.length, "event")}`));
}

// What is seen before anything is chosen.
function welcome() {
  const busy = graph.actors.filter((actor) => actor.weight > 0).sort((a, b) => b.weight - a.weight || a.index - b.index).slice(0, 8);
  const disputes = graph.answers.filter((answer) => answer.kind === "denies" || answer.kind === "contradicts").length + graph.events.filter(isDisputed).length;
  return [
    heading("this graph", "Who does what to whom, and who says so"),
    el("p", { class: "lead" }, `${counted(graph.docs.length, "article")}, read into ${counted(graph.actors.length, "actor")}, ${counted(graph.claims.length, "claim")} and ${counted(graph.events.length, "event")}. Choose an actor or an arrow; every line leads to the very words.`),
    el("section", { class: "part" }, el("h3", null, "Most connected"),
      el("ul", { class: "lines compact" }, busy.map((actor) => el("li", { class: "row" }, kindMark(actor.kind), actorLink(actor), el("span", { class: "where" }, `${counted(actor.said.length, "claim")} · ${counted(new Set(actor.parts.map((p) => p.event)).size, "event")}`))))),
    disputes ? el("p", { class: "lead" }, el("button", { type: "button", class: "plain", onclick: () => showTab("disputes") }, disputes === 1 ? "1 denial or contradiction, side by side" : `${disputes.toLocaleString("en")} denials and contradictions, side by side`)) : null,
    section("Newest documents", [...graph.docs].sort(newestFirst).slice(0, 6), documentLine),
    el("p", { class: "small" }, "A solid arrow is told by a document in its own voice. A dotted one is only alleged, and says by whom. Read the sentence before you rely on a line: the graph is made by a program."),
    graph.lost ? el("p", { class: "notice" }, `${counted(graph.lost, "passage")} not found in the text, left out.`) : null,
  ];
}
