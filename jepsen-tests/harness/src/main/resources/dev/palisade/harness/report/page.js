// Puts the page together.
// Refusals and unknown ends are left out: a client that is told so has got no work done.
function longestWithoutSuccess() {
  let last = 0, longest = 0;
  for (let n = 0; n < byEnd.length; n++) {
    const i = byEnd[n];
    // What is done to clients is no success of the system.
    if (operations.ending[i] !== OK || ["pause", "resume"].includes(operations.functions[operations.f[i]])) continue;
    longest = Math.max(longest, ends[n] - last); last = ends[n];
  }
  return Math.max(longest, whole - last);
}
function quantileOf(q) {
  const some = [];
  for (let i = 0; i < operations.n; i++) if (operations.ending[i] === OK) some.push(operations.millis[i]);
  const sorted = Float32Array.from(some).sort();
  return sorted.length ? sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] / 1e3 : null;
}
function tile(value, text) { byId("tiles").append(element("div", { class: "tile" }, element("b", {}, value), element("span", {}, text))); }
function header() {
  const verdict = results.verdict || "unfinished", nodeCount = (run.nodes || []).length;
  document.title = run.workload + ": " + verdict;
  byId("title").textContent = (run.workload || "run") + " on " + (run.system || "a system");
  byId("verdict").textContent = verdict; byId("verdict").classList.add(["verified", "violation", "undecided"].includes(verdict) ? verdict : "unfinished");
  const started = run.startedAt ? String(run.startedAt).replace("T", " ").replace(/(:\d\d)\.\d+/, "$1").replace(/Z$/, " UTC") : "";
  byId("facts").textContent = [nodeCount + " nodes", run.net ? run.net + " network" : "", run.nemesis && run.nemesis.length ? "nemesis " + run.nemesis.join(", ") : "no nemesis",
    run.seed === undefined ? "" : "seed " + run.seed, duration(whole), started, run.version ? "version " + run.version : ""].filter(Boolean).join("  ·  ");
  const terms = new Set(), leaders = new Set();
  nodes.forEach(({ node, pieces }) => pieces.forEach(piece => { if (piece.term) terms.add(piece.term); if (piece.role === "leader") leaders.add(piece.term + ":" + node); }));
  const median = quantileOf(0.5), slow = quantileOf(0.99);
  tile(whole3(operations.n), "operations: " + whole3(counts[OK]) + " ok, " + whole3(counts[FAIL]) + " failed, " + whole3(counts[INFO]) + " unknown");
  tile(whole3(faults.length), "faults of " + new Set(faults.map(fault => fault.name)).size + " kinds");
  if (leaders.size) tile(whole3(leaders.size), (leaders.size === 1 ? "leader" : "leaders") + ", terms " + Math.min(...terms) + " to " + Math.max(...terms));
  tile(whole3(counts[OK] / whole) + "/s", "answered ok");
  if (median !== null) tile(duration(median), "median latency, p99 " + duration(slow));
  tile(duration(longestWithoutSuccess()), "longest time without a success");
  const stale = fences.reduce((sum, fence) => sum + fence.refused, 0), landed = fences.reduce((sum, fence) => sum + fence.landed, 0);
  if (fences.length) tile(whole3(landed), "stale writes landed, " + whole3(stale) + " refused");
}
function familyLegend() {
  usedFamilies.forEach(family => {
    const button = element("button", { title: "show or hide" }, element("i", { style: "background:var(--" + family + ")" }), family);
    button.onclick = () => { if (hidden.delete(family)) button.classList.remove("off"); else { hidden.add(family); button.classList.add("off"); } later(); };
    byId("families").append(button);
  });
}
function faultTable() {
  const kinds = new Map();
  faults.forEach(fault => { const kind = kinds.get(fault.name) || { family: fault.family, count: 0, time: 0, open: 0 }; kind.count++; kind.time += fault.end - fault.begin; if (!fault.healed) kind.open++; kinds.set(fault.name, kind); });
  if (!kinds.size) { byId("faultTable").append(element("p", { class: "hint" }, "None: this run was left in peace.")); return; }
  const table = element("table", {}, element("tr", {}, element("th", {}, "fault"), element("th", {}, "family"), element("th", { class: "number" }, "times"), element("th", { class: "number" }, "in all"), element("th", {}, "")));
  [...kinds].sort((a, b) => FAMILIES.indexOf(a[1].family) - FAMILIES.indexOf(b[1].family) || a[0].localeCompare(b[0])).forEach(([name, kind]) =>
    table.append(element("tr", {}, element("td", {}, element("span", { class: "swatch", style: "background:var(--" + kind.family + ")" }), name), element("td", {}, kind.family),
      element("td", { class: "number" }, whole3(kind.count)), element("td", { class: "number" }, duration(kind.time)), element("td", {}, kind.open ? kind.open + " not healed" : ""))));
  byId("faultTable").append(table);
}
function notRun() {
  const list = run.notRun || [];
  if (!list.length) { byId("notRun").append(element("p", { class: "hint" }, "Every fault that was asked for could be run here.")); return; }
  const table = element("table", {}, element("tr", {}, element("th", {}, "fault"), element("th", {}, "why not")));
  list.forEach(each => table.append(element("tr", {}, element("td", {}, each.fault), element("td", {}, each.why))));
  byId("notRun").append(table);
}
function notes() {
  const list = results.notes || [];
  if (!list.length) return;
  byId("notes").append(element("h2", {}, "Notes"), element("ul", {}, ...list.map(note => element("li", {}, note))));
}
function repeat() {
  const command = results.repeat || run.command || "";
  byId("repeat").textContent = command;
  byId("copy").onclick = () => navigator.clipboard.writeText(command).then(() => { byId("copy").textContent = "copied"; }, () => { byId("copy").textContent = "select and copy it"; });
  byId("repeatHint").textContent = "The seed fixes what is asked and which faults come in which order. Real processes and networks fix the rest: the same command makes a run of the same kind, not the same run.";
  ["run.json", "results.json", "history.jsonl", "history.edn", "faults.jsonl", "nodes.jsonl", ...(run.nodes || []).map(node => "n" + node + "/node.log")]
    .forEach(name => byId("files").append(element("a", { href: name }, name)));
}
const stored = () => { try { return localStorage.getItem("palisade-theme"); } catch { return null; } };
function theme(name) { document.documentElement.dataset.theme = name; }
theme(stored() || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light"));
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", e => { if (!stored()) { theme(e.matches ? "dark" : "light"); later(); } });
byId("theme").onclick = () => {
  const name = document.documentElement.dataset.theme === "dark" ? "light" : "dark";
  theme(name); later();
  try { localStorage.setItem("palisade-theme", name); } catch { /* A page of a file may have no storage. */ }
};
byId("zoomIn").onclick = () => zoom(0.5, view.from + view.span / 2);
byId("zoomOut").onclick = () => zoom(2, view.from + view.span / 2);
byId("all").onclick = () => look(0, whole);
window.addEventListener("resize", later);
window.addEventListener("keydown", e => {
  if (e.ctrlKey || e.metaKey || e.altKey || /^(INPUT|SELECT|TEXTAREA)$/.test(e.target.tagName)) return;
  const acts = { "+": () => zoom(0.5, view.from + view.span / 2), "-": () => zoom(2, view.from + view.span / 2), "0": () => look(0, whole),
    ArrowLeft: () => look(view.from - view.span / 8, view.span), ArrowRight: () => look(view.from + view.span / 8, view.span) };
  if (acts[e.key]) { acts[e.key](); e.preventDefault(); }
});
header();
familyLegend();
if (data.checks.length) data.checks.forEach(check => byId("checks").append(checkLine(check)));
else byId("checks").append(element("p", { class: "hint" }, "This run has no verdict yet: it was cut short, or is still going on. palisade chaos check judges it from its files."));
if (faults.length) panel({ title: "Faults", height: faultHeight, draw: drawFaults, bands: false, time: true, id: "faults" });
if (nodes.length) panel({ title: "Nodes", legend: legend(["path", "leader"], ["up", "follower"], ["info", "candidate"], ["paused", "paused"], ["down", "down"], ["faint", "does not answer", ";height:2px;vertical-align:3px"]), height: nodes.length * STRIP, draw: drawNodes, tell: tellNodes, id: "nodes" });
panel({ title: "Throughput", legend: legend(["ok", "ok"], ["fail", "failed"], ["info", "unknown"]), height: 120, draw: drawThroughput, tell: tellThroughput, id: "throughput" });
panel({ title: "Latency of each operation", legend: endingLegend(), height: 220, draw: drawScatter, tell: nearest, id: "latency" });
panel({ title: "Latency quantiles", legend: element("span", { class: "hint" }, "from bold to faint: p50, p90, p99, max of what was answered ok"), height: 150, draw: drawQuantiles, tell: tellQuantiles, id: "quantiles" });
fenceSection();
panel({ title: "Operations of each client", legend: legend(["ok", "ok"], ["fail", "failed"], ["info", "unknown"]), height: Math.max(20, operations.lanes * laneHeight), draw: drawClients, tell: tellClients, id: "clients" });
faultTable();
notRun();
notes();
repeat();

// report.html#t=12.5,18 shows these seconds, &dark or &light chooses, &at=latency tells of the middle of a panel.
function follow() {
  const asked = new URLSearchParams(location.hash.slice(1));
  ["dark", "light"].forEach(name => { if (asked.has(name)) theme(name); });
  const [from, to] = (asked.get("t") || "").split(",").map(Number);
  if (to > from) look(from, to - from);
  drawAll();
  const shown = panels.find(each => each.made.id === asked.get("at"));
  if (shown) {
    const [x, y] = (asked.get("place") || "0.5,0.5").split(",").map(Number), box = shown.picture.getBoundingClientRect();
    hover(shown, LEFT + x * (box.width - LEFT - RIGHT), y * box.height, box.width, box.left + LEFT + x * (box.width - LEFT - RIGHT), box.top + y * box.height);
  }
}
window.addEventListener("hashchange", follow);
follow();
