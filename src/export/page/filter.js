// filter.js - what is shown: kinds of actors, kinds of ties, how things are said, types of events, who says so, where, when.

const KINDS = ["person", "organization", "state", "group", "place", "other"];
const TONES = ["conflict", "cooperation", "speech", "fact"];
const TONE_NAMES = {
  conflict: "conflict", cooperation: "cooperation", speech: "says about", fact: "lasting tie",
  against: "against", for: "for", source: "document",
};
const LOOKS = ["told", "alleged", "unreal", "negated"];
const LOOK_NAMES = {
  told: "told by the document", alleged: "alleged (“per …”)", unreal: "possible or intended", negated: "said not to happen",
};
// With more actors than this the first look is a cloud of dots; a small stage has room for fewer.
const FIRST_ACTORS = 44;
const STAGE_PER_ACTOR = 12000;

function firstActors() {
  const room = Math.round((view.width * view.height) / STAGE_PER_ACTOR);
  return Math.max(16, Math.min(FIRST_ACTORS, room, graph.actors.filter((actor) => actor.spots.length).length));
}

const filter = {
  kinds: new Set(KINDS), tones: new Set(TONES), looks: new Set(LOOKS),
  eventType: "", source: null, doc: null, from: null, to: null, most: FIRST_ACTORS,
};

function resetFilter() {
  Object.assign(filter, {
    kinds: new Set(KINDS), tones: new Set(TONES), looks: new Set(LOOKS),
    eventType: "", source: null, doc: null, from: null, to: null, most: firstActors(),
  });
  tell("filter");
}

// One thing is said in one or several of these ways; it is shown if all of them are.
function looksOf(look) {
  const names = [];
  if (look & ALLEGED) names.push("alleged");
  if (look & UNREAL) names.push("unreal");
  if (look & NEGATED) names.push("negated");
  return names.length ? names : ["told"];
}

function inTime(day) {
  if (filter.from === null && filter.to === null) return true;
  if (day === null || day === undefined) return false;
  return (filter.from === null || day >= filter.from) && (filter.to === null || day <= filter.to);
}

function passesDoc(item) {
  if (!filter.doc) return true;
  if (item.doc) return item.doc === filter.doc;
  return placesOf(item).some(([doc]) => doc === filter.doc);
}

function passesClaim(claim) {
  return passesDoc(claim) && inTime(claim.day) && (!filter.source || claim.source === filter.source)
    && (!filter.eventType || claim.reports.some((event) => event.event_type === filter.eventType));
}

function passesEvent(event) {
  return passesDoc(event) && inTime(event.day) && (!filter.eventType || event.event_type === filter.eventType)
    && (!filter.source || event.stated_by.some((claim) => claim.source === filter.source))
    && filter.tones.has(event.tone)
    && (!event.voices.length || event.voices.some((voice) => passesLook(voice.look)));
}

function passesLook(look) {
  return looksOf(look).every((name) => filter.looks.has(name));
}

function passesTie(tie) {
  if (!filter.tones.has(tie.tone) || !passesLook(tie.voice.look)) return false;
  const { item } = tie;
  switch (item.type) {
    case "event": return passesEvent(item);
    case "claim": return passesClaim(item);
    case "link": return passesClaim(item.from) && (!filter.eventType);
    default: return !filter.eventType && !filter.source && filter.from === null && filter.to === null && passesDoc(item);
  }
}

function isFiltered() {
  return activeFilters().length > 0;
}

// What is filtered at the moment: words for it, and how to take it back.
function activeFilters() {
  const active = [];
  const part = (set, all, name, names = {}) => {
    if (set.size === all.length) return;
    const shown = all.filter((one) => set.has(one)).map((one) => names[one] || one);
    active.push({ text: `${name}: ${shown.join(", ") || "none"}`, undo: () => all.forEach((one) => set.add(one)) });
  };
  part(filter.kinds, KINDS, "actors");
  part(filter.tones, TONES, "ties", TONE_NAMES);
  part(filter.looks, LOOKS, "said", LOOK_NAMES);
  if (filter.eventType) active.push({ text: `event: ${filter.eventType.toLowerCase()}`, undo: () => { filter.eventType = ""; } });
  if (filter.source) active.push({ text: `per ${filter.source.label}`, undo: () => { filter.source = null; } });
  if (filter.doc) active.push({ text: `in: ${docName(filter.doc)}`, undo: () => { filter.doc = null; } });
  if (filter.from !== null || filter.to !== null) {
    const from = filter.from === null ? "…" : shownDay(filter.from);
    const to = filter.to === null ? "…" : shownDay(filter.to);
    active.push({ text: `${from} – ${to}`, undo: () => { filter.from = null; filter.to = null; } });
  }
  return active;
}
