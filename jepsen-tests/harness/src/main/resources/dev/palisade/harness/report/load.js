// What clients saw: throughput, latencies, quantiles; and the small picture of the whole run.
const DOT = ";border-radius:50%", DIAMOND = ";border-radius:1px;transform:rotate(45deg) scale(0.8)", TRIANGLE = ";border-radius:0;clip-path:polygon(50% 0,100% 100%,0 100%)";
const endingLegend = () => legend(["ok", "ok", DOT], ["fail", "failed", TRIANGLE], ["info", "unknown", DIAMOND]);
function bins(width) {
  const count = Math.max(10, Math.floor((width - LEFT - RIGHT) / 7)), least = 0.001;
  const step = Math.max(least, view.span / count);
  const first = Math.floor(view.from / step), last = Math.min(Math.ceil(whole / step), Math.ceil((view.from + view.span) / step) + 1);
  return { step, first, n: Math.max(1, last - first), middle: b => (first + b + 0.5) * step };
}
let rates = null;
function countRates(width) {
  const key = view.from + ":" + view.span + ":" + width;
  if (rates && rates.key === key) return rates;
  const b = bins(width), per = [new Float64Array(b.n), new Float64Array(b.n), new Float64Array(b.n)];
  const begin = b.first * b.step, end = (b.first + b.n) * b.step;
  for (let n = placeOf(ends, begin); n < ends.length && ends[n] < end; n++) {
    const i = byEnd[n];
    if (!operations.isOpen(i)) per[operations.ending[i]][Math.min(b.n - 1, Math.floor((ends[n] - begin) / b.step))]++;
  }
  // The last part of the run is mostly shorter than the others.
  const lengthOf = at => Math.max(b.step / 20, Math.min(whole, (b.first + at + 1) * b.step) - (b.first + at) * b.step);
  per.forEach(row => row.forEach((count, at) => { row[at] = count / lengthOf(at); }));
  return rates = { key, b, per };
}
function drawLevels(pen, width, levels, y, name) {
  pen.fillStyle = colours.soft; pen.strokeStyle = colours.line; pen.textAlign = "right"; pen.beginPath();
  levels.forEach(level => {
    const at = Math.round(y(level)) + 0.5;
    pen.moveTo(LEFT, at); pen.lineTo(width - RIGHT, at); pen.fillText(name(level), LEFT - 8, Math.max(7, at));
  });
  pen.stroke(); pen.textAlign = "left";
}
function niceTop(value) {
  const power = Math.pow(10, Math.floor(Math.log10(Math.max(1, value))));
  return [1, 2, 5, 10].map(each => each * power).find(each => each >= value) || value;
}
function drawThroughput(pen, width, height) {
  const { b, per } = countRates(width), top = niceTop(Math.max(...per[OK], ...per[FAIL], ...per[INFO]) * 1.05);
  const y = rate => height - 2 - rate / top * (height - 10);
  drawLevels(pen, width, [0, top / 2, top], y, rate => whole3(rate) + "/s");
  pen.save(); pen.beginPath(); pen.rect(LEFT, 0, width - LEFT - RIGHT, height); pen.clip();
  const line = row => { pen.beginPath(); row.forEach((rate, at) => pen.lineTo(toX(b.middle(at), width), y(rate))); };
  line(per[OK]); pen.strokeStyle = colours.ok; pen.lineWidth = 1.6; pen.stroke();
  pen.lineTo(toX(b.middle(b.n - 1), width), y(0)); pen.lineTo(toX(b.middle(0), width), y(0));
  pen.globalAlpha = 0.16; pen.fillStyle = colours.ok; pen.fill(); pen.globalAlpha = 1;
  [[FAIL, "fail"], [INFO, "info"]].forEach(([ending, name]) => {
    if (per[ending].every(rate => rate === 0)) return;
    // A line along the bottom where there is none would only be noise.
    pen.beginPath();
    per[ending].forEach((rate, at) => {
      if (rate === 0 && !(per[ending][at - 1] > 0) && !(per[ending][at + 1] > 0)) return;
      const x = toX(b.middle(at), width);
      if (per[ending][at - 1] > 0 || rate > 0 && at > 0) pen.lineTo(x, y(rate)); else pen.moveTo(x, y(rate));
    });
    pen.strokeStyle = colours[name]; pen.lineWidth = 1.4; pen.stroke();
  });
  pen.restore(); pen.lineWidth = 1;
}
function tellThroughput(at, y, x, width) {
  const { b, per } = countRates(width), place = Math.floor(at / b.step) - b.first;
  return place < 0 || place >= b.n ? "" : "ok " + whole3(per[OK][place]) + "/s, failed " + whole3(per[FAIL][place]) + "/s, unknown " + whole3(per[INFO][place]) + "/s";
}

