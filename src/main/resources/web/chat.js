// The page: its elements, and the user's actions.

import { Blocks } from "./blocks.js";
import { Connection } from "./connection.js";
import { Conversations, isRoom, isSameName, safe, talkOf } from "./conversations.js";
import { Entrance } from "./entrance.js";
import { Log } from "./log.js";
import { OpenRooms } from "./openrooms.js";
import { People } from "./people.js";
import { Rooms } from "./rooms.js";
import { RoomView } from "./roomview.js";

const MAX_TEXT_BYTES = 4096; // the limit of the client protocol
const BATCH_MS = 30; // below what a user notices
const LAST_LENGTH = 80; // of a message in the list: more than is seen
const ALL_ROOMS = { op: "rooms", all: true };

const at = (id) => document.getElementById(id);
const memory = new Conversations(sessionStorage);
const connection = new Connection(memory, hear);
const entrance = new Entrance((user) => connection.enter(user));
const people = new People(at("people"), talkTo);
const log = new Log(at("log"));
const blocks = new Blocks(at("blocked"), at("blocks"), (name) => connection.setBlock(name, false));
const rooms = new Rooms(memory);
const roomView = new RoomView((op, fields) => changeRoom({ op, room: open, ...fields }), decline);
const openRooms = new OpenRooms(
  () => connection.askRoomsNow(ALL_ROOMS), (room) => changeRoom({ op: "room-create", ...room }), talkTo);
const alphabet = new Intl.Collator();
const online = new Map(); // by lower-case name
let unnamed = 0; // users online whose names are not known
let open = ""; // the other user of the conversation on the screen
let server = "";
let leader = "";
let trouble = ""; // the reason why there is no server
let arePeopleStale = false;
let isLogStale = false;

// Events.

function hear(what, details) {
  switch (what) {
    case "welcome": welcome(details); break;
    case "out": out(details); break;
    case "uninvited": entrance.askForInvite(); break;
    case "lost": server = ""; break;
    case "trouble": hold(details); break;
    case "leader": leader = details ?? ""; break;
    case "users": present(details); break;
    case "watched": see(details); break;
    case "online": online.set(details.toLowerCase(), details); break;
    case "offline": online.delete(details.toLowerCase()); break;
    case "blocks": blocks.set(details); showBlock(); break;
    case "blocked": case "unblocked": blocks.change(details, what === "blocked"); showBlock(); break;
    case "rooms": rooms.set(details); break;
    case "open-rooms": openRooms.show(details); break;
    case "room": happen(details); break;
    case "room-info": rooms.inform(details); break;
    case "no-room": rooms.refuse(details.room, details); break;
    case "room-done": roomDone(details); break;
    case "message": memory.receive(details, isLookedAt(talkOf(details))); break;
    case "sent": memory.sentElsewhere(details); break;
    case "recalled": if (isOpen(details)) log.open(memory.talk(details).letters); break;
    case "refusal": refuse(details); break;
  }
  if (what === "message") isLogStale ||= isOpen(talkOf(details));
  if (what === "sent") isLogStale ||= isOpen(details.room ?? details.to);
  if (what === "changed") isLogStale ||= isOpen(details);
  else arePeopleStale = true;
  settleSoon();
}

function isOpen(name) {
  return isSameName(open, name);
}

function isLookedAt(name) {
  return isOpen(name) && !document.hidden;
}

/** Of more users than a server names it names the first: others stay as they were known. */
function present({ online: names, more = 0 }) {
  const last = more && names.length ? names.at(-1).toLowerCase() : "";
  for (const key of online.keys()) if (!last || key <= last) online.delete(key);
  unnamed = Math.max(0, more - online.size);
  for (const name of names) online.set(name.toLowerCase(), name);
}

function see(watched) {
  for (const name of watched.online) online.set(name.toLowerCase(), name);
  for (const name of watched.offline) online.delete(name.toLowerCase());
}

/** Shows a refusal where the user looks: on a phone the conversation, or the list, is hidden. */
function refuse(sentence) {
  at("refusal").textContent = open ? sentence : "";
  at("list-refusal").textContent = open ? "" : sentence;
  roomView.reset();
}

function changeRoom(wish) {
  refuse("");
  connection.changeRoom(wish);
}

/** Something happened in a room, or the user is invited to one. */
function happen(event) {
  const { room: name, what, by = "" } = event;
  const wasIn = rooms.role(name) || memory.talks.has(name.toLowerCase());
  const sentence = rooms.onEvent(event);
  if (!sentence) return;
  connection.askRooms({ op: "rooms" });
  if (what === "left" && isSameName(by, memory.name)) return leaveTalk(name);
  if (wasIn || rooms.role(name)) memory.happened(name, sentence);
  isLogStale ||= isOpen(name);
  if (isOpen(name)) connection.askRooms({ op: "room-info", room: name });
}

