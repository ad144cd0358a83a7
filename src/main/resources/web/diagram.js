// Draws a space-time diagram: a line for each server, a slanted line for each way of a message.

const SVG = "http://www.w3.org/2000/svg";
const KEPT_MS = 120000;
const MOST_POINTS = 50000;
const MOST_DRAWN = 1500; // points; a browser draws no more of them twice a second
const [LEFT, TOP, LANE, WIDTH] = [110, 30, 70, 1200];
const COLOURS = 6;

export class Diagram {
  #points = []; // {by, kind, at, of, seq, heldMs, clock, epoch}, as they came
  #leftOut = 0;
  #behindMs = Infinity; // this browser's clock is so much ahead of the server's, or hears of it so late
  notDrawn = 0; // messages of the last picture

  add({ by, points, leftOut }) {
    for (const point of points) this.#points.push({ ...point, by });
    this.#leftOut += leftOut;
    const newest = Math.max(...points.map((point) => point.at));
    if (points.length) this.#behindMs = Math.min(this.#behindMs, Date.now() - newest);
    const oldest = this.now() - KEPT_MS;
    if (this.#points.length > MOST_POINTS || (this.#points[0]?.at ?? oldest) < oldest)
      this.#points = this.#points.filter((point) => point.at >= oldest).slice(-MOST_POINTS);
  }

  // The server's time of day.
  now() {
    return Date.now() - (this.#behindMs === Infinity ? 0 : this.#behindMs);
  }

  get leftOut() {
    return this.#leftOut;
  }

  // What is drawn, as lines of JSON.
  lines(from, to) {
    return this.#points
      .filter((point) => point.at >= from && point.at <= to)
      .sort((a, b) => a.at - b.at)
      .map((point) => JSON.stringify(point))
      .join("\n");
  }

  // The picture of the time between two moments; members: ids in the order of their lines; ends: when those that have
  // gone went, by id; label: of an id.
  draw(from, to, members, ends, label) {
    const lanes = new Map(members.map((id, i) => [id, TOP + i * LANE]));
    const x = (at) => LEFT + ((at - from) / (to - from)) * (WIDTH - LEFT - 20);
    const height = TOP + Math.max(1, members.length) * LANE - 20;
    const svg = shape("svg", { viewBox: `0 0 ${WIDTH} ${height}`, role: "img", "aria-labelledby": "diagram-words" });
    svg.append(shape("title", { id: "diagram-words" }, "")); // its place; the words come at the end
    for (const [id, y] of lanes) {
      const end = ends.has(id) ? Math.max(LEFT, Math.min(WIDTH, x(ends.get(id)))) : WIDTH;
      svg.append(shape("line", { class: "lane", x1: LEFT, x2: end, y1: y, y2: y }));
      if (ends.get(id) > from && ends.get(id) < to)
        svg.append(titled(shape("text", { class: "end", x: end, y: y + 5 }, "✕"), `${label(id)} has gone`));
      svg.append(shape("text", { class: `name colour${colour(id, members)}`, x: 4, y: y + 4 }, label(id)));
    }
    const inTime = this.#points.filter((point) => point.at >= from && point.at <= to && lanes.has(point.by));
    const every = thinned(inTime);
    const shown = inTime.filter((point) => !point.of || point.seq % every === 0);
    const sent = new Map(
      this.#points.filter((point) => point.kind === "sent").map((point) => [`${point.of} ${point.seq}`, point]));
    const clocks = new Map(
      this.#points.filter((point) => point.clock).map((point) => [`${point.of} ${point.seq}`, point.clock]));
    for (const point of shown) svg.append(...drawn(point, x, lanes, { sent, clocks, members, label }));
    const count = (kind) => shown.filter((point) => point.kind === kind).length;
    this.notDrawn = inTime.filter((point) => point.kind === "sent").length - count("sent");
    svg.firstChild.textContent =
      `${members.length} servers, ${count("sent")} messages sent, ${count("delivered")} delivered, ` +
      `${count("held")} held back, ${count("resent")} sent again, ${count("view")} views installed.`;
    return svg;
  }
}

// Of how many messages one is drawn: a power of two, for the numbers that a server tells are multiples of one.
function thinned(points) {
  const numbers = points.filter((point) => point.of).map((point) => point.seq);
  let every = 1;
  while (numbers.filter((number) => number % every === 0).length > MOST_DRAWN) every *= 2;
  return every;
}

function colour(id, members) {
  return members.indexOf(id) % COLOURS;
}

function drawn(point, x, lanes, known) {
  const at = x(point.at);
  const y = lanes.get(point.by);
  if (point.kind === "view")
    return [titled(shape("rect", { class: "view", x: at - 2, y: y - 18, width: 5, height: 36 }), `view ${point.epoch}`),
      shape("text", { class: "epoch", x: at, y: y - 21 }, `view ${point.epoch}`)];
  if (point.kind === "frozen")
    return [titled(shape("rect", { class: "frozen", x: at - 2, y: y - 10, width: 5, height: 20 }),
      `frozen for view ${point.epoch}`)];
  const key = `${point.of} ${point.seq}`;
  const kind = `colour${colour(point.of, known.members)}`;
  const words = [`${known.label(point.of)}, message ${point.seq}: ${point.kind} at ${known.label(point.by)}`];
  if (point.heldMs) words.push(`held back for ${point.heldMs} ms`);
  const clock = known.clocks.get(key);
  if (clock) words.push(`clock ${Object.entries(clock).map(([id, n]) => `${known.label(id)}: ${n}`).join(", ")}`);
  if (point.kind === "sent")
    return [titled(shape("circle", { class: `sent ${kind}`, cx: at, cy: y, r: 6 }), words.join("; "))];
  if (point.kind === "held")
    return [titled(shape("circle", { class: `held ${kind}`, cx: at, cy: y, r: 4 }), words.join("; "))];
  if (point.kind === "resent")
    return [titled(shape("circle", { class: `resent ${kind}`, cx: at, cy: y, r: 5 }), words.join("; "))];
  if (point.by === point.of) return []; // what its origin has sent it has
  const made = [];
  const begin = known.sent.get(key);
  // Clocks differ by a little: no message is drawn as delivered before it was sent.
  const end = begin ? Math.max(at, x(begin.at)) : at;
  if (begin && lanes.has(begin.by))
    made.push(titled(
      shape("line", { class: `way ${kind}`, x1: x(begin.at), y1: lanes.get(begin.by), x2: end, y2: y }),
      words.join("; ")));
  made.push(titled(shape("circle", { class: `delivered ${kind}`, cx: end, cy: y, r: 3.5 }), words.join("; ")));
  return made;
}

function titled(made, words) {
  made.append(shape("title", {}, words));
  return made;
}

function shape(name, attributes, text) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  if (text !== undefined) made.textContent = text;
  return made;
}

// The picture as a file of its own, which has its colours in it.
export function standalone(svg) {
  const copy = svg.cloneNode(true);
  copy.setAttribute("xmlns", SVG);
  const [from, to] = [svg.querySelectorAll("*"), copy.querySelectorAll("*")];
  from.forEach((element, i) => {
    const style = getComputedStyle(element);
    for (const name of ["fill", "stroke", "stroke-width", "stroke-dasharray", "font-size", "font-family", "font-weight",
      "text-anchor"]) to[i].setAttribute(name, style.getPropertyValue(name));
  });
  return new XMLSerializer().serializeToString(copy);
}