// Latencies from a tenth of a millisecond, or what there is, to the longest.
const latencyRange = (() => {
  let least = Infinity, most = 1;
  for (let i = 0; i < operations.n; i++) { const l = operations.millis[i]; if (l > 0 && l < least) least = l; if (l > most) most = l; }
  return [Math.floor(Math.log10(Math.max(0.01, Math.min(1, least)))), Math.ceil(Math.log10(most) * 1.0001)];
})();
function latencyY(height) {
  const [low, high] = latencyRange;
  return millis => height - 3 - (Math.log10(Math.max(Math.pow(10, low), millis)) - low) / (high - low) * (height - 9);
}
const powers = () => { const all = []; for (let p = latencyRange[0]; p <= latencyRange[1]; p++) all.push(Math.pow(10, p)); return all; };
const named = millis => millis >= 1000 ? millis / 1000 + " s" : Number(millis.toPrecision(2)) + " ms";
let marks = [];
function drawScatter(pen, width, height) {
  const y = latencyY(height), o = operations, cell = 2, columns = Math.ceil(width / cell), taken = new Uint8Array(columns * Math.ceil(height / cell + 1));
  drawLevels(pen, width, powers(), y, named);
  const first = placeOf(o.begin, view.from), last = placeOf(o.begin, view.from + view.span);
  const small = last - first > 4000, rare = [];
  pen.fillStyle = colours.ok; pen.globalAlpha = small ? 0.5 : 0.75;
  for (let i = first; i < last; i++) {
    const x = toX(o.begin[i], width), at = y(o.millis[i]);
    if (o.ending[i] !== OK) { rare.push(i); continue; }
    const c = Math.floor(at / cell) * columns + Math.floor(x / cell);
    if (taken[c] >= 3) continue; // Full: another one would not be seen.
    taken[c]++;
    if (small) pen.fillRect(x - 1, at - 1, 2, 2); else { pen.beginPath(); pen.arc(x, at, 2, 0, 7); pen.fill(); }
  }
  const full = new Uint8Array(taken.length);
  for (const i of rare) {
    const x = toX(o.begin[i], width), at = y(o.millis[i]), c = Math.floor(at / cell) * columns + Math.floor(x / cell);
    if (full[c] & (1 << o.ending[i])) continue;
    full[c] |= 1 << o.ending[i];
    const s = rare.length > 2500 ? 1.8 : 3.2;
    pen.globalAlpha = rare.length > 2500 ? 0.6 : 0.9; pen.fillStyle = o.ending[i] === FAIL ? colours.fail : colours.info; pen.beginPath();
    if (o.ending[i] === FAIL) { pen.moveTo(x, at - s); pen.lineTo(x + s, at + s * 0.8); pen.lineTo(x - s, at + s * 0.8); }
    else { pen.moveTo(x, at - s); pen.lineTo(x + s, at); pen.lineTo(x, at + s); pen.lineTo(x - s, at); }
    pen.fill();
  }
  pen.globalAlpha = 1; marks = [y, first, last];
}
function nearest(at, y, x, width) {
  const [toY] = marks, o = operations, slack = 9 * view.span / (width - LEFT - RIGHT);
  let best = -1, closest = 81;
  for (let i = placeOf(o.begin, at - slack); i < o.n && o.begin[i] <= at + slack; i++) {
    const dx = toX(o.begin[i], width) - x, dy = toY(o.millis[i]) - y, far = dx * dx + dy * dy;
    if (far < closest) { closest = far; best = i; }
  }
  return best < 0 ? "" : told(best);
}
const QUANTILES = [[1, "max", 0.35, 1], [0.99, "p99", 0.6, 1.2], [0.9, "p90", 0.8, 1.4], [0.5, "p50", 1, 2]];
let quantiles = null;
function countQuantiles(width) {
  const key = view.from + ":" + view.span + ":" + width;
  if (quantiles && quantiles.key === key) return quantiles;
  const b = bins(width), begin = b.first * b.step, lines = QUANTILES.map(() => new Float32Array(b.n).fill(NaN));
  let i = placeOf(operations.begin, begin);
  for (let at = 0; at < b.n; at++) {
    const limit = begin + (at + 1) * b.step, some = [];
    for (; i < operations.n && operations.begin[i] < limit; i++) if (operations.ending[i] === OK) some.push(operations.millis[i]);
    if (some.length) { const sorted = Float32Array.from(some).sort(); QUANTILES.forEach(([q], n) => { lines[n][at] = sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))]; }); }
  }
  return quantiles = { key, b, lines };
}
function drawQuantiles(pen, width, height) {
  const y = latencyY(height), { b, lines } = countQuantiles(width);
  drawLevels(pen, width, powers(), y, named);
  pen.save(); pen.beginPath(); pen.rect(LEFT, 0, width - LEFT - RIGHT, height); pen.clip();
  QUANTILES.forEach(([, , alpha, wide], n) => {
    pen.strokeStyle = colours.ok; pen.fillStyle = colours.ok; pen.globalAlpha = alpha; pen.lineWidth = wide; pen.beginPath();
    let down = false;
    lines[n].forEach((millis, at) => {
      if (Number.isNaN(millis)) { down = false; return; }
      const x = toX(b.middle(at), width);
      if (down) pen.lineTo(x, y(millis)); else { pen.moveTo(x - 1, y(millis)); pen.lineTo(x, y(millis)); }
      down = true;
    });
    pen.stroke();
  });
  pen.restore(); pen.globalAlpha = 1; pen.lineWidth = 1;
}
function tellQuantiles(at, y, x, width) {
  const { b, lines } = countQuantiles(width), place = Math.floor(at / b.step) - b.first;
  if (place < 0 || place >= b.n || Number.isNaN(lines[0][place])) return "no answer here";
  return QUANTILES.map(([, name], n) => name + " " + duration(lines[n][place] / 1e3)).reverse().join(", ");
}

