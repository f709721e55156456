// Faults by family, clients by row, nodes by their role.
const usedFamilies = FAMILIES.filter(family => faults.some(fault => fault.family === family));
const BAR = 15;
// Bars of one family that overlap lie below each other.
const faultRows = (() => {
  const rows = [];
  usedFamilies.forEach(family => {
    const ends = [];
    faults.forEach(fault => {
      if (fault.family !== family) return;
      let lane = ends.findIndex(end => end <= fault.begin);
      if (lane < 0) lane = ends.length < 5 ? ends.length : ends.indexOf(Math.min(...ends));
      ends[lane] = fault.end; fault.lane = lane;
    });
    rows.push({ family, lanes: Math.max(1, ends.length) });
  });
  return rows;
})();
const shownRows = () => faultRows.filter(row => !hidden.has(row.family));
const HEAD = moments.length ? 18 : 0;
const faultHeight = () => HEAD + Math.max(BAR, shownRows().reduce((sum, row) => sum + row.lanes * BAR + 5, 0));
// As much of a text as there is room for, or nothing where that would tell nothing.
function fitting(pen, text, wide) {
  if (pen.measureText(text).width <= wide) return text;
  for (let length = text.length - 1; length >= 3; length--) if (pen.measureText(text.slice(0, length) + "…").width <= wide) return text.slice(0, length) + "…";
  return "";
}
function drawFaults(pen, width, height) {
  let top = HEAD;
  for (const row of shownRows()) {
    pen.fillStyle = colours.soft; pen.textAlign = "right"; pen.fillText(row.family, LEFT - 8, top + row.lanes * BAR / 2 + 1); pen.textAlign = "left";
    for (const fault of faults) {
      if (fault.family !== row.family || !isShown(fault)) continue;
      const x0 = Math.max(LEFT, toX(fault.begin, width)), x1 = Math.min(width - RIGHT, toX(fault.end, width)), y = top + fault.lane * BAR;
      pen.fillStyle = colours[fault.family]; pen.globalAlpha = 0.78;
      pen.fillRect(x0, y + 1.5, Math.max(1.5, x1 - x0 - 1), BAR - 3); pen.globalAlpha = 1;
      if (x1 - x0 > 24) { pen.fillStyle = colours.page; pen.fillText(fitting(pen, fault.name, x1 - x0 - 9), x0 + 4, y + BAR / 2 + 0.5); }
    }
    top += row.lanes * BAR + 5;
    pen.fillStyle = colours.line; pen.fillRect(LEFT, top - 3, width - LEFT - RIGHT, 1);
  }
}

const laneHeight = operations.lanes <= 12 ? 14 : operations.lanes <= 30 ? 10 : Math.max(2, Math.floor(320 / operations.lanes));
const perLane = (() => {
  const sizes = new Uint32Array(operations.lanes), lanes = [];
  for (let i = 0; i < operations.n; i++) sizes[operations.lane[i]]++;
  sizes.forEach(size => lanes.push(new Uint32Array(size)));
  sizes.fill(0);
  for (let i = 0; i < operations.n; i++) lanes[operations.lane[i]][sizes[operations.lane[i]]++] = i;
  return lanes;
})();
function firstInLane(lane) {
  const row = perLane[lane];
  let low = 0, high = row.length;
  while (low < high) { const middle = (low + high) >> 1; if (operations.end[row[middle]] < view.from) low = middle + 1; else high = middle; }
  return low;
}
function drawClients(pen, width) {
  const o = operations, limit = view.from + view.span, right = width - RIGHT;
  for (let lane = 0; lane < o.lanes; lane++) {
    const row = perLane[lane], y = lane * laneHeight, gap = laneHeight > 5 ? 2 : 0, marked = [];
    if (laneHeight >= 10 || lane % Math.ceil(11 / laneHeight) === 0) {
      pen.fillStyle = colours.soft; pen.textAlign = "right"; pen.fillText("client " + lane, LEFT - 8, Math.max(6, y + laneHeight / 2)); pen.textAlign = "left";
    }
    pen.fillStyle = colours.ok; pen.globalAlpha = 0.72;
    let lastX = -1;
    for (let n = firstInLane(lane); n < row.length; n++) {
      const i = row[n];
      if (o.begin[i] > limit) break;
      if (o.ending[i] !== OK) { marked.push(i); continue; }
      const x0 = Math.max(LEFT, toX(o.begin[i], width)), x1 = Math.min(right, Math.max(x0 + 0.8, toX(o.end[i], width) - 0.4));
      if (x1 - lastX < 0.7) continue; // Nothing of it would be seen.
      pen.fillRect(x0, y + gap / 2, x1 - x0, laneHeight - gap); lastX = x1;
    }
    pen.globalAlpha = 1; lastX = [-1, -1, -1];
    for (const i of marked) {
      // A client that never learned the answer has another number from then on: the row goes on.
      const x0 = Math.max(LEFT, toX(o.begin[i], width)), x1 = Math.min(right, Math.max(x0 + 1.5, toX(o.end[i], width) - 0.4));
      if (x1 - lastX[o.ending[i]] < 0.5) continue;
      pen.fillStyle = o.ending[i] === FAIL ? colours.fail : colours.info;
      pen.fillRect(x0, y + gap / 2, x1 - x0, laneHeight - gap); lastX[o.ending[i]] = x1;
    }
  }
}
function tellClients(at, y, x, width) {
  const row = perLane[Math.floor(y / laneHeight)], slack = 2 * view.span / (width - LEFT);
  if (!row) return "";
  let found = -1;
  for (let n = firstInLane(Math.floor(y / laneHeight)); n < row.length && operations.begin[row[n]] <= at + slack; n++) {
    const i = row[n];
    if (operations.end[i] >= at - slack) { found = i; if (operations.end[i] >= at) break; }
  }
  return found < 0 ? "client row " + Math.floor(y / laneHeight) + ": idle" : told(found);
}

