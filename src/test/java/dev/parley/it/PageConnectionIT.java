package dev.parley.it;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** How the chat page finds a server and stays there, whatever the servers do. */
class PageConnectionIT extends PlayedPage {
  @Test
  void a_question_whether_the_server_is_there_keeps_its_time() {
    assertThat(
            run(
                """
                connect().enter(fang);
                latest().open().welcome();
                wait(1_000);
                dispatchEvent(new Event("online"));
                wait(10);
                dispatchEvent(new Event("online"));
                const kept = sockets.length;
                wait(2_000);
                latest().say({ ev: "pong", re: "ping" });
                wait(2_000);
                return [kept, sockets.length, latest().requests("ping").length].join(" ");
                """))
        .as("asked once when it came in, and once since")
        .isEqualTo("1 1 2");
  }

  /** The page proves passwords, as browsers can on encrypted pages and on their own machine. */
  private static final String PROVING =
      """
      delete crypto.subtle;
      const until = async (holds) => {
        for (let n = 0; !holds() && n < 500; n++) await new Promise((done) => setTimeout(done, 10));
      };
      const terms = (more) => latest().say({ ev: "status", re: "terms", state: "member", ...more });
      """;

  @Test
  void a_password_is_proven_and_not_sent_and_a_server_that_proves_nothing_is_left() {
    assertThat(
            run(
                PROVING
                    + """
                connect().enter(fang);
                latest().open();
                terms({ iterations: 100_000 });
                const [{ scram, password }] = latest().requests("login");
                const nonce = scram.slice("n,,n=fang,r=".length);
                latest().say({ ev: "challenge", re: "login", scram: `r=${nonce}x,s=MDEyMzQ1Njc4OWFiY2RlZg==,i=100000` });
                await until(() => latest().requests("proof").length);
                const [proof] = latest().requests("proof");
                latest().welcome({ scram: "v=AAAA" });
                return [password, proof.scram.startsWith(`c=biws,r=${nonce}x,p=`), told].join(" ");
                """))
        .startsWith(" true out The server did not prove that it knows your account");
  }

  @Test
  void a_server_that_asks_for_too_little_work_gets_no_proof_and_an_older_one_the_password() {
    assertThat(
            run(
                PROVING
                    + """
                connect().enter(fang);
                latest().open();
                terms({ iterations: 600_000 });
                const nonce = latest().requests("login")[0].scram.slice("n,,n=fang,r=".length);
                latest().say({ ev: "challenge", re: "login", scram: `r=${nonce}x,s=MDEyMzQ1Njc4OWFiY2RlZg==,i=99999` });
                await until(() => told.length);
                const proofs = sockets[0].requests("proof").length;
                connect().enter({ ...fang, register: true });
                latest().open();
                terms({ iterations: 99_999 });
                await until(() => told.length > 1);
                const registrations = latest().requests("register").length;
                connect().enter(fang);
                latest().open();
                terms({});
                return [proofs, registrations, latest().requests("login")[0].password, ...told].join("\\n");
                """))
        .matches("(?s)0\n0\ncorrect horse\nout .* hashed 99999 times.*out .* hashed 99999 times.*");
  }

  @Test
  void behind_a_proxy_only_the_pages_own_address_is_dialled() {
    assertThat(
            run(
                """
                const connection = connect({ protocol: "https:", host: "chat.example", port: "" });
                connection.enter(fang);
                latest().open();
                const asked = latest().requests("login")[0].redirect;
                latest().say({ ev: "redirect", re: "login", server: "10.0.0.2:1111" });
                const answer = latest().requests("login")[1].redirect;
                latest().welcome({ server: "10.0.0.1:1111", servers: ["10.0.0.1:1111", "10.0.0.2:1111"] });
                latest().say({ ev: "closing", code: "DRAINING", server: "10.0.0.2:1111", afterMs: 5 });
                wait(10);
                latest().die();
                wait(300);
                return [asked, answer, memory.offset, ...new Set(sockets.map((s) => s.url))].join(" ");
                """))
        .isEqualTo("false false 20000 wss://chat.example/chat");
  }

