// lines.js - one line of a list: what is said to be, how, in which words, where.

// Marks that tell how something is said, in words.
function badges(voice) {
  const list = [];
  if (voice.look & NEGATED) list.push(el("span", { class: "badge negated" }, "said not to happen"));
  if (voice.look & ALLEGED) list.push(el("span", { class: "badge alleged" }, voice.per ? words(voice.per, 60) : "alleged"));
  if (voice.look & UNREAL) list.push(el("span", { class: "badge unreal" }, "possible or intended"));
  return list;
}

// The sentence of some words, these marked; leads to the article.
function quote(item, n = 0, most = 320) {
  const at = placesOf(item)[n];
  if (!at) return null;
  const [doc, start, end] = at;
  const [from, to] = sentenceAt(doc, start, end);
  const before = passage(doc, from, start);
  const after = passage(doc, end, to);
  const room = Math.max(40, most - (end - start));
  const head = before.length > room * 0.6 ? `…${before.slice(-Math.round(room * 0.6)).replace(/^\S*\s/, "")}` : before;
  return el("button", { type: "button", class: "quote", title: "Show these words in the article", onclick: () => readItem(item, n) },
    el("bdi", null, harmless(head.replace(/\s+/g, " ")), el("mark", null, cut(passage(doc, start, end), most)), tail(after, Math.max(20, room - head.length))));
}

// The rest of a sentence, with the blank it may begin with.
function tail(text, most) {
  const lead = /^\s/.test(text) ? " " : "";
  return lead + cut(text, most);
}

function source(doc, day) {
  return el("p", { class: "where" }, doc ? nodeLink(doc, docName(doc), "doc-link") : null, doc ? ` · ${shownDay(day ?? doc.day)}` : null);
}

function names(actors) {
  return actors.flatMap((actor, i) => (i ? [", ", actorLink(actor)] : [actorLink(actor)]));
}

// Those in an event. Where the event is told, but only a party says that this one takes part, the name says so.
function partNames(parts, told) {
  return parts.flatMap((part, i) => {
    const isOnlyAlleged = part.voices.length > 0 && part.voices.every((voice) => voice.look & ALLEGED);
    const mark = isOnlyAlleged && !(told.look & ALLEGED) ? [" ", badges({ ...part.voices[0], look: ALLEGED })] : [];
    return [i ? ", " : null, actorLink(part.actor), ...mark];
  });
}

// An event: "MI5 — warn → Iran", each name a link.
function eventLine(event, forActor = null) {
  const part = forActor && event.roles.find((role) => role.actor === forActor);
  const voices = part && part.voices.length ? part.voices : event.voices;
  const agents = event.roles.filter((role) => role.role === "agent");
  const targets = event.roles.filter((role) => role.role === "patient" || role.role === "recipient");
  const told = voices.find((voice) => !(voice.look & ALLEGED)) || voices[0] || PLAIN;
  const others = voices.filter((voice) => voice !== told);
  const what = el("a", { href: linkTo(event), class: `what tone-${event.tone}` }, words(told.words || event.label, 90));
  const spelt = (role) => event.arguments.filter((argument) => argument.role === role)
    .map((argument) => passage(event.doc, ...argument.words)).filter((text) => text.length > 3).slice(0, 1);
  const before = agents.length ? partNames(agents, told) : spelt("agent").map((text) => words(text, 50));
  const after = targets.length ? partNames(targets, told) : spelt("patient").map((text) => words(text, 50));
  return el("li", { class: "line" },
    el("p", { class: "head" }, before.length ? [before, " "] : null, what, after.length ? [" → ", after] : null, " ", badges(told)),
    others.length ? el("p", { class: "also" }, "also: ", others.slice(0, 3).map((voice) => [words(voice.words, 60), " ", badges(voice)])) : null,
    quote(event), source(event.doc, event.day));
}

