package dev.parley.it;

import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/**
 * The modules of the chat page with a server, a clock and a storage that the test plays: what a
 * cluster does too rarely, or too late, to wait for. Each scenario is a script of the page and
 * gives lines of text.
 */
abstract class PlayedPage {
  /** Of the page's world: servers that say what they are told to, and a clock that stands. */
  private static final String WORLD =
      """
      const sockets = [];
      const told = [];
      let now = 1e12;
      let tick;
      Date.now = () => now;
      // As on a page that is not encrypted, where passwords are sent: most scripts are about other things.
      Object.defineProperty(crypto, "subtle", { value: undefined, configurable: true });
      window.setInterval = (work) => { tick = work; };
      window.WebSocket = class {
        static OPEN = 1;
        readyState = 0;
        heard = [];
        constructor(url) {
          new URL(url);
          this.url = url;
          sockets.push(this);
        }
        open() { this.readyState = 1; this.onopen(); return this; }
        close() { this.readyState = 3; }
        die() { this.readyState = 3; this.onclose(); return this; }
        say(line) { this.onmessage({ data: JSON.stringify(line) }); return this; }
        send(text) { this.heard.push(JSON.parse(text)); }
        requests(op) { return this.heard.filter((line) => line.op === op); }
        refuse(re, code, more) { return this.say({ ev: "error", re, code, text: code, ...more }); }
        welcome(more) {
          return this.say({ ev: "welcome", re: "login", name: "fang", server: "127.0.0.1:1111", leader: null,
            servers: ["127.0.0.1:1111", "127.0.0.1:1212"], ticket: "t", nextSeq: 1, ...more });
        }
      };
      const latest = () => sockets.at(-1);
      const wait = (ms) => { now += ms; tick(); };
      function storage(room) {
        return Object.create({
          getItem(key) { return this[key] ?? null; },
          removeItem(key) { delete this[key]; },
          setItem(key, text) {
            const others = Object.entries(this).filter(([k]) => k !== key);
            if (others.reduce((sum, [, t]) => sum + t.length, text.length) > room) throw new Error("full");
            this[key] = text;
          },
        });
      }
      const { Connection } = await import("/connection.js");
      const { Conversations } = await import("/conversations.js");
      const { Log } = await import("/log.js");
      const { People } = await import("/people.js");
      const { RoomView } = await import("/roomview.js");
      const { Rooms } = await import("/rooms.js");
      const direct = { protocol: "http:", host: "127.0.0.1:21111", port: "21111" };
      let memory = new Conversations(storage(1e6));
      const connect = (place = direct) => new Connection(memory, (what, details) => {
        if (what === "message") memory.receive(details, true);
        if (what === "out" || what === "trouble") told.push(`${what} ${details}`);
      }, place);
      const fang = { name: "fang", password: "correct horse", register: false };
      const marks = (name) => memory.talk(name).letters.map((letter) => letter.mark).join(" ");
      """;

  @TempDir static Path directory;
  private static @Nullable Cluster cluster;
  private static @Nullable Browser browser;

  @BeforeAll
  static void open_the_page() {
    Programs.assume("chromium", "chromedriver");
    cluster = new Cluster(directory, Cluster.FOR_OUR_CLIENTS);
    browser = new Browser(cluster.start(), directory.resolve("browser"));
  }

  @AfterAll
  static void close_the_page() {
    if (browser != null) browser.close();
    if (cluster != null) cluster.close();
  }

  /** Runs a scenario in a page that was just loaded. */
  static String run(String scenario) {
    var page = Objects.requireNonNull(browser);
    page.reload();
    return page.run(WORLD + scenario);
  }
}
