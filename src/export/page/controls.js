// controls.js - filters, legend, help, the borders between the parts, and the keys of the page.

function startControls() {
  byName("filters-button").addEventListener("click", () => toggleFilters());
  byName("help-button").addEventListener("click", () => byName("help").showModal());
  byName("help-close").addEventListener("click", () => byName("help").close());
  byName("previous").addEventListener("click", () => turn(-1));
  byName("next").addEventListener("click", () => turn(1));
  buildFilters();
  buildLegend();
  on("filter", () => {
    syncFilters();
    showChips();
  });
  on("theme", buildLegend);
  showChips();
  splitter(byName("split-main"), "--side", 320, (event, box) => box.right - event.clientX, true);
  splitter(byName("split"), "--reader", 140, (event, box) => box.bottom - event.clientY, false);
  document.addEventListener("keydown", pageKey);
  on("reading", () => { byName("passages").hidden = true; });
}

function toggleFilters(show = byName("filters").hidden) {
  byName("filters").hidden = !show;
  byName("filters-button").setAttribute("aria-expanded", String(show));
  if (show) byName("filters").querySelector("input, select, button").focus();
}

// --- Filters ---

function buildFilters() {
  const group = (title, set, all, namesOf, mark) => el("fieldset", null, el("legend", null, title),
    all.map((one) => {
      const input = el("input", { type: "checkbox", checked: true, "data-set": set, "data-one": one });
      input.addEventListener("change", () => {
        if (input.checked) filter[set].add(one);
        else filter[set].delete(one);
        tell("filter");
      });
      return el("label", { class: "check" }, input, mark(one), namesOf(one));
    }));
  const count = (list, key) => {
    const counts = new Map();
    for (const one of list) counts.set(one[key], (counts.get(one[key]) || 0) + 1);
    return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  };
  const choice = (id, title, options) => {
    const input = el("select", { id }, el("option", { value: "" }, "all"), options.map(([value, text]) => el("option", { value }, cut(text, 60))));
    return el("label", { class: "field" }, title, input);
  };
  const speakers = graph.actors.filter((actor) => actor.said.length).sort((a, b) => b.said.length - a.said.length).slice(0, 400);
  const most = el("input", { type: "range", id: "most", "aria-label": "Actors shown", min: 10, max: Math.max(10, Math.min(2000, graph.actors.filter((a) => a.spots.length).length)), step: 1, value: filter.most });
  fill(byName("filters"),
    el("header", null, el("h2", null, "Filters"), el("button", { type: "button", class: "plain", onclick: resetFilter }, "Clear all")),
    el("label", { class: "field" }, el("span", null, "Actors shown, the most connected first: ", el("output", { id: "most-shown" }, String(filter.most))), most),
    group("Kind of actor", "kinds", KINDS, (kind) => kind, kindMark),
    group("Kind of tie", "tones", TONES, (tone) => TONE_NAMES[tone], (tone) => lineSample(tone, 0)),
    group("How it is said", "looks", LOOKS, (look) => LOOK_NAMES[look], (look) => lineSample("fact", { told: 0, alleged: ALLEGED, unreal: UNREAL, negated: NEGATED }[look])),
    choice("event-type", "Type of event", count(graph.events, "event_type").map(([type, n]) => [type, `${type.toLowerCase()} (${n})`])),
    choice("source", "Who says so", speakers.map((actor) => [actor.index, `${actor.label} (${actor.said.length})`])),
    choice("document", "Document", graph.docs.map((doc) => [doc.index, docName(doc)])));
  const listen = (id, read) => byName(id).addEventListener("change", (event) => {
    read(event.target.value);
    tell("filter");
  });
  listen("event-type", (value) => { filter.eventType = value; });
  listen("source", (value) => { filter.source = value === "" ? null : graph.actors[value]; });
  listen("document", (value) => { filter.doc = value === "" ? null : graph.docs[value]; });
  most.addEventListener("input", () => {
    filter.most = Number(most.value);
    tell("filter");
  });
}

function syncFilters() {
  for (const input of byName("filters").querySelectorAll("[data-set]")) input.checked = filter[input.dataset.set].has(input.dataset.one);
  byName("event-type").value = filter.eventType;
  byName("source").value = filter.source ? filter.source.index : "";
  byName("document").value = filter.doc ? filter.doc.index : "";
  byName("most").value = filter.most;
  byName("most-shown").textContent = String(filter.most);
}