  @Test
  void an_address_that_is_none_does_not_end_the_journey() {
    assertThat(
            run(
                """
                memory.servers = ["::1:1111", "[::1]:1212", "nonsense", "127.0.0.1:65000", "10.0.0.1:1313"];
                connect().enter(fang);
                for (let n = 0; n < 4; n++) { latest().die(); wait(0); }
                wait(300);
                return [...sockets.map((s) => s.url), ...told].join("\\n");
                """))
        .isEqualTo(
            """
            ws://127.0.0.1:21111/chat
            ws://[::1]:21111/chat
            ws://[::1]:21212/chat
            ws://10.0.0.1:21313/chat
            ws://[::1]:21111/chat
            trouble No server answers; still trying."""
                .stripIndent());
  }

  @Test
  void numbers_that_do_not_fit_together_are_given_up_with_their_client_id() {
    assertThat(
            run(
                """
                const connection = connect();
                connection.enter(fang);
                latest().open().welcome();
                connection.send("shao", "one");
                latest().say({ ev: "accepted", re: "send-1", seq: 1, msg: "m1" });
                connection.send("shao", "two");
                latest().die();
                const old = memory.client;
                latest().open().welcome({ nextSeq: 1 });
                const renewed = latest().open().requests("login")[0].client;
                latest().welcome({ nextSeq: 1 });
                const [{ text, seq }] = latest().requests("send");
                return [renewed !== old, renewed === memory.client, text, seq].join(" ");
                """))
        .isEqualTo("true true two 1");
  }

  @Test
  void a_server_that_is_behind_is_waited_for() {
    assertThat(
            run(
                """
                const connection = connect();
                connection.enter(fang);
                latest().open().welcome();
                connection.send("shao", "one");
                latest().say({ ev: "accepted", re: "send-1", seq: 1, msg: "m1" });
                connection.send("shao", "two");
                latest().die();
                const old = memory.client;
                latest().open().welcome({ nextSeq: 1, behind: true }).refuse("send-2", "SEQ_GAP", { expected: 1 });
                wait(499);
                const early = latest().requests("send").length;
                wait(1);
                const seqs = latest().requests("send").map((line) => line.seq);
                return [memory.client === old, early, seqs].join(" ");
                """))
        .isEqualTo("true 1 2,2");
  }

  @Test
  void what_no_server_can_have_yet_goes_out_at_once_also_where_others_are_missing() {
    assertThat(
            run(
                """
                const connection = connect();
                connection.enter(fang);
                latest().open().welcome();
                connection.send("shao", "one");
                latest().say({ ev: "accepted", re: "send-1", seq: 1, msg: "m1" }).die();
                const old = memory.client;
                latest().open().welcome({ nextSeq: 1, behind: true });
                connection.send("shao", "two");
                latest().refuse("send-2", "SEQ_GAP", { expected: 1 });
                latest().open().welcome({ nextSeq: 1, behind: true });
                const [{ text, seq }] = latest().requests("send");
                return [memory.client !== old, text, seq].join(" ");
                """))
        .isEqualTo("true two 1");
  }

  @Test
  void an_interrupted_registration_goes_on_as_a_login() {
    assertThat(
            run(
                """
                connect().enter({ ...fang, register: true });
                latest().open().refuse("register", "NO_QUORUM", { retryAfterMs: 2_000 });
                wait(1_999);
                const early = sockets.length;
                wait(1);
                latest().open().die();
                wait(500);
                latest().open().refuse("register", "NAME_TAKEN");
                const last = latest();
                last.welcome();
                return [early, told[0], sockets.length, last.heard.map((line) => line.op), memory.name].join(" ");
                """))
        .isEqualTo("1 trouble NO_QUORUM 3 ping,register,login,list,blocks,conversations fang");
  }

  @Test
  void a_registration_that_lacks_an_invitation_is_made_again_with_its_code() {
    assertThat(
            run(
                """
                const connection = connect();
                connection.enter({ ...fang, register: true });
                const first = latest().open().refuse("register", "INVITE_NEEDED");
                connection.enter({ ...fang, invite: "7KQM", register: true });
                const second = latest().open();
                return [told, first.heard.at(-1).invite, second.heard.at(-1).invite].join(" ");
                """))
        .isEqualTo("out INVITE_NEEDED  7KQM");
  }

  @Test
  void a_name_that_somebody_else_has_is_taken_also_after_an_interruption() {
    assertThat(
            run(
                """
                connect().enter({ ...fang, register: true });
                latest().open().die();
                wait(300);
                latest().open().refuse("register", "NAME_TAKEN").refuse("login", "BAD_CREDENTIALS");
                const connection = connect();
                connection.enter({ ...fang, register: true });
                latest().open().refuse("register", "NAME_TAKEN");
                return told.filter((line) => line.startsWith("out")).join("\\n");
                """))
        .isEqualTo("out NAME_TAKEN\nout NAME_TAKEN");
  }

