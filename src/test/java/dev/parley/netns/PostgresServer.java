package dev.parley.netns;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.parley.it.Cluster;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/**
 * A PostgreSQL server of the test's own, from the machine's package, on a free port of the loopback
 * interface. It refuses to run as root: then it is the user postgres'.
 */
final class PostgresServer implements AutoCloseable {
  private static final Path PACKAGES = Path.of("/usr/lib/postgresql");
  private static final long PATIENCE_SECONDS = 30;

  private final Path programs;
  private final Path directory;
  private final int port = Cluster.freePort();
  private final Set<String> databases = new HashSet<>();
  private final Process server;

  private PostgresServer(Path programs, Path directory) {
    this.programs = programs;
    this.directory = directory;
    var data = directory.resolve("db").toString();
    if (run("initdb", "-D", data, "-A", "trust", "-U", "parley") != 0)
      throw new AssertionError("initdb failed, see " + directory.resolve("log"));
    server = start("postgres", "-D", data, "-p", "" + port, "-k", "", "-h", "127.0.0.1");
    Awaitility.await("PostgreSQL")
        .atMost(PATIENCE_SECONDS, TimeUnit.SECONDS)
        .until(() -> run("psql", withServer("-d", "postgres", "-c", "select 1")) == 0);
  }

  /** Skips the test, with a sentence, where there is no such package. */
  static PostgresServer start() {
    var programs = programs();
    assumeTrue(
        programs.isPresent(),
        "PostgreSQL is not installed (Debian: apt-get install postgresql), so this was not tried");
    try {
      var directory = Files.createTempDirectory("parley-postgres");
      directory.toFile().setWritable(true, false);
      directory.toFile().setExecutable(true, false);
      directory.toFile().setReadable(true, false);
      return new PostgresServer(programs.orElseThrow(), directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Optional<Path> programs() {
    if (!Files.isDirectory(PACKAGES)) return Optional.empty();
    try (var versions = Files.list(PACKAGES)) {
      return versions
          .map(version -> version.resolve("bin"))
          .filter(bin -> Files.isExecutable(bin.resolve("postgres")))
          .max(Path::compareTo);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The address of database {@code name}, which is made when it is asked for first. */
  String database(String name) {
    if (databases.add(name)
        && run("psql", withServer("-d", "postgres", "-c", "create database " + name)) != 0)
      throw new AssertionError("no database " + name + ", see " + directory.resolve("log"));
    return "jdbc:postgresql://127.0.0.1:" + port + "/" + name + "?user=parley";
  }

  private String[] withServer(String... arguments) {
    var all = new ArrayList<>(List.of("-h", "127.0.0.1", "-p", "" + port, "-U", "parley"));
    all.addAll(List.of(arguments));
    return all.toArray(String[]::new);
  }

  private int run(String program, String... arguments) {
    try {
      return start(program, arguments).waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private Process start(String program, String... arguments) {
    var command = new ArrayList<String>();
    if ("root".equals(System.getProperty("user.name")))
      command.addAll(List.of("setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"));
    command.add(programs.resolve(program).toString());
    command.addAll(List.of(arguments));
    try {
      var log = ProcessBuilder.Redirect.appendTo(directory.resolve("log").toFile());
      return new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log).start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    server.destroy();
    try {
      server.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
      new ProcessBuilder("rm", "-rf", directory.toString()).start().waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