const STRIP = 24;
function look2(piece) {
  if (piece.life === "down") return ["down", "down", 1];
  if (piece.life === "paused") return ["paused", "paused", 1];
  if (piece.role === "leader") return ["path", "leader", 0.9];
  if (piece.role.includes("candidate")) return ["info", "candidate", 0.8];
  if (piece.role === "") return ["faint", "does not answer", 1];
  return ["up", piece.role, 1];
}
function hatch(pen, x0, y, wide, tall) {
  pen.save(); pen.beginPath(); pen.rect(x0, y, wide, tall); pen.clip();
  pen.strokeStyle = colours.page; pen.globalAlpha = 0.55; pen.lineWidth = 2; pen.beginPath();
  for (let x = x0 - tall - (x0 % 7); x < x0 + wide; x += 7) { pen.moveTo(x, y + tall); pen.lineTo(x + tall, y); }
  pen.stroke(); pen.restore(); pen.lineWidth = 1;
}
function drawNodes(pen, width) {
  const limit = view.from + view.span;
  nodes.forEach(({ node, pieces }, n) => {
    const y = n * STRIP;
    pen.fillStyle = colours.soft; pen.textAlign = "right"; pen.fillText("node " + node, LEFT - 8, y + STRIP / 2); pen.textAlign = "left";
    let term = -1, lastText = -100;
    for (const piece of pieces) {
      if (piece.end < view.from || piece.begin > limit) { term = piece.term; continue; }
      const x0 = Math.max(LEFT, toX(piece.begin, width)), x1 = Math.min(width - RIGHT, toX(piece.end, width)), wide = Math.max(0.6, x1 - x0);
      const [colour, text, alpha] = look2(piece);
      const silent = piece.life === "up" && piece.role === "";
      pen.globalAlpha = alpha; pen.fillStyle = colours[colour]; pen.fillRect(x0, silent ? y + STRIP / 2 - 1 : y + 3, wide, silent ? 2 : STRIP - 6); pen.globalAlpha = 1;
      if (piece.life !== "up") hatch(pen, x0, y + 3, wide, STRIP - 6);
      const begins = piece.term !== term && piece.term > 0 && piece.life === "up";
      if (begins && x0 > LEFT) { pen.fillStyle = colours.page; pen.fillRect(x0 - 0.75, y + 3, 1.5, STRIP - 6); }
      const label = silent ? "" : piece.life !== "up" ? text : piece.role === "leader" ? "leader, term " + piece.term : begins || lastText < 0 ? "term " + piece.term : "";
      if (label && wide > pen.measureText(label).width + 10) {
        pen.fillStyle = piece.role === "leader" && piece.life === "up" ? colours.page : colours.soft;
        if (piece.life !== "up") pen.fillStyle = colours.ink;
        pen.fillText(label, x0 + 5, y + STRIP / 2 + 0.5); lastText = x0;
      }
      if (piece.term > 0) term = piece.term;
    }
  });
}
function tellNodes(at, y) {
  const strip = nodes[Math.floor(y / STRIP)], piece = strip && strip.pieces.find(each => each.begin <= at && each.end >= at);
  if (!piece) return "";
  return "node " + strip.node + ": " + look2(piece)[1] + (piece.term ? ", term " + piece.term : "") + (piece.leader && piece.role !== "leader" ? ", follows node " + piece.leader : "")
    + ", for " + duration(piece.end - piece.begin);
}