// What is filtered, each to be taken back by a click.
function showChips() {
  const active = activeFilters();
  fill(byName("chips"), active.map(({ text, undo }) =>
    el("button", { type: "button", class: "chip", "aria-label": `Take back the filter ${text}`, onclick: () => { undo(); tell("filter"); } }, words(text, 46), el("span", { "aria-hidden": "true" }, " ×"))));
  byName("filters-button").classList.toggle("on", active.length > 0);
}

// --- Legend ---

// A short line as an arrow is drawn.
function lineSample(tone, look) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 34 12");
  svg.setAttribute("class", "sample");
  svg.setAttribute("aria-hidden", "true");
  const colour = toneColour(tone, look);
  const line = shape("line", { x1: 1, x2: look & NEGATED ? 30 : 25, y1: 6, y2: 6, stroke: colour, "stroke-width": 1.8, "stroke-dasharray": dashOf(look).join(" ") || "none" }, "");
  const head = look & NEGATED ? shape("line", { x1: 30, x2: 30, y1: 1.500, y2: 10.500, stroke: colour, "stroke-width": 2.200 }, "")
    : tone === "speech" && !(look & ALLEGED) ? shape("path", { d: "M26 2L32 6L26 10", fill: "none", stroke: colour, "stroke-width": 1.600 }, "")
      : shape("path", { d: "M25 2L32 6L25 10Z", fill: look & ALLEGED ? "none" : colour, stroke: colour, "stroke-width": 1.200 }, "");
  svg.append(line, head);
  return svg;
}

function buildLegend() {
  const entry = (mark, text) => el("li", null, mark, text);
  const shapes = [["event", "event"], ["claim", "claim"]].map(([name, text]) => entry(el("span", { class: `shape ${name}` }), text));
  fill(byName("legend-body"), KINDS.map((kind) => entry(kindMark(kind), kind)), shapes,
    TONES.map((tone) => entry(lineSample(tone, 0), TONE_NAMES[tone])), entry(lineSample("fact", ALLEGED), "alleged, “per” says by whom"),
    entry(lineSample("fact", UNREAL), "possible, intended, attempted"), entry(lineSample("fact", NEGATED), "said not to happen"));
}

// --- Borders that can be dragged, or moved by the arrow keys ---

function splitter(border, variable, least, sizeAt, isUpright) {
  const holder = isUpright ? byName("main") : byName("side");
  const set = (size) => {
    const box = holder.getBoundingClientRect();
    const whole = isUpright ? box.width : box.height;
    const kept = Math.max(least, Math.min(whole - least, size));
    document.documentElement.style.setProperty(variable, `${Math.round(kept)}px`);
    border.setAttribute("aria-valuenow", String(Math.round((kept / whole) * 100)));
  };
  let dragging = false;
  border.addEventListener("pointerdown", (event) => {
    dragging = true;
    border.setPointerCapture(event.pointerId);
  });
  border.addEventListener("pointermove", (event) => dragging && set(sizeAt(event, holder.getBoundingClientRect())));
  border.addEventListener("pointerup", () => { dragging = false; });
  border.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: 30, ArrowUp: 30, ArrowRight: -30, ArrowDown: -30 }[event.key];
    if (!step) return;
    const part = byName(isUpright ? "side" : "reader").getBoundingClientRect();
    set((isUpright ? part.width : part.height) + step);
    event.preventDefault();
  });
}

// --- Keys of the page ---

function pageKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || byName("help").open) return;
  if (event.key === "Escape") {
    escape();
    return;
  }
  if (/^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName)) return;
  const keys = {
    "/": () => byName("search").focus(), "?": () => byName("help").showModal(), f: () => toggleFilters(), g: () => canvas.focus(),
    n: () => turn(1), p: () => turn(-1), c: copyCitation, x: closeArticle, o: () => setScope(null),
    "+": () => zoomBy(1.35), "=": () => zoomBy(1.35), "-": () => zoomBy(1 / 1.35), 0: () => fit(true),
  };
  const tab = TABS[Number(event.key) - 1];
  const act = keys[event.key] || (tab && (() => showTab(tab[0], true)));
  if (!act) return;
  event.preventDefault();
  act();
}

// Takes back one thing: the filters' panel, the open actor, the choice.
function escape() {
  if (!byName("filters").hidden) {
    toggleFilters(false);
    byName("filters-button").focus();
  } else if (document.activeElement === byName("search")) {
    closeSuggestions();
    canvas.focus();
  } else if (state.scope) {
    setScope(null);
  } else if (state.selection) {
    select(null);
  }
}
