package dev.parley.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The terminal client as a process: at a terminal, in a pipe, and for programs. */
class ClientIT {
  private static final String PASSWORD = "correct horse";

  @TempDir Path directory;
  private Cluster cluster;
  private NodeProcess first;
  private NodeProcess second;

  @BeforeEach
  void start_two_nodes() {
    cluster = new Cluster(directory);
    first = cluster.start();
    second = cluster.start();
    cluster.awaitView(first, second);
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  private String[] network() {
    return new String[] {"--cluster", cluster.name(), "--multicast", cluster.multicast()};
  }

  private record Finished(int code, String out, String err) {}

  private Finished pipe(String input, Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    var all = new ArrayList<>(List.of(network()));
    all.addAll(List.of(arguments));
    var command =
        new ArrayList<>(
            List.of(Terminal.client(directory.resolve("state"), all.toArray(String[]::new))));
    command.remove("-Dparley.terminal=true");
    var builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    var process = builder.start();
    process.getOutputStream().write(input.getBytes(StandardCharsets.UTF_8));
    process.getOutputStream().close();
    var out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    var err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    return new Finished(process.exitValue(), out, err);
  }

  @Test
  void a_line_in_a_pipe_is_a_message_of_a_bot_that_nobody_has_registered()
      throws IOException, InterruptedException {
    JsonClient.register(first.port(), "fang");
    assertThat(pipe("hello\nquit\n/help\n", Map.of(), "--name", "bot", "--to", "fang"))
        .isEqualTo(new Finished(0, "", ""));
    assertThat(pipe("again\n", Map.of(), "--name", "bot", "--to", "fang").code()).isZero();
    try (var fang = JsonClient.login(second.port(), "fang", "c")) {
      fang.awaitEvent("unread-end");
      assertThat(fang.texts()).containsExactly("hello", "quit", "/help", "again");
    }
  }

  @Test
  void what_waits_is_written_to_the_output_once() throws IOException, InterruptedException {
    JsonClient.register(first.port(), "fang");
    JsonClient.register(first.port(), "shao");
    try (var shao = JsonClient.login(first.port(), "shao", "c")) {
      shao.send("fang", "one", 1);
      shao.send("fang", "two", 2);
    }
    var password = Map.of("PARLEY_PASSWORD", JsonClient.password("fang"));
    assertThat(pipe("", password, "--name", "fang").out()).isEqualTo("shao: one\nshao: two\n");
    assertThat(pipe("", password, "--name", "fang").out()).isEmpty();
  }

  @Test
  void a_program_is_answered_in_json_with_its_own_ids() throws IOException, InterruptedException {
    JsonClient.register(first.port(), "fang");
    var finished =
        pipe(
            "{\"id\":\"x\",\"to\":\"fang\",\"text\":\"hello\"}\n{\"id\":\"y\",\"to\":\"nobody\",\"text\":\"hello\"}\n",
            Map.of(),
            "--name",
            "bot",
            "--json");
    assertThat(finished.out())
        .contains("{\"ev\":\"connected\"", "{\"ev\":\"accepted\",\"id\":\"x\",\"to\":\"fang\"")
        .contains("{\"ev\":\"refused\",\"id\":\"y\",\"to\":\"nobody\"");
    assertThat(finished.code()).as("something was refused").isEqualTo(1);
  }

  @Test
  void refusals_are_sentences_with_an_exit_code() throws IOException, InterruptedException {
    JsonClient.register(first.port(), "fang");
    var wrong =
        pipe("x\n", Map.of("PARLEY_PASSWORD", "not the horse"), "--name", "fang", "--to", "fang");
    assertThat(wrong.code()).isEqualTo(2);
    assertThat(wrong.err()).contains("PARLEY_PASSWORD");
    assertThat(pipe("x\n", Map.of(), "--to", "fang").err()).contains("--name NAME");
    assertThat(pipe("x\n", Map.of(), "--name", "two words").code()).isEqualTo(2);
    assertThat(pipe("x\n", Map.of(), "--server", "nonsense").code()).isEqualTo(2);
  }

  @Test
  void what_no_server_takes_in_time_waits_for_the_next_start()
      throws IOException, InterruptedException {
    JsonClient.register(first.port(), "fang");
    pipe("one\n", Map.of(), "--name", "bot", "--to", "fang");
    first.signal("STOP");
    second.signal("STOP");
    var late = pipe("two\n", Map.of(), "--name", "bot", "--to", "fang", "--patience", "1");
    assertThat(late.code()).isEqualTo(1);
    assertThat(late.err()).contains("1 message waits");
    first.signal("CONT");
    second.signal("CONT");
    assertThat(pipe("three\n", Map.of(), "--name", "bot", "--to", "fang").code()).isZero();
    try (var fang = JsonClient.login(first.port(), "fang", "c")) {
      fang.awaitEvent("unread-end");
      assertThat(fang.texts()).containsExactly("one", "two", "three");
    }
  }

  @Test
  void a_person_is_on_another_server_within_a_second_of_a_kill_and_goes_on_typing() {
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
      Awaitility.await("on the other server")
          .pollInterval(10, TimeUnit.MILLISECONDS)
          .atMost(1, TimeUnit.SECONDS)
          .until(() -> fang.screen().contains("fang at 127.0.0.1:" + first.port()));
      fang.await("shao> half a li");
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
  void an_arriving_message_leaves_the_half_typed_line_and_escape_sequences_do_nothing() {
    Programs.assume("tmux");
    JsonClient.register(first.port(), "shao");
    try (var fang = client("fang", "--to", "shao");
        var shao = JsonClient.login(first.port(), "shao", "c")) {
      register(fang);
      fang.typePart("half a li");
      shao.send("fang", "turned \u202E around", 1);
      fang.await("turned \uFFFD around").await("shao> half a li");
      fang.press("C-u").typePart("/hi").press("Tab").await("shao> /history");
    }
  }

  private Terminal client(String name, String... more) {
    var all = new ArrayList<>(List.of(network()));
    all.addAll(List.of("--name", name, "--server", "127.0.0.1:" + second.port()));
    all.addAll(List.of(more));
    return Terminal.run(Terminal.client(directory.resolve("state"), all.toArray(String[]::new)));
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
