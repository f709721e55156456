// The data, as typed arrays; times are seconds since the run began.
const byId = id => document.getElementById(id);
const TICK = 1e-5, OPEN = 0xffffffff, OK = 0, FAIL = 1, INFO = 2;
function numbers(text, Type) {
  const binary = atob(text), bytes = new Uint8Array(binary.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = binary.charCodeAt(i);
  return new Type(bytes.buffer); // The page is read on little-endian machines, as all of today are.
}
const run = data.run, results = data.results, whole = Math.max(0.001, data.end * TICK);
const operations = (() => {
  const o = data.operations, n = o.count;
  const ticks = numbers(o.begin, Uint32Array), micros = numbers(o.latency, Uint32Array), kinds = numbers(o.kind, Uint16Array);
  const begin = new Float64Array(n), end = new Float64Array(n), millis = new Float32Array(n), ending = new Uint8Array(n), f = new Uint16Array(n);
  let longest = 0;
  for (let i = 0; i < n; i++) {
    begin[i] = ticks[i] * TICK;
    end[i] = micros[i] === OPEN ? whole : begin[i] + micros[i] / 1e6;
    millis[i] = (end[i] - begin[i]) * 1e3;
    ending[i] = kinds[i] & 3; f[i] = kinds[i] >> 2;
    longest = Math.max(longest, end[i] - begin[i]);
  }
  return { n, begin, end, millis, ending, f, longest, isOpen: i => micros[i] === OPEN,
    lane: numbers(o.lane, Uint16Array), node: numbers(o.node, Uint8Array), line: numbers(o.line, Uint32Array),
    error: numbers(o.error, Uint16Array), lanes: o.lanes, functions: o.functions, errors: o.errors, texts: o.texts };
})();
const counts = [0, 0, 0];
for (let i = 0; i < operations.n; i++) counts[operations.ending[i]]++;

// The first place of a rising array that is not below the limit.
function placeOf(array, limit) {
  let low = 0, high = array.length;
  while (low < high) { const middle = (low + high) >> 1; if (array[middle] < limit) low = middle + 1; else high = middle; }
  return low;
}
// Sorted by their ends too: a throughput counts answers, not questions.
const byEnd = (() => {
  const order = Uint32Array.from({ length: operations.n }, (_, i) => i);
  order.sort((a, b) => operations.end[a] - operations.end[b]);
  return order;
})();
const ends = Float64Array.from(byEnd, i => operations.end[i]);

const FAMILIES = ["partition", "process", "network", "clock", "disk", "membership", "hostile", "other"];
const faults = data.faults.map(fault => ({ ...fault, begin: fault.begin * TICK,
  healed: fault.end !== null, end: fault.end === null ? whole : fault.end * TICK,
  family: FAMILIES.includes(fault.family) ? fault.family : "other" }));
const nodes = data.nodes.map(each => ({ node: each.node, pieces: each.pieces.map((piece, n) => ({
  begin: piece[0] * TICK, end: n + 1 < each.pieces.length ? each.pieces[n + 1][0] * TICK : whole,
  life: piece[1], role: piece[2], term: piece[3], leader: piece[4] })) }));
const fences = data.fences.map(each => ({ name: each.name, n: each.count, tokens: each.tokens, refused: each.refused, landed: each.landed,
  rank: numbers(each.rank, Uint32Array),
  kind: numbers(each.kind, Uint8Array), operation: numbers(each.operation, Uint32Array) }));
fences.forEach(fence => { fence.time = Float64Array.from(fence.operation, i => operations.end[i]); });
// Where a check failed: when the last operation that is needed to show it ended, or when it was seen.
const moments = data.checks.filter(check => check.verdict === "violation" && (check.moment !== undefined || (check.calls && check.calls.length)))
  .map(check => ({ name: check.name, at: check.moment !== undefined ? check.moment * TICK : Math.max(...check.calls.map(call => (call.end ?? call.begin) * TICK)) })).filter(moment => moment.at > 0);

const whole3 = number => Number(number).toLocaleString("en", { maximumFractionDigits: 0 });
function seconds(at, step) {
  const digits = step === undefined ? 3 : step >= 1 ? 0 : Math.min(6, Math.ceil(-Math.log10(step)));
  if (whole < 120) return at.toFixed(digits) + " s";
  const minutes = Math.floor(at / 60 + 1e-9), rest = Math.max(0, at - minutes * 60);
  return minutes + ":" + rest.toFixed(digits).padStart(digits ? digits + 3 : 2, "0");
}
function duration(length) {
  if (length >= 120) { const s = Math.round(length); return Math.floor(s / 60) + " min" + (s % 60 ? " " + s % 60 + " s" : ""); }
  return length >= 10 ? length.toFixed(0) + " s" : length >= 1 ? length.toFixed(1) + " s" : length >= 0.01 ? (length * 1e3).toFixed(0) + " ms" : (length * 1e3).toFixed(2) + " ms";
}
const ENDINGS = ["ok", "failed", "unknown"];
function told(i) {
  const o = operations, texts = o.texts && o.texts[i];
  let call = o.functions[o.f[i]];
  if (texts) call += (texts[0] ? " " + texts[0] : "") + (texts[1] ? " " + texts[1] : "") + (o.ending[i] !== INFO && texts[2] && texts[2] !== texts[1] ? " → " + texts[2] : "");
  return call + "\n" + ENDINGS[o.ending[i]] + (o.isOpen(i) ? ", never ended" : " after " + duration(o.end[i] - o.begin[i]))
    + (o.node[i] ? " at node " + o.node[i] : "") + (o.error[i] ? "\n" + o.errors[o.error[i]] : "")
    + "\nclient row " + o.lane[i] + ", line " + o.line[i] + " of history.jsonl";
}
function element(name, attributes, ...content) {
  const made = document.createElement(name);
  Object.entries(attributes || {}).forEach(([key, value]) => { if (key === "class") made.className = value; else made.setAttribute(key, value); });
  made.append(...content.filter(each => each !== null && each !== undefined));
  return made;
}
