package dev.parley.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testing.Seed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.AssertionFailedError;

/** The terminal client in a window that changes, and what it leaves behind in it. */
class WindowIT {
  @TempDir static Path directory;
  private static Cluster cluster;
  private static NodeProcess node;
  private static int users;
  private String fang;
  private String shao;
  private JsonClient peer;
  private int sent;

  @BeforeAll
  static void start() {
    // The screen of a test must not show, 5 s later, that the users of the one before are gone.
    cluster =
        new Cluster(
            directory,
            Cluster.FOR_OUR_CLIENTS,
            "-Dparley.client.offline-after=0",
            "-Dparley.sessions-per-user=1");
    node = cluster.start();
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @BeforeEach
  void meet() {
    Programs.assume("tmux", "bash");
    users++;
    fang = "fang" + users;
    shao = "shao" + users;
    JsonClient.register(node.port(), fang);
    JsonClient.register(node.port(), shao);
    peer = JsonClient.login(node.port(), shao, "c");
  }

  @AfterEach
  void part() {
    if (peer != null) peer.close();
  }

  @Test
  void what_comes_is_shown_after_a_full_window_has_become_lower_and_higher_again() {
    try (var terminal = chat()) {
      fill(30);
      terminal.await("line 30").resize(80, 18).await("fang");
      send();
      awaitOrder(terminal, 18);
      terminal.resize(80, 30);
      send();
      awaitOrder(terminal, 30);
      assertThat(terminal.screen().lines()).hasSize(30);
      terminal.type("I am here").await("✓  → " + shao + ": I am here");
    }
  }

  @Test
  void a_window_that_changes_at_any_moment_ends_as_one_that_always_had_its_size() {
    var seed = Seed.next();
    var random = seed.random();
    var sizes = List.of("80x24", "80x18", "40x12", "120x40", "40x24", "80x10", "33x7");
    try (var terminal = chat()) {
      terminal.typePart("half a li");
      for (int i = 0; i < 40; i++) {
        for (int n = random.nextInt(4); n > 0; n--) send();
        if (random.nextInt(5) == 0) terminal.press("C-u").typePart("half a li");
        var size = sizes.get(random.nextInt(sizes.size())).split("x", 2);
        terminal.resize(Integer.parseInt(size[0]), Integer.parseInt(size[1]));
      }
      for (var size : List.of("40x12", "80x24")) {
        var both = size.split("x", 2);
        int rows = Integer.parseInt(both[1]);
        terminal.resize(Integer.parseInt(both[0]), rows);
        send();
        awaitOrder(terminal, rows);
        assertThat(terminal.cursorRow()).as("%s", seed).isEqualTo(shao + "> half a li");
      }
      terminal.type("ne").await("✓  → " + shao + ": half a line");
    } catch (AssertionError e) {
      throw new AssertionFailedError(seed.toString(), e);
    }
  }

  @Test
  void a_window_that_changes_while_a_password_is_asked_still_asks_for_it_and_hides_it() {
    try (var terminal = Terminal.run(client("--to", shao))) {
      terminal.await("Please type your password").typePart("correct");
      for (var height : List.of(18, 10, 30)) terminal.resize(80, height);
      terminal.resize(40, 12).await("Please type your password: *******");
      terminal.type(" horse").await("Name and password do not match");
      terminal.await("New here?").type("").await("Please type your password");
      terminal.resize(100, 30).type(JsonClient.password(fang)).await(" online");
      assertThat(terminal.everything()).doesNotContain("horse", "correct");
    }
  }

  @Test
  void a_client_that_was_stopped_shows_what_came_meanwhile_in_the_window_as_it_is_then() {
    try (var terminal = chat()) {
      fill(30);
      terminal.await("line 30").typePart("half").await("> half");
      terminal.signal("STOP").resize(60, 15);
      send();
      terminal.signal("CONT");
      awaitOrder(terminal, 15);
      terminal.typePart(" a line").await("> half a line");
    }
  }

  @Test
  void a_client_that_was_put_aside_by_a_shell_goes_on_and_leaves_nothing_behind_at_its_end()
      throws IOException {
    try (var terminal = Terminal.run("bash", "--norc", "-i")) {
      terminal.resize(80, 24).type("PS1='ready''> '; clear").await("ready>");
      var script = script();
      terminal.type("bash " + script).await("Please type your password");
      terminal.type(JsonClient.password(fang)).await(" online");
      terminal.typePart("half").await("> half");
      terminal.press("C-z").await("Stopped");
      terminal.type("echo in the shell").await("ready>");
      send();
      terminal.type("fg").await("> half").await("line 1");
      terminal.typePart(" a line").await("> half a line").press("C-u");
      assertThat(terminal.everything()).contains("in the shell");
      terminal.type("/quit");
      awaitShell(terminal);
      terminal.type("bash " + script).await(" online").press("C-d");
      awaitShell(terminal);
      terminal.type("bash " + script).await(" online").press("C-c");
      awaitShell(terminal);
      terminal.type("bash " + script).await(" online");
      JsonClient.login(node.port(), fang, "another").close();
      awaitShell(terminal);
      assertThat(terminal.screen()).contains("More of your clients are logged in");
      terminal.type("echo $((40 + 2))").await("42");
    }
  }

  @Test
  void a_client_that_is_ended_takes_its_status_line_with_it() throws IOException {
    try (var terminal = Terminal.run("bash", "--norc", "-i")) {
      terminal.resize(80, 24).type("PS1='ready''> '; clear").await("ready>");
      terminal.type("bash " + script()).await("Please type your password");
      terminal.type(JsonClient.password(fang)).await(" online").typePart("half");
      Terminal.kill("TERM", pid());
      awaitShell(terminal);
    }
  }

  /** The shell asks below what was said, and nothing of the client is left beside or below that. */
  private static void awaitShell(Terminal terminal) {
    Awaitility.await("the shell")
        .pollInterval(20, TimeUnit.MILLISECONDS)
        .atMost(20, TimeUnit.SECONDS)
        .untilAsserted(
            () -> {
              assertThat(terminal.cursorRow()).isEqualTo("ready>");
              var screen = terminal.screen();
              assertThat(screen).doesNotContain("leader", " online");
              assertThat(screen.stripTrailing()).endsWith("ready>");
            });
  }

  /** Logged in, in a window of 80 by 24. */
  private Terminal chat() {
    var terminal = Terminal.run(client("--to", shao)).resize(80, 24);
    terminal.await("Please type your password").type(JsonClient.password(fang)).await(" online");
    return terminal;
  }

  /** Of the client that {@link #script} has become. */
  private String pid() throws IOException {
    return Files.readString(directory.resolve("pid")).strip();
  }

  /** A file that becomes the client. */
  private Path script() throws IOException {
    var quoted = Stream.of(client("--to", shao)).map(word -> "'" + word + "'");
    var command =
        "echo $$ >"
            + directory.resolve("pid")
            + "; exec "
            + quoted.collect(Collectors.joining(" "))
            + "\n";
    return Files.writeString(directory.resolve("client-" + fang), command);
  }

  private String[] client(String... more) {
    var all = new ArrayList<>(List.of("--name", fang, "--cluster", cluster.name()));
    all.addAll(List.of("--multicast", cluster.multicast()));
    all.addAll(List.of(more));
    return Terminal.client(directory.resolve("state"), all.toArray(String[]::new));
  }

  private void fill(int lines) {
    for (int n = 0; n < lines; n++) send();
  }

  private void send() {
    sent++;
    peer.send(fang, "line " + sent, sent);
  }

  /**
   * The screen has the last messages in order without a gap down to the last that was sent, then
   * the line that is typed, then the status line in the last row.
   */
  private void awaitOrder(Terminal terminal, int height) {
    try {
      Awaitility.await("the last messages in order")
          .pollInterval(50, TimeUnit.MILLISECONDS)
          .atMost(10, TimeUnit.SECONDS)
          .untilAsserted(() -> assertOrder(terminal.screen().lines().toList(), height));
    } catch (ConditionTimeoutException e) {
      throw new AssertionError("the screen:\n" + terminal.screen(), e);
    }
  }

  private void assertOrder(List<String> rows, int height) {
    assertThat(rows.get(rows.size() - 1)).startsWith(" fang");
    assertThat(rows.get(rows.size() - 2)).startsWith(shao + ">");
    int shown = Math.min(sent, height - 2);
    for (int i = 0; i < shown; i++)
      assertThat(rows.get(rows.size() - 3 - i)).endsWith(shao + ": line " + (sent - i));
  }
}
