// Keeps a chat with the cluster, whichever server is alive: the client's side of the client protocol.

import { isRoom } from "./conversations.js";
import { Identification } from "./identification.js";
import { Itinerary } from "./itinerary.js";
import { Outbox } from "./outbox.js";
import { RoomRequests } from "./roomrequests.js";

const QUIET_MS = 3000; // a server that has been silent for this long is asked for a sign of life
const PATIENCE_MS = 3000; // and has this long to answer
const SENT_QUIET_MS = 1000; // the same while it has a message that it has not accepted
const SENT_PATIENCE_MS = 1500;
const RENEW_EVERY_MS = 3600000; // a ticket is valid for a day
const LOGIN_PATIENCE_MS = 20000; // hashing a password may wait behind others
const FIRST_PAUSE_MS = 200; // after a round without success; doubled each time
const MAX_PAUSE_MS = 3000;
const MIN_RETRY_MS = 500; // after a temporary refusal
const BYE_PATIENCE_MS = 10000; // a server waits for 5 s for what is under way, and then writes to its disk
const TICK_MS = 250;
const MAX_WATCHED = 200; // of the 256 that a server watches, some are left for chats that begin later
const TOLD_OF_ALL = 200; // beyond this many users online, a server tells only of those who are watched
const RECALLED = 50; // messages of a conversation that the server is asked for
const LIST_EVERY_MS = 60000; // then the list is requested this often
const CONVERSATIONS = 50; // that the server is asked for: with the latest messages
const KNOWS_ROOMS = 3; // the first version of a server that does
const PASSING = ["UNAVAILABLE", "INTERNAL", "NO_QUORUM"];
const NOT_CONNECTED = "Not connected at the moment: try again.";

/** The line of a server, or null. */
function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** A socket that is closed at once may take the logout with it, and the ticket would stay good. */
function closeWhenAnswered(socket) {
  const close = () => socket.close();
  setTimeout(close, BYE_PATIENCE_MS);
  socket.onmessage = (event) => parsed(event.data)?.re === "logout" && close();
}

export class Connection {
  #memory; #tell; #itinerary; #outbox; #identification = null;
  #rooms = new RoomRequests(); #version = 1; // of the client protocol, at the present server
  #socket = null; #phase = "out"; #dueAt = Infinity; #pause = FIRST_PAUSE_MS;
  #isAsked = false; #wasOnline = false; #isRedirected = false; #isListed = false; #renewAt = Infinity; #listAt = Infinity;
  #arrived = 0; #acknowledged = 0; // deliveries of this session

