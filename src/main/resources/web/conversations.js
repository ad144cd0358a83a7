// The memory of this tab, kept over a reload: the user, the conversations, the unsent messages.

import { Keeping } from "./keeping.js";

const MAX_LETTERS = 12_000; // of one conversation: more than a mailbox holds, so no unread one is dropped
const MAX_ROOM_LETTERS = 12_000; // of all rooms together: twice as many as wait for a user
const MAX_SEEN = 12_000; // more than a mailbox can deliver again
const MAX_EARLY = 1_000;

const DANGEROUS = /[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/;
const SUSPICIOUS = new RegExp(DANGEROUS.source + "|\\p{Default_Ignorable_Code_Point}", "gu");

// Invisible characters that shape their neighbours: each as the text before it, itself, and the text after it.
const PICTOGRAPH = "\\p{Extended_Pictographic}";
const JOINED_SCRIPTS =
  "Arabic|Syriac|Nko|Mongolian|Devanagari|Bengali|Gurmukhi|Gujarati|Oriya|Tamil|Telugu|Kannada|Malayalam|Sinhala|"
  + "Myanmar|Khmer";
const JOINED = JOINED_SCRIPTS.split("|").map((script) => `\\p{Script=${script}}`).join("");
const SHAPING = [
  [`${PICTOGRAPH}[\\ufe0f\\u{1f3fb}-\\u{1f3ff}]*$`, "^\\u200d$", `^${PICTOGRAPH}`],
  [`(?!\\p{Default_Ignorable_Code_Point})[${JOINED}]$`, "^[\\u200c\\u200d]$", ""],
  [`${PICTOGRAPH}$`, "^[\\ufe0e\\ufe0f]$", ""],
  ["[0-9#*]$", "^[\\ufe0e\\ufe0f]$", "^\\u20e3"],
  ["\\p{Script=Han}$", "^[\\ufe00-\\ufe02\\u{e0100}-\\u{e01ef}]$", ""],
  ["\\p{Script=Mongolian}$", "^[\\u180b-\\u180d]$", ""],
].map((parts) => parts.map((part) => new RegExp(part, "u")));

function isShaping(text, at, found) {
  // A few characters on either side: a long text must not be searched for each of its own.
  const before = text.slice(Math.max(0, at - 12), at);
  const after = text.slice(at + found.length, at + found.length + 2);
  return SHAPING.some(([first, itself, last]) => itself.test(found) && first.test(before) && last.test(after));
}

/** Makes another user's text harmless: controls, changes of direction and what nobody would see are shown as marks. */
export function safe(text) {
  return text.replace(SUSPICIOUS, (found, at) =>
    !DANGEROUS.test(found) && isShaping(text, at, found) ? found : "\ufffd");
}

export function isSameName(one, other) {
  return one.toLowerCase() === other.toLowerCase();
}

/** Whether this is the name of a room, and not of a user. */
export function isRoom(name) {
  return name.startsWith("#");
}

/** The name of the conversation that a message belongs to. */
export function talkOf({ room, from }) {
  return room ?? from;
}

export function newClientId() {
  return crypto.getRandomValues(new Uint32Array(4)).join("-");
}

/** The part that must survive, even if the rest finds no room. */
function nothing() {
  return {
    name: "",
    ticket: "",
    client: newClientId(),
    nextSeq: 1,
    nextNumber: 1,
    drafts: [], // {number, to, text, at}
    early: [], // delivered before the answer that they were accepted
    earlyReturned: [], // returned before that answer
    servers: [], // client addresses, host:port
    offset: 20000, // from a server's client port to its page
    lastAt: "",
  };
}

const LASTING = Object.keys(nothing());

export class Conversations {
  #keeping;
  #seen = new Set();
  #isSeenChanged = false;
  #changed = new Set(); // talks that changed since they were saved
  #roomLetters = 0; // of all rooms
  #waiting = new Map(); // own letters: by their drafts' numbers, until they are accepted,
  #accepted = new Map(); // then by their ids, until they are delivered

  constructor(storage) {
    this.#keeping = new Keeping(storage);
    this.#empty();
    Object.assign(this, this.#keeping.get("self"));
    Object.assign(this, this.#keeping.get("rooms"));
    this.#seen = new Set(this.#keeping.get("seen"));
    for (const talk of this.#keeping.talks()) this.#restore(talk);
  }

  #empty() {
    Object.assign(this, nothing());
    this.rooms = []; // as servers list them
    this.declined = []; // invitations, by lower-case name of their room
    // By lower-case name: {name, letters: [{own, from, text, at, msg, number, mark, event}], unread, typed}. Letters of
    // rooms have `from`, or are an `event`.
    this.talks = new Map();
    this.#roomLetters = 0;
    for (const all of [this.#seen, this.#changed, this.#waiting, this.#accepted]) all.clear();
  }

  #restore(talk) {
    // There may have been no room for some of them.
    talk.unread = Math.min(talk.unread, talk.letters.length);
    this.talks.set(talk.name.toLowerCase(), talk);
    if (isRoom(talk.name)) this.#roomLetters += talk.letters.length;
    for (const letter of talk.letters) {
      if (letter.mark === "waits") this.#waiting.set(letter.number, letter);
      if (letter.mark === "accepted") this.#awaitReceipt(talk.name, letter);
    }
  }

  /** Of what is sent to a room nobody is told who has seen it. */
  #awaitReceipt(name, letter) {
    if (!isRoom(name)) this.#accepted.set(letter.msg, letter);
  }

  forget() {
    this.#empty();
    this.#keeping.clear();
  }

  /** Forgets the conversations of the user before. */
  begin(name, client) {
    this.forget();
    Object.assign(this, { name, client });
  }

  /** A new client counts from 1: no number of the old one is used for another text. */
  renew() {
    this.client = newClientId();
    this.nextSeq = 1;
    this.saveSelf();
  }

  /** The state that the next message may depend on; small, so that it can be saved each time. */
  saveSelf() {
    this.#keeping.put("self", Object.fromEntries(LASTING.map((field) => [field, this[field]])));
  }

  save() {
    this.saveSelf();
    if (this.#isSeenChanged) this.#saveSeen();
    for (const talk of this.#changed) this.#keeping.putTalk(talk);
    this.#changed.clear();
  }

  #saveSeen() {
    if (this.#seen.size > MAX_SEEN) this.#seen = new Set([...this.#seen].slice(-MAX_SEEN));
    this.#keeping.put("seen", [...this.#seen]);
    this.#isSeenChanged = false;
  }

  keepRooms(rooms, declined = this.declined) {
    Object.assign(this, { rooms, declined });
    this.#keeping.put("rooms", { rooms, declined });
  }

  talk(name) {
    const key = name.toLowerCase();
    if (!this.talks.has(key)) this.talks.set(key, { name, letters: [], unread: 0, typed: "" });
    return this.talks.get(key);
  }

  /** Adds a message once, however often it comes. */
  receive(message, isLookedAt) {
    if (this.#seen.has(message.msg)) return;
    this.#seen.add(message.msg);
    this.#isSeenChanged = true;
    this.lastAt = message.at ?? this.lastAt;
    const talk = this.#add(talkOf(message), letterOf(message, false));
    if (!isLookedAt) talk.unread++;
  }

  /** Adds what the user has sent with another client. */
  sentElsewhere(message) {
    const { msg, at, to, room = to } = message;
    if (this.#seen.has(msg)) return;
    this.#seen.add(msg);
    this.#isSeenChanged = true;
    this.lastAt = at ?? this.lastAt;
    const letter = { ...letterOf(message, true), mark: "accepted" };
    this.#awaitReceipt(room, letter);
    this.#add(room, letter);
  }

  /** Adds what happened in a room, which no server keeps. */
  happened(room, sentence) {
    this.#add(room, { own: false, event: true, text: sentence, at: new Date().toISOString() });
  }

  /** Another client has shown what came up to the message `upTo`. */
  readElsewhere({ with: name, upTo }) {
    const talk = this.talk(name);
    const before = talk.letters.map((letter) => letter.msg).lastIndexOf(upTo);
    if (before < 0) return;
    const after = talk.letters.slice(before + 1).filter((letter) => !letter.own && !letter.event).length;
    if (after < talk.unread) this.#changed.add(talk);
    talk.unread = Math.min(talk.unread, after);
  }

  /**
   * Adds what the servers keep of a conversation and this tab does not know: what was said on other devices, or
   * before. What is unread comes by itself. Returns whether there was any.
   */
  recall(name, messages) {
    const talk = this.talk(name);
    const known = new Set(talk.letters.map((letter) => letter.msg));
    const news = messages.filter((message) => !known.has(message.msg) && !this.#isToCome(message));
    const shown = messages.filter(({ msg, delivered }) => delivered && this.#accepted.has(msg));
    for (const { msg } of shown) this.delivered(msg, name);
    for (const message of news) this.#insert(talk, message);
    if (news.length) this.#changed.add(talk);
    return news.length + shown.length > 0;
  }

  #isToCome({ msg, from, to, room, text, delivered }) {
    // What waits of a room may come once more, as a message: it is known then.
    if (!isSameName(from, this.name)) return !room && (!delivered || this.#seen.has(msg));
    // Accepted by a server whose answer was lost.
    const [draft] = this.drafts;
    return draft !== undefined && draft.text === text && isSameName(draft.to, room ?? to);
  }

  #insert(talk, message) {
    const { msg, from, sentAt, delivered } = message;
    const own = isSameName(from, this.name);
    const letter = letterOf(message, own);
    if (own) letter.mark = delivered ? "delivered" : "accepted";
    if (own && !delivered) this.#awaitReceipt(talk.name, letter);
    // Of another client of this user it may come once more, as `sent`.
    this.#seen.add(msg);
    this.#isSeenChanged = true;
    const later = talk.letters.findIndex(({ at }) => at > sentAt);
    talk.letters.splice(later < 0 ? talk.letters.length : later, 0, letter);
    this.#trim(talk);
  }

  read(name) {
    const talk = this.talk(name);
    if (talk.unread) this.#changed.add(talk);
    talk.unread = 0;
  }

  /** The text that is typed to a user, and not sent yet. */
  type(name, text) {
    const talk = this.talk(name);
    if (talk.typed !== text) this.#changed.add(talk);
    talk.typed = text;
  }

  write(to, text) {
    const draft = { number: this.nextNumber++, to, text, at: new Date().toISOString() };
    this.drafts.push(draft);
    const letter = { own: true, text, at: draft.at, number: draft.number, mark: "waits" };
    this.#waiting.set(letter.number, letter);
    this.#add(to, letter);
    this.saveSelf();
  }

  /** The first draft is accepted; returns its receiver. */
  accepted(answer) {
    this.nextSeq++;
    this.lastAt = answer.at ?? this.lastAt;
    const mark = this.#markOf(answer.msg);
    const [draft, letter] = this.#decided(mark);
    if (letter) letter.msg = answer.msg;
    if (letter && mark === "accepted") this.#awaitReceipt(draft.to, letter);
    this.saveSelf();
    return draft.to;
  }

  #markOf(msg) {
    if (this.early.includes(msg)) return "delivered";
    return this.earlyReturned.includes(msg) ? "returned" : "accepted";
  }

  /** The first draft will not be sent; returns its receiver. */
  refused() {
    const [draft] = this.#decided("refused");
    this.saveSelf();
    return draft.to;
  }

  #decided(mark) {
    const draft = this.drafts.shift();
    const letter = this.#waiting.get(draft.number);
    this.#waiting.delete(draft.number);
    this.#changed.add(this.talk(draft.to));
    if (letter) letter.mark = mark;
    this.early = [];
    this.earlyReturned = [];
    return [draft, letter];
  }

  delivered(msg, to) {
    this.#told(msg, to, "delivered", "early");
  }

  /** A message was accepted, but goes to nobody. */
  returned(msg, to) {
    this.#told(msg, to, "returned", "earlyReturned");
  }

  #told(msg, to, mark, early) {
    const letter = this.#accepted.get(msg);
    this.#accepted.delete(msg);
    if (letter) {
      letter.mark = mark;
      this.#changed.add(this.talk(to));
    } else if (this.drafts.length > 0 && isSameName(this.drafts[0].to, to)) {
      // The server that accepted it died before it could answer.
      this[early] = [...this[early], msg].slice(-MAX_EARLY);
    }
  }

  get unread() {
    return [...this.talks.values()].reduce((sum, talk) => sum + talk.unread, 0);
  }

  #add(name, letter) {
    const talk = this.talk(name);
    this.#changed.add(talk);
    talk.letters.push(letter);
    this.#trim(talk);
    return talk;
  }

  /** A letter was added to this conversation: one of the oldest may have to go. */
  #trim(talk) {
    if (!isRoom(talk.name)) {
      if (talk.letters.length > MAX_LETTERS) this.#accepted.delete(talk.letters.shift().msg);
      return;
    }
    if (++this.#roomLetters <= MAX_ROOM_LETTERS) return;
    const rooms = [...this.talks.values()].filter(({ name }) => isRoom(name));
    const longest = rooms.reduce((a, b) => (b.letters.length > a.letters.length ? b : a));
    longest.letters.shift();
    longest.unread = Math.min(longest.unread, longest.letters.length);
    this.#changed.add(longest);
    this.#roomLetters--;
  }

  /** Forgets a conversation, unless something waits to be sent in it. */
  drop(name) {
    const talk = this.talks.get(name.toLowerCase());
    if (!talk || this.drafts.some(({ to }) => isSameName(to, name))) return;
    if (isRoom(name)) this.#roomLetters -= talk.letters.length;
    this.talks.delete(name.toLowerCase());
    this.#changed.delete(talk);
    this.#keeping.dropTalk(talk);
  }
}

/** Who has written it is shown in a room only: elsewhere there is one other. */
function letterOf({ room, from, text, sentAt, msg }, own) {
  const letter = { own, text, at: sentAt, msg };
  if (room && !own) letter.from = from;
  return letter;
}
