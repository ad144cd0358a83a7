// Keeps the page of the cluster's state up to date. The operator's token opens the rest of it; it stays in this page
// and is never stored.

import { Diagram, standalone } from "/diagram.js";
import { followEvents, followTrace } from "/events.js";
import { Looks, counted, duration, mebibytes, rounded } from "/figures.js";
import { ring } from "/ring.js";

const RENEW_EVERY_MS = 2000;
const SOON_MS = 250;
const GONE_FOR_MS = 600000;
const MOST_EVENTS = 300;
const byId = (id) => document.getElementById(id);
const problem = byId("problem");
const SILENT = "The node does not answer; still trying.";
const NOT_THE_TOKEN = "This is not the token in the file admin-token of this node.";
let token = "";
let isDraining = false;
let soon = undefined;
let shownMembers = [];

const looks = new Map(); // by server
const labels = new Map(); // addresses for clients, also of servers that have gone
const gone = new Map(); // when and how they went, by server

async function ask(path, headers = {}, signal = undefined) {
  const authorization = token ? { Authorization: `Bearer ${token}` } : {};
  const answer = await fetch(path, { headers: { ...headers, ...authorization }, signal });
  if (answer.status === 401) {
    const isWrong = token !== "";
    token = "";
    throw new Error(isWrong ? NOT_THE_TOKEN : "");
  }
  if (!answer.ok) throw new Error(SILENT);
  return answer;
}

// For the guide, where there is one.
function announce(what, detail) {
  document.dispatchEvent(new CustomEvent(what, { detail }));
}

function element(name, text, kind) {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = text;
  if (kind) made.className = kind;
  return made;
}

// Health, and the sentence about this server.

// Only what has changed is written: a reader of the screen is told nothing twice.
function write(place, text) {
  if (place.textContent !== text) place.textContent = text;
}

function showHealth(now) {
  const word = byId("health").firstElementChild;
  write(word, now.health);
  word.className = now.health;
  write(byId("health").lastElementChild, now.healthReason);
}

function sentence(now) {
  const own = now.members.find((member) => member.id === now.self);
  const sessions = now.members.reduce((sum, member) => sum + member.sessions, 0);
  const line = element("p", `This node, ${now.self}, is `);
  line.append(element("strong", now.draining ? "drained" : now.state));
  line.append(`. View ${now.epoch} has ${counted(now.members.length, "server")} and ${counted(sessions, "session")}. `);
  const chat = element("a", "Chat here");
  chat.href = "/chat";
  line.append(chat);
  if (own) line.append(", or ", element("code", `telnet ${own.client.replace(/:(\d+)$/, " $1")}`));
  line.append(".");
  return line;
}

// The servers.

const COLUMNS = ["server", "clients", "sessions", "role", "in /s", "shown /s", "heap", "up"];

// The servers that have not heard of this one for too long.
function doubters(member, now) {
  return now.members.filter((other) => other.suspects.includes(member.id)).map((other) => other.id);
}

function role(member, now) {
  const roles = [
    member.id === now.leader && "leader",
    member.voter && "voter",
    member.id === now.self && "this server",
    member.draining && "drained",
    doubters(member, now).length && `suspected by ${doubters(member, now).map(label).join(" and ")}`,
  ];
  return roles.filter(Boolean).join(", ");
}

function row(member, now) {
  const seen = looks.get(member.id);
  const figures = member.figures;
  const number = (rate) => (rate === undefined ? "–" : rounded(rate));
  const cells = [member.id, member.client, member.sessions, role(member, now)];
  cells.push(number(seen?.rate("accepted")), number(seen?.rate("displayed")));
  cells.push(figures ? mebibytes(figures.heapBytes) : "–", figures ? duration(figures.upMs) : "–");
  const made = element("tr", undefined, doubters(member, now).length ? "doubted" : "");
  for (const cell of cells) made.append(element("td", cell));
  return made;
}

function showServers(now) {
  const table = element("table");
  const head = element("tr");
  for (const column of COLUMNS) {
    const cell = element("th", column);
    cell.scope = "col";
    head.append(cell);
  }
  table.append(head, ...now.members.map((member) => row(member, now)));
  const warnings = [];
  if (now.insecure)
    warnings.push("This server has no key (--insecure): whoever reaches it reads and changes everything.");
  if (now.accountsClosed) warnings.push(`Accounts cannot be changed: ${now.accountsClosed}.`);
  byId("status").replaceChildren(sentence(now), ...warnings.map((text) => element("p", text)), table);
}

// The tiles.

