// What goes out: one message at a time, the next when the fate of the one before is known.

const RETRY_MS = 500;
const UNKNOWN = ["UNAVAILABLE", "INTERNAL"]; // does not say that it is not stored
const PASSING = [...UNKNOWN, "SEQ_GAP"];

export class Outbox {
  #memory; #isOnItsWay = false; #retryAt = 0; #isBehind = false;
  #mayBeAccepted; // the first draft, without a word that it is

  constructor(memory) {
    this.#memory = memory;
    this.#mayBeAccepted = memory.drafts.length > 0; // for all that is known
  }

  interrupted() {
    this.#mayBeAccepted ||= this.#isOnItsWay;
    this.#isOnItsWay = false;
    this.#retryAt = 0;
  }

  /**
   * False if this tab and the server have counted differently: one of them has forgotten something,
   * and a number that was used already would make the receiver throw another text away.
   */
  welcomed({ nextSeq, behind = false }) {
    const memory = this.#memory;
    this.#isBehind = behind;
    const ahead = nextSeq - memory.nextSeq; // 1: accepted, and the answer was lost
    if (memory.drafts.length === 0 && ahead === 1) memory.nextSeq = nextSeq;
    return ahead === 0 || ahead === 1 || (ahead < 0 && this.#isBehind);
  }

  /** The request to make now, if there is one. */
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

  /** Says to whom it goes. */
  accepted(line) {
    this.#isOnItsWay = this.#mayBeAccepted = false;
    return this.#memory.accepted(line);
  }

  /** Says what becomes of it: "again", "renew" (under a new client id) or "never". */
  refused({ code, retryAfterMs }) {
    this.#isOnItsWay = false;
    // A server that is behind will learn of what was sent elsewhere. That is waited for only if this
    // message may be among it: the server that has it may never come back.
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
