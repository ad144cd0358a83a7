package dev.parley.it;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** One real node: a JVM of its own, started from what the build made, its output kept. */
public final class NodeProcess implements AutoCloseable {
  private static final long READY_SECONDS = 30;

  /** Short lives: quick to start, small. */
  private static final String JVM = "-XX:+UseSerialGC -Xmx128m -XX:TieredStopAtLevel=1";

  static final String CLASSPATH =
      Path.of("target", "parley.jar") + ":" + Path.of("target", "lib", "*");

  /** Where the nodes of tests keep the keys of their clusters. */
  public static final Path CONFIG_HOME = Path.of("target", "it-config").toAbsolutePath();

  private final int port;
  private final Process process;
  private final Thread reader;
  private final List<String> output = new CopyOnWriteArrayList<>();

  private NodeProcess(int port, Process process) {
    this.port = port;
    this.process = process;
    reader = new Thread(this::read, "output of node " + port);
    reader.setDaemon(true);
    reader.start();
  }

  /**
   * The beginning of a command line that runs {@code main} of what the build made, in a JVM with
   * these options.
   */
  public static List<String> program(String main, String... jvm) {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of(jvm));
    command.addAll(ClassArchive.options());
    command.addAll(List.of("-cp", System.getProperty("parley.it.classpath", CLASSPATH), main));
    return command;
  }

  /** Starts a node without waiting for it; {@code arguments} follow the port. */
  public static NodeProcess start(
      int port, Path data, List<String> properties, String... arguments) {
    return start(List.of(), port, data, properties, arguments);
  }

  /** One of another version, whose class path this is. */
  static NodeProcess startFormer(
      String classpath, int port, Path data, List<String> properties, String... arguments) {
    try {
      var command = command(List.of(), port, data, properties, arguments);
      command.set(command.indexOf("-cp") + 1, classpath);
      command.removeAll(ClassArchive.options());
      return new NodeProcess(port, new ProcessBuilder(command).redirectErrorStream(true).start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As a child of {@code prefix}, a command that becomes the one that follows it. */
  public static NodeProcess start(
      List<String> prefix, int port, Path data, List<String> properties, String... arguments) {
    try {
      var command = command(prefix, port, data, properties, arguments);
      return new NodeProcess(port, new ProcessBuilder(command).redirectErrorStream(true).start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What starts a node, for a test that reads its output in its own way. */
  static List<String> command(
      List<String> prefix, int port, Path data, List<String> properties, String... arguments) {
    var command = new ArrayList<String>(prefix);
    // It becomes what follows: the user's own keys are no matter of a test.
    command.addAll(List.of("env", "XDG_CONFIG_HOME=" + CONFIG_HOME));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(System.getProperty("parley.it.jvm", JVM).split(" ")));
    if (Runtime.version().feature() >= 24) command.add("--sun-misc-unsafe-memory-access=allow");
    command.addAll(ClassArchive.options());
    command.addAll(properties);
    command.add("-cp");
    command.add(System.getProperty("parley.it.classpath", CLASSPATH));
    command.add("dev.parley.Main");
    command.add(Integer.toString(port));
    command.addAll(List.of("--data", data.toString()));
    command.addAll(List.of(arguments));
    return command;
  }

  private void read() {
    try (var kept = keptOutput();
        var lines =
            new BufferedReader(
                new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (var line = lines.readLine(); line != null; line = lines.readLine()) {
        output.add(line);
        kept.write(line + "\n");
        kept.flush();
      }
    } catch (IOException e) {
      output.add("output ended: " + e.getMessage());
    }
  }

  /**
   * A file of its own for each node, in the order of their starts, where a developer asks for it.
   */
  private Writer keptOutput() throws IOException {
    var directory = System.getProperty("parley.it.output", "");
    if (directory.isEmpty()) return Writer.nullWriter();
    var started = process.info().startInstant().orElseGet(Instant::now);
    return Files.newBufferedWriter(
        Path.of(directory, "%s-%d-%d.log".formatted(started, port, process.pid())));
  }

  public NodeProcess awaitReady() {
    awaitLine("ready");
    return this;
  }

  /** Waits until a line of the output contains {@code part}. */
  public void awaitLine(String part) {
    try {
      Awaitility.await("'" + part + "' in the output of node " + port)
          .atMost(READY_SECONDS, TimeUnit.SECONDS)
          .until(() -> hasLine(part) || !process.isAlive());
    } catch (ConditionTimeoutException e) {
      throw new AssertionError(e.getMessage() + "\n" + text(), e);
    }
    if (!process.isAlive()) waitFor(1);
    if (!hasLine(part)) throw new AssertionError("the node ended without it; " + text());
  }

  private String text() {
    return "the output of node " + port + ":\n" + String.join("\n", output);
  }

  public boolean hasLine(String part) {
    return output.stream().anyMatch(line -> line.contains(part));
  }

  public int port() {
    return port;
  }

  public long pid() {
    return process.pid();
  }

  public List<String> output() {
    return List.copyOf(output);
  }

  /** As {@code kill -9}. */
  public void kill() {
    process.destroyForcibly();
    waitFor(10);
  }

  /** As {@code kill -TERM}; gives the exit code. */
  public int terminate() {
    process.destroy();
    return waitFor(10);
  }

  /** Sends any other signal, such as STOP and CONT. */
  public void signal(String name) {
    try {
      new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  public int waitFor(long seconds) {
    try {
      if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
        throw new AssertionError("node " + port + " did not end:\n" + String.join("\n", output));
      }
      // What it said last may still be on its way.
      reader.join(TimeUnit.SECONDS.toMillis(seconds));
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    Termination.kill(process.toHandle());
  }
}
