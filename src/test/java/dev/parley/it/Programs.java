package dev.parley.it;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** Programs of the machine that a test uses; without one of them the test is skipped. */
public final class Programs {
  private Programs() {}

  public static void assume(String... names) {
    for (var name : names)
      Assumptions.assumeTrue(isThere(name), () -> name + " is not installed on this machine");
  }

  private static boolean isThere(String name) {
    return Stream.of(System.getenv("PATH").split(":", -1))
        .anyMatch(directory -> Files.isExecutable(Path.of(directory, name)));
  }
}