function tile(name, value, more = "") {
  const box = element("div");
  const number = element("dd", value);
  if (more) number.append(element("small", more));
  box.append(element("dt", name), number);
  return box;
}

function sum(now, counter) {
  const rates = now.members.map((member) => looks.get(member.id)?.rate(counter)).filter((rate) => rate !== undefined);
  return rates.length ? rounded(rates.reduce((a, b) => a + b, 0)).toLocaleString("en") : "–";
}

function slowest(now) {
  const times = now.members.map((member) => looks.get(member.id)?.acceptedWithin(0.99));
  const known = times.filter((time) => time !== undefined);
  if (!known.length) return "–";
  const most = Math.max(...known);
  return most === Infinity ? "> 5 s" : `≤ ${most} ms`;
}

function showTiles(now) {
  const sessions = now.members.reduce((all, member) => all + member.sessions, 0);
  const share = now.mail.limit > 0 ? Math.round((100 * now.mail.bytes) / now.mail.limit) : 0;
  const leader = now.members.find((member) => member.id === now.leader);
  byId("tiles").replaceChildren(
    tile("sessions / accounts", `${sessions.toLocaleString("en")} / ${now.accounts.toLocaleString("en")}`,
      `registration ${now.registration}`),
    tile("accepted /s", sum(now, "accepted"), known(now)),
    tile("99 % accepted within", slowest(now), "of the last 10 s"),
    tile("waiting mail", mebibytes(now.mail.bytes), `${share} % of its memory`),
    tile("view", now.epoch, leader ? `led by ${label(leader.id)}` : "nobody leads"),
    tile("held back / unstable", `${now.heldBack} / ${now.unstable}`, "at this server"));
}

function known(now) {
  const told = now.members.filter((member) => member.figures).length;
  return told < now.members.length ? (told === 1 ? "at this server" : `at ${told} servers`) : "";
}

// The ring.

function label(id) {
  const address = labels.get(id);
  if (!address) return id;
  const host = address.replace(/:\d+$/, "");
  const isOneHost = [...labels.values()].every((other) => other.replace(/:\d+$/, "") === host);
  return isOneHost ? address.slice(host.length + 1) : address;
}

function goneMembers(now) {
  const present = new Set(now.members.map((member) => member.id));
  const recent = [...gone].filter(([id, went]) => !present.has(id) && Date.now() - went.at < GONE_FOR_MS);
  return recent.map(([id, went]) => ({
    id, label: label(id), isLeader: false, isSelf: false, doubtedBy: [], linkedTo: [],
    gone: `${went.how} ${duration(Date.now() - went.at)} ago`,
  }));
}

function showRing(now) {
  const members = now.members.map((member) => ({
    id: member.id,
    label: label(member.id),
    isLeader: member.id === now.leader,
    isSelf: member.id === now.self,
    doubtedBy: doubters(member, now),
    linkedTo: member.links,
    gone: undefined,
  }));
  const all = [...members, ...goneMembers(now)].sort((a, b) => (a.id < b.id ? -1 : 1));
  const drawn = ring(all, now.electing ? "electing…" : `view ${now.epoch}`);
  const before = byId("ring").querySelector("svg");
  // A reader of the screen that stands on it is not moved for nothing.
  if (before?.outerHTML === drawn.outerHTML) return;
  if (before) before.replaceWith(drawn);
  else byId("ring").append(drawn);
}

// The events.

function onEvent(event) {
  announce("parley-event", event);
  const at = new Date(event.at);
  if (event.event === "view installed")
    for (const [, id, address] of event.text.matchAll(/([\w.-]+)\.\d+ at ([^\s,]+)/g)) labels.set(id, address);
  if (event.member && ["excluded", "left"].includes(event.event))
    gone.set(event.member, { at: at.getTime(), how: event.event });
  const item = element("li");
  const time = element("time", at.toLocaleTimeString("en-GB") + "." + String(at.getMilliseconds()).padStart(3, "0"));
  time.dateTime = event.at;
  item.append(time, " ", element("b", event.event), event.text ? ` ${event.text}` : "");
  const list = byId("events");
  list.prepend(item);
  while (list.children.length > MOST_EVENTS) list.lastElementChild.remove();
  byId("happened").hidden = false;
  // Many come at once; what they have changed is shown soon.
  clearTimeout(soon);
  soon = setTimeout(renew, SOON_MS);
}

// The diagram: nothing is asked for, and no server makes a point, before somebody wants to see it.

const DRAW_EVERY_MS = 500;
let diagram = undefined;
let stopLooking = undefined;
let pausedAt = 0;