/** What the user asked for is done; nothing if it is another change. */
function roomDone({ op, room } = {}) {
  if (at("rooms").open) connection.askRooms(ALL_ROOMS);
  if (op === "room-leave") leaveTalk(room);
  if (op === "room-create") openRooms.created(room);
  if (op !== "room-create" && op !== "room-join") return;
  if (!rooms.role(room)) rooms.enter(room, op === "room-create" ? "owner" : "member");
  connection.askRooms({ op: "rooms" });
  talkTo(room);
}

function leaveTalk(name) {
  settle();
  const wasOpen = isOpen(name);
  if (wasOpen) showTalk("");
  memory.drop(name);
  arePeopleStale = true;
  settle();
  if (wasOpen) at("whom").focus();
}

function decline() {
  const name = open;
  rooms.decline(name);
  leaveTalk(name);
}

function hold(sentence) {
  server = "";
  trouble = sentence;
  if (entrance.isOpen) entrance.wait(sentence);
}

function welcome(line) {
  ({ server, leader } = line);
  leader ??= "";
  trouble = "";
  // Another user has logged in, and the conversations are not theirs.
  if (open && !memory.talks.has(open.toLowerCase())) showTalk("");
  openRooms.isOffered = connection.knowsRooms;
  if (at("rooms").open) connection.askRooms(ALL_ROOMS);
  if (entrance.isOpen) showChat();
  // Something may have been said on another device meanwhile.
  if (open) connection.look(open);
}

function showChat() {
  entrance.close();
  at("chat").hidden = false;
  at(open ? "text" : "whom").focus();
}

function out(reason) {
  server = trouble = "";
  online.clear();
  unnamed = 0;
  blocks.set([]);
  rooms.forget();
  openRooms.show([]);
  at("chat").hidden = true;
  entrance.open(memory.name, [reason, promise()].filter(Boolean).join(" "));
}

function promise() {
  const count = memory.drafts.length;
  if (count === 0) return "";
  const what = count === 1 ? "1 message waits" : `${count} messages wait`;
  return `${what} here to be sent when you log in again.`;
}

// Events are collected, then saved and shown, and only then acknowledged: mail comes in
// thousands. With a timer, since a hidden page draws no frames.

let timer = 0;
let pause = BATCH_MS;

function settleSoon() {
  timer ||= setTimeout(settle, pause);
}

function settle() {
  clearTimeout(timer);
  timer = 0;
  const began = performance.now();
  if (open) memory.type(open, at("text").value);
  memory.save();
  show();
  connection.acknowledge();
  // However much is saved, half of the time stays for the user.
  pause = Math.max(BATCH_MS, performance.now() - began);
}

function show() {
  showState();
  if (arePeopleStale) people.show(everybody());
  if (arePeopleStale) showRoom();
  if (isLogStale) log.update(memory.talk(open).letters);
  arePeopleStale = isLogStale = false;
}

function showState() {
  const waiting = memory.drafts.length;
  const words = server
    ? [`${memory.name} at ${server}`, `leader ${leader || "not elected yet"}`, `${online.size + unnamed} online`]
    : [trouble || "Reconnecting…"];
  if (waiting) words.push(waiting === 1 ? "1 message waits" : `${waiting} messages wait`);
  if (rooms.invitations.length) words.push(invited(rooms.invitations));
  // A screen reader repeats it whenever it is written.
  const sentence = words.join(" · ");
  if (at("state").textContent !== sentence) at("state").textContent = sentence;
  at("state").classList.toggle("away", !server);
  const unread = memory.unread;
  document.title = unread ? `(${unread}) Parley` : "Parley";
}

function invited(invitations) {
  return invitations.length === 1 ? `invited to ${invitations[0].room}` : `${invitations.length} invitations`;
}

function everybody() {
  const names = new Map([...memory.talks].map(([key, talk]) => [key, talk.name]));
  online.forEach((name, key) => names.set(key, name));
  for (const { room } of rooms.list) names.set(room.toLowerCase(), room);
  names.delete(memory.name.toLowerCase());
  const invitedTo = new Set(rooms.invitations.map(({ room }) => room.toLowerCase()));
  return [...names]
    .sort(([, one], [, other]) => alphabet.compare(one, other))
    .map(([key, name]) => ({
      key, name, isOnline: online.has(key), isOpen: isOpen(name), unread: memory.talks.get(key)?.unread ?? 0,
      last: lastOf(memory.talks.get(key)), isRoom: isRoom(name), isInvited: invitedTo.has(key),
    }));
}

