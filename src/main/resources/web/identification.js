// The credentials of the user: a ticket if there is one, or else the password that they typed
// into this page.

import { isSameName, newClientId } from "./conversations.js";

export class Identification {
  #memory; #name; #password; #invite; #ticket; #mustRegister; #client;
  #registrations = 0; // the number of requests
  #taken = ""; // the server's sentence about the name

  /** Uses the remembered ticket if there is no password. */
  constructor(memory, { name, password = "", invite = "", register = false }) {
    this.#memory = memory;
    this.#name = name;
    this.#password = password;
    this.#invite = invite;
    this.#ticket = password ? "" : memory.ticket;
    this.#mustRegister = register;
    this.#client = this.#isRemembered ? memory.client : newClientId();
  }

  get #isRemembered() {
    return isSameName(this.#memory.name, this.#name);
  }

  /** Returns the request to send now. */
  request(redirect) {
    const name = this.#name;
    if (this.#mustRegister) {
      this.#registrations++;
      const invited = this.#invite && { invite: this.#invite };
      return { op: "register", id: "register", name, password: this.#password, ...invited };
    }
    const { client, lastAt } = this.#isRemembered ? this.#memory : { client: this.#client };
    const proof = this.#ticket ? { ticket: this.#ticket } : { password: this.#password };
    const seen = lastAt && { after: lastAt };
    return { op: "login", id: "login", name, client, redirect, pings: true, ...proof, ...seen };
  }

  registered() {
    this.#mustRegister = false;
  }

  /** Only now is the former user's memory deleted: a name is easily mistyped. */
  admitted({ name, ticket }) {
    if (!this.#isRemembered) this.#memory.begin(name, this.#client);
    this.#name = name;
    this.#ticket = ticket;
    this.#taken = "";
    Object.assign(this.#memory, { name, ticket });
  }

  renewed(ticket) {
    this.#ticket = this.#memory.ticket = ticket;
  }

  /** After a refusal: returns the sentence for the user, or nothing if another request can be tried. */
  refused({ code, text }) {
    if (this.#mustRegister && code === "NAME_TAKEN" && this.#registrations > 1) {
      // Perhaps by this page: the answer to an earlier request did not come.
      this.#mustRegister = false;
      this.#taken = text;
      return "";
    }
    const byTicket = !this.#mustRegister && this.#ticket;
    if (byTicket) this.#ticket = this.#memory.ticket = "";
    return byTicket && this.#password ? "" : this.#taken || text;
  }
}
