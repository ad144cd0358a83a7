package dev.parley.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The terminal client as a process at a terminal. */
class ClientIT {
  private static final String PASSWORD = "correct horse";

  @TempDir Path directory;
  private TwoNodes nodes;
  private NodeProcess first;
  private NodeProcess second;

  @BeforeEach
  void start_two_nodes() {
    nodes = new TwoNodes(directory);
    first = nodes.first;
    second = nodes.second;
  }

  @AfterEach
  void stop() {
    nodes.close();
  }

  @Test
  void a_person_is_soon_on_another_server_after_a_kill_and_goes_on_typing() {
    Programs.assume("tmux");
    JsonClient.register(first.port(), "shao");
    try (var fang = client("fang");
        var shao = JsonClient.login(first.port(), "shao", "c")) {
      register(fang);
      fang.type("2").await("Whom do you want").type("shao").await("You are chatting with shao");
      fang.type("before").await("✓  → shao: before");
      shao.awaitText("before");
      shao.ack(1);
      fang.await("✓✓ → shao: before");
      shao.send("fang", "answer", 1);
      fang.await("shao: answer").typePart("half a li");
      // The leader sends a newcomer to the server with the fewest sessions.
      assertThat(serverOf(fang)).isSameAs(second);
      second.kill();
      fang.await("fang at 127.0.0.1:" + first.port()).await("shao> half a li");
      fang.type("ne").await("✓  → shao: half a line");
      assertThat(shao.awaitText("half a line").path("from").asText()).isEqualTo("fang");
      assertThat(fang.screen()).doesNotContain("lost", "closed", "error");
    }
  }

  @Test
  void what_is_written_while_no_server_answers_waits_and_survives_the_clients_own_restart() {
    Programs.assume("tmux");
    JsonClient.register(first.port(), "shao");
    NodeProcess other;
    try (var fang = client("fang", "--to", "shao")) {
      register(fang);
      var server = serverOf(fang);
      other = server == first ? second : first;
      other.signal("STOP");
      server.kill();
      fang.type("while you were away").await("1 message waits");
      fang.type("/quit");
    }
    other.signal("CONT");
    try (var fang = client("fang", "--to", "shao")) {
      fang.await("→ shao: while you were away").await("✓ ");
    }
    try (var shao = JsonClient.login(other.port(), "shao", "c")) {
      shao.awaitEvent("unread-end");
      assertThat(shao.texts()).containsExactly("while you were away");
    }
  }

  @Test
  void a_chat_opens_with_what_was_said_on_other_clients_also_in_a_small_window() {
    Programs.assume("tmux");
    JsonClient.register(first.port(), "fang");
    JsonClient.register(first.port(), "shao");
    try (var fang = JsonClient.login(first.port(), "fang", "another");
        var shao = JsonClient.login(first.port(), "shao", "c")) {
      fang.send("shao", "said elsewhere", 1);
      shao.awaitText("said elsewhere");
      shao.ack(1);
      shao.send("fang", "heard elsewhere, " + "and longer than a line of the window", 1);
      fang.awaitText("heard elsewhere, and longer than a line of the window");
      fang.ack(1);
    }
    var command = nodes.client("--name", "fang", "--server", "127.0.0.1:" + first.port());
    try (var fang = Terminal.run(40, 12, command.toArray(String[]::new))) {
      fang.await("type your password").type(JsonClient.password("fang")).await(" online");
      fang.type("/chat shao");
      fang.await("✓✓ → shao: said elsewhere").await("shao: heard elsewhere");
      assertThat(fang.screen().lines().toList()).allMatch(line -> line.length() <= 40);
      fang.type("/history").await("shao>");
    }
  }

