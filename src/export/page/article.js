// article.js - the article, with the very words.

let reading = null;

// Opens a document. marks: [{ start, end, as }] in code points; at: the words to go to; title: what is marked.
function read(doc, marks = [], at = null, about = null) {
  reading = { doc, marks, at: at || (marks[0] && [marks[0].start, marks[0].end]), about };
  const reader = byName("reader");
  reader.hidden = false;
  byName("split").hidden = false;
  document.body.classList.add("reading");
  fill(byName("reader-head"), articleHead(doc));
  fill(byName("text"), articleText(doc, marks));
  tell("reading");
  scrollToMark();
}

function closeArticle() {
  reading = null;
  byName("reader").hidden = true;
  byName("split").hidden = true;
  document.body.classList.remove("reading");
}

function articleHead(doc) {
  const facts = [doc.publisher && words(doc.publisher, 60), doc.author && words(doc.author, 60), shownDay(doc.day), doc.url && webLink(doc.url)];
  const dots = facts.filter(Boolean).flatMap((fact, i) => (i ? [" · ", fact] : [fact]));
  return [
    el("div", { class: "reader-title" },
      el("h2", { id: "reader-name" }, nodeLink(doc, docName(doc), "doc-title")),
      el("div", { class: "tools" },
        iconButton("Copy a citation (c)", "M4 1h8v2h2v12H4v-2H2V1zm0 2v8h8V3zm2 10h6V5h0v8z", copyCitation, { id: "cite" }),
        iconButton("Close the article (x)", "M3.400 2L8 6.600L12.600 2L14 3.400L9.400 8L14 12.600L12.600 14L8 9.400L3.400 14L2 12.600L6.600 8L2 3.400z", closeArticle, { id: "close-article" }))),
    el("p", { class: "facts" }, dots),
    el("p", { class: "marks-key" }, markKey()),
    doc.whole ? null : el("p", { class: "notice" }, "This graph holds no full text: only the passages it rests on are shown."),
  ];
}

const MARK_NAMES = { source: "who says it", cue: "that it is said", content: "what is said", event: "what happens", actor: "who", limit: "what limits it", sentence: null };

function markKey() {
  const used = [...new Set(reading.marks.map((mark) => mark.as))].filter((as) => MARK_NAMES[as]);
  return used.map((as) => el("span", { class: "key" }, el("span", { class: `m-${as}` }, "Aa"), ` ${MARK_NAMES[as]}`));
}

// The text as paragraphs; each stretch between two borders of marks is one element with the classes of all over it.
function articleText(doc, marks) {
  const sentence = reading.at && reading.at[1] ? [{ start: 0, end: 0, as: "sentence" }] : [];
  if (sentence.length) [sentence[0].start, sentence[0].end] = sentenceAt(doc, ...reading.at);
  const all = [...sentence, ...marks].filter((mark) => mark.end > mark.start);
  const spans = all.map((mark) => ({ from: unitOf(doc, mark.start), to: unitOf(doc, mark.end), as: mark.as }));
  const borders = [...new Set(spans.flatMap((span) => [span.from, span.to]))].sort((a, b) => a - b);
  const target = reading.at && [unitOf(doc, reading.at[0]), unitOf(doc, reading.at[1])];
  const paragraphs = [];
  let at = 0;
  for (const piece of doc.text.split(/(\n+)/)) {
    const end = at + piece.length;
    if (piece && !/^\n+$/.test(piece)) paragraphs.push(paragraph(doc, at, end, borders, spans, target, paragraphs.length));
    else if (!doc.whole && piece.length > 1 && paragraphs.length) paragraphs.push(el("p", { class: "gap" }, "…"));
    at = end;
  }
  return paragraphs;
}

