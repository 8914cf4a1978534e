// boxes.js - nodes of an open actor: boxes with several lines that grow with the zoom.

const BOX_FONT = 12;
const BOX_LINE = 15;
const BOX_TEXT = 176;

// Breaks text into lines of a width, and keeps the first ones.
function breakLines(context, text, width, font, most) {
  const lines = [];
  let line = "";
  for (const word of text.split(" ")) {
    const longer = line ? `${line} ${word}` : word;
    if (line && textWidth(context, longer, font) > width) {
      lines.push(line);
      line = word;
    } else {
      line = longer;
    }
  }
  lines.push(line);
  const kept = lines.slice(0, most).map((one) => fitLine(context, one, width, font));
  if (lines.length > most) kept[most - 1] = fitLine(context, `${kept[most - 1]}…`, width, font);
  return kept;
}

function fitLine(context, line, width, font) {
  if (textWidth(context, line, font) <= width) return line;
  let characters = Array.from(line.replace(/…$/, ""));
  while (characters.length > 1 && textWidth(context, `${characters.join("")}…`, font) > width) characters = characters.slice(0, -1);
  return `${characters.join("")}…`;
}

// Sizes of all boxes of the scene, once for each scene.
function measureBoxes(context) {
  for (const node of scene.nodes) {
    if (!node.box || node.boxLines) continue;
    const isItem = Boolean(node.item);
    node.boxFont = `${isItem ? 400 : 600} ${node.rank === 0 ? 15 : BOX_FONT}px ${theme.font}`;
    node.boxLines = breakLines(context, node.label, isItem ? BOX_TEXT : 128, node.boxFont, isItem ? 2 : 2);
    node.perLine = node.per ? fitLine(context, node.per, BOX_TEXT, `italic 400 10.5px ${theme.font}`) : "";
    const widest = Math.max(...node.boxLines.map((line) => textWidth(context, line, node.boxFont)));
    node.boxWidth = isItem ? BOX_TEXT + 22 : widest + 40;
    node.boxHeight = node.boxLines.length * (node.rank === 0 ? 19 : BOX_LINE) + (node.perLine ? 14 : 0) + (isItem ? 12 : 14);
  }
}

function paintBox(context, node) {
  const [w, h] = [node.boxWidth / 2, node.boxHeight / 2];
  context.save();
  context.translate(node.sx, node.sy);
  context.scale(view.k, view.k);
  const style = boxStyle(node);
  context.fillStyle = style.fill;
  context.strokeStyle = style.line;
  context.lineWidth = node.rank === 0 ? 2 : 1.2;
  context.setLineDash(dashOf(node.look || 0, 1));
  outline(context, node, w, h);
  context.fill();
  context.stroke();
  context.setLineDash([]);
  const left = -w + (node.item ? 11 : 28);
  if (!node.item) {
    context.save();
    context.translate(-w + 9, -6.5);
    context.scale(0.82, 0.82);
    context.fillStyle = style.line;
    context.fill(markPath(node.kind));
    context.restore();
  }
  context.textAlign = "left";
  context.textBaseline = "middle";
  context.font = node.boxFont;
  context.fillStyle = theme.ink;
  const step = node.rank === 0 ? 19 : BOX_LINE;
  const top = -((node.boxLines.length - 1) * step) / 2 - (node.perLine ? 7 : 0);
  node.boxLines.forEach((line, i) => context.fillText(line, left, top + i * step));
  if (node.perLine) {
    context.font = `italic 400 10.5px ${theme.font}`;
    context.fillStyle = style.line;
    context.fillText(node.perLine, left, top + node.boxLines.length * step - 1);
  }
  context.restore();
}

function boxStyle(node) {
  if (node.item === "claim") return theme.claim;
  if (node.item === "event") {
    const line = toneColour(node.tone, node.look);
    const isAlleged = node.look & ALLEGED;
    return { line, fill: isAlleged ? theme.paper : mix(theme.paper, line.length === 7 ? line : theme.ink, theme.dark ? 0.22 : 0.1) };
  }
  return theme.kinds[node.kind] || theme.kinds.other;
}

// An event has eight corners, a claim a folded one, an actor round ones.
function outline(context, node, w, h) {
  context.beginPath();
  if (node.item === "event") {
    const c = 8;
    context.moveTo(-w + c, -h);
    for (const [x, y] of [[w - c, -h], [w, -h + c], [w, h - c], [w - c, h], [-w + c, h], [-w, h - c], [-w, -h + c]]) context.lineTo(x, y);
    context.closePath();
  } else if (node.item === "claim") {
    const c = 9;
    context.moveTo(-w, -h);
    for (const [x, y] of [[w - c, -h], [w, -h + c], [w, h], [-w, h]]) context.lineTo(x, y);
    context.closePath();
    context.moveTo(w - c, -h);
    context.lineTo(w - c, -h + c);
    context.lineTo(w, -h + c);
  } else {
    context.roundRect(-w, -h, 2 * w, 2 * h, 8);
  }
}
