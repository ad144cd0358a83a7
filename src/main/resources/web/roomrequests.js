// Questions about rooms, which are asked now and then, and changes of rooms, which are asked for again where the
// server that was to answer is lost.

const LOOK_EVERY_MS = 1000; // in a large room something happens all the time
const LATER = ["RATE_LIMITED", "UNAVAILABLE", "INTERNAL"]; // the question is good
const MAX_CHANGES = 8; // under way; nobody types faster than servers decide
const MAX_TRIES = 2; // a change that waits for a leader must not keep messages waiting for ever

export class RoomRequests {
  #wanted = new Map(); // questions, by id
  #asked = new Map(); // questions without an answer yet, by id
  #changes = new Map(); // {request, tries} under way, by id
  #lookAt = 0; // not before, to be moderate
  #mayLookAt = 0; // not before, since the server says so
  #number = 1;

  /** Forgets what another user has asked for. */
  clear() {
    for (const all of [this.#wanted, this.#asked, this.#changes]) all.clear();
    this.#lookAt = this.#mayLookAt = 0;
  }

  /** A user waits for the answer. */
  hurry() {
    this.#lookAt = 0;
  }

  want(question) {
    const id = question.room ? `${question.op} ${question.room}` : question.all ? "all-rooms" : question.op;
    this.#wanted.set(id, { ...question, id });
  }

  /** Returns what to ask now. */
  due(now) {
    if (now < Math.max(this.#lookAt, this.#mayLookAt) || this.#wanted.size === 0) return [];
    this.#lookAt = now + LOOK_EVERY_MS;
    const due = [...this.#wanted.values()];
    for (const question of due) this.#asked.set(question.id, question);
    this.#wanted.clear();
    return due;
  }

  isAsked(id) {
    return this.#asked.has(id);
  }

  /** A question was refused: it is asked again where that helps, and returned otherwise. */
  refused({ re, code, retryAfterMs }, now) {
    const question = this.#asked.get(re);
    this.#asked.delete(re);
    if (!LATER.includes(code)) return question;
    if (!this.#wanted.has(re)) this.#wanted.set(re, question);
    this.#mayLookAt = now + (retryAfterMs ?? LOOK_EVERY_MS);
    return undefined;
  }

  /** Returns the request for a change; none if too many are under way. */
  change(wish) {
    if (this.#changes.size >= MAX_CHANGES) return undefined;
    const request = { ...wish, id: `${wish.op}-${this.#number++}` };
    this.#changes.set(request.id, { request, tries: 1 });
    return request;
  }

  /** Returns the change that this answers, if it does. */
  answered(id) {
    this.#asked.delete(id);
    const change = this.#changes.get(id);
    this.#changes.delete(id);
    return change?.request;
  }

  /** At another server. Returns whether a change was dropped, since it was asked for often enough. */
  welcomed() {
    this.#asked.clear();
    this.want({ op: "rooms" });
    const before = this.#changes.size;
    for (const [id, change] of this.#changes) if (++change.tries > MAX_TRIES) this.#changes.delete(id);
    return this.#changes.size < before;
  }

  /** Returns the changes that no server has answered. */
  again() {
    return [...this.#changes.values()].map(({ request }) => request);
  }
}