function paragraph(doc, from, to, borders, spans, target, number) {
  const raw = doc.text.slice(from, to);
  // A short first line without a full stop is the headline.
  const isHead = number === 0 && raw.length < 160 && !/[.!?…]["”’]?\s*$/.test(raw);
  const element = el("p", { dir: "auto", class: isHead ? "headline" : null });
  const inside = borders.slice(lowerBound(borders, from + 1)).filter((border) => border < to);
  const cuts = [from, ...inside, to];
  for (let i = 0; i + 1 < cuts.length; i += 1) {
    const over = spans.filter((span) => span.from <= cuts[i] && span.to >= cuts[i + 1]).map((span) => span.as);
    const text = harmless(doc.text.slice(cuts[i], cuts[i + 1]));
    if (!over.length) {
      element.append(text);
      continue;
    }
    const kinds = [...new Set(over)];
    const tag = kinds.some((kind) => kind !== "sentence") ? "mark" : "span";
    const isTarget = target && cuts[i] >= target[0] && cuts[i + 1] <= target[1];
    element.append(el(tag, { class: [...kinds.map((kind) => `m-${kind}`), isTarget ? "target" : ""].join(" ").trim() }, text));
  }
  return element;
}

function scrollToMark() {
  const text = byName("text");
  const target = text.querySelector(".target") || text.querySelector("mark");
  if (!target) {
    text.scrollTop = 0;
    return;
  }
  const [outer, inner] = [text.getBoundingClientRect(), target.getBoundingClientRect()];
  text.scrollTop += inner.top - outer.top - Math.min(outer.height * 0.35, 160);
}

// The words that a claim, an event, an actor or a relation rests on, as marks of one document.
function marksOf(item, doc) {
  const marks = [];
  const add = (list, as) => {
    for (let i = 0; i + 1 < list.length; i += 2) marks.push({ start: list[i], end: list[i + 1], as });
  };
  if (item.type === "claim") {
    add(item.source_words, "source");
    add(item.cue, "cue");
    add(item.parts, "content");
    add(item.hearsay, "limit");
    add(item.certainty_words, "limit");
    if (item.addressee_words.length) add(item.addressee_words, "actor");
  } else if (item.type === "event") {
    for (const part of item.roles) add(part.words, "actor");
    for (const argument of item.arguments) add(argument.words, "actor");
    add(item.triggers, "event");
    add(item.polarity_words, "limit");
    add(item.modality_words, "limit");
  } else {
    const as = item.type === "actor" ? "actor" : "content";
    for (const [at, start, end] of placesOf(item)) if (at === doc) marks.push({ start, end, as });
  }
  return marks;
}

// Opens the article at one of the places of an item.
function readItem(item, n = 0) {
  const places = placesOf(item);
  const at = places[n];
  if (!at) {
    if (item.doc) read(item.doc, [], null, { item, n });
    return;
  }
  const [doc, start, end] = at;
  read(doc, item.type === "document" ? [] : marksOf(item, doc), [start, end], { item, n });
  byName("passages").hidden = places.length < 2 || item.type === "document";
  byName("passage-count").textContent = `${(n + 1).toLocaleString("en")} of ${places.length.toLocaleString("en")}`;
}

// The next or the previous passage of what is read, round and round.
function turn(by) {
  if (!reading || !reading.about) return;
  const { item, n } = reading.about;
  const all = placesOf(item).length;
  if (all > 1) {
    readItem(item, (n + by + all) % all);
    announce(`Passage ${byName("passage-count").textContent}`);
  }
}

// "“sentence” — title, publisher, date (document id, characters 12–80)".
function citation() {
  if (!reading) return "";
  const { doc, at } = reading;
  const where = at && at[1] ? sentenceAt(doc, ...at) : null;
  const said = where ? `“${passage(doc, ...where).replace(/\s+/g, " ").trim()}” — ` : "";
  const facts = [docName(doc), doc.publisher, doc.day === null ? null : isoDay(doc.day), doc.url].filter(Boolean).join(", ");
  const offsets = where ? `, characters ${where[0]}–${where[1]}, words ${at[0]}–${at[1]}` : "";
  return `${said}${facts} (document ${doc.id}${offsets}; counted in Unicode code points)`;
}

function copyCitation() {
  copy(citation());
  const button = byName("cite");
  button.classList.add("done");
  setTimeout(() => button.classList.remove("done"), 1200);
}
