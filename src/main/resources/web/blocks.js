// The users whom this one has blocked, as the server tells, each with a button that ends it.

import { safe } from "./conversations.js";

export class Blocks {
  #frame; #list; #unblock;
  #names = new Map(); // by lower-case name

  /** `frame` is hidden while nobody is blocked; `unblock(name)` is called for the button that is used. */
  constructor(frame, list, unblock) {
    this.#frame = frame;
    this.#list = list;
    this.#unblock = unblock;
  }

  has(name) {
    return this.#names.has(name.toLowerCase());
  }

  set(names) {
    this.#names = new Map(names.map((name) => [name.toLowerCase(), name]));
    this.#draw();
  }

  change(name, isBlocked) {
    if (isBlocked) this.#names.set(name.toLowerCase(), name);
    else this.#names.delete(name.toLowerCase());
    this.#draw();
  }

  #draw() {
    this.#frame.hidden = this.#names.size === 0;
    this.#list.replaceChildren(...[...this.#names.values()].sort().map((name) => this.#row(name)));
  }

  #row(name) {
    const who = Object.assign(document.createElement("span"), { className: "who", textContent: safe(name) });
    const button = Object.assign(document.createElement("button"), {
      type: "button", className: "second", textContent: "Unblock", onclick: () => this.#unblock(name),
    });
    button.ariaLabel = `Unblock ${safe(name)}`;
    const item = document.createElement("li");
    item.append(who, button);
    return item;
  }
}
