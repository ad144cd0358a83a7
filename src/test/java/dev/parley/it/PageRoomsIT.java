package dev.parley.it;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What the chat page asks, keeps and shows of rooms, whatever the servers do. */
class PageRoomsIT extends PlayedPage {
  /** The page is logged in as fang, at a server that knows rooms; it notes what it is told. */
  private static final String LOGGED_IN =
      """
      const heard = [];
      const connection = new Connection(memory, (what, details) => heard.push([what, details]), direct);
      const said = (what) => heard.filter(([one]) => one === what).map(([, details]) => details);
      connection.enter(fang);
      latest().open().welcome({ version: 3 });
      const rooms = new Rooms(memory);
      const texts = (name) => memory.talk(name).letters.map(({ from, text }) => (from ? `${from}: ` : "") + text);
      const at = (second) => `2000-11-23T10:00:0${second}.000Z`;
      const post = (msg, from, second) =>
        ({ msg, pos: "p", from, room: "#tea", text: `text of ${msg}`, sentAt: at(second) });
      """;

  @Test
  void a_server_that_knows_no_rooms_is_not_asked_for_any() {
    assertThat(
            run(
                """
                memory.begin("fang", "c");
                memory.talk("#tea");
                const connection = connect();
                connection.enter(fang);
                const { version } = latest().open().requests("login")[0];
                latest().welcome({ version: 2 });
                connection.look("#tea");
                connection.look("shao");
                wait(5_000);
                const asked = ["rooms", "room-info", "history", "watch"].map((op) => latest().requests(op));
                return [version, connection.knowsRooms, ...asked.map((all) => all.length), asked[2][0].with].join(" ");
                """))
        .isEqualTo("3 false 0 0 1 1 shao");
  }

  @Test
  void rooms_are_asked_for_once_a_second_or_for_who_waits_or_later_as_the_server_says() {
    assertThat(
            run(
                LOGGED_IN
                    + """
                const asked = () => latest().requests("rooms").length + latest().requests("room-info").length;
                const counts = [asked()];
                for (let n = 0; n < 50; n++) connection.askRooms({ op: "rooms" }, { op: "room-info", room: "#tea" });
                wait(999);
                counts.push(asked());
                wait(1);
                counts.push(asked());
                connection.look("#ops");
                counts.push(asked());
                latest().refuse("room-info #tea", "RATE_LIMITED", { retryAfterMs: 2_000 });
                latest().refuse("rooms", "NO_SUCH_ROOM");
                wait(1_999);
                counts.push(asked());
                wait(1);
                counts.push(asked());
                latest().refuse("room-info #tea", "NOT_A_MEMBER");
                wait(9_000);
                return [counts, latest().requests("watch").length, said("refusal").length,
                  said("no-room").map(({ room, text }) => room + text)].join(" ");
                """))
        .isEqualTo("1,1,3,4,4,5 0 0 #teaNOT_A_MEMBER");
  }

  @Test
  void a_change_that_a_dying_server_did_not_answer_is_asked_for_at_the_next_one_and_no_further() {
    assertThat(
            run(
                LOGGED_IN
                    + """
                connection.changeRoom({ op: "room-join", room: "#tea" });
                connection.changeRoom({ op: "room-invite", room: "#tea", name: "shao" });
                latest().say({ ev: "room-done", re: "room-join-1", room: "#tea" });
                latest().die();
                const second = latest().open().welcome({ version: 3 });
                second.die();
                latest().open().welcome({ version: 3 });
                const asked = sockets.map((s) => s.heard.filter(({ op }) => /^room-[ij][no]/.test(op))
                  .map(({ op, name = "" }) => op + name).join("+"));
                return [...asked, said("room-done").map(({ op }) => op), said("refusal")].join("\\n");
                """))
        .isEqualTo(
            """
            room-join+room-inviteshao
            room-inviteshao

            room-join
            The servers have not answered what you asked for: look at the room, and try again.""");
  }

  @Test
  void a_refused_change_is_told_as_the_server_says_and_a_ninth_waits() {
    assertThat(
            run(
                LOGGED_IN
                    + """
                for (let n = 0; n < 9; n++) connection.changeRoom({ op: "room-leave", room: "#tea" });
                const asked = latest().requests("room-leave");
                latest().refuse(asked[0].id, "NOT_ALLOWED").refuse(asked[1].id, "RATE_LIMITED", { retryAfterMs: 9 });
                connection.changeRoom({ op: "room-leave", room: "#tea" });
                latest().die();
                connection.changeRoom({ op: "room-leave", room: "#tea" });
                return [asked.length, ...said("refusal")].join("\\n");
                """))
        .isEqualTo(
            """
            8
            The servers have not answered yet: wait a moment, and try again.
            NOT_ALLOWED
            RATE_LIMITED
            Not connected at the moment: try again.""");
  }

