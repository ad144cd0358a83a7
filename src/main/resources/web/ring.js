// Draws the ring of the members in their order: who leads, who is doubted by whom, who has gone.

const SVG = "http://www.w3.org/2000/svg";
const [WIDTH, HEIGHT, RADIUS] = [440, 300, 95];

function shape(name, attributes, text) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  if (text !== undefined) made.textContent = text;
  return made;
}

// members: [{id, label, isLeader, isSelf, doubtedBy: [id], linkedTo: [id], gone (words, or undefined)}] in ring order.
export function ring(members, centre) {
  const svg = shape("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-labelledby": "ring-words" });
  svg.append(shape("title", { id: "ring-words" }, words(members, centre)), arrowHead());
  svg.append(shape("circle", { class: "rim", cx: WIDTH / 2, cy: HEIGHT / 2, r: RADIUS }));
  svg.append(shape("text", { x: WIDTH / 2, y: HEIGHT / 2 + 4 }, centre));
  const size = Math.max(5, Math.min(24, (Math.PI * RADIUS) / Math.max(1, members.length) / 1.3));
  const places = new Map(members.map((member, i) => [member.id, place(i, members.length)]));
  for (const [from, to] of links(members, places)) svg.append(line("link", places.get(from), places.get(to), size));
  for (const member of members)
    for (const by of member.doubtedBy)
      if (places.has(by)) svg.append(line("doubt", places.get(by), places.get(member.id), size));
  for (const member of members) svg.append(drawn(member, places.get(member.id), size, members.length));
  return svg;
}

function place(i, of) {
  const angle = (2 * Math.PI * i) / of - Math.PI / 2;
  return { x: WIDTH / 2 + RADIUS * Math.cos(angle), y: HEIGHT / 2 + RADIUS * Math.sin(angle), angle };
}

function links(members, places) {
  const found = new Map();
  for (const member of members)
    for (const to of member.linkedTo) {
      const pair = [member.id, to].sort();
      if (places.has(to) && to !== member.id) found.set(pair.join(" "), pair);
    }
  return found.values();
}

function line(kind, from, to, size) {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const length = Math.hypot(dx, dy) || 1;
  const gap = (size + 4) / length;
  const aside = kind === "doubt" ? 7 / length : 0; // a link may be at the same place
  const [x1, y1] = [from.x + dx * gap - dy * aside, from.y + dy * gap + dx * aside];
  const [x2, y2] = [to.x - dx * gap - dy * aside, to.y - dy * gap + dx * aside];
  return shape("line", { class: kind, x1, y1, x2, y2 });
}

function drawn(member, at, size, count) {
  const kinds = [member.isLeader && "leader", member.doubtedBy.length && "doubted", member.gone && "gone"];
  const group = shape("g", { class: kinds.filter(Boolean).join(" ") });
  group.append(shape("circle", { class: "member", cx: at.x, cy: at.y, r: size }));
  // Beside the ring words go away from it, above and below it they are centred.
  const across = Math.cos(at.angle);
  const side = across > 0.3 ? "right" : across < -0.3 ? "left" : "";
  const far = RADIUS + size + (side ? 8 : 16);
  const [x, y] = [WIDTH / 2 + far * across, HEIGHT / 2 + far * Math.sin(at.angle)];
  if (size >= 20 && member.label.length <= 6)
    group.append(shape("text", { class: "number", x: at.x, y: at.y + 4 }, member.label));
  else if (count <= 24 || member.isLeader || member.gone || member.doubtedBy.length)
    group.append(shape("text", { class: side, x, y: y - 8 }, member.label));
  group.append(shape("text", { class: `note ${side}`, x, y: y + 5 }, note(member)));
  return group;
}

function note(member) {
  if (member.gone) return `✕ ${member.gone}`;
  const isDoubted = member.doubtedBy.length > 0;
  const marks = [member.isLeader && "♛ leader", isDoubted && "suspected", member.isSelf && "this server"];
  return marks.filter(Boolean).join(", ");
}

function words(members, centre) {
  const each = members.map((member) => {
    const said = note(member).replace(/[✕♛] /, "");
    return said ? `${member.label} (${said})` : member.label;
  });
  return `The ring, ${centre}: ${each.join(", then ")}.`;
}

function arrowHead() {
  const defs = shape("defs", {});
  const size = { markerWidth: 5, markerHeight: 5, refX: 7, refY: 4 };
  const marker = shape("marker", { id: "point", viewBox: "0 0 8 8", orient: "auto", ...size });
  marker.append(shape("path", { d: "M0 0 L8 4 L0 8 Z" }));
  defs.append(marker);
  return defs;
}
