// Outgoing messages: one at a time, the next when the fate of the one before is known.

const RETRY_MS = 500;
const UNKNOWN = ["UNAVAILABLE", "INTERNAL"]; // the message may be stored nevertheless
const PASSING = [...UNKNOWN, "SEQ_GAP"];

export class Outbox {
  #memory; #isOnItsWay = false; #retryAt = 0; #isBehind = false;
  #mayBeAccepted; // the first draft, without an answer yet

  constructor(memory) {
    this.#memory = memory;
    this.#mayBeAccepted = memory.drafts.length > 0; // it may be
  }

  interrupted() {
    this.#mayBeAccepted ||= this.#isOnItsWay;
    this.#isOnItsWay = false;
    this.#retryAt = 0;
  }

  /**
   * Returns false if this tab and the server have counted differently: one of them has lost messages,
   * and a number that was used already would make the receiver drop another text.
   */
  welcomed({ nextSeq, behind = false }) {
    const memory = this.#memory;
    this.#isBehind = behind;
    const ahead = nextSeq - memory.nextSeq; // 1: accepted, and the answer was lost
    if (memory.drafts.length === 0 && ahead === 1) memory.nextSeq = nextSeq;
    return ahead === 0 || ahead === 1 || (ahead < 0 && this.#isBehind);
  }

  /** Returns the request to send now, if there is one. */
  next() {
    const draft = this.#memory.drafts[0];
    if (!draft || this.#isOnItsWay || Date.now() < this.#retryAt) return undefined;
    this.#isOnItsWay = true;
    const { to, text, number } = draft;
    return { op: "send", id: `send-${number}`, to, text, seq: this.#memory.nextSeq };
  }

  /** Whether a server has a message that it has not accepted yet. */
  get isWaiting() { return this.#isOnItsWay; }

  isAwaiting(re) {
    return this.#isOnItsWay && re === `send-${this.#memory.drafts[0].number}`;
  }

  /** Returns its receiver. */
  accepted(line) {
    this.#isOnItsWay = this.#mayBeAccepted = false;
    return this.#memory.accepted(line);
  }

  /** Returns the fate of the message: "again", "renew" (under a new client id) or "never". */
  refused({ code, retryAfterMs }) {
    this.#isOnItsWay = false;
    // A server that is behind will learn of messages that were sent elsewhere. The outbox waits only if
    // this message may be among them: the server that has it may never come back.
    if (code === "SEQ_REUSED" || (code === "SEQ_GAP" && !(this.#isBehind && this.#mayBeAccepted))) return "renew";
    if (!PASSING.includes(code) && !(code === "RATE_LIMITED" && retryAfterMs)) {
      this.#mayBeAccepted = false;
      return "never";
    }
    this.#mayBeAccepted ||= UNKNOWN.includes(code);
    this.#retryAt = Date.now() + (retryAfterMs ?? RETRY_MS);
    return "again";
  }
}