  @Test
  void what_is_sent_to_a_room_is_in_its_conversation_once_however_it_comes() {
    assertThat(
            run(
                LOGGED_IN
                    + """
                connection.send("#tea", "mine");
                const [{ to, seq }] = latest().requests("send");
                latest().die();
                // It was accepted, and the answer lost; somebody looks before it comes again.
                latest().open().welcome({ version: 3, nextSeq: 2 });
                const own = { ...post("m3", "fang", 3), text: "mine" };
                memory.receive({ ...post("m2", "shao", 2), at: "a", n: 1 }, false);
                const page = [post("m1", "shao", 1), post("m2", "shao", 2), own, post("m4", "fang", 4), post("m5", "li", 5)];
                memory.recall("#tea", page);
                const again = latest().requests("send")[0];
                latest().say({ ev: "accepted", re: again.id, seq: 1, msg: "m3", copies: 2, duplicate: true });
                memory.recall("#tea", page);
                memory.receive({ ...post("m5", "li", 5), at: "a", n: 2 }, false);
                memory.sentElsewhere({ ...post("m4", "fang", 4), at: "a", n: 3 });
                memory.sentElsewhere({ ...post("m6", "fang", 6), at: "a", n: 4 });
                memory.happened("#tea", "li left");
                const unread = memory.unread;
                memory.readElsewhere({ with: "#tea", upTo: "m2" });
                return [to, seq, again.seq, texts("#tea").join(), marks("#tea"), unread, memory.unread,
                  memory.talks.size].join("\\n");
                """))
        .isEqualTo(
            """
            #tea
            1
            1
            shao: text of m1,text of m4,li: text of m5,mine,shao: text of m2,text of m6,li left
             accepted  accepted  accepted\s
            1
            0
            1""");
  }

  @Test
  void events_say_what_happened_and_change_what_the_user_may_do() {
    assertThat(
            run(
                LOGGED_IN
                    + """
                const lines = [];
                const happens = (what, by, whom) =>
                  lines.push(rooms.onEvent({ room: "#tea", what, by, whom }) + "|" + rooms.role("#tea"));
                happens("created", "fang");
                happens("joined", "shao");
                happens("moderator", "fang", "shao");
                happens("topic", "shao");
                happens("member", "li", "FANG");
                happens("opened", "li");
                happens("invite-only", "li");
                happens("painted", "li");
                happens("constructor", "li");
                happens("changed");
                happens("removed", "li", "fang");
                happens("joined", "fang");
                happens("left", "fang");
                happens("banned", "li", "shao");
                happens("muted", "li", "fang");
                happens("history-all", "li");
                happens("closed", "li");
                happens("closed");
                return lines.join("\\n");
                """))
        .isEqualTo(
            """
            You created the room|owner
            shao joined|owner
            You made shao a moderator|owner
            shao changed the topic|owner
            li made you a member|member
            li opened the room for everybody|member
            li closed the room for those who are not invited|member
            |member
            |member
            Another part of the cluster changed the room|member
            li removed you|
            You joined|member
            You left|
            li banned shao|
            li muted you|
            li let new members read what was written before|
            li closed the room|
            The operator closed the room|""");
  }

  @Test
  void an_invitation_that_was_declined_is_not_shown_until_there_is_another() {
    assertThat(
            run(
                """
                const kept = storage(1e6);
                memory = new Conversations(kept);
                memory.begin("fang", "c");
                memory.save();
                const rooms = new Rooms(memory);
                const tea = { room: "#Tea", topic: "of leaves", open: false, members: 2, invited: true };
                const names = (all) => all.map(({ room }) => room).join() || "none";
                rooms.set([tea, { room: "#ops", topic: "", open: false, members: 1, role: "owner", unread: 0 }]);
                const lines = [names(rooms.invitations), rooms.door("#tea").sentence, rooms.door("#ops")];
                rooms.decline("#tea");
                const reloaded = new Rooms(new Conversations(kept));
                reloaded.set([tea]);
                lines.push(names(reloaded.invitations));
                reloaded.onEvent({ room: "#tea", what: "invited", by: "shao", whom: "fang" });
                lines.push(names(reloaded.invitations));
                reloaded.decline("#tea");
                reloaded.set([]);
                reloaded.set([tea]);
                lines.push(names(reloaded.invitations), names(rooms.list));
                return lines.join("\\n");
                """))
        .isEqualTo(
            """
            #Tea
            You are invited to #Tea (2 members): of leaves.

            none
            #tea
            #Tea
            #ops""");
  }