// A claim: who, what they do in saying it, of whom, and the words.
function claimLine(claim, { speaker = true } = {}) {
  return el("li", { class: "line" },
    el("p", { class: "head" },
      speaker ? [claim.source ? actorLink(claim.source) : words(speakerName(claim), 60), " "] : null,
      el("a", { href: linkTo(claim), class: "what tone-speech" }, actWords(claim)),
      claim.addressee ? [" to ", actorLink(claim.addressee)] : null,
      claim.about.length ? [" · about ", names(claim.about.slice(0, 4))] : null, " ", claimBadges(claim)),
    quote(claim), source(claim.doc, claim.day));
}

function actWords(claim) {
  return { say: "says", ask: "asks", deny: "denies", accuse: "accuses", praise: "praises", confirm: "confirms" }[claim.act] || claim.act;
}

function claimBadges(claim) {
  const list = [];
  if (claim.kind === "direct") list.push(el("span", { class: "badge" }, "quoted"));
  if (claim.hearsay.length) list.push(el("span", { class: "badge alleged" }, "hearsay"));
  if (claim.certainty) list.push(el("span", { class: "badge unreal" }, claim.certainty));
  for (const stance of claim.stances.slice(0, 2)) {
    if (stance.actor) list.push(el("span", { class: "badge" }, stance.favour === "positive" ? "for " : "against ", words(stance.actor.label, 30)));
  }
  return list;
}

function relationLine(relation) {
  const voice = relation.voices.find((one) => !(one.look & ALLEGED)) || relation.voices[0] || PLAIN;
  const years = relation.since || relation.until ? ` (${relation.since ?? "…"}–${relation.until ?? "…"})` : "";
  return el("li", { class: "line" },
    el("p", { class: "head" }, actorLink(relation.from), " ", el("span", { class: "what tone-fact" }, words(voice.words, 60)), " ", actorLink(relation.to), years, " ", badges(voice)),
    quote(relation), source(placesOf(relation)[0]?.[0]));
}

function itemLine(item, actor = null) {
  switch (item.type) {
    case "event": return eventLine(item, actor);
    case "claim": return claimLine(item);
    case "relation": return relationLine(item);
    default: return answerCard(item);
  }
}

const ANSWER_WORDS = { denies: "denies", contradicts: "contradicts", confirms: "confirms", answers: "answers", repeats: "repeats" };

// Two claims side by side.
function answerCard(answer) {
  return el("li", { class: `pair kind-${answer.kind}` },
    pairSide(answer.from), el("p", { class: "joint" }, el("span", null, ANSWER_WORDS[answer.kind] || answer.kind)), pairSide(answer.to));
}

function pairSide(claim) {
  return el("div", { class: "side" },
    el("p", { class: "head" }, claim.source ? actorLink(claim.source) : words(speakerName(claim), 60), " ",
      el("a", { href: linkTo(claim), class: "what tone-speech" }, actWords(claim)), " ", claimBadges(claim)),
    quote(claim, 0, 260), source(claim.doc, claim.day));
}

// An event that some say happened and others say did not: both, side by side.
function disputedCard(event) {
  const side = (title, voices, claims) => el("div", { class: "side" }, el("p", { class: "head" }, title),
    voices.map((voice) => el("p", null, words(voice.words, 80), " ", voice.per ? badges({ ...voice, look: voice.look & ~NEGATED }) : el("span", { class: "badge" }, "told by the document"))),
    claims.slice(0, 2).map((claim) => quote(claim, 0, 240)), claims.length ? null : quote(event, 0, 240));
  const no = event.voices.filter((voice) => voice.look & NEGATED);
  const yes = event.voices.filter((voice) => !(voice.look & NEGATED));
  return el("li", { class: "pair kind-contradicts" },
    el("p", { class: "pair-title" }, el("a", { href: linkTo(event), class: `what tone-${event.tone}` }, words(event.label, 80)), " · ", nodeLink(event.doc, docName(event.doc), "doc-link")),
    side("Said to happen", yes, event.stated_by.filter((claim) => !event.denied_by.includes(claim))), el("p", { class: "joint" }, el("span", null, "disputed")), side("Said not to happen", no, event.denied_by));
}

function isDisputed(event) {
  return event.voices.some((voice) => voice.look & NEGATED) && event.voices.some((voice) => !(voice.look & NEGATED));
}
