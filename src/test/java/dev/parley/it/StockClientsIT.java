package dev.parley.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The programs that people have: telnet and the netcats, where they are installed. */
class StockClientsIT {
  private static final String PASSWORD = "correct horse";

  @TempDir Path directory;
  private Cluster cluster;
  private NodeProcess node;
  private String port;

  @BeforeEach
  void start() {
    cluster = new Cluster(directory);
    node = cluster.start();
    port = Integer.toString(node.port());
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  @Test
  void telnet_hides_the_password_and_nothing_else_and_shows_the_question_below_a_message() {
    Programs.assume("tmux", "inetutils-telnet");
    JsonClient.register(node.port(), "shao");
    try (var fang = Terminal.run("inetutils-telnet", "127.0.0.1", port);
        var shao = JsonClient.login(node.port(), "shao", "c")) {
      fang.await("Please type your user name:").type("fang");
      fang.await("Please type y to register it").type("y");
      fang.await("Please choose a password").type(PASSWORD);
      fang.await("please choose one of three options").type("2");
      assertThat(fang.screen()).doesNotContain(PASSWORD).contains("fang");
      fang.await("Whom do you want to chat with?");
      shao.send("fang", "are you there?", 1);
      fang.await("shao: are you there?\nWhom do you want to chat with?");
      shao.awaitEvent("delivered"); // by the timing mark that telnet sent back
      fang.type("shao").await("You are chatting with shao").type("yes é€😀");
      shao.awaitText("yes é€😀");
      fang.type("quit").await("===Chat End===").type("3");
      shao.awaitEvent("offline");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"nc.openbsd -N", "nc.traditional -q 5", "ncat"})
  void answers_reach_a_netcat_that_has_ended_its_input(String netcat) throws Exception {
    var command = netcat + " 127.0.0.1 " + port;
    Programs.assume(command.substring(0, command.indexOf(" ")));
    JsonClient.register(node.port(), "fang");
    JsonClient.register(node.port(), "shao");
    var password = JsonClient.password("fang");
    var text = run(command, "fang\n" + password + "\n/msg shao hello\n/list\n");
    assertThat(text).contains("Welcome, fang.", "User: fang").doesNotContain("\u00ff", "not sent");
    var json =
        run(
            command,
            "{\"op\":\"login\",\"id\":\"1\",\"name\":\"shao\",\"password\":\"%s\"}\n{\"op\":\"ack\",\"n\":1}\n"
                .formatted(JsonClient.password("shao")));
    assertThat(json.lines()).allMatch(line -> line.startsWith("{"));
    assertThat(json).contains("\"ev\":\"welcome\"", "\"text\":\"hello\"", "\"ev\":\"unread-end\"");
    assertThat(run(command, "GET / HTTP/1.1\r\n\r\n")).contains("the web page is on port");
  }

  private static String run(String command, String input) throws IOException, InterruptedException {
    var process =
        new ProcessBuilder(List.of(command.split(" ", -1))).redirectErrorStream(true).start();
    process.getOutputStream().write(input.getBytes(StandardCharsets.UTF_8));
    process.getOutputStream().close();
    var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    return output;
  }

  @Test
  void the_bot_of_the_readme_answers() throws Exception {
    Programs.assume("bash", "nc", "jq");
    var readme = Files.readString(Path.of("README.md"));
    var block =
        Pattern.compile("```bash\n(#!/usr/bin/env bash\n.*?)```", Pattern.DOTALL).matcher(readme);
    assertThat(block.find()).as("a bot in the README").isTrue();
    assertThat(block.group(1).lines().count()).isLessThanOrEqualTo(20);
    var script = Files.writeString(directory.resolve("bot.sh"), block.group(1));
    var bot =
        new ProcessBuilder("bash", script.toString(), "127.0.0.1", port, "echo")
            .redirectErrorStream(true);
    bot.environment().put("BOT_PASSWORD", PASSWORD);
    var process = bot.start();
    JsonClient.register(node.port(), "shao");
    try (var shao = JsonClient.login(node.port(), "shao", "c")) {
      Awaitility.await("the bot").atMost(Duration.ofSeconds(30)).until(() -> hasUser(shao, "echo"));
      shao.send("echo", "hello \"bot\" \\ 'x'", 1);
      shao.awaitText("You said: hello \"bot\" \\ 'x'");
      shao.send("echo", "once more", 2);
      shao.awaitText("You said: once more");
      assertThat(shao.texts())
          .isEqualTo(List.of("You said: hello \"bot\" \\ 'x'", "You said: once more"));
    } finally {
      process.descendants().forEach(Termination::terminate);
      Termination.terminate(process.toHandle());
    }
  }

  private static boolean hasUser(JsonClient client, String name) {
    return client.request("list", r -> {}).path("online").toString().contains("\"" + name + "\"");
  }
}
