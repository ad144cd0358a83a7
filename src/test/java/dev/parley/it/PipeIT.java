package dev.parley.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The terminal client without a terminal: in a pipe, and for programs. */
class PipeIT {
  @TempDir Path directory;
  private TwoNodes nodes;

  @BeforeEach
  void start_two_nodes() {
    nodes = new TwoNodes(directory);
  }

  @AfterEach
  void stop() {
    nodes.close();
  }

  private record Finished(int code, String out, String err) {}

  private Finished pipe(String input, Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    return pipe(input.getBytes(StandardCharsets.UTF_8), environment, arguments);
  }

  private Finished pipe(byte[] input, Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    var builder = new ProcessBuilder(withoutTerminal(nodes.client(arguments)));
    builder.environment().putAll(environment);
    var process = builder.start();
    process.getOutputStream().write(input);
    process.getOutputStream().close();
    var out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    var err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    return new Finished(process.exitValue(), out, err);
  }

  @Test
  void a_line_in_a_pipe_is_a_message_of_a_bot_that_nobody_has_registered()
      throws IOException, InterruptedException {
    JsonClient.register(nodes.first.port(), "fang");
    assertThat(pipe("hello\nquit\n/help\n", Map.of(), "--name", "bot", "--to", "fang"))
        .isEqualTo(new Finished(0, "", ""));
    assertThat(pipe("again\n", Map.of(), "--name", "bot", "--to", "fang").code()).isZero();
    try (var fang = JsonClient.login(nodes.second.port(), "fang", "c")) {
      fang.awaitEvent("unread-end");
      assertThat(fang.texts()).containsExactly("hello", "quit", "/help", "again");
    }
  }

  @Test
  void what_waits_is_written_to_the_output_once() throws IOException, InterruptedException {
    JsonClient.register(nodes.first.port(), "fang");
    JsonClient.register(nodes.first.port(), "shao");
    try (var shao = JsonClient.login(nodes.first.port(), "shao", "c")) {
      shao.send("fang", "one", 1);
      shao.send("fang", "two", 2);
    }
    var password = Map.of("PARLEY_PASSWORD", JsonClient.password("fang"));
    assertThat(pipe("", password, "--name", "fang").out()).isEqualTo("shao: one\nshao: two\n");
    assertThat(pipe("", password, "--name", "fang").out()).isEmpty();
  }

  @Test
  void a_program_is_answered_in_json_with_its_own_ids() throws IOException, InterruptedException {
    JsonClient.register(nodes.first.port(), "fang");
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
    JsonClient.register(nodes.first.port(), "fang");
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
    JsonClient.register(nodes.first.port(), "fang");
    pipe("one\n", Map.of(), "--name", "bot", "--to", "fang");
    nodes.first.signal("STOP");
    nodes.second.signal("STOP");
    var late = pipe("two\n", Map.of(), "--name", "bot", "--to", "fang", "--patience", "1");
    assertThat(late.code()).isEqualTo(1);
    assertThat(late.err()).contains("1 message waits");
    nodes.first.signal("CONT");
    nodes.second.signal("CONT");
    assertThat(pipe("three\n", Map.of(), "--name", "bot", "--to", "fang").code()).isZero();
    try (var fang = JsonClient.login(nodes.first.port(), "fang", "c")) {
      fang.awaitEvent("unread-end");
      assertThat(fang.texts()).containsExactly("one", "two", "three");
    }
  }

  @Test
  void a_bot_whose_first_start_found_no_server_is_registered_at_the_next()
      throws IOException, InterruptedException {
    JsonClient.register(nodes.first.port(), "fang");
    nodes.first.signal("STOP");
    nodes.second.signal("STOP");
    var early = pipe("one\n", Map.of(), "--name", "bot", "--to", "fang", "--patience", "1");
    nodes.first.signal("CONT");
    nodes.second.signal("CONT");
    assertThat(early.code()).isEqualTo(1);
    assertThat(pipe("two\n", Map.of(), "--name", "bot", "--to", "fang").code()).isZero();
    try (var fang = JsonClient.login(nodes.first.port(), "fang", "c")) {
      fang.awaitEvent("unread-end");
      assertThat(fang.texts()).containsExactly("one", "two");
    }
  }

  @Test
  void texts_are_utf_8_whatever_the_locale_says() throws IOException, InterruptedException {
    JsonClient.register(nodes.first.port(), "fang");
    assertThat(pipe("你好 😀\n", Map.of(), "--name", "bot", "--to", "fang").code()).isZero();
    var environment = Map.of("PARLEY_PASSWORD", JsonClient.password("fang"), "LC_ALL", "POSIX");
    assertThat(pipe("", environment, "--name", "fang").out()).isEqualTo("bot: 你好 😀\n");
  }

  @Test
  void what_is_not_utf_8_is_not_sent_and_what_was_before_it_is()
      throws IOException, InterruptedException {
    JsonClient.register(nodes.first.port(), "fang");
    var latin1 = "fine\nschöne Grüße\nafter\n".getBytes(StandardCharsets.ISO_8859_1);
    var text = pipe(latin1, Map.of(), "--name", "bot", "--to", "fang");
    assertThat(text.code()).isEqualTo(1);
    assertThat(text.err())
        .startsWith("parley: Line 2 of the input is not UTF-8")
        .endsWith("neither it nor any line after it was sent.\n");
    var json = "{'to':'fang','text':'ö'}\n{'to':'fang','text':'json'}\n".replace('\'', '"');
    var program =
        pipe(json.getBytes(StandardCharsets.ISO_8859_1), Map.of(), "--name", "bot", "--json");
    assertThat(program.code()).isEqualTo(1);
    assertThat(program.out()).contains("{\"ev\":\"refused\",\"text\":\"Line 1 of the input is");
    try (var fang = JsonClient.login(nodes.first.port(), "fang", "c")) {
      fang.awaitEvent("unread-end");
      assertThat(fang.texts()).containsExactly("fine", "json");
    }
  }

