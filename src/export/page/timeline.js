// timeline.js - events and claims by day; a stretch chosen on it filters everything.

const SVG = "http://www.w3.org/2000/svg";
// Days that lie far from all others share the first or the last bar, so that one old date does not flatten the rest.
const TRIMMED = 0.02;

const timeline = { first: 0, last: 0, bins: [], size: 1, drag: null };

function startTimeline() {
  const box = byName("bars");
  box.addEventListener("pointerdown", brushBegin);
  box.addEventListener("pointermove", brushMove);
  box.addEventListener("pointerup", brushEnd);
  for (const id of ["from", "to"]) {
    byName(id).addEventListener("change", (event) => {
      filter[id] = dayOfIso(event.target.value);
      tell("filter");
    });
  }
  new ResizeObserver(() => showTimeline()).observe(box);
  on("filter", showTimeline);
  on("theme", showTimeline);
  measureTime();
}

function measureTime() {
  const days = [...graph.events, ...graph.claims].map((item) => item.day).filter((day) => day !== null && day !== undefined).sort((a, b) => a - b);
  timeline.days = days.length;
  timeline.undated = graph.events.length + graph.claims.length - days.length;
  if (!days.length) return;
  timeline.first = days[Math.floor(days.length * TRIMMED)];
  timeline.last = days[Math.ceil((days.length - 1) * (1 - TRIMMED))];
  if (timeline.last - timeline.first < 14) {
    timeline.first -= 7;
    timeline.last += 7;
  }
}

function showTimeline() {
  const box = byName("bars");
  const { width, height } = box.getBoundingClientRect();
  byName("timeline").hidden = timeline.days === 0;
  if (!timeline.days || width < 40) return;
  const n = Math.max(12, Math.min(110, Math.floor(width / 9)));
  timeline.size = Math.max(1, Math.ceil((timeline.last - timeline.first + 1) / n));
  const count = Math.ceil((timeline.last - timeline.first + 1) / timeline.size);
  const bins = Array.from({ length: count }, () => ({ events: 0, claims: 0 }));
  // All filters but the time itself.
  const { from, to } = filter;
  Object.assign(filter, { from: null, to: null });
  const add = (item, key) => {
    if (item.day === null || item.day === undefined) return;
    bins[Math.max(0, Math.min(count - 1, Math.floor((item.day - timeline.first) / timeline.size)))][key] += 1;
  };
  for (const event of graph.events) if (passesEvent(event)) add(event, "events");
  for (const claim of graph.claims) if (passesClaim(claim)) add(claim, "claims");
  Object.assign(filter, { from, to });
  timeline.bins = bins;
  drawBars(box, width, height);
  byName("from").value = from === null ? "" : isoDay(from);
  byName("to").value = to === null ? "" : isoDay(to);
  byName("undated").textContent = timeline.undated ? `${counted(timeline.undated, "item")} without a date` : "";
}

function shape(name, attributes, className) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.setAttribute("class", className);
  return element;
}