  /** `tell(what, details)` receives every event that the user should see. */
  constructor(memory, tell, place = location) {
    this.#memory = memory;
    this.#tell = tell;
    this.#itinerary = new Itinerary(memory, place);
    this.#outbox = new Outbox(memory);
    setInterval(() => this.#tick(), TICK_MS);
    // A phone stops the timers of a hidden page.
    addEventListener("online", () => this.#hurry());
    document.addEventListener("visibilitychange", () => document.hidden || this.#hurry());
  }

  get isOnline() { return this.#phase === "online"; }

  get knowsRooms() { return this.isOnline && this.#version >= KNOWS_ROOMS; }

  /** Logs in as `{name, password, invite, register}`: with the remembered ticket if there is no password. */
  enter(user) {
    this.#identification = new Identification(this.#memory, user);
    this.#isRedirected = this.#wasOnline = this.#isListed = false;
    this.#rooms.clear();
    this.#pause = FIRST_PAUSE_MS;
    this.#itinerary.startRound();
    this.#itinerary.stay();
    this.#travel();
  }

  send(to, text) {
    this.#memory.write(to, text);
    this.#tell("changed", to);
    this.#sendNext();
  }

  setBlock(name, isBlocked) {
    const op = isBlocked ? "block" : "unblock";
    if (this.isOnline) this.#write({ op, id: op, name });
    else this.#tell("refusal", NOT_CONNECTED);
  }

  /** The user looks at a conversation: the server is to tell whether the other one is there, and what was said. */
  look(name) {
    if (!this.isOnline) return;
    this.#watch([name]);
    if (isRoom(name)) this.askRoomsNow({ op: "room-info", room: name });
    if (!isRoom(name) || this.knowsRooms)
      this.#write({ op: "history", id: "history", with: name, limit: RECALLED });
  }

  /** Asks "rooms", or "room-info" of one: soon, since others may have asked just now. */
  askRooms(...questions) {
    for (const question of questions) this.#rooms.want(question);
    this.#askDue(Date.now());
  }

  /** As above, for a user who waits for the answer. */
  askRoomsNow(question) {
    this.#rooms.hurry();
    this.askRooms(question);
  }

  #askDue(now) {
    if (this.knowsRooms) for (const question of this.#rooms.due(now)) this.#write(question);
  }

  /** Asks for a change of a room, `{op, room, …}`. */
  changeRoom(wish) {
    if (!this.isOnline) return this.#tell("refusal", NOT_CONNECTED);
    const request = this.#rooms.change(wish);
    if (request) this.#write(request);
    else this.#tell("refusal", "The servers have not answered yet: wait a moment, and try again.");
  }

  #watch(all) {
    const names = all.filter((name) => !isRoom(name)).slice(-MAX_WATCHED);
    if (names.length) this.#write({ op: "watch", id: "watch", names });
  }

  /** All messages that were reported are saved and shown. */
  acknowledge() {
    if (!this.isOnline || this.#arrived === this.#acknowledged) return;
    this.#acknowledged = this.#arrived;
    this.#write({ op: "ack", n: this.#arrived });
  }

  /** Ends this page's session and its ticket. The page does not wait for that, but its socket does. */
  leave() {
    if (this.isOnline) {
      this.#write({ op: "logout", id: "logout" });
      closeWhenAnswered(this.#socket);
      this.#socket = null;
    }
    this.#end();
  }

  /** Asks for the end of all sessions of the user, wherever they are. */
  leaveAll() {
    if (this.isOnline) this.#write({ op: "logout", id: "logout", all: true });
    else this.#tell("refusal", NOT_CONNECTED);
  }

  #end() {
    this.#hangUp();
    this.#phase = "out";
  }

  // The way to a server.

  #travel() {
    this.#hangUp();
    for (let url = this.#itinerary.next(); url; url = this.#itinerary.next()) if (this.#dial(url)) return;
    this.#rest(0);
    this.#tell("trouble", "No server answers; still trying.");
  }

  /** Returns false if the browser rejects the address. */
  #dial(url) {
    let socket;
    try {
      socket = new WebSocket(url);
    } catch {
      return false;
    }
    this.#socket = socket;
    this.#phase = "dialling";
    this.#dueAt = Date.now() + PATIENCE_MS;
    const mine = (handle) => (event) => this.#socket === socket && handle(event);
    socket.onopen = mine(() => this.#onConnected());
    socket.onmessage = mine((event) => this.#onLine(event.data));
    socket.onclose = mine(() => this.#onLost());
    return true;
  }

  #hangUp() {
    this.#socket?.close();
    this.#socket = null;
    this.#isAsked = false;
    this.#arrived = this.#acknowledged = 0;
    this.#outbox.interrupted();
  }

  /** Tries again after this long, and after longer each time. */
  #rest(atLeastMs) {
    this.#hangUp();
    this.#phase = "apart";
    this.#dueAt = Date.now() + Math.max(atLeastMs, this.#pause);
    this.#pause = Math.min(MAX_PAUSE_MS, 2 * this.#pause);
  }

  #onLost() {
    if (this.isOnline) this.#itinerary.startRound();
    this.#tell("lost");
    this.#travel();
  }

  #onConnected() {
    this.#phase = "identifying";
    this.#dueAt = Date.now() + PATIENCE_MS;
    // Answered at once, while a password takes time: so a server that is paused is detected.
    this.#write({ op: "ping", id: "ping" });
    this.#identification.begin();
    this.#identify();
  }

  #identify() {
    if (this.#identification.needsTerms) return this.#write({ op: "status", id: "terms" });
    if (this.#identification.makesVerifier) return this.#writeLater(this.#identification.registration());
    const mayMove = !this.#wasOnline && !this.#isRedirected && !this.#itinerary.isBound;
    this.#write(this.#identification.request(mayMove));
  }

  /** Sends what takes a while to make, unless the connection is another one by then. */
  async #writeLater(request) {
    const socket = this.#socket;
    try {
      const made = await request;
      if (this.#socket === socket) this.#write(made);
    } catch (problem) {
      if (this.#socket === socket) this.#putOut(problem.message);
    }
  }

  #tick() {
    const now = Date.now();
    this.#sendNext();
    this.#renewTicket(now);
    this.#listAgain(now);
    this.#askDue(now);
    if (this.isOnline && this.#outbox.isWaiting)
      this.#dueAt = Math.min(this.#dueAt, now + (this.#isAsked ? SENT_PATIENCE_MS : SENT_QUIET_MS));
    if (this.#phase === "out" || now < this.#dueAt) return;
    if (this.#phase === "apart") {
      this.#travel();
    } else if (this.isOnline && !this.#isAsked) {
      this.#isAsked = true;
      this.#dueAt = now + PATIENCE_MS;
      this.#write({ op: "ping", id: "ping" });
    } else {
      this.#onLost();
    }
  }

  #renewTicket(now) {
    if (!this.isOnline || now < this.#renewAt) return;
    this.#renewAt = now + RENEW_EVERY_MS;
    this.#write({ op: "renew", id: "renew" });
  }

  #listAgain(now) {
    if (!this.isOnline || now < this.#listAt || document.hidden) return;
    this.#listAt = now + LIST_EVERY_MS;
    this.#write({ op: "list", id: "list" });
  }

  #hurry() {
    // A server that was just asked keeps its full time to answer.
    if (this.#phase === "apart" || (this.isOnline && !this.#isAsked)) this.#dueAt = 0;
    this.#tick();
  }

  // Lines of the server.

  #onLine(text) {
    const line = parsed(text);
    if (!line) return;
    this.#isAsked = false;
    if (this.#phase === "identifying") this.#dueAt = Date.now() + LOGIN_PATIENCE_MS;
    if (this.isOnline) this.#dueAt = Date.now() + QUIET_MS;
    switch (line.ev) {
      case "registered": this.#identification.registered(); return this.#identify();
      case "redirect": return this.#onRedirect(line.server);
      case "challenge": return this.#writeLater(this.#identification.proof(line.scram));
      case "welcome": return this.#onWelcome(line);
      case "renewed": this.#identification.renewed(line.ticket); return this.#memory.saveSelf();
      case "message": this.#arrived = line.n; return this.#tell("message", line);
      case "sent": this.#arrived = line.n; return this.#tell("sent", line);
      case "read": this.#memory.readElsewhere(line); return this.#tell("read", line.with);
      case "skipped": return this.#tell("refusal", "Some messages that you sent elsewhere are not shown here.");
      case "accepted": return this.#onAccepted(line);
      case "delivered": this.#memory.delivered(line.msg, line.to); return this.#tell("changed", line.to);
      case "ping": return this.#write({ op: "pong", token: line.token });
      case "returned":
        this.#memory.returned(line.msg, line.to);
        this.#tell("refusal", line.text);
        return this.#tell("changed", line.to);
      case "history": return this.#memory.recall(line.with, line.messages) && this.#tell("recalled", line.with);
      case "conversations": return this.#onConversations(line.list);
      case "users": return this.#onUsers(line);
      case "watched": return this.#tell("watched", line);
      case "online": case "offline": return this.#tell(line.ev, line.name);
      case "blocks": return this.#tell("blocks", line.names);
      case "blocked": case "unblocked": return this.#tell(line.ev, line.name);
      case "room": return this.#tell("room", line);
      case "room-info": this.#rooms.answered(line.re); return this.#tell("room-info", line);
      case "rooms": return this.#onRooms(line);
      case "room-done": return this.#tell("room-done", this.#rooms.answered(line.re));
      case "status": return this.#onStatus(line);
      case "servers": return this.#onServers(line.servers);
      case "closing": return this.#onClosing(line);
      case "bye": return this.#onLoggedOut();
      case "error": return this.#onError(line);
    }
  }

  /** With whom the user has written before, also on other devices: once, since the rest comes by itself. */
  #onConversations(list) {
    this.#isListed = true;
    this.#watch(list.map((one) => one.with).filter((name) => !this.#memory.talks.has(name.toLowerCase())));
    for (const { with: name, last } of list) if (this.#memory.recall(name, [last])) this.#tell("recalled", name);
    this.#tell("listed");
  }

  #onUsers(line) {
    const count = line.online.length + (line.more ?? 0);
    this.#listAt = count > TOLD_OF_ALL ? Date.now() + LIST_EVERY_MS : Infinity;
    this.#tell("users", line);
  }

  #onRedirect(server) {
    this.#isRedirected = true;
    if (this.#itinerary.isBound) return this.#identify();
    this.#itinerary.prefer(server);
    this.#travel();
  }

  #onStatus(line) {
    if (line.re !== "terms") return this.#tell("leader", line.leader);
    if (!this.#identification.needsTerms) return;
    this.#identification.onTerms(line);
    this.#identify();
  }

  #onWelcome(line) {
    const doubt = this.#identification.doubt(line);
    if (doubt) return this.#putOut(doubt);
    this.#wasOnline = true;
    this.#pause = FIRST_PAUSE_MS;
    this.#identification.admitted(line);
    this.#memory.servers = line.servers;
    this.#itinerary.arrived(line.server);
    if (!this.#outbox.welcomed(line)) return this.#renew();
    this.#memory.saveSelf();
    this.#phase = "online";
    this.#dueAt = Date.now() + QUIET_MS;
    this.#renewAt = Date.now() + RENEW_EVERY_MS;
    this.#version = line.version ?? 1;
    const isDropped = this.#rooms.welcomed();
    this.#tell("welcome", line);
    this.#write({ op: "list", id: "list" });
    this.#watch([...this.#memory.talks.values()].map((talk) => talk.name));
    this.#write({ op: "blocks", id: "blocks" });
    if (!this.#isListed) this.#write({ op: "conversations", id: "conversations", limit: CONVERSATIONS });
    this.askRooms();
    this.#sendNext();
    for (const change of this.#rooms.again()) this.#write(change);
    if (isDropped)
      this.#tell("refusal", "The servers have not answered what you asked for: look at the room, and try again.");
  }

  /** Logs in again on the same server, under another client id. */
  #renew() {
    this.#memory.renew();
    this.#itinerary.stay();
    this.#tell("lost");
    this.#travel();
  }

  #onServers(servers) {
    this.#memory.servers = servers;
    this.#memory.saveSelf();
    this.#itinerary.startRound();
    this.#write({ op: "status", id: "status" });
    this.#write({ op: "list", id: "list" });
  }

  #onClosing(line) {
    if (line.code === "SESSION_REPLACED" || line.code === "KICKED") return this.#putOut(line.text);
    this.#itinerary.startRound();
    this.#itinerary.prefer(line.server);
    this.#tell("lost");
    this.#hangUp();
    this.#phase = "apart";
    this.#dueAt = Date.now() + Math.min(line.afterMs ?? 0, MAX_PAUSE_MS);
  }

  #onLoggedOut() {
    this.#memory.ticket = "";
    this.#memory.saveSelf();
    this.#putOut("You are logged off everywhere.");
  }

  #putOut(reason) {
    this.#end();
    this.#tell("out", reason);
  }

  #onError(line) {
    // Of an older server, which does not know the request; or of one that cannot say now, or of nobody's name.
    if (["renew", "blocks", "watch", "history", "conversations"].includes(line.re)) return;
    if (this.#phase === "identifying") return this.#onNotAdmitted(line);
    if (this.#rooms.isAsked(line.re)) return this.#onRoomRefused(line);
    this.#rooms.answered(line.re);
    if (!this.#outbox.isAwaiting(line.re)) return this.#tell("refusal", line.text);
    const fate = this.#outbox.refused(line);
    if (fate === "renew") this.#renew();
    if (fate !== "never") return;
    this.#tell("changed", this.#memory.refused());
    this.#tell("refusal", line.text);
    this.#sendNext();
  }

  #onRooms(line) {
    this.#rooms.answered(line.re);
    this.#tell(line.re === "all-rooms" ? "open-rooms" : "rooms", line.list);
  }

  #onRoomRefused(line) {
    const question = this.#rooms.refused(line, Date.now());
    if (question?.room) this.#tell("no-room", { ...line, room: question.room });
  }

  #onNotAdmitted(line) {
    if (PASSING.includes(line.code) || line.retryAfterMs) {
      this.#itinerary.startRound();
      this.#rest(Math.max(MIN_RETRY_MS, line.retryAfterMs ?? 0));
      return this.#tell("trouble", line.text);
    }
    const reason = this.#identification.refused(line);
    if (reason) this.#putOut(reason);
    else this.#identify();
    if (line.code.startsWith("INVITE_")) this.#tell("uninvited");
  }

  // Outgoing messages.

  #sendNext() {
    const request = this.isOnline && this.#outbox.next();
    if (request) this.#write(request);
  }

  #onAccepted(line) {
    if (!this.#outbox.isAwaiting(line.re)) return;
    this.#tell("changed", this.#outbox.accepted(line));
    this.#sendNext();
  }

  #write(line) {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(line));
  }
}
