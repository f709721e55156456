// What is seen of the run, and the panels that show it over one axis of time.
const LEFT = 74, RIGHT = 14, AXIS = 18;
const view = { from: 0, span: whole };
const panels = [], hidden = new Set();
let colours = {}, draws = 0, due = false;
const NAMES = ["page", "ink", "soft", "faint", "line", "panel", "ok", "info", "fail", "bad", "path", "alt", "up", "paused", "down", ...FAMILIES];
function readColours() {
  const style = getComputedStyle(document.documentElement);
  NAMES.forEach(name => { colours[name] = style.getPropertyValue("--" + name).trim(); });
}
const toX = (at, width) => LEFT + (at - view.from) / view.span * (width - LEFT - RIGHT);
const toTime = (x, width) => view.from + (x - LEFT) / (width - LEFT - RIGHT) * view.span;
function look(from, span) {
  view.span = Math.min(whole, Math.max(Math.min(whole, 0.002), span));
  view.from = Math.min(whole - view.span, Math.max(0, from));
  later();
}
function zoom(factor, at) { const where = (at - view.from) / view.span, span = Math.min(whole, view.span * factor); look(at - where * span, span); }
function later() { if (!due) { due = true; requestAnimationFrame(() => { due = false; drawAll(); }); } }
function drawAll() {
  draws++;
  readColours();
  drawOverview();
  panels.forEach(panel => panel.draw());
  byId("range").textContent = view.span >= whole ? "" : seconds(view.from, view.span / 100) + " to " + seconds(view.from + view.span, view.span / 100);
  document.body.dataset.drawn = String(draws);
}
function ready(canvas, width, height) {
  const ratio = window.devicePixelRatio || 1, pen = canvas.getContext("2d");
  canvas.width = width * ratio; canvas.height = height * ratio;
  canvas.style.width = width + "px"; canvas.style.height = height + "px";
  pen.setTransform(ratio, 0, 0, ratio, 0, 0); pen.clearRect(0, 0, width, height);
  pen.font = "11px system-ui, sans-serif"; pen.textBaseline = "middle";
  return pen;
}
function steps() {
  const nice = [0.0001, 0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600, 7200];
  return nice.find(step => view.span / step <= 11) || 14400;
}
function drawTime(pen, width, height, named) {
  const step = steps();
  pen.strokeStyle = colours.line; pen.lineWidth = 1; pen.fillStyle = colours.soft; pen.textAlign = "center"; pen.beginPath();
  for (let n = Math.ceil(view.from / step - 1e-6); n * step <= view.from + view.span * 1.0001; n++) {
    const x = Math.round(toX(n * step, width)) + 0.5;
    pen.moveTo(x, 0); pen.lineTo(x, height - (named ? AXIS - 4 : 0));
    if (named) { const text = seconds(n * step, step); pen.fillText(text, Math.min(width - pen.measureText(text).width / 2, x), height - 7); }
  }
  pen.stroke(); pen.textAlign = "left";
}
const isShown = fault => !hidden.has(fault.family) && fault.end >= view.from && fault.begin <= view.from + view.span;
// Bands lie on each other where faults do; their edges tell them apart when they are wide.
function drawBands(pen, width, height) {
  const shown = faults.filter(isShown);
  const alpha = shown.length > 150 ? 0.05 : shown.length > 40 ? 0.07 : 0.1;
  for (const fault of shown) {
    const x0 = Math.max(LEFT, toX(fault.begin, width)), x1 = Math.min(width - RIGHT, toX(fault.end, width));
    pen.fillStyle = colours[fault.family];
    pen.globalAlpha = alpha; pen.fillRect(x0, 0, Math.max(1, x1 - x0), height);
    if (shown.length <= 60 && x1 - x0 > 3) { pen.globalAlpha = 0.35; pen.fillRect(x0, 0, 1, height); }
  }
  pen.globalAlpha = 1;
}
function drawMoments(pen, width, height, named) {
  let lastX = -100;
  for (const moment of moments) {
    const x = toX(moment.at, width);
    if (x < LEFT || x > width) continue;
    pen.fillStyle = colours.bad; pen.fillRect(Math.round(x) - 0.5, 0, 1.5, height);
    if (named && x - lastX > 70) {
      const text = "violation", wide = pen.measureText(text).width + 10, left = Math.min(width - wide, x);
      pen.fillRect(left, 0, wide, 15); pen.fillStyle = colours.page; pen.fillText(text, left + 5, 8); lastX = x;
    }
  }
}
// A panel: its height (0 fits rows), how it is drawn, and what it tells of a place.
function panel({ title, legend, height, draw, tell, time = true, bands = true, id, within }) {
  const canvas = element("canvas"), cross = element("div", { class: "cross" }), chosen = element("div", { class: "chosen" });
  const picture = element("div", { class: "picture" }, canvas, cross, chosen);
  const head = element("div", { class: "head" }, element("h3", {}, title), ...(legend ? [legend] : []));
  const made = element("div", { class: "panel", id }, head, picture);
  (within || byId("panels")).append(made);
  const self = { made, picture, cross, head, title,
    draw() {
      const tall = typeof height === "function" ? height() : height, extra = time ? AXIS : 0;
      picture.style.height = tall + extra + "px";
      const width = picture.clientWidth, pen = ready(canvas, width, tall + extra);
      if (bands) drawBands(pen, width, tall);
      drawTime(pen, width, tall + extra, time);
      pen.save(); pen.beginPath(); pen.rect(0, 0, width, tall + 1); pen.clip();
      draw(pen, width, tall);
      drawMoments(pen, width, tall, id === "faults");
      pen.restore();
    },
    tell };
  panels.push(self);
  listen(self, picture, chosen);
  return self;
}
function listen(self, picture, chosen) {
  let held = null;
  const place = e => { const box = picture.getBoundingClientRect(); return [e.clientX - box.left, e.clientY - box.top, box.width]; };
  picture.addEventListener("pointerdown", e => { if (e.button === 0) { held = place(e)[0]; picture.setPointerCapture(e.pointerId); } });
  picture.addEventListener("pointerup", e => {
    const [x, , width] = place(e);
    if (held !== null && Math.abs(x - held) > 6) {
      const a = toTime(Math.min(x, held), width), b = toTime(Math.max(x, held), width);
      look(Math.max(view.from, a), Math.min(view.from + view.span, b) - Math.max(view.from, a));
    }
    held = null; chosen.style.display = "none";
  });
  picture.addEventListener("pointercancel", () => { held = null; chosen.style.display = "none"; });
  picture.addEventListener("pointermove", e => {
    const [x, y, width] = place(e);
    if (held !== null) {
      chosen.style.display = "block"; chosen.style.left = Math.max(LEFT, Math.min(x, held)) + "px"; chosen.style.width = Math.abs(x - held) + "px";
    }
    hover(self, x, y, width, e.clientX, e.clientY);
  });
  picture.addEventListener("pointerleave", () => { byId("tip").style.display = "none"; panels.forEach(each => { each.cross.style.display = "none"; }); });
  picture.addEventListener("dblclick", () => look(0, whole));
  picture.addEventListener("wheel", e => {
    const [x, , width] = place(e);
    if (e.ctrlKey || e.metaKey) { e.preventDefault(); zoom(Math.pow(1.002, e.deltaY), toTime(x, width)); }
    else if (e.shiftKey || Math.abs(e.deltaX) > Math.abs(e.deltaY)) { e.preventDefault(); look(view.from + (e.deltaX || e.deltaY) / width * view.span, view.span); }
  }, { passive: false });
}
function hover(self, x, y, width, pageX, pageY) {
  const tip = byId("tip");
  panels.forEach(each => { each.cross.style.display = x < LEFT ? "none" : "block"; each.cross.style.left = x + "px"; });
  if (x < LEFT || x > width) { tip.style.display = "none"; return; }
  const at = toTime(x, width);
  tip.replaceChildren(element("div", { class: "now" }, seconds(at, view.span / 1000)));
  const what = self.tell ? self.tell(at, y, x, width) : "";
  if (what) tip.append(element("div", { class: "what" }, what));
  const slack = view.span / (width - LEFT) * 1.5;
  const here = faults.filter(fault => !hidden.has(fault.family) && fault.begin - slack <= at && fault.end + slack >= at);
  here.slice(0, 6).forEach(fault => tip.append(faultLine(fault)));
  if (here.length > 6) tip.append(element("div", { class: "now" }, "and " + (here.length - 6) + " faults more"));
  tip.style.display = "block";
  tip.style.left = Math.max(6, Math.min(pageX + 16, window.innerWidth - tip.offsetWidth - 10)) + "px";
  tip.style.top = Math.max(6, pageY + 18 + tip.offsetHeight > window.innerHeight ? pageY - tip.offsetHeight - 12 : pageY + 18) + "px";
}
function faultLine(fault) {
  const dot = element("span", { class: "swatch", style: "background:var(--" + fault.family + ")" });
  return element("div", { class: "fault" }, dot, element("b", {}, fault.name), (fault.description ? ": " + fault.description : "")
    + ", " + (fault.healed ? "for " + duration(fault.end - fault.begin) : "not healed"));
}
function legend(...items) {
  return element("span", { class: "legend" }, ...items.map(([colour, text, shape]) =>
    element("span", {}, element("i", { style: "background:var(--" + colour + ")" + (shape || "") }), text)));
}
