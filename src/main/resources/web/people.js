// The list of people and rooms. Its buttons stay as long as their people do, and do not move while one of them
// is pressed: neither the focus nor a click is lost when somebody comes or goes.

import { safe } from "./conversations.js";

const CLICK_MS = 100; // a finger's click comes this long after its release

export class People {
  #list; #choose;
  #rows = new Map(); // by key
  #latest = [];
  #isPressed = false;

  /** `choose(name)` is called with the name of the button that is used. */
  constructor(list, choose) {
    this.#list = list;
    this.#choose = (name) => {
      this.#isPressed = false;
      choose(name);
    };
    list.addEventListener("pointerdown", () => { this.#isPressed = true; });
    for (const end of ["pointerup", "pointercancel"])
      document.addEventListener(end, () => this.#isPressed && setTimeout(() => this.#release(), CLICK_MS));
  }

  /**
   * Shows them in their order: `{key, name, isOnline, unread, isOpen, last, isRoom, isInvited}`, where `last` is how
   * the conversation ends.
   */
  show(people) {
    this.#latest = people;
    if (!this.#isPressed) this.#draw();
  }

  /** Returns false if the user is not in the list. */
  focus(key) {
    this.#rows.get(key)?.button.focus();
    return this.#rows.has(key);
  }

  #release() {
    this.#isPressed = false;
    this.#draw();
  }

  #draw() {
    this.#dropOthers(new Set(this.#latest.map(({ key }) => key)));
    let next = this.#list.firstChild;
    for (const person of this.#latest) {
      const row = this.#row(person);
      row.show(person);
      if (row.item === next) next = next.nextSibling;
      else this.#list.insertBefore(row.item, next);
    }
  }

  #dropOthers(keys) {
    for (const [key, { item }] of this.#rows) {
      if (keys.has(key)) continue;
      const neighbour = item.nextSibling ?? item.previousSibling;
      if (item.contains(document.activeElement)) neighbour?.firstChild.focus();
      item.remove();
      this.#rows.delete(key);
    }
  }

  #row(person) {
    if (!this.#rows.has(person.key)) this.#rows.set(person.key, new Row(person.name, this.#choose));
    return this.#rows.get(person.key);
  }
}

class Row {
  #dot = document.createElement("span");
  #presence = document.createElement("span");
  #unread = document.createElement("span");
  #last = document.createElement("span");
  #shown = "";

  constructor(name, choose) {
    const who = Object.assign(document.createElement("span"), { className: "who", textContent: safe(name) });
    who.append(this.#last);
    this.#last.className = "last";
    this.#presence.className = "unseen";
    this.#unread.className = "unread";
    this.#unread.ariaHidden = "true"; // read with the presence
    this.button = Object.assign(document.createElement("button"), { type: "button", onclick: () => choose(name) });
    this.button.append(this.#dot, who, this.#presence, this.#unread);
    this.item = document.createElement("li");
    this.item.append(this.button);
  }

  show(person) {
    const { isOnline, unread, isOpen, last = "", isRoom = false, isInvited = false } = person;
    const shown = `${isOnline} ${unread} ${isOpen} ${isInvited} ${last}`;
    if (shown === this.#shown) return;
    this.#shown = shown;
    this.#dot.className = isRoom ? "dot none" : isOnline ? "dot on" : "dot";
    this.#last.textContent = safe(last);
    this.#presence.textContent = [kindOf(person), unread && `${unread} unread`].filter(Boolean).join(", ");
    this.#unread.textContent = isInvited ? "invited" : unread;
    this.#unread.hidden = !unread && !isInvited;
    if (isOpen) this.button.setAttribute("aria-current", "true");
    else this.button.removeAttribute("aria-current");
  }
}

function kindOf({ isOnline, isRoom, isInvited }) {
  if (isRoom) return isInvited ? "room, you are invited" : "room";
  return isOnline ? "online" : "offline";
}
