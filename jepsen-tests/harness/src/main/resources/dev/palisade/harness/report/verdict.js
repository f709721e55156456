// The verdict of each check; of one that failed, the few operations that show it.
const MARKS = { verified: "✓", violation: "✗", undecided: "?", "nothing to judge": "–" };
const SVG = byId("svg").namespaceURI;
function shape(name, attributes, text) {
  const made = document.createElementNS(SVG, name);
  Object.entries(attributes).forEach(([key, value]) => made.setAttribute(key, value));
  if (text !== undefined) made.textContent = text;
  return made;
}
function callText(call, short) {
  const result = call.outcome !== INFO && (call.result ?? null) !== null && call.result !== call.argument ? " → " + call.result : call.outcome === OK && call.argument === null ? " → nothing" : "";
  const text = call.f + (call.key === null || short ? "" : " " + call.key) + (call.argument === null ? "" : " " + call.argument) + result;
  return text;
}
// Bars between the events, which are what counts; true times would leave them too thin to read.
function subHistory(calls) {
  const order = [];
  calls.forEach(call => { order.push(call.from); if (call.to !== undefined) order.push(call.to); });
  order.sort((a, b) => a - b);
  const place = new Map(order.map((event, n) => [event, n])), processes = [...new Set(calls.map(call => call.process))];
  const row = 30, left = 104, step = Math.max(46, Math.min(130, 1000 / Math.max(1, order.length))), width = left + step * (order.length + 0.4), height = processes.length * row + 6;
  const picture = shape("svg", { viewBox: "0 0 " + width + " " + height, width, height, role: "img", "aria-label": "the operations that show the failure" });
  processes.forEach((process, n) => {
    picture.append(shape("text", { x: 0, y: n * row + 20, "font-size": 12, fill: "var(--soft)" }, "client " + process), shape("line", { x1: left, x2: width, y1: n * row + 16, y2: n * row + 16, stroke: "var(--line)" }));
  });
  const last = calls.reduce((a, b) => (b.to ?? -1) > (a.to ?? -1) ? b : a, calls[0]);
  calls.forEach(call => {
    const x0 = left + place.get(call.from) * step, x1 = call.to === undefined || call.outcome === INFO ? width : left + (place.get(call.to) + 0.35) * step, y = processes.indexOf(call.process) * row + 4;
    const colour = call === last ? "bad" : ["ok", "fail", "info"][call.outcome], wide = Math.max(18, x1 - x0);
    const text = callText(call, true), fits = Math.max(1, Math.floor((wide - 10) / 6.4));
    const bar = shape("g", {});
    bar.append(shape("rect", { x: x0, y, width: wide, height: row - 8, rx: 4, fill: "var(--" + colour + ")", "fill-opacity": call.outcome === INFO ? 0.55 : 0.9 }),
      shape("text", { x: x0 + 6, y: y + 15, "font-size": 12, fill: "var(--page)" }, text.length <= fits ? text : text.slice(0, fits - 1) + "…"), shape("title", {}, callText(call)));
    picture.append(bar);
  });
  return picture;
}
function extraText(extra) {
  return ["node", "term", "fence", "token", "revision", "error"].filter(name => extra && extra[name] !== undefined).map(name => name + " " + extra[name]).join(", ");
}
function callTable(calls) {
  const table = element("table", {}, element("tr", {}, ...["client", "call", "outcome", "from", "to", "more"].map(text => element("th", {}, text))));
  calls.forEach(call => table.append(element("tr", {}, ...["client " + call.process, callText(call), ENDINGS[call.outcome], seconds(call.begin * TICK), call.end === undefined ? "" : seconds(call.end * TICK), extraText(call.extra)]
    .map(text => element("td", {}, text)))));
  return table;
}
function proof(check) {
  const box = element("div", { class: "proof" });
  if (check.calls && check.calls.length) {
    const all = check.callCount === check.calls.length;
    box.append(element("h3", {}, all ? "Enough to show it" : "The last " + check.calls.length + " of " + whole3(check.callCount) + " operations"));
    if (check.calls.length <= 14) box.append(element("p", { class: "hint" }, "Bars run from invocation to answer, in their order, not to scale; the last answer is red."), subHistory(check.calls));
    box.append(callTable(check.calls));
  }
  if (check.unreadable) box.append(element("p", {}, check.unreadable));
  const links = element("div", { class: "links" });
  if (check.picture) links.append(element("a", { href: encodeURI(check.picture) }, "the checker's picture"));
  if (check.history) links.append(element("a", { href: encodeURI(check.history) }, check.history));
  const moment = moments.find(each => each.name === check.name);
  if (moment) {
    const button = element("button", {}, "show it in the run");
    button.onclick = () => { const span = Math.min(whole, 6); look(moment.at - span / 2, span); byId("timeSection").scrollIntoView(); };
    links.append(button);
  }
  if (links.childNodes.length) box.append(links);
  return box.childNodes.length ? box : null;
}
function checkLine(check) {
  const line = element("div", { class: "check " + check.verdict.replaceAll(" ", "-") }, element("span", { class: "mark" }, MARKS[check.verdict] || "?"), element("span", { class: "name" }, check.name), element("span", { class: "summary" }, (check.verdict === "nothing to judge" ? "nothing to judge: " : "") + check.summary));
  const details = check.details && Object.keys(check.details).length ? check.details : null;
  if (details) line.append(element("details", {}, element("summary", {}, "figures"), element("pre", {}, Object.entries(details).map(([name, value]) => name + ": " + (typeof value === "object" ? JSON.stringify(value) : value)).join("\n"))));
  if (check.verdict === "violation") { const shown = proof(check); if (shown) line.append(shown); }
  return line;
}
