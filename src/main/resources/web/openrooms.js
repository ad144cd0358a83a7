// The rooms that everybody may join, as the server lists them when somebody looks, and the form for a new one.

import { safe } from "./conversations.js";
import { sized } from "./rooms.js";

const at = (id) => document.getElementById(id);

export class OpenRooms {
  #choose;

  /** `look()` asks for the list, `create({room, topic, open})` for a room, `choose(name)` opens one. */
  constructor(look, create, choose) {
    this.#choose = choose;
    at("rooms").addEventListener("toggle", () => at("rooms").open && look());
    at("create").addEventListener("submit", (event) => {
      event.preventDefault();
      const name = at("create-name").value.trim();
      if (name) create({ room: marked(name), topic: at("create-topic").value, open: at("create-open").checked });
    });
  }

  /** The form is emptied when its room is there. */
  created(name) {
    if (marked(at("create-name").value.trim()).toLowerCase() === name.toLowerCase()) at("create").reset();
  }

  set isOffered(is) {
    at("rooms").hidden = !is;
  }

  /** Shows those that the user is not in, and may join without an invitation. */
  show(list) {
    const others = list.filter((room) => !room.role && room.open);
    at("open-rooms").replaceChildren(...others.map((room) => this.#row(room)));
    at("no-rooms").hidden = others.length > 0;
  }

  #row(room) {
    const button = Object.assign(document.createElement("button"), {
      type: "button", className: "second", textContent: safe(sized(room)), onclick: () => this.#choose(room.room),
    });
    const topic = Object.assign(document.createElement("span"), { className: "last", textContent: safe(room.topic) });
    button.append(topic);
    const item = document.createElement("li");
    item.append(button);
    return item;
  }
}

function marked(name) {
  return name.startsWith("#") ? name : `#${name}`;
}
