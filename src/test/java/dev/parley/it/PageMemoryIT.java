package dev.parley.it;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What the chat page keeps, marks and says, whatever the servers do. */
class PageMemoryIT extends PlayedPage {
  @Test
  void mail_is_acknowledged_after_it_is_saved_and_never_in_another_session() {
    assertThat(
            run(
                """
                const connection = connect();
                connection.enter(fang);
                const first = latest().open().welcome();
                for (let n = 1; n <= 3; n++)
                  first.say({ ev: "message", n, msg: `m${n}`, from: "shao", text: "hello", sentAt: "2026-11-23T10:00:00Z" });
                const early = first.requests("ack").length;
                memory.save();
                connection.acknowledge();
                connection.acknowledge();
                first.say({ ev: "message", n: 4, msg: "m4", from: "shao", text: "late", sentAt: "2026-11-23T10:00:00Z" });
                first.die();
                const second = latest().open().welcome();
                connection.acknowledge();
                return [early, JSON.stringify(first.requests("ack")), second.requests("ack").length].join("\\n");
                """))
        .isEqualTo("0\n[{\"op\":\"ack\",\"n\":3}]\n0");
  }

  @Test
  void what_the_servers_keep_is_shown_once_at_its_place_and_what_is_unread_comes_by_itself() {
    assertThat(
            run(
                """
                const connection = connect();
                connection.enter(fang);
                const server = latest().open().welcome();
                connection.send("shao", "mine");
                server.say({ ev: "accepted", re: "send-1", seq: 1, msg: "m3", copies: 2 });
                connection.send("shao", "under way");
                const at = (second) => `2000-11-23T10:00:0${second}.000Z`;
                const past = (msg, from, text, second, delivered) =>
                  ({ msg, pos: "p", from, to: from === "shao" ? "fang" : "shao", text, sentAt: at(second), delivered });
                connection.look("shao");
                const asked = JSON.stringify(server.requests("history"));
                const page = { ev: "history", re: "history", with: "shao", more: false, complete: true, messages: [
                  past("m1", "shao", "first", 1, true), past("m2", "fang", "elsewhere", 2, false),
                  past("m3", "fang", "mine", 3, true), past("m4", "fang", "under way", 4, false),
                  past("m5", "shao", "unread", 5, false)] };
                server.say(page).say(page);
                server.say({ ev: "delivered", msg: "m2", to: "shao" });
                server.refuse("history", "NO_SUCH_USER");
                const texts = memory.talk("shao").letters.map((letter) => letter.text).join();
                return [asked, texts, marks("shao"), memory.unread, told.length].join("\\n");
                """))
        .isEqualTo(
            "[{\"op\":\"history\",\"id\":\"history\",\"with\":\"shao\",\"limit\":50}]\n"
                + "first,elsewhere,mine,under way\n delivered delivered waits\n0\n0");
  }

  @Test
  void a_mark_that_came_before_its_message_was_accepted_is_not_lost() {
    assertThat(
            run(
                """
                const connection = connect();
                connection.enter(fang);
                latest().open().welcome();
                connection.send("shao", "hello");
                latest().die();
                memory.saveSelf();
                latest().open().welcome({ nextSeq: 2 }).say({ ev: "delivered", msg: "m1", to: "shao" });
                const before = marks("shao");
                latest().say({ ev: "accepted", re: "send-1", seq: 1, msg: "m1", copies: 2, duplicate: true });
                return [before, marks("shao"), memory.drafts.length].join("\\n");
                """))
        .isEqualTo("waits\ndelivered\n0");
  }

  @Test
  void what_was_returned_before_it_was_accepted_is_marked_so_also_over_a_reload() {
    assertThat(
            run(
                """
                const kept = storage(1e6);
                memory = new Conversations(kept);
                const connection = connect();
                connection.enter(fang);
                latest().open().welcome();
                connection.send("shao", "hello");
                latest().die();
                latest().open().welcome({ nextSeq: 2 }).say(
                  { ev: "returned", msg: "m1", to: "shao", reason: "NAME_LOST", text: "It goes to nobody." });
                memory.save();
                const before = marks("shao");
                const reloaded = new Conversations(kept);
                latest().say({ ev: "accepted", re: "send-1", seq: 1, msg: "m1", copies: 2, duplicate: true });
                reloaded.accepted({ msg: "m1" });
                const after = [before, marks("shao"), reloaded.talk("shao").letters[0].mark];
                connection.send("shao", "again");
                latest().say({ ev: "accepted", re: "send-2", seq: 2, msg: "m2", copies: 2 });
                return [...after, marks("shao")].join("\\n");
                """))
        .isEqualTo("waits\nreturned\nreturned\nreturned accepted");
  }

  @Test
  void what_the_user_sends_and_reads_with_another_client_is_in_its_conversation() {
    assertThat(
            run(
                """
                const connection = connect();
                connection.enter(fang);
                latest().open();
                const { version, device } = latest().requests("login")[0];
                latest().welcome();
                for (const msg of ["m1", "m2", "m3"])
                  memory.receive({ msg, from: "shao", text: msg, sentAt: "" }, false);
                latest().say({ ev: "read", with: "shao", upTo: "m2" });
                const unread = memory.unread;
                latest().say({ ev: "read", with: "shao", upTo: "of old" });
                const line = { ev: "sent", n: 4, msg: "m4", at: "a", to: "shao", text: "from there", sentAt: "" };
                latest().say(line);
                memory.sentElsewhere(line);
                memory.sentElsewhere(line);
                connection.acknowledge();
                latest().say({ ev: "delivered", msg: "m4", to: "shao" });
                return [version, device, unread, memory.unread, marks("shao"),
                  latest().requests("ack").map((ack) => ack.n)].join("\\n");
                """))
        .isEqualTo("3\nbrowser\n1\n1\n   delivered\n4");
  }

