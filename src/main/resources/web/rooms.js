// The rooms of the user, as the servers tell of them.

import { isSameName } from "./conversations.js";

/** What is said of an event in the conversation, by its word: each begins with who did it. */
const SENTENCES = {
  created: (by) => `${by} created the room`,
  closed: (by) => `${by || "The operator"} closed the room`,
  invited: (by, whom) => `${by} invited ${whom}`,
  joined: (by) => `${by} joined`,
  left: (by) => `${by} left`,
  removed: (by, whom) => `${by} removed ${whom}`,
  topic: (by) => `${by} changed the topic`,
  opened: (by) => `${by} opened the room for everybody`,
  "invite-only": (by) => `${by} closed the room for those who are not invited`,
  owner: (by, whom) => `${by} made ${whom} an owner`,
  moderator: (by, whom) => `${by} made ${whom} a moderator`,
  member: (by, whom) => `${by} made ${whom} a member`,
  banned: (by, whom) => `${by} banned ${whom}`,
  unbanned: (by, whom) => `${by} ended the ban of ${whom}`,
  muted: (by, whom) => `${by} muted ${whom}`,
  unmuted: (by, whom) => `${by} let ${whom} write again`,
  "history-all": (by) => `${by} let new members read what was written before`,
  "history-joined": (by) => `${by} keeps what was written before from new members`,
  changed: () => "Another part of the cluster changed the room",
};

const MAX_TOLD = 20; // of one room after the other that a user looks at

export class Rooms {
  #memory;
  #told = new Map(); // of rooms that were asked for, by lower-case name: what the server said last

  /** `memory.rooms` and `memory.declined` are kept over a reload: whoever is offline may write to a room. */
  constructor(memory) {
    this.#memory = memory;
  }

  /** The rooms that the user is in, and those that they are invited to. */
  set(list) {
    // Who is invited anew after they have declined is told by an event.
    const invited = list.filter((room) => room.invited).map(({ room }) => room.toLowerCase());
    this.#memory.keepRooms(list, this.#memory.declined.filter((key) => invited.includes(key)));
  }

  get list() {
    return this.#memory.rooms.filter((room) => room.role || !this.#isDeclined(room.room));
  }

  get invitations() {
    return this.list.filter((room) => !room.role);
  }

  find(name) {
    return this.#memory.rooms.find(({ room }) => isSameName(room, name));
  }

  /** The user's role: owner, moderator or member; empty if they are not in the room. */
  role(name) {
    return this.find(name)?.role ?? "";
  }

  mayModerate(name) {
    return ["owner", "moderator"].includes(this.role(name));
  }

  /** `{name, role, online}`, the first who joined first; none if the server has not told yet. */
  members(name) {
    return this.#told.get(name.toLowerCase())?.list ?? [];
  }

  /** The server has told of a room. */
  inform(line) {
    this.#hear(line.room, line);
    const { room, topic, open, members, role, invited } = line;
    if (this.find(room)) this.#put({ room, topic, open, members, role, invited });
  }

  /** The user is in this room from now on. */
  enter(room, role) {
    this.#put({ room, role, invited: undefined });
  }

  /** Another user may log in. */
  forget() {
    this.#told.clear();
  }

  /** The server tells nothing of a room, for a reason. */
  refuse(name, { code, text }) {
    this.#hear(name, { code, text });
  }

  #hear(name, told) {
    this.#told.delete(name.toLowerCase());
    this.#told.set(name.toLowerCase(), told);
    if (this.#told.size > MAX_TOLD) this.#told.delete(this.#told.keys().next().value);
  }

  decline(name) {
    this.#memory.keepRooms(this.#memory.rooms, [...this.#memory.declined, name.toLowerCase()]);
  }

  #isDeclined(name) {
    return this.#memory.declined.includes(name.toLowerCase());
  }

  /**
   * Why the user cannot write to a room, and what they can do instead ("join", "decline", "create"); nothing if they
   * are in it.
   */
  door(name) {
    const own = this.find(name);
    if (own?.role) return undefined;
    const told = this.#told.get(name.toLowerCase()) ?? {};
    const room = own ?? told;
    if (own?.invited) return { sentence: `You are invited to ${described(own)}.`, actions: ["join", "decline"] };
    if (room.open) return { sentence: `Everybody may join ${described(room)}.`, actions: ["join"] };
    if (told.code === "NO_SUCH_ROOM") return { sentence: told.text, actions: ["create"] };
    const actions = told.code === "NOT_A_MEMBER" ? ["join"] : [];
    return { sentence: told.text ?? "You are not in this room.", actions };
  }

  /** Follows an event; returns the sentence that its room shows, or nothing if its word is not known. */
  onEvent({ room, what, by = "", whom = "" }) {
    const sentence = Object.hasOwn(SENTENCES, what) ? SENTENCES[what] : undefined;
    if (!sentence) return "";
    this.#told.delete(room.toLowerCase());
    if (what === "closed" || this.#isGoing(what, by, whom)) this.#remove(room);
    if (this.#isSelf(by) && what === "created") this.enter(room, "owner");
    if (this.#isSelf(by) && what === "joined") this.enter(room, "member");
    if (this.#isSelf(whom) && what === "invited") this.#invite(room);
    if (this.#isSelf(whom) && ["owner", "moderator", "member"].includes(what)) this.#put({ room, role: what });
    return sentence(this.#isSelf(by) ? "You" : by, this.#isSelf(whom) ? "you" : whom);
  }

  #isGoing(what, by, whom) {
    return (what === "left" && this.#isSelf(by)) || (what === "removed" && this.#isSelf(whom));
  }

  #isSelf(name) {
    return isSameName(name, this.#memory.name);
  }

  #invite(room) {
    this.#memory.declined = this.#memory.declined.filter((key) => key !== room.toLowerCase());
    this.#put({ room, invited: true });
  }

  #put(changed) {
    const others = this.#memory.rooms.filter(({ room }) => !isSameName(room, changed.room));
    this.#memory.keepRooms([...others, { ...this.find(changed.room), ...changed }]);
  }

  #remove(name) {
    this.#memory.keepRooms(this.#memory.rooms.filter(({ room }) => !isSameName(room, name)));
  }
}

/** The name of the room, with its size if that is known. */
export function sized({ room, members }) {
  if (members === undefined) return room;
  return members === 1 ? `${room} (1 member)` : `${room} (${members} members)`;
}

function described(room) {
  return sized(room) + (room.topic ? `: ${room.topic}` : "");
}
