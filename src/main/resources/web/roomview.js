// What the page shows of the room that is open, beside its messages: the topic, the members, and what the user may do.

import { safe } from "./conversations.js";

const ROLES = ["owner", "moderator", "member"];

const at = (id) => document.getElementById(id);

export class RoomView {
  #change; #decline; #name = ""; #shown = "";

  /** `change(op, fields)` is called for what the user wants of the open room, `decline()` for an invitation. */
  constructor(change, decline) {
    this.#change = change;
    this.#decline = decline;
    at("about").addEventListener("click", () => this.#unfold(at("room").hidden));
    this.#onSubmit("room-topic", () => change("room-set", { topic: at("new-topic").value }));
    this.#onSubmit("room-invite", () => this.#invite());
    at("everybody").addEventListener("change", () => change("room-set", { open: at("everybody").checked }));
    at("door-join").addEventListener("click", () => change("room-join"));
    at("door-create").addEventListener("click", () => change("room-create"));
    at("door-decline").addEventListener("click", () => this.#decline());
    onSecondClick(at("room-leave"), "Leave the room", "Leave it now?", () => change("room-leave"));
    onSecondClick(at("room-close"), "Close it for all", "Close it now?", () => change("room-close"));
  }

  #onSubmit(id, act) {
    at(id).addEventListener("submit", (event) => {
      event.preventDefault();
      act();
    });
  }

  #invite() {
    const name = at("guest").value.trim();
    at("guest").value = "";
    if (name) this.#change("room-invite", { name });
  }

  get isUnfolded() {
    return !at("room").hidden;
  }

  /** Hides the members; the button that shows them gets the focus. */
  fold() {
    this.#unfold(false);
    at("about").focus();
  }

  #unfold(isShown) {
    at("room").hidden = !isShown;
    at("about").ariaExpanded = `${isShown}`;
  }

  /** What is shown is not what was wanted: it is shown again as it is. */
  reset() {
    this.#shown = "";
  }

  /**
   * Shows `{name, topic, open, role, mayModerate, members: [{name, role, isOnline, isSelf}], door}`; nothing if no room
   * is open.
   */
  show(room) {
    const shown = JSON.stringify(room ?? {});
    if (shown === this.#shown) return;
    this.#shown = shown;
    if (room?.name !== this.#name) this.#turnTo(room);
    at("about").hidden = !room || Boolean(room.door);
    at("topic").hidden = !room?.topic || Boolean(room.door);
    at("topic").textContent = safe(room?.topic ?? "");
    this.#showDoor(room?.door);
    if (!room || room.door) this.#unfold(false);
    else this.#showInside(room);
  }

  #turnTo(room) {
    this.#name = room?.name;
    this.#unfold(false);
    at("new-topic").value = room?.topic ?? "";
    at("guest").value = "";
  }

  #showDoor(door) {
    at("door").hidden = !door;
    at("door-says").textContent = safe(door?.sentence ?? "");
    for (const action of ["join", "decline", "create"])
      at(`door-${action}`).hidden = !door?.actions.includes(action);
  }

  #showInside({ topic, open, role, mayModerate, members }) {
    for (const id of ["room-topic", "room-invite"]) at(id).hidden = !mayModerate;
    at("room-open").hidden = at("room-close").hidden = role !== "owner";
    at("everybody").checked = Boolean(open);
    if (document.activeElement !== at("new-topic")) at("new-topic").value = topic ?? "";
    this.#showMembers(members, role, mayModerate);
  }

  #showMembers(members, role, mayModerate) {
    const focused = at("members").contains(document.activeElement) && document.activeElement.dataset.of;
    at("members").replaceChildren(...members.map((member) => this.#row(member, role, mayModerate)));
    if (!focused) return;
    const again = [...at("members").querySelectorAll("[data-of]")].find((control) => control.dataset.of === focused);
    (again ?? at("about")).focus();
  }

  #row(member, role, mayModerate) {
    const { name, isOnline, isSelf } = member;
    const item = document.createElement("li");
    item.append(
      element("span", { className: isOnline ? "dot on" : "dot" }),
      element("span", { className: "who", textContent: safe(name) + (isSelf ? " (you)" : "") }),
      element("span", { className: "unseen", textContent: isOnline ? "online" : "offline" }),
      role === "owner" ? this.#roles(member) : element("span", { className: "role", textContent: member.role }));
    if (mayModerate && !isSelf && member.role !== "owner") item.append(this.#remover(name));
    return item;
  }

  #roles({ name, role }) {
    const select = element("select", { ariaLabel: `Role of ${safe(name)}` });
    select.dataset.of = `role ${name}`;
    for (const one of ROLES) select.add(new Option(one, one, false, one === role));
    select.addEventListener("change", () => this.#change("room-set", { name, role: select.value }));
    return select;
  }

  #remover(name) {
    const button = element("button", {
      type: "button", className: "second", textContent: "Remove", ariaLabel: `Remove ${safe(name)}`,
    });
    button.dataset.of = `remove ${name}`;
    button.addEventListener("click", () => this.#change("room-remove", { name }));
    return button;
  }
}

/** What cannot be undone asks first, on the button itself. */
function onSecondClick(button, words, question, act) {
  const ask = (isAsked) => { button.textContent = isAsked ? question : words; };
  ask(false);
  button.addEventListener("blur", () => ask(false));
  button.addEventListener("click", () => {
    const isAsked = button.textContent === question;
    ask(!isAsked);
    if (isAsked) act();
  });
}

function element(tag, properties) {
  return Object.assign(document.createElement(tag), properties);
}
