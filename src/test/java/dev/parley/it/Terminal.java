package dev.parley.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * A program in a pseudo-terminal, of 100 by 30 unless said otherwise, typed to and looked at: tmux,
 * a server of its own.
 */
public final class Terminal implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 20;

  private final String socket = "parley-it-" + UUID.randomUUID();

  private Terminal() {}

  public static Terminal run(String... command) {
    return run(100, 30, command);
  }

  /** In a pseudo-terminal of this size. */
  static Terminal run(int columns, int rows, String... command) {
    var terminal = new Terminal();
    var all = new ArrayList<>(List.of("-f", "/dev/null", "new-session", "-d"));
    all.addAll(List.of("-x", Integer.toString(columns), "-y", Integer.toString(rows)));
    all.addAll(List.of(command));
    terminal.tmux(all.toArray(String[]::new));
    return terminal;
  }

  /** The command of the terminal client, with its state in {@code state}. */
  static String[] client(Path state, String... arguments) {
    var command =
        new ArrayList<>(
            NodeProcess.program(
                "dev.parley.client.ClientMain", "-Xmx96m", "-Dparley.terminal=true"));
    command.addAll(List.of("--state", state.toString()));
    command.addAll(List.of(arguments));
    return command.toArray(String[]::new);
  }

  /** {@link #run}, so that {@link #stop} can be asked for: tmux wakes its own children. */
  static Terminal runBelowShell(String... command) {
    var all = new ArrayList<>(List.of("sh", "-c", "\"$@\"; true", "sh"));
    all.addAll(List.of(command));
    return run(all.toArray(String[]::new));
  }

  /** The program is stopped from now on; its sockets still take what comes. */
  void stop() {
    kill("STOP", belowShell());
  }

  void kill() {
    kill("KILL", belowShell());
  }

  private String belowShell() {
    long shell = Long.parseLong(tmux("list-panes", "-F", "#{pane_pid}").strip());
    var program = ProcessHandle.of(shell).orElseThrow().children().findFirst().orElseThrow();
    return Long.toString(program.pid());
  }

  /** Types a line and presses Enter. */
  public Terminal type(String line) {
    typePart(line);
    tmux("send-keys", "Enter");
    return this;
  }

  Terminal typePart(String text) {
    if (!text.isEmpty()) tmux("send-keys", "-l", text);
    return this;
  }

  Terminal press(String key) {
    tmux("send-keys", key);
    return this;
  }

  /** Gives the window another size. */
  Terminal resize(int columns, int rows) {
    tmux("resize-window", "-x", Integer.toString(columns), "-y", Integer.toString(rows));
    return this;
  }

  /** The screen as it is now. */
  String screen() {
    return tmux("capture-pane", "-p");
  }

  /** The row that the cursor is in, as it is on the screen now. */
  String cursorRow() {
    int row = Integer.parseInt(tmux("display-message", "-p", "#{cursor_y}").strip());
    return screen().lines().skip(row).findFirst().orElse("");
  }

  /** What was scrolled off the screen, and the screen. */
  String everything() {
    return tmux("capture-pane", "-p", "-S", "-");
  }

  /** Sends a signal to the program: STOP, CONT, TERM. */
  Terminal signal(String name) {
    var pid = tmux("display-message", "-p", "#{pane_pid}").strip();
    kill(name, pid);
    return this;
  }

  /** Sends a signal to any process. */
  static void kill(String name, String pid) {
    run(List.of("kill", "-" + name, pid));
  }

  /** Waits until the screen contains {@code text}. */
  public Terminal await(String text) {
    try {
      Awaitility.await("'" + text + "' on the screen")
          .pollInterval(20, TimeUnit.MILLISECONDS)
          .atMost(PATIENCE_SECONDS, TimeUnit.SECONDS)
          .until(() -> screen().contains(text));
    } catch (ConditionTimeoutException e) {
      throw new AssertionError("no '" + text + "' on the screen:\n" + screen(), e);
    }
    return this;
  }

  /** Waits until {@code text} was on the screen so many times, scrolled off or not. */
  Terminal await(String text, int times) {
    try {
      Awaitility.await("'" + text + "' " + times + " times")
          .pollInterval(20, TimeUnit.MILLISECONDS)
          .atMost(PATIENCE_SECONDS, TimeUnit.SECONDS)
          .until(() -> everything().split(Pattern.quote(text), -1).length > times);
    } catch (ConditionTimeoutException e) {
      throw new AssertionError("no '" + text + "' " + times + " times:\n" + everything(), e);
    }
    return this;
  }

  /** Waits until the program has ended, and tmux with it: then its socket is all it can name. */
  void awaitEnd() {
    await(socket);
  }

  private String tmux(String... arguments) {
    var command = new ArrayList<>(List.of("tmux", "-L", socket));
    command.addAll(List.of(arguments));
    return run(command);
  }

  private static String run(List<String> command) {
    try {
      var builder = new ProcessBuilder(command).redirectErrorStream(true);
      // Without a UTF-8 locale tmux replaces what is not ASCII.
      builder.environment().put("LC_ALL", "C.UTF-8");
      builder.environment().put("TERM", "xterm-256color");
      var process = builder.start();
      var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      process.waitFor();
      return output;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    var programs = programs();
    tmux("kill-server");
    Termination.awaitEnd(programs);
  }

  /** All that runs in the terminal, the shell included. */
  private List<ProcessHandle> programs() {
    return tmux("list-panes", "-a", "-F", "#{pane_pid}")
        .lines()
        .filter(line -> line.matches("\\d+"))
        .flatMap(pid -> ProcessHandle.of(Long.parseLong(pid)).stream())
        .flatMap(pane -> Stream.concat(Stream.of(pane), pane.descendants()))
        .toList();
  }
}
