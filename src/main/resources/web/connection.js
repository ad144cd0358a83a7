// Keeps a chat with the cluster, whichever server is alive: the client's side of the client protocol.

const QUIET_MS = 3000; // a server that has said nothing for so long is asked whether it is there
const PATIENCE_MS = 3000; // and has so long to answer
const LOGIN_PATIENCE_MS = 20000; // hashing a password may wait behind others
const FIRST_PAUSE_MS = 200; // after a fruitless round; doubled each time
const MAX_PAUSE_MS = 3000;
const RETRY_MS = 500;
const TICK_MS = 250;

export class Connection {
  #memory; #tell; #socket = null; #phase = "out"; #proof = null; #round = []; #pause = FIRST_PAUSE_MS;
  #dueAt = Infinity; #pinged = false; #wasOnline = false; #redirected = false; #onItsWay = false;
  #retryAt = 0; #url = "";

  /** `tell(what, details)` hears everything that the user is to see. */
  constructor(memory, tell) {
    this.#memory = memory;
    this.#tell = tell;
    setInterval(() => this.#tick(), TICK_MS);
    // A phone stops timers of a page that is not looked at.
    addEventListener("online", () => this.#hurry());
    document.addEventListener("visibilitychange", () => document.hidden || this.#hurry());
  }

  get isOnline() { return this.#phase === "online"; }

  /** Logs in with a password, or with the ticket of an earlier login; `register` makes the account. */
  enter(password, register) {
    this.#proof = { password, register };
    this.#redirected = this.#wasOnline = false;
    this.#startRound();
    this.#travel();
  }

  send(to, text) {
    this.#memory.write(to, text);
    this.#tell("changed");
    this.#sendNext();
  }

  leave() {
    if (this.isOnline) this.#write({ op: "logout", id: "logout" });
    this.#phase = "out";
    this.#hangUp();
  }

  // The way to a server.

  #urls() {
    const own = `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/chat`;
    if (!location.port) return [own];
    const others = this.#memory.servers.map((server) => this.#page(server));
    return [...new Set([...others, own])];
  }

  #page(server) {
    const colon = server.lastIndexOf(":");
    return `ws://${server.slice(0, colon)}:${Number(server.slice(colon + 1)) + this.#memory.offset}/chat`;
  }

  /** The one that has just failed comes last. */
  #startRound() {
    const urls = this.#urls();
    this.#round = [...urls.filter((url) => url !== this.#url), ...urls.filter((url) => url === this.#url)];
    if (!this.#url) this.#round.reverse(); // the server that gave us the page is alive
  }

  #travel() {
    this.#hangUp();
    const next = this.#round.shift();
    if (!next) {
      this.#startRound();
      this.#phase = "apart";
      this.#dueAt = Date.now() + this.#pause;
      this.#pause = Math.min(MAX_PAUSE_MS, 2 * this.#pause);
      this.#tell("nobody");
      return;
    }
    this.#url = next;
    this.#phase = "dialling";
    this.#dueAt = Date.now() + PATIENCE_MS;
    const socket = new WebSocket(next);
    this.#socket = socket;
    const mine = (handle) => (event) => this.#socket === socket && handle(event);
    socket.onopen = mine(() => this.#identify());
    socket.onmessage = mine((event) => this.#onLine(event.data));
    socket.onclose = mine(() => this.#onLost());
  }

  #hangUp() {
    this.#socket?.close();
    this.#socket = null;
    this.#onItsWay = this.#pinged = false;
    this.#retryAt = 0;
  }

  #onLost() {
    if (this.#phase === "out") return;
    if (this.#phase === "online") this.#startRound();
    this.#tell("lost");
    this.#travel();
  }

  #identify() {
    this.#phase = "identifying";
    this.#dueAt = Date.now() + LOGIN_PATIENCE_MS;
    const { name, ticket, client, lastAt } = this.#memory;
    const { password, register } = this.#proof;
    if (register) return this.#write({ op: "register", id: "register", name, password });
    const login = { op: "login", id: "login", name, client, redirect: !this.#wasOnline && !this.#redirected };
    if (lastAt) login.after = lastAt;
    this.#write({ ...login, ...(ticket ? { ticket } : { password }) });
  }

  #tick() {
    const now = Date.now();
    if (this.#phase === "online" && now >= this.#retryAt) this.#sendNext();
    if (this.#phase === "out" || now < this.#dueAt) return;
    if (this.#phase === "apart") {
      this.#travel();
    } else if (this.#phase === "online" && !this.#pinged) {
      this.#pinged = true;
      this.#dueAt = now + PATIENCE_MS;
      this.#write({ op: "ping", id: "ping" });
    } else {
      this.#onLost();
    }
  }

  #hurry() {
    if (this.#phase === "apart") this.#dueAt = 0;
    if (this.#phase === "online") this.#dueAt = Math.min(this.#dueAt, Date.now());
    this.#tick();
  }

  // What the server says.

  #onLine(text) {
    let line;
    try {
      line = JSON.parse(text);
    } catch {
      return;
    }
    this.#pinged = false;
    if (this.#phase === "online") this.#dueAt = Date.now() + QUIET_MS;
    switch (line.ev) {
      case "registered": this.#proof.register = false; return this.#identify();
      case "redirect": return this.#onRedirect(line.server);
      case "welcome": return this.#onWelcome(line);
      case "message": return this.#onMessage(line);
      case "accepted": return this.#onAccepted(line);
      case "delivered": this.#memory.delivered(line.msg, line.to); return this.#tell("changed");
      case "users": return this.#tell("users", line.online);
      case "online": case "offline": return this.#tell(line.ev, line.name);
      case "status": return this.#tell("leader", line.leader);
      case "servers": return this.#onServers(line.servers);
      case "closing": return this.#onClosing(line);
      case "error": return this.#onError(line);
    }
  }

  #onRedirect(server) {
    this.#redirected = true;
    this.#round.unshift(this.#page(server));
    this.#travel();
  }

  #onWelcome(line) {
    const memory = this.#memory;
    this.#phase = "online";
    this.#dueAt = Date.now() + QUIET_MS;
    this.#wasOnline = true;
    this.#pause = FIRST_PAUSE_MS;
    Object.assign(memory, { name: line.name, ticket: line.ticket, servers: line.servers });
    if (memory.drafts.length === 0) memory.nextSeq = Math.max(memory.nextSeq, line.nextSeq ?? 1);
    if (new URL(this.#url).host === location.host)
      memory.offset = Number(location.port) - Number(line.server.slice(line.server.lastIndexOf(":") + 1));
    memory.save();
    this.#startRound();
    this.#tell("welcome", line);
    this.#write({ op: "list", id: "list" });
    this.#sendNext();
  }

  #onServers(servers) {
    this.#memory.servers = servers;
    this.#memory.save();
    this.#startRound();
    this.#write({ op: "status", id: "status" });
    this.#write({ op: "list", id: "list" });
  }

  #onMessage(line) {
    this.#tell("message", line); // remembers it
    this.#write({ op: "ack", n: line.n });
  }

  #onClosing(line) {
    if (line.code === "SESSION_REPLACED" || line.code === "KICKED") {
      this.leave();
      return this.#tell("out", line.text);
    }
    this.#startRound();
    if (line.server) this.#round.unshift(this.#page(line.server));
    this.#tell("lost");
    this.#hangUp();
    this.#phase = "apart";
    this.#dueAt = Date.now() + Math.min(line.afterMs ?? 0, MAX_PAUSE_MS);
  }

  #onError(line) {
    if (this.#phase === "identifying") return this.#onNotAdmitted(line);
    if (!line.re?.startsWith("send-") || !this.#onItsWay) return this.#tell("refusal", line.text);
    this.#onItsWay = false;
    const isPassing = ["UNAVAILABLE", "INTERNAL", "SEQ_GAP"].includes(line.code)
      || (line.code === "RATE_LIMITED" && line.retryAfterMs);
    if (line.code === "SEQ_GAP") this.#memory.nextSeq = line.expected;
    if (line.code === "SEQ_REUSED") {
      // What the tab remembers is older than what it sent: a new client id counts from 1.
      this.#memory.client = crypto.getRandomValues(new Uint32Array(4)).join("-");
      this.#memory.nextSeq = 1;
      this.#memory.save();
      this.#onLost();
    } else if (isPassing) {
      this.#retryAt = Date.now() + (line.retryAfterMs ?? RETRY_MS);
    } else {
      this.#memory.refused();
      this.#tell("refusal", line.text);
      this.#sendNext();
    }
  }

  #onNotAdmitted(line) {
    if (line.code === "UNAVAILABLE" || line.code === "INTERNAL") {
      this.#tell("refusal", line.text);
      this.#hangUp();
      this.#phase = "apart";
      this.#dueAt = Date.now() + (line.retryAfterMs ?? RETRY_MS);
    } else if (this.#memory.ticket && this.#proof.password) {
      this.#memory.ticket = "";
      this.#identify();
    } else {
      this.#memory.ticket = "";
      this.leave();
      this.#tell("out", line.text);
    }
  }

  // Messages: the next one goes when the fate of the one before is known.

  #sendNext() {
    const draft = this.#memory.drafts[0];
    if (!draft || !this.isOnline || this.#onItsWay || Date.now() < this.#retryAt) return;
    this.#onItsWay = true;
    const { to, text, number } = draft;
    this.#write({ op: "send", id: `send-${number}`, to, text, seq: this.#memory.nextSeq });
  }

  #onAccepted(line) {
    if (!this.#onItsWay || line.seq !== this.#memory.nextSeq) return;
    this.#onItsWay = false;
    this.#memory.accepted(line);
    this.#tell("changed");
    this.#sendNext();
  }

  #write(line) {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(line));
  }
}
