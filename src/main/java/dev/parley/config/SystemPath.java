package dev.parley.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** A path from a user, as far as the system's encoding can express it. */
public final class SystemPath {
  private SystemPath() {}

  /** {@code key} names the setting in the sentence of the {@link ConfigProblem}. */
  public static Path of(String key, String given) {
    try {
      return Path.of(given);
    } catch (InvalidPathException e) {
      var encoding = System.getProperty("sun.jnu.encoding", "unknown");
      throw new ConfigProblem(
          key
              + " has characters that no path can have here, where the system's encoding is "
              + encoding
              + ": set LC_ALL=C.UTF-8 (or another locale with UTF-8), or use a path of ASCII letters.");
    }
  }
}
