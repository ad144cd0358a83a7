// The storage of this tab, kept over a reload: small, and reporting that it is full only when it is.
// Data that must not be lost takes its room from the conversations.

const OURS = "parley";
const TALK = `${OURS}.talk.`;

export class Keeping {
  #storage;
  #talks = new Map(); // by key: {talk, most: how many of its letters are kept, length: of the text}

  constructor(storage) {
    this.#storage = storage;
  }

  /** Returns the stored value, or nothing if none can be read. */
  get(part) {
    return this.#read(`${OURS}.${part}`);
  }

  put(part, value) {
    const text = JSON.stringify(value);
    while (!this.#write(`${OURS}.${part}`, text) && this.#makeRoom());
  }

  talks() {
    for (const key of this.#keys().filter((key) => key.startsWith(TALK))) {
      const talk = this.#read(key);
      if (talk) this.#talks.set(key, { talk, most: Infinity, length: this.#storage.getItem(key).length });
    }
    return [...this.#talks.values()].map(({ talk }) => talk);
  }

  /** Stores as many of its latest letters as there is room for. */
  putTalk(talk) {
    const key = TALK + talk.name.toLowerCase();
    const kept = this.#talks.get(key) ?? { most: Infinity };
    this.#talks.set(key, Object.assign(kept, { talk }));
    while (!this.#writeTalk(key, kept) && this.#makeRoom());
  }

  dropTalk(talk) {
    const key = TALK + talk.name.toLowerCase();
    this.#talks.delete(key);
    this.#storage.removeItem(key);
  }

  clear() {
    this.#keys().forEach((key) => this.#storage.removeItem(key));
    this.#talks.clear();
  }

  #keys() {
    return Object.keys(this.#storage).filter((key) => key.startsWith(`${OURS}.`));
  }

  #read(key) {
    try {
      return JSON.parse(this.#storage.getItem(key)) ?? undefined;
    } catch {
      return undefined;
    }
  }

  /** Returns false if there is no room. */
  #write(key, text) {
    try {
      this.#storage.setItem(key, text);
      return true;
    } catch {
      return false;
    }
  }

  #writeTalk(key, kept) {
    const { talk, most } = kept;
    const letters = talk.letters.slice(Math.max(0, talk.letters.length - most));
    const text = JSON.stringify({ ...talk, letters });
    kept.length = text.length;
    return this.#write(key, text);
  }

  /** Halves the largest conversation; returns false if all are empty. */
  #makeRoom() {
    const shrinkable = [...this.#talks].filter(([, { talk, most }]) => Math.min(most, talk.letters.length) > 0);
    if (shrinkable.length === 0) return false;
    const [key, kept] = shrinkable.reduce((a, b) => (b[1].length > a[1].length ? b : a));
    kept.most = Math.floor(Math.min(kept.most, kept.talk.letters.length) / 2);
    this.#writeTalk(key, kept);
    return true;
  }
}
