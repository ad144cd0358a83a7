// Chooses the server to try next: all known servers in turn.

export class Itinerary {
  #memory; #place; #round = []; #url = "";

  /** `place` is the page's own location. */
  constructor(memory, place) {
    this.#memory = memory;
    this.#place = place;
  }

  /** Behind a proxy, which has the usual port, only the address that the page came from leads to a server. */
  get isBound() {
    return !this.#place.port;
  }

  get #scheme() {
    return this.#place.protocol === "https:" ? "wss" : "ws";
  }

  /** The server that was tried last comes last. */
  startRound() {
    const urls = this.#urls();
    this.#round = [...urls.filter((url) => url !== this.#url), ...urls.filter((url) => url === this.#url)];
  }

  #urls() {
    const own = `${this.#scheme}://${this.#place.host}/chat`;
    if (this.isBound) return [own];
    const all = this.#memory.servers.map((server) => this.#page(server)).filter(Boolean);
    // The server that has just served the page is alive.
    return [...new Set(this.#url ? [...all, own] : [own, ...all])];
  }

  /** Returns nothing when all have been tried; then a new round begins. */
  next() {
    const next = this.#round.shift();
    if (next) this.#url = next;
    else this.startRound();
    return next;
  }

  prefer(server) {
    const url = !this.isBound && this.#page(server);
    if (url) this.#round.unshift(url);
  }

  /** Tries the present server again, if there is one. */
  stay() {
    if (this.#url) this.#round = [this.#url, ...this.#round.filter((url) => url !== this.#url)];
  }

  /** This server answered: the distance of its page from its client port holds for the others too. */
  arrived(server) {
    const [, port] = split(server);
    if (!this.isBound && port && new URL(this.#url).host === this.#place.host)
      this.#memory.offset = Number(this.#place.port) - port;
    this.startRound();
  }

  #page(server) {
    const [host, port] = split(server);
    return port && `${this.#scheme}://${host}:${port + this.#memory.offset}/chat`;
  }
}

/** Host and port of a client address; neither if it is not one. */
function split(server) {
  const [, host, port] = /^(.+):(\d+)$/.exec(server) ?? [];
  if (!host) return [];
  const isBare = host.includes(":") && !host.startsWith("[");
  return [isBare ? `[${host}]` : host, Number(port)];
}
