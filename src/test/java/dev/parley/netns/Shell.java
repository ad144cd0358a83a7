package dev.parley.netns;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Commands of the system, run to their end. */
final class Shell {
  private static final long PATIENCE_SECONDS = 20;

  record Result(int exitCode, String output) {}

  private Shell() {}

  /** Gives the output; an exit code other than 0 is an AssertionError. */
  static String run(List<String> command) {
    var result = attempt(command);
    if (result.exitCode() != 0) throw new AssertionError(command + ": " + result);
    return result.output();
  }

  /** {@code command} is split at its blanks. */
  static String run(String command) {
    return run(List.of(command.split(" ", -1)));
  }

  static Result attempt(List<String> command) {
    try {
      var process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getOutputStream().close();
      var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return new Result(-1, command + " does not end");
      }
      return new Result(process.exitValue(), output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
