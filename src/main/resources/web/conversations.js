// What this tab remembers, also over a reload: who the user is, what was said, what waits.

const KEY = "parley";
const MAX_LETTERS = 500; // of one conversation
const MAX_SEEN = 12_000; // above what a mailbox can deliver again

/** Another user's text made harmless: controls and changes of direction are shown as marks. */
export function safe(text) {
  return text.replace(
    /[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g, "\ufffd");
}

export class Conversations {
  constructor(storage) {
    this.storage = storage;
    this.forget();
    try {
      Object.assign(this, JSON.parse(storage.getItem(KEY) ?? "{}"));
    } catch {
      storage.removeItem(KEY);
    }
    this.seenSet = new Set(this.seen);
  }

  forget() {
    this.name = "";
    this.ticket = "";
    this.client = crypto.getRandomValues(new Uint32Array(4)).join("-");
    this.nextSeq = 1;
    this.nextNumber = 1;
    this.drafts = []; // {number, to, text, at}
    this.servers = []; // client addresses, host:port
    this.offset = 20000; // from a server's client port to its page
    this.lastAt = "";
    this.talks = {}; // by lower-case name: {name, letters: [{own, text, at, msg, number, mark}], unread}
    this.seen = [];
    this.seenSet = new Set();
  }

  save() {
    const { storage, seenSet, ...kept } = this;
    try {
      storage.setItem(KEY, JSON.stringify(kept));
    } catch {
      // Full: the conversation goes on, and a reload begins with an older one.
    }
  }

  talk(name) {
    return (this.talks[name.toLowerCase()] ??= { name, letters: [], unread: 0 });
  }

  /** False for a message that was received before. */
  receive(message, isOpen) {
    if (this.seenSet.has(message.msg)) return false;
    this.seenSet.add(message.msg);
    this.seen.push(message.msg);
    if (this.seen.length > MAX_SEEN) this.seenSet.delete(this.seen.shift());
    this.lastAt = message.at ?? this.lastAt;
    const talk = this.talk(message.from);
    this.#add(talk, { own: false, text: message.text, at: message.sentAt, msg: message.msg });
    if (!isOpen) talk.unread++;
    this.save();
    return true;
  }

  write(to, text) {
    const draft = { number: this.nextNumber++, to, text, at: new Date().toISOString() };
    this.drafts.push(draft);
    this.#add(this.talk(to), { own: true, text, at: draft.at, number: draft.number, mark: "waits" });
    this.save();
  }

  /** The first draft is accepted. */
  accepted(answer) {
    const draft = this.drafts.shift();
    this.nextSeq++;
    this.lastAt = answer.at ?? this.lastAt;
    const letter = this.#ofDraft(draft);
    if (letter) Object.assign(letter, { mark: "accepted", msg: answer.msg });
    this.save();
  }

  /** The first draft will not be sent. */
  refused() {
    const letter = this.#ofDraft(this.drafts.shift());
    if (letter) letter.mark = "refused";
    this.save();
  }

  delivered(msg, to) {
    const letter = this.talk(to).letters.find((l) => l.own && l.msg === msg);
    if (letter) letter.mark = "delivered";
    this.save();
  }

  get unread() {
    return Object.values(this.talks).reduce((sum, talk) => sum + talk.unread, 0);
  }

  #ofDraft(draft) {
    return this.talk(draft.to).letters.find((l) => l.own && l.number === draft.number);
  }

  #add(talk, letter) {
    talk.letters.push(letter);
    if (talk.letters.length > MAX_LETTERS) talk.letters.shift();
  }
}
