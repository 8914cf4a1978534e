// dom.js - elements out of data. Text is always set as text: nothing of an article is ever read as markup.

function byName(id) {
  return document.getElementById(id);
}

// An element with attributes, listeners ("onclick") and children; strings among the children become text.
function el(tag, options, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(options || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "class") element.className = value;
    else if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : harmless(value));
  }
  put(element, children);
  return element;
}

function put(element, children) {
  for (const child of [children].flat(Infinity)) {
    if (child === null || child === undefined || child === false) continue;
    element.append(child instanceof Node ? child : document.createTextNode(harmless(child)));
  }
}

function fill(element, ...children) {
  element.replaceChildren();
  put(element, children);
}

// A name or a sentence out of an article: kept apart, so that its direction changes nothing around it.
function words(text, most = 400, className = null) {
  return el("bdi", { class: className }, cut(text, most));
}

// A name that leads to its node.
function nodeLink(node, label, className = "node-link") {
  return el("a", { href: linkTo(node), class: className, "data-kind": node.kind }, words(label, 120));
}

function actorLink(actor) {
  return nodeLink(actor, actor.label, "node-link actor-link");
}

// An address out of a document's metadata, only if it is one of the web.
function webLink(address) {
  let url = null;
  try {
    url = new URL(address);
  } catch {
    return words(address, 200);
  }
  if (url.protocol !== "http:" && url.protocol !== "https:") return words(address, 200);
  return el("a", { href: url.href, rel: "noreferrer noopener", target: "_blank" }, words(url.hostname || address, 80));
}

function wikidataLink(id) {
  if (!/^Q\d{1,12}$/.test(id)) return words(id, 40);
  return el("a", { href: `https://www.wikidata.org/wiki/${id}`, rel: "noreferrer noopener", target: "_blank" }, id);
}

// A button with a picture of a few lines, drawn in a box of 16 by 16.
function iconButton(label, path, onclick, options = {}) {
  return el("button", { type: "button", class: "icon", title: label, "aria-label": label, onclick, ...options }, icon(path));
}

function icon(path) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const shape = document.createElementNS("http://www.w3.org/2000/svg", "path");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("aria-hidden", "true");
  shape.setAttribute("d", path);
  svg.append(shape);
  return svg;
}

// A list that shows its first entries, and more when asked.
function longList(entries, make, { step = 60, className = "list", what = "more" } = {}) {
  const list = el("ul", { class: className });
  const more = el("button", { type: "button", class: "more" });
  let shown = 0;
  const grow = () => {
    for (const entry of entries.slice(shown, shown + step)) list.append(make(entry));
    shown = Math.min(entries.length, shown + step);
    const left = entries.length - shown;
    more.textContent = `Show ${Math.min(step, left)} of ${left.toLocaleString("en")} ${what}`;
    more.hidden = left === 0;
  };
  more.addEventListener("click", () => {
    const next = list.children.length;
    grow();
    list.children[next]?.querySelector("a, button")?.focus();
  });
  grow();
  return [list, more];
}

// Saves text as a file. Nothing leaves the machine: the address is the page's own.
function save(name, text, type) {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = el("a", { href: url, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}

// Rows as CSV (RFC 4180). A cell that a spreadsheet would take for a formula begins with an apostrophe.
function saveCsv(name, columns, rows) {
  const cell = (value) => {
    const text = String(value ?? "");
    const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
    return /[",\r\n]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe;
  };
  const lines = [columns, ...rows].map((row) => row.map(cell).join(","));
  save(name, `${lines.join("\r\n")}\r\n`, "text/csv;charset=utf-8");
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // Without leave for the clipboard the old way may still work.
    const area = el("textarea", { class: "away" });
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
  announce("Citation copied");
}
