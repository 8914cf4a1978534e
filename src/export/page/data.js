// data.js - the graph: rows become objects that point to each other.
//
// Lists are written as rows with the names of their values in front; strings as numbers of a table. Here every number
// becomes what it stands for.

const ALLEGED = 1;
const UNREAL = 2;
const NEGATED = 4;

const graph = readGraph(JSON.parse(document.getElementById("data").textContent));

function readGraph(raw) {
  const text = (number) => raw.strings[number] || "";
  const texts = (numbers) => numbers.map(text);
  const objects = (list, type, read) =>
    list.rows.map((row, index) => {
      const object = { type, index };
      list.keys.forEach((key, i) => { object[key] = row[i]; });
      read(object);
      return object;
    });
  const strings = (object, ...keys) => keys.forEach((key) => { object[key] = text(object[key]); });
  const time = (row) => (row ? { words: text(row[0]), first: row[1], last: row[2] } : null);

  const voices = objects(raw.voices, "voice", (v) => strings(v, "words", "per"));
  const voicesOf = (numbers) => numbers.map((number) => voices[number]);
  const docs = objects(raw.documents, "document", (d) => {
    strings(d, "label", "title", "url", "publisher", "author");
    Object.assign(d, { claims: [], events: [], mentions: 0 });
  });
  const actors = objects(raw.actors, "actor", (a) => {
    strings(a, "label", "kind", "wikidata", "note");
    a.aliases = texts(a.aliases);
    a.codes = texts(a.codes);
    Object.assign(a, { parts: [], said: [], heard: [], about: [], relations: [], ties: [] });
  });
  const claims = objects(raw.claims, "claim", (c) => {
    strings(c, "kind", "act", "certainty");
    c.doc = docs[c.doc];
    c.source = actors[c.source] || null;
    c.addressee = actors[c.addressee] || null;
    c.time = time(c.time);
    c.stances = c.stances.map(([actor, favour, words]) => ({ actor: actors[actor], favour: text(favour), words }));
    c.about = c.about.map((n) => actors[n]).filter(Boolean);
    c.answers = [];
    c.inner = [];
  });
  const events = objects(raw.events, "event", (e) => {
    strings(e, "label", "event_type", "cameo", "mode", "quad", "tone", "quantity");
    e.doc = docs[e.doc];
    e.time = time(e.time);
    e.contexts = texts(e.contexts);
    e.voices = voicesOf(e.voices);
    e.arguments = e.arguments.map(([role, words, quantity]) => ({ role: text(role), words, quantity: text(quantity) }));
    e.told = e.stated_by.some(([n]) => n === -1);
    e.denied_by = e.stated_by.filter(([, negated]) => negated).map(([n]) => claims[n]).filter(Boolean);
    e.stated_by = [...new Set(e.stated_by.map(([n]) => claims[n]).filter(Boolean))];
    e.roles = e.roles
      .filter((row) => actors[row[1]])
      .map(([role, actor, words, quantity, said]) => ({
        role: text(role), actor: actors[actor], words, quantity: text(quantity), voices: voicesOf(said),
      }));
    e.links = [];
    e.day = dayOf(e);
  });
  for (const claim of claims) {
    claim.reports = claim.reports.map((n) => events[n]).filter(Boolean);
    claim.within = claims[claim.within] || null;
    claim.day = dayOf(claim);
    if (claim.within) claim.within.inner.push(claim);
    if (claim.source) claim.source.said.push(claim);
    if (claim.addressee) claim.addressee.heard.push(claim);
    for (const actor of claim.about) actor.about.push(claim);
    if (claim.doc) claim.doc.claims.push(claim);
  }
  for (const event of events) {
    for (const part of event.roles) part.actor.parts.push({ event, part });
    if (event.doc) event.doc.events.push(event);
  }
  const relations = objects(raw.relations, "relation", (r) => {
    strings(r, "kind", "role");
    r.from = actors[r.from];
    r.to = actors[r.to];
    r.voices = voicesOf(r.voices);
    r.from.relations.push(r);
    if (r.to !== r.from) r.to.relations.push(r);
  });
  const link = (list, all, key) =>
    objects(list, "link", (l) => {
      strings(l, "kind");
      l.from = all[l.from];
      l.to = all[l.to];
      l.from[key].push(l);
      if (l.to !== l.from) l.to[key].push(l);
    });
  const answers = link(raw.answers, claims, "answers");
  const eventLinks = link(raw.event_links, events, "links");
  const items = [events, claims, relations, answers];
  const ties = objects(raw.ties, "tie", (t) => {
    strings(t, "tone");
    t.from = actors[t.from];
    t.to = actors[t.to];
    t.voice = voices[t.voice];
    t.item = items[t.of][t.item];
    t.from.ties.push(t);
    t.to.ties.push(t);
  });
  for (const actor of actors) for (const [doc] of actor.places) docs[doc].mentions += 1;
  const { program, version, style, overviews, lost_passages: lost } = raw;
  return { program, version, style, overviews, lost, docs, actors, claims, events, relations, answers, eventLinks, ties };
}

// The day of an event or a claim: its own, or else that of its document.
function dayOf(item) {
  const own = item.time && (item.time.first ?? item.time.last);
  return own ?? (item.doc ? item.doc.day : null);
}

// The documents and words that an item of a tie rests on: [document, start, end] each.
function placesOf(item) {
  const pairs = (doc, words) => {
    const list = [];
    for (let i = 0; doc && i + 1 < words.length; i += 2) list.push([doc, words[i], words[i + 1]]);
    return list;
  };
  switch (item.type) {
    case "claim": return pairs(item.doc, item.parts);
    case "event": return pairs(item.doc, item.triggers);
    case "actor": {
      const all = [...item.places, ...item.pronouns].flatMap(([doc, ...words]) => pairs(graph.docs[doc], words));
      return all.sort((a, b) => a[0].index - b[0].index || a[1] - b[1]);
    }
    case "document": return [[item, 0, 0]];
    default: return item.places.flatMap(([doc, ...words]) => pairs(graph.docs[doc], words));
  }
}

// The words of a claim, its parts joined as in the graph.
function claimText(claim) {
  return placesOf(claim).map(([doc, start, end]) => passage(doc, start, end)).join(" … ");
}

// Who says it: the actor, or else the words for the one who does.
function speakerName(claim) {
  if (claim.source) return claim.source.label;
  const [start, end] = claim.source_words;
  return end ? passage(claim.doc, start, end) : "source not named";
}

function docName(doc) {
  return doc.title || doc.label;
}

const TYPES = { actor: "actors", claim: "claims", event: "events", document: "docs" };

// "actor:mi5"
function idOf(node) {
  return `${node.type}:${node.id}`;
}

let byId = null;

// The node of an id, or null.
function nodeOf(id) {
  if (!byId) {
    byId = new Map();
    for (const list of Object.values(TYPES)) for (const node of graph[list]) byId.set(idOf(node), node);
  }
  return byId.get(id) || null;
}

// The fragment that leads to a node: colons stay readable.
function linkTo(node) {
  return `#${encodeURIComponent(idOf(node)).replace(/%3A/g, ":")}`;
}