function drawBars(box, width, height) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("width", width);
  svg.setAttribute("height", height);
  svg.setAttribute("aria-hidden", "true");
  const base = height - 17;
  const most = Math.max(1, ...timeline.bins.map((bin) => bin.events + bin.claims));
  const step = width / timeline.bins.length;
  // The square root keeps single reports visible beside a day of hundreds.
  const tall = (n) => (Math.sqrt(n) / Math.sqrt(most)) * (base - 6);
  timeline.bins.forEach((bin, i) => {
    const all = tall(bin.events + bin.claims);
    const events = bin.events ? all * (bin.events / (bin.events + bin.claims)) : 0;
    const x = i * step + 0.5;
    const w = Math.max(1, step - 1.5);
    if (bin.events) svg.append(shape("rect", { x, y: base - events, width: w, height: events }, "bar-events"));
    if (bin.claims) svg.append(shape("rect", { x: x + 0.5, y: base - all, width: Math.max(1, w - 1), height: Math.max(1, all - events - 1) }, "bar-claims"));
  });
  svg.append(shape("line", { x1: 0, x2: width, y1: base + 0.5, y2: base + 0.5 }, "axis"));
  for (const [day, label, anchor] of ticks(width)) {
    const x = xOf(day, width);
    svg.append(shape("line", { x1: x, x2: x, y1: base, y2: base + 4 }, "axis"));
    const text = shape("text", { x, y: height - 4, "text-anchor": anchor }, "tick");
    text.textContent = label;
    svg.append(text);
  }
  if (filter.from !== null || filter.to !== null) {
    const x0 = Math.max(0, xOf(filter.from ?? timeline.first, width));
    const x1 = Math.min(width, xOf((filter.to ?? timeline.last) + 1, width));
    if (x0 > 0) svg.append(shape("rect", { x: 0, y: 0, width: x0, height: base }, "shade"));
    if (x1 < width) svg.append(shape("rect", { x: x1, y: 0, width: width - x1, height: base }, "shade"));
    svg.append(shape("rect", { x: x0, y: 0.5, width: Math.max(2, x1 - x0), height: base }, "brush"));
  }
  box.replaceChildren(svg);
}

function xOf(day, width) {
  return ((day - timeline.first) / (timeline.bins.length * timeline.size)) * width;
}

function dayAt(x, width) {
  const share = Math.max(0, Math.min(1, x / width));
  return Math.round(timeline.first + share * timeline.bins.length * timeline.size);
}

// Days to name on the axis: begin and end, and years or months between, as there is room.
function ticks(width) {
  const span = timeline.bins.length * timeline.size;
  const unit = span > 900 ? 12 : span > 300 ? 3 : 1;
  const marks = [];
  const begin = new Date(timeline.first * DAY);
  const perMonth = (width / span) * 30.4;
  const every = unit * Math.max(1, Math.ceil(64 / (perMonth * unit)));
  for (let n = 0; n < 400; n += 1) {
    const month = Math.ceil((begin.getUTCFullYear() * 12 + begin.getUTCMonth() + 1) / every) * every + n * every;
    const day = Date.UTC(Math.floor(month / 12), month % 12, 1) / DAY;
    if (day > timeline.first + span) break;
    const x = xOf(day, width);
    if (x < 4 || x > width - 30) continue;
    marks.push([day, month % 12 === 0 ? String(Math.floor(month / 12)) : `${MONTHS[month % 12]} ${Math.floor(month / 12)}`, "middle"]);
  }
  return marks.length ? marks : [[timeline.first, shownDay(timeline.first), "start"]];
}

function brushBegin(event) {
  const box = byName("bars");
  box.setPointerCapture(event.pointerId);
  timeline.drag = event.clientX - box.getBoundingClientRect().left;
}

function brushMove(event) {
  const box = byName("bars");
  const { left, width, height } = box.getBoundingClientRect();
  const x = event.clientX - left;
  if (timeline.drag === null) {
    const bin = timeline.bins[Math.floor((x / width) * timeline.bins.length)];
    if (bin) {
      const day = dayAt((Math.floor((x / width) * timeline.bins.length) / timeline.bins.length) * width, width);
      const until = timeline.size > 1 ? ` – ${shownDay(day + timeline.size - 1)}` : "";
      byName("time-note").textContent = `${shownDay(day)}${until}: ${counted(bin.events, "event")}, ${counted(bin.claims, "claim")}`;
    }
    return;
  }
  const [a, b] = [dayAt(Math.min(x, timeline.drag), width), dayAt(Math.max(x, timeline.drag), width) - 1];
  Object.assign(filter, { from: a, to: Math.max(a, b) });
  drawBars(box, width, height);
}

function brushEnd(event) {
  const { left, width } = byName("bars").getBoundingClientRect();
  const x = event.clientX - left;
  // A click without a stretch takes the filter back.
  if (timeline.drag !== null && Math.abs(x - timeline.drag) < 4) Object.assign(filter, { from: null, to: null });
  timeline.drag = null;
  tell("filter");
}
