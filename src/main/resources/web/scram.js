// Logs in without sending the password: SCRAM-SHA-256 (RFC 5802, RFC 7677).

const MIN_ITERATIONS = 100000; // fewer would make the password cheap to guess for a false server
const MAX_ITERATIONS = 1000000; // more would keep the page busy for minutes
const SALT_BYTES = 16;
const NONCE_BYTES = 18;
const CHALLENGE = /^r=([!-+\--~]+),s=([A-Za-z0-9+/=]+),i=([0-9]{1,9})(,[A-Za-z]=[^,]*)*$/;

/** Browsers have these functions on encrypted pages and on those of their own machine only. */
export const isPossible = () => Boolean(globalThis.crypto?.subtle);

const bytes = (text) => new TextEncoder().encode(text);
const encoded = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)));
const decoded = (base64) => Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
const random = (length) => crypto.getRandomValues(new Uint8Array(length));
const digest = (data) => crypto.subtle.digest("SHA-256", data);

async function hmac(key, text) {
  const made = await crypto.subtle.importKey("raw", key, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  return crypto.subtle.sign("HMAC", made, bytes(text));
}

function checked(iterations) {
  if (iterations >= MIN_ITERATIONS && iterations <= MAX_ITERATIONS) return iterations;
  throw new Error(`The server wants passwords to be hashed ${iterations} times, and this page does between `
    + `${MIN_ITERATIONS} and ${MAX_ITERATIONS}: yours was not sent. Ask its operator.`);
}

async function hashed(password, salt, iterations) {
  const key = await crypto.subtle.importKey("raw", bytes(password.normalize("NFKC")), "PBKDF2", false, ["deriveBits"]);
  return crypto.subtle.deriveBits({ name: "PBKDF2", hash: "SHA-256", salt, iterations }, key, 256);
}

/** A password, which is hashed once for each salt: that takes long, and several servers ask for the same. */
export class Password {
  #text; #keys = new Map();

  constructor(text) {
    this.#text = text;
  }

  key(salt, iterations) {
    const id = `${iterations} ${encoded(salt)}`;
    if (!this.#keys.has(id)) this.#keys.set(id, hashed(this.#text, salt, iterations));
    return this.#keys.get(id);
  }
}

/** What a server stores of a new password, which it is not shown. */
export async function verifier(password, iterations) {
  const salt = random(SALT_BYTES);
  const key = await password.key(salt, checked(iterations));
  const storedKey = await digest(await hmac(key, "Client Key"));
  const serverKey = await hmac(key, "Server Key");
  return `SCRAM-SHA-256$${iterations}:${encoded(salt)}$${encoded(storedKey)}:${encoded(serverKey)}`;
}

/** One login. Failures are thrown with a sentence for the user. */
export class Scram {
  #password; #bare; #nonce; #expected = "";

  constructor(name, password) {
    this.#password = password;
    this.#nonce = encoded(random(NONCE_BYTES));
    this.#bare = `n=${name.replaceAll("=", "=3D").replaceAll(",", "=2C")},r=${this.#nonce}`;
  }

  get first() { return `n,,${this.#bare}`; }

  /** Returns the last message, in answer to the server's. */
  async last(challenge) {
    const [, nonce, salt, iterations] = CHALLENGE.exec(challenge) ?? [];
    if (!nonce?.startsWith(this.#nonce) || nonce === this.#nonce) throw new Error(UNPROVEN);
    const key = await this.#password.key(decoded(salt), checked(Number(iterations)));
    const withoutProof = `c=biws,r=${nonce}`;
    const signed = `${this.#bare},${challenge},${withoutProof}`;
    const clientKey = new Uint8Array(await hmac(key, "Client Key"));
    const signature = new Uint8Array(await hmac(await digest(clientKey), signed));
    this.#expected = `v=${encoded(await hmac(await hmac(key, "Server Key"), signed))}`;
    return `${withoutProof},p=${encoded(clientKey.map((byte, i) => byte ^ signature[i]))}`;
  }

  /** Whether the server's last message shows that it knows the account. */
  isProven(serverLast) {
    return this.#expected !== "" && serverLast === this.#expected;
  }
}

export const UNPROVEN = "The server did not prove that it knows your account: somebody may be pretending to be it. "
  + "The password was not shown. Ask its operator.";