  @Test
  void what_could_not_be_written_is_not_seen_and_comes_again_at_the_next_start() throws Exception {
    Programs.assume("bash");
    JsonClient.register(nodes.first.port(), "fang");
    JsonClient.register(nodes.first.port(), "shao");
    try (var shao = JsonClient.login(nodes.first.port(), "shao", "c")) {
      shao.send("fang", "nobody has seen this", 1);
      var client = withoutTerminal(nodes.client("--name", "fang"));
      var deaf = new ArrayList<>(List.of("bash", "-c", "\"$@\" >/dev/full", "deaf"));
      deaf.addAll(client);
      var builder = new ProcessBuilder(deaf);
      builder.environment().put("PARLEY_PASSWORD", JsonClient.password("fang"));
      var process = builder.start();
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isNotZero();
      var password = Map.of("PARLEY_PASSWORD", JsonClient.password("fang"));
      assertThat(shao.events()).noneMatch(e -> e.path("ev").asText().equals("delivered"));
      assertThat(pipe("", password, "--name", "fang").out())
          .isEqualTo("shao: nobody has seen this\n");
      shao.awaitEvent("delivered");
    }
  }

  @Test
  void questions_are_answered_before_it_ends() throws IOException, InterruptedException {
    JsonClient.register(nodes.first.port(), "fang");
    var password = Map.of("PARLEY_PASSWORD", JsonClient.password("fang"));
    long patience = 120;
    long startNs = System.nanoTime();
    assertThat(
            pipe(
                "/list\n/blocks\n",
                password,
                "--name",
                "fang",
                "--patience",
                Long.toString(patience)))
        .isEqualTo(new Finished(0, "fang\nYou have blocked nobody.\n", ""));
    assertThat(Duration.ofNanos(System.nanoTime() - startNs))
        .isLessThan(Duration.ofSeconds(patience));
    var json = pipe("{\"op\":\"list\"}\n", password, "--name", "fang", "--json");
    assertThat(json.out()).contains("{\"ev\":\"users\",\"online\":[\"fang\"]}");
    assertThat(json.code()).isZero();
  }

  @Test
  void requests_about_rooms_and_messages_to_them_keep_their_order()
      throws IOException, InterruptedException {
    var input =
        """
        {"op":"room-create","room":"#tea","topic":"green"}
        {"to":"#tea","text":"hello","id":"x"}
        {"op":"room-leave","room":"#tea"}
        {"op":"room-info","room":"#tea"}
        """;
    var finished = pipe(input, Map.of(), "--name", "bot", "--json", "--rooms");
    assertThat(finished.out())
        .containsSubsequence(
            "{\"ev\":\"room-done\",\"op\":\"room-create\",\"room\":\"#tea\"}",
            "{\"ev\":\"accepted\",\"id\":\"x\",\"to\":\"#tea\"",
            "{\"ev\":\"room-done\",\"op\":\"room-leave\",\"room\":\"#tea\"}",
            "{\"ev\":\"refused\",\"op\":\"room-info\"");
    assertThat(finished.code()).as("something was refused").isEqualTo(1);
  }

  @Test
  void what_it_refuses_itself_is_told_to_a_program_with_its_id()
      throws IOException, InterruptedException {
    var finished =
        pipe(
            "{\"id\":\"x\",\"to\":\"fang\",\"text\":\"\"}\nnonsense\n",
            Map.of(),
            "--name",
            "bot",
            "--json");
    assertThat(finished.out())
        .contains("{\"ev\":\"refused\",\"id\":\"x\",\"to\":\"fang\",\"text\":")
        .contains("{\"ev\":\"refused\",\"text\":\"A line is ");
    assertThat(finished.code()).isEqualTo(1);
  }

  @Test
  void who_ends_it_from_another_client_ends_it_with_a_failure()
      throws IOException, InterruptedException {
    JsonClient.register(nodes.first.port(), "fang");
    var builder = new ProcessBuilder(withoutTerminal(nodes.client("--name", "fang", "--json")));
    builder.environment().put("PARLEY_PASSWORD", JsonClient.password("fang"));
    var process = builder.start();
    try (var output = process.inputReader(StandardCharsets.UTF_8)) {
      assertThat(output.readLine()).contains("\"connected\"");
      try (var other = JsonClient.login(nodes.first.port(), "fang", "another")) {
        for (var device : other.request("devices", r -> {}).path("list"))
          if (device.path("kind").asText().equals("terminal"))
            other.request("end-device", r -> r.put("device", device.path("device").asText()));
      }
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isEqualTo(1);
    } finally {
      Termination.terminate(process.toHandle());
    }
  }

  private static List<String> withoutTerminal(List<String> command) {
    command.remove("-Dparley.terminal=true");
    return command;
  }
}