  @Test
  void a_server_that_stands_still_is_left_before_a_login_and_soon_with_a_message() {
    assertThat(
            run(
                """
                const connection = connect();
                connection.enter(fang);
                latest().open().welcome().die();
                latest().open();
                wait(2999);
                const before = sockets.length;
                wait(1);
                const after = sockets.length;
                latest().open().welcome();
                connection.send("shao", "hello");
                wait(1);
                wait(1000);
                const asked = latest().requests("ping").length;
                wait(1);
                wait(1500);
                return [before, after, asked, sockets.length].join(" ");
                """))
        .isEqualTo("2 3 2 4");
  }

  @Test
  void the_page_announces_that_it_answers_pings_and_does() {
    assertThat(
            run(
                """
                const connection = connect();
                connection.enter(fang);
                const announced = latest().open().requests("login")[0].pings;
                latest().welcome().say({ ev: "ping", token: 7 });
                return [announced, latest().requests("pong").map((line) => line.token)].join(" ");
                """))
        .isEqualTo("true 7");
  }

  @Test
  void logging_off_everywhere_waits_for_the_answer_and_forgets_the_ticket() {
    assertThat(
            run(
                """
                const connection = connect();
                connection.enter(fang);
                latest().open().welcome();
                connection.leaveAll();
                const asked = latest().requests("logout").map((line) => line.all);
                latest().say({ ev: "error", re: "logout", code: "NO_QUORUM", text: "Not now." });
                const kept = [connection.isOnline, memory.ticket];
                connection.leaveAll();
                latest().say({ ev: "bye", re: "logout" });
                return [asked, kept, connection.isOnline, memory.ticket, sockets.length].join(" ");
                """))
        .isEqualTo("true true,t false  1");
  }

  @Test
  void logging_off_hangs_up_when_the_server_has_answered_and_the_page_is_out_at_once() {
    assertThat(
            run(
                """
                const connection = connect();
                connection.enter(fang);
                const socket = latest().open().welcome();
                connection.leave();
                const asked = [connection.isOnline, socket.requests("logout").length, socket.readyState];
                socket.say({ ev: "offline", name: "shao" });
                asked.push(socket.readyState);
                socket.say({ ev: "bye", re: "logout" });
                connection.enter(fang);
                const next = latest().open();
                connection.leave();
                return [asked, socket.readyState, next.readyState, told.length].join(" ");
                """))
        .isEqualTo("false,1,1,1 3 3 0");
  }

  @Test
  void a_ticket_is_renewed_every_hour() {
    assertThat(
            run(
                """
                const connection = connect();
                connection.enter(fang);
                latest().open().welcome();
                for (let i = 0; i < 1200; i++) {
                  latest().say({ ev: "pong", re: "ping" });
                  wait(3000);
                }
                latest().say({ ev: "pong", re: "ping" });
                wait(1);
                const asked = latest().requests("renew").length;
                latest().say({ ev: "renewed", re: "renew", ticket: "t-2" });
                latest().say({ ev: "error", re: "renew", code: "UNKNOWN_OP", text: "Not known." });
                return [asked, memory.ticket, told.length, sockets.length].join(" ");
                """))
        .isEqualTo("1 t-2 0 1");
  }

  @Test
  void the_users_of_conversations_are_watched_and_a_long_list_is_requested_again() {
    assertThat(
            run(
                """
                memory.begin("fang", "c");
                memory.talk("shao");
                const connection = connect();
                connection.enter(fang);
                latest().open().welcome();
                connection.look("fu");
                latest().refuse("watch", "UNKNOWN_OP", {});
                const watched = latest().requests("watch").map((line) => line.names);
                latest().say({ ev: "users", re: "list", online: ["fang"], more: 199 });
                wait(60000);
                latest().say({ ev: "users", re: "list", online: ["fang"], more: 200 });
                const before = latest().requests("list").length;
                wait(59999);
                const early = latest().requests("list").length;
                wait(1);
                return [watched.join(), before, early, latest().requests("list").length, told.length].join(" ");
                """))
        .isEqualTo("shao,fu 1 1 2 0");
  }
}