function toggleLooking() {
  if (stopLooking) {
    stopLooking();
    stopLooking = undefined;
  } else {
    diagram = new Diagram();
    pausedAt = 0;
    stopLooking = followTrace(ask, (shown) => {
      diagram.add(shown);
      announce("parley-points", shown);
    });
  }
  const isOn = stopLooking !== undefined;
  byId("look").setAttribute("aria-pressed", isOn);
  for (const id of ["pause", "picture", "lines"]) byId(id).disabled = !diagram;
  write(byId("look"), isOn ? "Stop watching" : "Watch messages");
}

function togglePause() {
  pausedAt = pausedAt ? 0 : diagram.now();
  byId("pause").setAttribute("aria-pressed", pausedAt !== 0);
  write(byId("pause"), pausedAt ? "Go on" : "Pause");
}

// A little behind: what the others tell is on its way.
const LATE_MS = 500;

function span() {
  const to = (pausedAt || diagram.now()) - LATE_MS;
  return [to - 1000 * Number(byId("span").value), to];
}

function drawDiagram() {
  if (!diagram || document.hidden || (!stopLooking && !pausedAt)) return;
  // A hint stays where it is while it is read.
  if (pausedAt && byId("diagram").dataset.drawn === `${pausedAt} ${byId("span").value}`) return;
  byId("diagram").dataset.drawn = `${pausedAt} ${byId("span").value}`;
  const [from, to] = span();
  const ends = new Map([...gone].filter(([id, went]) => !shownMembers.includes(id) && went.at > from).map(
    ([id, went]) => [id, went.at]));
  byId("diagram").replaceChildren(diagram.draw(from, to, [...shownMembers, ...ends.keys()].sort(), ends, label));
  const left = [];
  if (diagram.notDrawn) left.push(`${counted(diagram.notDrawn, "message")} of these are not drawn`);
  if (diagram.leftOut) left.push(`${counted(diagram.leftOut, "point")} did not come in time`);
  write(byId("leftout"), left.join("; "));
}
setInterval(drawDiagram, DRAW_EVERY_MS);

function save(name, type, text) {
  const link = element("a");
  link.href = URL.createObjectURL(new Blob([text], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

byId("look").addEventListener("click", toggleLooking);
byId("pause").addEventListener("click", togglePause);
byId("picture").addEventListener("click", () =>
  save("parley.svg", "image/svg+xml", standalone(byId("diagram").querySelector("svg"))));
byId("lines").addEventListener("click", () => save("parley.jsonl", "application/jsonl", diagram.lines(...span())));

// For the operator.

async function showUsers() {
  const { users } = await (await ask("/api/users")).json();
  const rows = users.map((user) => {
    const made = element("tr");
    for (const text of [user.name, user.servers.join(" "), user.waiting]) made.append(element("td", text));
    return made;
  });
  byId("users").tBodies[0].replaceChildren(...rows);
  byId("people").hidden = byId("drain").hidden = false;
}

async function drain() {
  const path = isDraining ? "/api/revive" : "/api/drain";
  const answer = await fetch(path, { method: "POST", headers: { Authorization: `Bearer ${token}` } });
  if (!answer.ok) problem.textContent = (await answer.json()).error;
  await renew();
}

async function renew() {
  try {
    if (token) await showUsers();
    const now = await (await ask("/api/overview")).json();
    for (const member of now.members) {
      labels.set(member.id, member.client);
      if (!member.figures) continue;
      if (!looks.has(member.id)) looks.set(member.id, new Looks());
      looks.get(member.id).add(member.figures);
    }
    announce("parley-overview", now);
    shownMembers = now.members.map((member) => member.id);
    isDraining = now.draining;
    write(byId("drain"), isDraining ? "Take clients again" : "Drain this server");
    showHealth(now);
    showServers(now);
    showTiles(now);
    showRing(now);
    byId("tiles").hidden = byId("ring").hidden = byId("run").hidden = false;
    if (problem.textContent === SILENT) problem.textContent = "";
  } catch (failure) {
    // Nobody has typed a token yet: the page says what it may.
    if (failure.message !== "") problem.textContent = failure.message === NOT_THE_TOKEN ? NOT_THE_TOKEN : SILENT;
  }
}

byId("operator").addEventListener("submit", (event) => {
  event.preventDefault();
  token = byId("token").value.trim();
  byId("token").value = problem.textContent = "";
  renew();
});
byId("drain").addEventListener("click", drain);

async function watch() {
  if (!document.hidden) await renew();
  setTimeout(watch, RENEW_EVERY_MS);
}
watch();
followEvents(ask, onEvent);