let overviewRates = null;
function drawOverview() {
  const box = byId("overview"), canvas = box.querySelector("canvas") || box.appendChild(element("canvas")), width = box.clientWidth, height = 38;
  const pen = ready(canvas, width, height), x = at => LEFT + at / whole * (width - LEFT - RIGHT);
  const n = Math.max(10, Math.floor((width - LEFT - RIGHT) / 3));
  if (!overviewRates || overviewRates.length !== n) {
    overviewRates = new Float64Array(n);
    for (let i = 0; i < operations.n; i++) if (operations.ending[i] === OK) overviewRates[Math.min(n - 1, Math.floor(operations.end[i] / whole * n))]++;
  }
  const top = Math.max(1, ...overviewRates);
  faults.filter(fault => !hidden.has(fault.family)).forEach(fault => {
    pen.fillStyle = colours[fault.family]; pen.globalAlpha = faults.length > 150 ? 0.08 : 0.16;
    pen.fillRect(x(fault.begin), 4, Math.max(1, x(fault.end) - x(fault.begin)), height - 8);
  });
  pen.globalAlpha = 0.55; pen.fillStyle = colours.ok;
  overviewRates.forEach((count, at) => { const tall = count / top * (height - 12); pen.fillRect(LEFT + at * (width - LEFT - RIGHT) / n, height - 4 - tall, (width - LEFT - RIGHT) / n, tall); });
  pen.globalAlpha = 0.72; pen.fillStyle = colours.page;
  pen.fillRect(LEFT, 0, x(view.from) - LEFT, height); pen.fillRect(x(view.from + view.span), 0, width - RIGHT - x(view.from + view.span), height);
  pen.globalAlpha = 1;
  moments.forEach(moment => { pen.fillStyle = colours.bad; pen.fillRect(x(moment.at) - 0.75, 0, 1.5, height); });
  pen.strokeStyle = view.span < whole ? colours.ok : colours.line; pen.strokeRect(x(view.from) + 0.5, 2.5, Math.max(2, x(view.from + view.span) - x(view.from) - 1), height - 5);
  pen.fillStyle = colours.soft; pen.textAlign = "right"; pen.fillText("whole run", LEFT - 8, height / 2); pen.textAlign = "left";
}
{
  const box = byId("overview");
  let held = false;
  const go = e => {
    const rect = box.getBoundingClientRect(), at = (e.clientX - rect.left - LEFT) / (rect.width - LEFT - RIGHT) * whole;
    look(at - (view.span < whole ? view.span : whole / 10) / 2, view.span < whole ? view.span : whole / 10);
  };
  box.addEventListener("pointerdown", e => { held = true; box.setPointerCapture(e.pointerId); go(e); });
  box.addEventListener("pointermove", e => { if (held) go(e); });
  box.addEventListener("pointerup", () => { held = false; });
  box.addEventListener("dblclick", () => look(0, whole));
}
