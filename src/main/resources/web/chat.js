// What the user sees and does.

import { Connection } from "./connection.js";
import { Conversations, safe } from "./conversations.js";

const MAX_TEXT_BYTES = 4096; // the client protocol's
const MARKS = {
  waits: ["…", "waits for a server"],
  accepted: ["✓", "accepted"],
  delivered: ["✓✓", "delivered"],
  refused: ["✗", "not sent"],
};

const at = (id) => document.getElementById(id);
const memory = new Conversations(sessionStorage);
const connection = new Connection(memory, hear);
const online = new Map(); // by lower-case name
let open = ""; // whom the conversation on the screen is with
let server = "";
let leader = "";

function element(tag, properties, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

// What happens.

function hear(what, details) {
  switch (what) {
    case "welcome": welcome(details); break;
    case "out": out(details); break;
    case "users": online.clear(); details.forEach((name) => online.set(name.toLowerCase(), name)); break;
    case "online": online.set(details.toLowerCase(), details); break;
    case "offline": online.delete(details.toLowerCase()); break;
    case "leader": leader = details ?? ""; break;
    case "lost": case "nobody": server = ""; break;
    case "message": if (!memory.receive(details, isLookedAt(details.from))) return; break;
    case "refusal": at(at("chat").hidden ? "problem" : "refusal").textContent = details; break;
  }
  if (what === "message" || what === "changed" || what === "refusal") showConversation();
  showPeople();
  showState();
}

function isLookedAt(name) {
  return open.toLowerCase() === name.toLowerCase() && !document.hidden;
}

function welcome(line) {
  ({ server, leader } = line);
  leader ??= "";
  if (!at("chat").hidden) return;
  at("entrance").hidden = true;
  at("chat").hidden = false;
  showConversation();
  at("whom").focus();
}

function out(reason) {
  at("chat").hidden = true;
  at("entrance").hidden = false;
  at("problem").textContent = reason ?? "";
  at("name").value = memory.name || at("name").value;
  at(at("name").value ? "password" : "name").focus();
}

// What is shown.

function showState() {
  const waiting = memory.drafts.length;
  const words = server
    ? [`${memory.name} at ${server}`, `leader ${leader || "not elected yet"}`, `${online.size} online`]
    : ["Reconnecting…"];
  if (waiting) words.push(waiting === 1 ? "1 message waits" : `${waiting} messages wait`);
  at("state").textContent = words.join(" · ");
  at("state").classList.toggle("away", !server);
  document.title = memory.unread ? `(${memory.unread}) Parley` : "Parley";
}

function names() {
  const all = new Map(Object.values(memory.talks).map((talk) => [talk.name.toLowerCase(), talk.name]));
  online.forEach((name, key) => all.set(key, name));
  all.delete(memory.name.toLowerCase());
  return [...all.values()].sort((a, b) => a.localeCompare(b));
}

function showPeople() {
  const focused = document.activeElement?.dataset?.name;
  at("people").replaceChildren(...names().map((name) => element("li", {}, person(name))));
  if (focused) [...at("people").querySelectorAll("button")].find((b) => b.dataset.name === focused)?.focus();
}

function person(name) {
  const isOnline = online.has(name.toLowerCase());
  const unread = memory.talks[name.toLowerCase()]?.unread ?? 0;
  const button = element("button", { type: "button", onclick: () => talkTo(name) },
    element("span", { className: isOnline ? "dot on" : "dot" }),
    element("span", { className: "who", textContent: safe(name) }),
    element("span", { className: "unseen", textContent: isOnline ? "online" : "offline" }));
  button.dataset.name = name;
  if (open.toLowerCase() === name.toLowerCase()) button.setAttribute("aria-current", "true");
  if (unread) button.append(element("span", { className: "unread", textContent: unread, ariaLabel: `${unread} unread` }));
  return button;
}

function showConversation() {
  document.body.classList.toggle("talking", Boolean(open));
  at("write").hidden = !open;
  at("peer").textContent = open ? safe(open) : "Choose somebody to chat with";
  const log = at("log");
  if (!open) return log.replaceChildren();
  const talk = memory.talk(open);
  if (!document.hidden) talk.unread = 0;
  let day = "";
  const items = [];
  for (const letter of talk.letters) {
    const date = new Date(letter.at);
    if (date.toDateString() !== day) items.push(element("li", { className: "day", textContent: date.toLocaleDateString() }));
    day = date.toDateString();
    items.push(item(letter, date));
  }
  keepItems(log, items);
  log.scrollTop = log.scrollHeight;
}

/** Only what is new is added, so that a screen reader reads only that. */
function keepItems(log, items) {
  items.forEach((next, i) => {
    const present = log.children[i];
    if (!present) log.append(next);
    else if (!present.isEqualNode(next)) present.replaceWith(next);
  });
  while (log.children.length > items.length) log.lastChild.remove();
}

function item(letter, date) {
  const time = date.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
  const meta = element("span", { className: "meta" }, time);
  if (letter.own) {
    const [sign, words] = MARKS[letter.mark];
    const mark = element("span", { className: `mark ${letter.mark}`, title: words, textContent: ` ${sign}` });
    mark.setAttribute("role", "img");
    mark.setAttribute("aria-label", words);
    meta.append(mark);
  }
  return element("li", { className: letter.own ? "own" : "" }, safe(letter.text), meta);
}

// What the user does.

function talkTo(name) {
  open = name;
  at("refusal").textContent = "";
  at("log").replaceChildren();
  showConversation();
  memory.save();
  showPeople();
  showState();
  at("text").focus();
}

at("login").addEventListener("submit", (event) => {
  event.preventDefault();
  const name = at("name").value;
  // Another user's conversations are not this one's.
  if (memory.name && memory.name.toLowerCase() !== name.toLowerCase()) memory.forget();
  memory.name = name;
  memory.ticket = "";
  memory.save();
  at("problem").textContent = "";
  connection.enter(at("password").value, event.submitter?.value === "register");
});

at("open").addEventListener("submit", (event) => {
  event.preventDefault();
  const name = at("whom").value.trim();
  at("whom").value = "";
  if (name) talkTo(name);
});

at("write").addEventListener("submit", (event) => {
  event.preventDefault();
  const text = at("text").value.replace(/[\u0000-\u0008\u000a-\u001f\u007f-\u009f]/g, " ");
  at("refusal").textContent = "";
  if (!text.trim()) return;
  const bytes = new TextEncoder().encode(text).length;
  if (bytes > MAX_TEXT_BYTES) {
    at("refusal").textContent = `A message has at most ${MAX_TEXT_BYTES} bytes; this one has ${bytes}. Send it in parts.`;
    return;
  }
  at("text").value = "";
  connection.send(open, text);
});

function closeConversation() {
  const name = open;
  open = "";
  showConversation();
  showPeople();
  ([...at("people").querySelectorAll("button")].find((b) => b.dataset.name === name) ?? at("whom")).focus();
}

at("back").addEventListener("click", closeConversation);
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && open) closeConversation();
});
document.addEventListener("visibilitychange", () => {
  if (document.hidden || !open) return;
  showConversation();
  showPeople();
  showState();
});
at("leave").addEventListener("click", () => {
  const name = memory.name;
  connection.leave();
  if (memory.drafts.length === 0) memory.forget();
  memory.name = name;
  memory.ticket = "";
  memory.save();
  open = "";
  online.clear();
  out("");
});

// A reload goes on where it was.
if (memory.name && memory.ticket) connection.enter("", false);
else out("");