/** How a conversation ends, in one line. */
function lastOf(talk) {
  const last = talk?.letters.at(-1);
  if (!last) return "";
  const sender = last.own ? "You: " : last.from ? `${last.from}: ` : "";
  return sender + last.text.slice(0, LAST_LENGTH).replace(/\s+/g, " ");
}

function showRoom() {
  const isShown = isRoom(open);
  const door = isShown ? rooms.door(open) : undefined;
  at("write").hidden = !open || Boolean(door);
  if (!isShown) return roomView.show();
  const { topic, open: isOpenToAll } = rooms.find(open) ?? {};
  roomView.show({
    name: open, topic, open: isOpenToAll, role: rooms.role(open), mayModerate: rooms.mayModerate(open), door,
    members: rooms.members(open).map(memberShown),
  });
}

/** Of so many users that a server does not name all, the list of members says who was online when it was asked for. */
function memberShown({ name, role, online: wasOnline }) {
  const isOnline = unnamed ? wasOnline : online.has(name.toLowerCase());
  return { name, role, isOnline, isSelf: isSameName(name, memory.name) };
}

// Actions of the user.

/** Shows the conversation with `name`, or none if that is empty. */
function showTalk(name) {
  if (isEmptyRoom(open) && !isSameName(open, name)) memory.drop(open);
  open = name;
  document.body.classList.toggle("talking", Boolean(open));
  refuse("");
  showRoom();
  at("peer").textContent = open ? safe(open) : "Choose somebody to chat with";
  showBlock();
  at("text").value = open ? memory.talk(open).typed : "";
  log.open(open ? memory.talk(open).letters : []);
  if (open && !document.hidden) memory.read(open);
  isLogStale = false;
  arePeopleStale = true;
}

/** A room that was only looked at, and is no conversation of the user's. */
function isEmptyRoom(name) {
  return isRoom(name) && !rooms.role(name) && memory.talk(name).letters.length === 0;
}

function showBlock() {
  at("block").hidden = !open || isRoom(open) || isSameName(open, memory.name);
  at("block").textContent = blocks.has(open) ? "Unblock" : "Block";
}

function talkTo(name) {
  settle(); // the typed text belongs to the previous conversation
  showTalk(name);
  connection.look(name);
  settle();
  at(at("write").hidden ? "door-join" : "text").focus();
}

function closeTalk() {
  const key = open.toLowerCase();
  settle();
  showTalk("");
  settle();
  if (!people.focus(key)) at("whom").focus();
}

at("open").addEventListener("submit", (event) => {
  event.preventDefault();
  const name = at("whom").value.trim();
  at("whom").value = "";
  if (name) talkTo(name);
});

at("write").addEventListener("submit", (event) => {
  event.preventDefault();
  const text = at("text").value.replace(/[\u0000-\u0008\u000a-\u001f\u007f-\u009f]/g, " ");
  refuse("");
  if (!text.trim()) return;
  const bytes = new TextEncoder().encode(text).length;
  if (bytes > MAX_TEXT_BYTES)
    return refuse(`A message has at most ${MAX_TEXT_BYTES} bytes; this one has ${bytes}. Send it in parts.`);
  at("text").value = "";
  connection.send(open, text);
  arePeopleStale = true;
  settle();
});

at("block").addEventListener("click", () => {
  refuse("");
  connection.setBlock(open, !blocks.has(open));
});

at("back").addEventListener("click", closeTalk);
document.addEventListener("keydown", (event) => {
  // While a character is being composed, the key belongs to the input method.
  if (event.key !== "Escape" || event.isComposing || !open || entrance.isOpen) return;
  if (roomView.isUnfolded) roomView.fold();
  else closeTalk();
});

document.addEventListener("visibilitychange", () => {
  if (!document.hidden && open) memory.read(open);
  arePeopleStale = true;
  settle();
});
addEventListener("pagehide", settle);

at("leave").addEventListener("click", () => {
  settle();
  showTalk("");
  const name = memory.name;
  connection.leave();
  if (memory.drafts.length === 0) memory.forget();
  Object.assign(memory, { name, ticket: "" });
  out("");
  settle();
});

at("leave-all").addEventListener("click", () => connection.leaveAll());

// A reload continues the former state, whether or not a server answers.
if (memory.name && memory.ticket) {
  showChat();
  connection.enter({ name: memory.name });
} else {
  out("");
}
settle();