  @Test
  void conversations_of_before_are_listed_with_their_last_messages_once() {
    assertThat(
            run(
                """
                const connection = connect();
                connection.enter(fang);
                const server = latest().open().welcome();
                const last = (msg, from, to, delivered) =>
                  ({ msg, pos: "p", from, to, text: msg, sentAt: "2026-11-23T10:00:00Z", delivered });
                const page = { ev: "conversations", re: "conversations", more: false, complete: true, list: [
                  { with: "shao", last: last("m1", "fang", "shao", false), unread: 0, online: false },
                  { with: "li", last: last("m2", "li", "fang", false), unread: 1, online: true },
                  { with: "grace", last: last("m3", "grace", "fang", true), unread: 0, online: false }] };
                server.refuse("conversations", "UNKNOWN_OP").say(page).say(page);
                server.say({ ev: "delivered", msg: "m1", to: "shao" });
                const talks = [...memory.talks.values()].map(({ name, letters }) => name + letters.map(({ text }) => text));
                const watched = server.requests("watch").map(({ names }) => names).join();
                server.die();
                latest().open().welcome();
                const asked = sockets.map((socket) => socket.requests("conversations").map(({ limit }) => limit));
                return [talks.join(" "), marks("shao"), memory.unread, watched, asked.join("|"), told.length].join("\\n");
                """))
        .isEqualTo("shaom1 li gracem3\ndelivered\n0\nshao,li,grace\n50|\n0");
  }

  @Test
  void what_must_not_be_lost_finds_room_among_large_conversations() {
    assertThat(
            run(
                """
                const small = storage(60_000);
                memory = new Conversations(small);
                memory.begin("fang", "client");
                for (let n = 0; n < 200; n++) {
                  const from = n % 4 ? "shao" : "grace";
                  memory.receive({ msg: `m${n}`, from, text: "x".repeat(500), sentAt: `${n}` }, false);
                  memory.save();
                }
                memory.write("shao", "y".repeat(4096));
                memory.save();
                const again = new Conversations(small);
                const shao = again.talk("shao").letters;
                again.receive({ msg: "m0", from: "grace", text: "again", sentAt: "" }, false);
                return [again.drafts.length, again.nextNumber, shao.at(-1).text.length, again.unread < 200,
                  again.talk("grace").letters.at(-1).at, memory.talk("shao").letters.length].join(" ");
                """))
        .isEqualTo("1 2 4096 true 196 151");
  }

  @Test
  void a_refused_ticket_and_a_mistyped_name_forget_nothing() {
    assertThat(
            run(
                """
                const connection = connect();
                connection.enter(fang);
                latest().open().welcome();
                connection.leave();
                memory.write("shao", "hello");
                connection.enter({ name: "fang" });
                latest().open().refuse("login", "BAD_CREDENTIALS");
                connection.enter({ ...fang, name: "fag" });
                latest().open().refuse("login", "BAD_CREDENTIALS");
                const kept = memory.drafts.length;
                connection.enter({ ...fang, name: "grace" });
                const client = latest().open().requests("login")[0].client;
                latest().welcome({ name: "grace" });
                return [...told, kept, memory.ticket, memory.drafts.length, memory.client === client].join("\\n");
                """))
        .isEqualTo("out BAD_CREDENTIALS\nout BAD_CREDENTIALS\n1\nt\n0\ntrue");
  }

  @Test
  void only_what_is_new_in_the_log_is_said_to_a_screen_reader() {
    assertThat(
            run(
                """
                const frame = document.body.appendChild(document.createElement("div"));
                const list = frame.appendChild(document.createElement("ol"));
                const letters = ["one", "two", "three"]
                  .map((text) => ({ own: true, text, at: "2026-11-23T10:00:00Z", mark: "waits" }));
                const log = new Log(frame);
                log.open(letters);
                const [day, ...items] = list.children;
                letters[1].mark = "delivered";
                log.update(letters);
                log.update(letters.slice(1));
                const changes = new MutationObserver(() => {});
                changes.observe(list, { childList: true, subtree: true });
                letters[2].mark = "accepted";
                log.update(letters.slice(1));
                const sign = items[1].querySelector("[role=img]").ariaLabel;
                const stay = list.children[0] === day && list.children[1] === items[1] && list.children.length === 3;
                return [sign, stay, frame.getAttribute("aria-live"), changes.takeRecords().length].join(" ");
                """))
        .isEqualTo("delivered true off 0");
  }

  @Test
  void the_list_of_people_stands_still_under_a_finger() {
    assertThat(
            run(
                """
                const list = document.body.appendChild(document.createElement("ul"));
                const chosen = [];
                const person = (name) => ({ key: name, name, isOnline: true, unread: 0, isOpen: false });
                const order = () => [...list.querySelectorAll(".who")].map((who) => who.textContent).join();
                const people = new People(list, (name) => chosen.push(name));
                people.show([person("shao")]);
                const button = list.querySelector("button");
                button.dispatchEvent(new PointerEvent("pointerdown", { bubbles: true }));
                people.show([person("fang"), person("shao")]);
                const pressed = order();
                button.dispatchEvent(new PointerEvent("pointerup", { bubbles: true }));
                button.click();
                people.show([person("fang"), person("shao")]);
                return [pressed, chosen, order(), list.contains(button)].join(" ");
                """))
        .isEqualTo("shao shao fang,shao true");
  }
}