  @Test
  void a_room_is_made_and_chatted_in_also_after_a_kill_and_nothing_is_lost_or_doubled() {
    Programs.assume("tmux");
    JsonClient.register(first.port(), "shao");
    var login =
        "{\"op\":\"login\",\"name\":\"shao\",\"client\":\"c\",\"version\":3,\"password\":\"%s\"}";
    try (var fang = client("fang");
        var shao = JsonClient.connect(first.port())) {
      shao.write(login.formatted(JsonClient.password("shao")));
      shao.awaitEvent("welcome");
      register(fang);
      assertThat(serverOf(fang)).isSameAs(second);
      fang.type("/create #tea green").await("You are chatting in #tea").await("#tea>");
      fang.type("/invite shao").await("shao is invited to #tea.");
      shao.request("room-join", request -> request.put("room", "#tea"));
      fang.await("#tea: shao is here.").type("before").await("✓  → #tea: before");
      shao.awaitText("before");
      shao.send("#tea", "answer", 1);
      fang.await("#tea shao: answer").type("quit").await("please choose one of three");
      shao.send("#tea", "meanwhile", 2);
      fang.await("#tea shao: meanwhile").type("/rooms");
      fang.await("Room: #tea (2 members; you are its owner, 1 unread): green");
      fang.type("/join #other").await("There is no room '#other'");
      fang.typePart("/chat #t").press("Tab").await("> /chat #tea");
      second.kill();
      fang.press("Enter").await("You are chatting in #tea").await(":" + first.port());
      shao.send("#tea", "still there", 3);
      fang.await("#tea shao: still there").type("yes").await("✓  → #tea: yes");
      shao.awaitText("yes");
      assertThat(shao.texts()).containsExactly("before", "yes");
      assertThat(fang.everything().split("still there", -1)).hasSize(2);
    }
  }

  @Test
  void an_arriving_message_leaves_the_half_typed_line_and_escape_sequences_do_nothing() {
    Programs.assume("tmux");
    JsonClient.register(first.port(), "shao");
    try (var fang = client("fang", "--to", "shao");
        var shao = JsonClient.login(first.port(), "shao", "c")) {
      register(fang);
      fang.typePart("half a li");
      shao.send("fang", "turned \u202E around, hid\u200Bden", 1);
      fang.await("turned \uFFFD around, hid\uFFFDden").await("shao> half a li");
      fang.press("C-u").typePart("/hi").press("Tab").await("shao> /history");
    }
  }

  @Test
  void completing_and_clearing_while_messages_arrive_hold_nothing_up() {
    Programs.assume("tmux");
    JsonClient.register(first.port(), "shao");
    try (var fang = client("fang", "--to", "shao");
        var shao = JsonClient.login(first.port(), "shao", "c")) {
      register(fang);
      for (int n = 1; n <= 200; n++) {
        shao.send("fang", "message " + n, n);
        if (n % 4 == 0) fang.press("C-u").typePart("/msg sh").press("Tab");
        if (n % 20 == 10) fang.press("C-l");
      }
      fang.await("shao: message 200").await("/msg shao").press("C-u").type("I am here");
      fang.await("→ shao: I am here");
    }
  }

  @Test
  void who_has_changed_the_password_moves_to_another_server_without_being_asked() {
    Programs.assume("tmux");
    try (var fang = client("fang")) {
      register(fang);
      fang.type("/password").await("present password").type(PASSWORD);
      fang.await("new password").type("another horse").await("Your password is changed.");
      var server = serverOf(fang);
      server.kill();
      fang.await("fang at 127.0.0.1:" + nodes.other(server).port());
      assertThat(fang.screen()).doesNotContain("New here?");
    }
  }

  private Terminal client(String name, String... more) {
    var all = new ArrayList<>(List.of("--name", name, "--server", "127.0.0.1:" + second.port()));
    all.addAll(List.of(more));
    return Terminal.run(nodes.client(all.toArray(String[]::new)).toArray(String[]::new));
  }

  private NodeProcess serverOf(Terminal client) {
    return client.screen().contains("at 127.0.0.1:" + first.port() + " ·") ? first : second;
  }

  private static void register(Terminal client) {
    client.await("Please type your password").type(PASSWORD);
    client.await("New here?").type("y").await("Please choose a password").type(PASSWORD);
    client.await(" online");
  }
}