  @Test
  void rooms_share_the_room_for_twelve_thousand_letters_and_take_none_from_private_mail() {
    assertThat(
            run(
                """
                memory.begin("fang", "c");
                const fill = (room, count) => {
                  for (let n = 1; n <= count; n++)
                    memory.receive({ msg: `${room}${n}`, from: "shao", room, text: `${n}`, sentAt: "" }, false);
                };
                const sizes = () => ["#long", "#short"].map((room) => memory.talk(room).letters.length).join();
                memory.receive({ msg: "private", from: "shao", text: "private", sentAt: "" }, false);
                fill("#long", 11_990);
                fill("#short", 10);
                const lines = [sizes()];
                memory.happened("#short", "li left");
                lines.push(sizes(), memory.talk("#long").letters[0].text, memory.unread);
                memory.drop("#long");
                fill("#short", 12);
                lines.push(sizes(), memory.talk("shao").letters.length);
                return lines.join("\\n");
                """))
        .isEqualTo("11990,10\n11989,11\n2\n12000\n0,13\n1");
  }

  @Test
  void a_conversation_with_something_that_waits_is_not_dropped_and_another_is_also_from_the_disk() {
    assertThat(
            run(
                """
                const kept = storage(1e6);
                memory = new Conversations(kept);
                memory.begin("fang", "c");
                memory.write("#tea", "waits");
                memory.happened("#ops", "li left");
                memory.save();
                memory.drop("#tea");
                memory.drop("#ops");
                memory.save();
                return [...new Conversations(kept).talks.keys()].join();
                """))
        .isEqualTo("#tea");
  }

  @Test
  void the_log_says_who_wrote_in_a_room_and_what_happened_as_quiet_lines() {
    assertThat(
            run(
                """
                const frame = document.body.appendChild(document.createElement("div"));
                const list = frame.appendChild(document.createElement("ol"));
                const letters = [
                  { own: false, from: "shao", text: "hello", at: "2026-11-23T10:00:00Z" },
                  { own: true, text: "hi", at: "2026-11-23T10:00:01Z", mark: "accepted" },
                  { own: false, event: true, text: "Li joined", at: "2026-11-23T10:00:02Z" }];
                const log = new Log(frame);
                log.open(letters);
                letters.push({ own: false, from: "li", text: "<b>", at: "2026-11-23T10:00:03Z" });
                log.update(letters.slice(1));
                return [...list.querySelectorAll("li:not(.day)")].map((item) =>
                  `${item.className}|${[...item.childNodes].slice(0, -1).map((one) => one.textContent).join(": ")}`).join("\\n");
                """))
        .isEqualTo("own|hi\nevent|Li joined\n|li: <b>");
  }

  @Test
  void members_keep_the_focus_and_only_those_with_the_role_have_the_buttons() {
    assertThat(
            run(
                """
                document.getElementById("chat").hidden = false;
                const section = document.getElementById("conversation");
                section.replaceWith(section.cloneNode(true)); // not that of the page
                const wanted = [];
                const view = new RoomView((op, fields) => wanted.push(JSON.stringify({ op, ...fields })), () => {});
                const member = (name, role) => ({ name, role, isOnline: true, isSelf: name === "fang" });
                const members = [member("fang", "owner"), member("shao", "member"), member("li", "moderator")];
                const show = (role) => view.show({ name: "#tea", topic: "t", open: false, role,
                  mayModerate: role !== "member", members: [...members] });
                const list = document.getElementById("members");
                const seen = () => ["button", "select"].map((tag) => list.querySelectorAll(tag).length)
                  + " " + ["room-topic", "room-invite", "room-open", "room-close", "room-leave"]
                    .map((id) => (document.getElementById(id).hidden ? "-" : "+")).join("");
                const lines = [];
                show("member");
                document.getElementById("about").click();
                lines.push(seen());
                show("moderator");
                lines.push(seen());
                show("owner");
                lines.push(seen());
                list.querySelector("[aria-label='Remove li']").focus();
                members[1].role = "moderator";
                show("owner");
                lines.push(document.activeElement.ariaLabel);
                document.activeElement.click();
                members.pop();
                show("owner");
                lines.push(document.activeElement.id);
                const leave = document.getElementById("room-leave");
                leave.click();
                lines.push(wanted.length + leave.textContent);
                leave.click();
                return [...lines, ...wanted].join("\\n");
                """))
        .isEqualTo(
            """
            0,0 ----+
            2,0 ++--+
            2,3 +++++
            Remove li
            about
            1Leave it now?
            {"op":"room-remove","name":"li"}
            {"op":"room-leave"}""");
  }
}
