// The credentials of the user: a ticket if there is one, or else the password that they typed
// into this page.

import { isSameName, newClientId } from "./conversations.js";
import { isPossible, Password, Scram, UNPROVEN, verifier } from "./scram.js";

const MIN_LENGTH = 8; // of a new password; the server is not shown it
const MAX_LENGTH = 128;

export class Identification {
  #memory; #name; #password; #invite; #hashes; #ticket; #mustRegister; #client;
  #registrations = 0; // the number of requests
  #taken = ""; // the server's sentence about the name
  #iterations = null; // of a new password; 0 if the server takes passwords only as they are
  #scram = null; // the login that is under way

  /** Uses the remembered ticket if there is no password. */
  constructor(memory, { name, password = "", invite = "", register = false }) {
    this.#memory = memory;
    this.#name = name;
    this.#password = password;
    this.#invite = invite;
    this.#hashes = new Password(password);
    this.#ticket = password ? "" : memory.ticket;
    this.#mustRegister = register;
    this.#client = this.#isRemembered ? memory.client : newClientId();
  }

  get #isRemembered() {
    return isSameName(this.#memory.name, this.#name);
  }

  /** A new connection: its server has terms of its own. */
  begin() {
    this.#iterations = null;
    this.#scram = null;
  }

  get #showsPassword() { return this.#mustRegister || !this.#ticket; }

  /** Whether the server must first say how it takes passwords. */
  get needsTerms() { return this.#showsPassword && isPossible() && this.#iterations === null; }

  onTerms({ iterations }) {
    this.#iterations = iterations ?? 0;
  }

  /** Whether the request is made by `registration`, which takes a while. */
  get makesVerifier() { return this.#mustRegister && this.#iterations > 0; }

  get #invited() {
    return this.#invite && { invite: this.#invite };
  }

  async registration() {
    const length = [...this.#password].length;
    if (length < MIN_LENGTH || length > MAX_LENGTH)
      throw new Error(`A password has ${MIN_LENGTH} to ${MAX_LENGTH} characters, this one has ${length}: `
        + "choose another.");
    const made = await verifier(this.#hashes, this.#iterations);
    this.#registrations++;
    return { op: "register", id: "register", name: this.#name, verifier: made, ...this.#invited };
  }

  /** The answer to the server's challenge. */
  async proof(challenge) {
    if (!this.#scram) throw new Error(UNPROVEN);
    return { op: "proof", id: "login", scram: await this.#scram.last(challenge) };
  }

  /** Why the server that welcomes the user is not believed, if it is not. */
  doubt({ scram }) {
    return this.#scram && !this.#scram.isProven(scram) ? UNPROVEN : "";
  }

  /** Returns the request to send now. */
  request(redirect) {
    const name = this.#name;
    if (this.#mustRegister) {
      this.#registrations++;
      return { op: "register", id: "register", name, password: this.#password, ...this.#invited };
    }
    this.#scram = this.#iterations > 0 && !this.#ticket ? new Scram(name, this.#hashes) : null;
    const { client, lastAt } = this.#isRemembered ? this.#memory : { client: this.#client };
    const proof = this.#ticket ? { ticket: this.#ticket }
      : this.#scram ? { scram: this.#scram.first } : { password: this.#password };
    const seen = lastAt && { after: lastAt };
    return { op: "login", id: "login", name, client, redirect, pings: true, version: 3, device: "browser", ...proof, ...seen };
  }

  registered() {
    this.#mustRegister = false;
  }

  /** Only now is the former user's memory deleted: a name is easily mistyped. */
  admitted({ name, ticket }) {
    if (!this.#isRemembered) this.#memory.begin(name, this.#client);
    this.#name = name;
    this.#ticket = ticket;
    this.#scram = null;
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
