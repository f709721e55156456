// The staircase of each fence: tokens only rise; who comes back with an old one is refused.
const GRANTED = 0, ACCEPTED = 1, REFUSED = 2, LANDED = 3, UNKNOWN = 4, TALL = 120, AT_ONCE = 6;
const fencesByNews = fences.slice().sort((a, b) => b.landed - a.landed || b.refused - a.refused || b.n - a.n);
const fencePanels = new Map();
function rankRange(fence, first, last) {
  let low = Infinity, high = -Infinity;
  for (let i = first; i < last; i++) { low = Math.min(low, fence.rank[i]); high = Math.max(high, fence.rank[i]); }
  return low > high ? [0, 1] : [low, Math.max(high, low + 1)];
}
function fenceScale(fence, height) {
  const first = placeOf(fence.time, view.from), last = placeOf(fence.time, view.from + view.span);
  const [low, high] = rankRange(fence, first, last);
  return { first, last, low, high, y: rank => height - 9 - (rank - low) / (high - low) * (height - 22) };
}
function drawFence(fence, pen, width, height) {
  const { first, last, low, high, y } = fenceScale(fence, height);
  pen.fillStyle = colours.soft; pen.textAlign = "right";
  const stride = Math.max(1, Math.ceil((high - low) / 4));
  for (let rank = low; rank <= high; rank += stride) if (fence.tokens[rank] !== undefined) pen.fillText(String(fence.tokens[rank]), LEFT - 8, y(rank));
  pen.textAlign = "left";
  pen.save(); pen.beginPath(); pen.rect(LEFT, 0, width - LEFT - RIGHT, height); pen.clip();
  let highest = -1;
  for (let i = 0; i < first; i++) if (fence.kind[i] === GRANTED || fence.kind[i] === ACCEPTED) highest = Math.max(highest, fence.rank[i]);
  pen.strokeStyle = colours.path; pen.lineWidth = 1.8; pen.beginPath();
  if (highest >= 0) pen.moveTo(LEFT, y(highest));
  for (let i = first; i < last; i++) {
    if (fence.kind[i] !== GRANTED && fence.kind[i] !== ACCEPTED || fence.rank[i] <= highest) continue;
    const x = toX(fence.time[i], width);
    if (highest >= 0) pen.lineTo(x, y(highest)); else pen.moveTo(x, y(fence.rank[i]));
    highest = fence.rank[i]; pen.lineTo(x, y(highest));
  }
  if (highest >= 0) pen.lineTo(toX(whole, width), y(highest));
  pen.stroke(); pen.lineWidth = 1;
  const taken = new Set();
  let crosses = 0;
  for (let i = first; i < last; i++) crosses += fence.kind[i] === REFUSED ? 1 : 0;
  const arm = crosses > 300 ? 1.5 : 3.5;
  for (let i = first; i < last; i++) {
    const x = toX(fence.time[i], width), at = y(fence.rank[i]), kind = fence.kind[i], cell = kind + ":" + Math.round(x) + ":" + Math.round(at);
    if (kind === LANDED || taken.has(cell)) continue;
    taken.add(cell);
    if (kind === ACCEPTED) { pen.fillStyle = colours.ok; pen.globalAlpha = 0.8; pen.beginPath(); pen.arc(x, at, 2, 0, 7); pen.fill(); }
    else if (kind === GRANTED) { pen.fillStyle = colours.path; pen.globalAlpha = 1; pen.fillRect(x - 2.5, at - 2.5, 5, 5); }
    else if (kind === REFUSED) {
      pen.strokeStyle = colours.alt; pen.globalAlpha = crosses > 300 ? 0.5 : 0.95; pen.lineWidth = crosses > 300 ? 1 : 1.6; pen.beginPath();
      pen.moveTo(x - arm, at - arm); pen.lineTo(x + arm, at + arm); pen.moveTo(x + arm, at - arm); pen.lineTo(x - arm, at + arm); pen.stroke(); pen.lineWidth = 1;
    } else { pen.fillStyle = colours.info; pen.globalAlpha = 0.9; pen.beginPath(); pen.moveTo(x, at - 3.2); pen.lineTo(x + 3.2, at); pen.lineTo(x, at + 3.2); pen.lineTo(x - 3.2, at); pen.fill(); }
  }
  pen.globalAlpha = 1;
  drawLanded(fence, pen, width, height, first, last, y);
  pen.restore();
}
function drawLanded(fence, pen, width, height, first, last, y) {
  let lastLabel = -1000;
  for (let i = first; i < last; i++) {
    if (fence.kind[i] !== LANDED) continue;
    const x = toX(fence.time[i], width), at = y(fence.rank[i]);
    pen.fillStyle = colours.bad; pen.globalAlpha = 0.22; pen.beginPath(); pen.arc(x, at, 13, 0, 7); pen.fill(); pen.globalAlpha = 1;
    pen.beginPath(); pen.arc(x, at, 6, 0, 7); pen.fill();
    pen.fillStyle = colours.page; pen.fillRect(x - 1, at - 3.6, 2, 4.4); pen.fillRect(x - 1, at + 1.8, 2, 2);
    if (x - lastLabel > 190) {
      const text = "stale write landed: token " + fence.tokens[fence.rank[i]];
      pen.font = "600 12px system-ui, sans-serif";
      const wide = pen.measureText(text).width + 14, left = x + 16 + wide > width - RIGHT ? x - 16 - wide : x + 16, top = Math.min(height - 20, Math.max(2, at - 9));
      pen.fillStyle = colours.bad; pen.fillRect(left, top, wide, 19); pen.fillStyle = colours.page; pen.fillText(text, left + 7, top + 10);
      pen.font = "11px system-ui, sans-serif"; lastLabel = x;
    }
  }
}
function tellFence(fence, at, y, x, width) {
  const { first, last, y: toY } = fenceScale(fence, TALL);
  let best = -1, closest = 120;
  for (let i = first; i < last; i++) {
    const dx = toX(fence.time[i], width) - x, dy = toY(fence.rank[i]) - y, far = dx * dx + dy * dy - (fence.kind[i] === LANDED ? 60 : 0);
    if (far < closest) { closest = far; best = i; }
  }
  if (best < 0) return "";
  const what = ["granted", "write accepted", "stale write refused", "STALE WRITE LANDED", "unknown whether it landed"][fence.kind[best]];
  return "token " + fence.tokens[fence.rank[best]] + ": " + what + "\n" + told(fence.operation[best]);
}
function showFence(fence) {
  if (fencePanels.has(fence.name)) return;
  const words = fence.landed ? fence.landed + (fence.landed === 1 ? " stale write landed" : " stale writes landed")
    : fence.refused + (fence.refused === 1 ? " stale write refused, none landed" : " stale writes refused, none landed");
  const made = panel({ title: "Fence " + fence.name, legend: element("span", { class: "hint" }, words), height: TALL, time: false, id: "fence-" + fencePanels.size, within: byId("fences"),
    draw: (pen, width, height) => drawFence(fence, pen, width, height), tell: (at, y, x, width) => tellFence(fence, at, y, x, width) });
  if (fence.landed) made.made.classList.add("screams");
  fencePanels.set(fence.name, made);
}
function fenceSection() {
  if (!fences.length) return;
  const parts = legend(["path", "highest token", ";height:3px;vertical-align:3px"], ["path", "granted"], ["ok", "write accepted", DOT], ["alt", "stale write refused", ";clip-path:polygon(0 15%,15% 0,50% 35%,85% 0,100% 15%,65% 50%,100% 85%,85% 100%,50% 65%,15% 100%,0 85%,35% 50%);border-radius:0"],
    ["bad", "stale write landed", DOT], ["info", "unknown", DIAMOND]);
  const head = element("div", { class: "head" }, element("h3", {}, "Fencing tokens"), parts);
  if (fences.length > AT_ONCE) {
    const select = element("select", {}, element("option", { value: "" }, "show another fence (" + fences.length + " in all)"),
      ...fencesByNews.slice(AT_ONCE).map(fence => element("option", { value: fence.name }, fence.name)));
    select.onchange = () => { const fence = fences.find(each => each.name === select.value); if (fence) { showFence(fence); later(); } };
    head.append(select);
  }
  byId("panels").append(element("div", { class: "panel" }, head), element("div", { id: "fences" }));
  fencesByNews.slice(0, AT_ONCE).forEach(showFence);
}
