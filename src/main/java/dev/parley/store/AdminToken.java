package dev.parley.store;

import dev.parley.config.ConfigProblem;
import dev.parley.files.PrivateFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;

/** The operator's secret: drawn at the first start, in a file that only its owner can read. */
public final class AdminToken {
  public static final String FILE = "admin-token";

  private static final int BYTES = 32;

  private AdminToken() {}

  /** The token in {@code directory}; an empty file is as none. */
  public static String of(Path directory) {
    var file = directory.resolve(FILE);
    try {
      var known = Files.exists(file) ? Files.readString(file).strip() : "";
      return known.isEmpty() ? draw(file) : known;
    } catch (IOException e) {
      throw new ConfigProblem(
          "The file " + file + " cannot be used (" + e + "): check its rights, or remove it.");
    }
  }

  private static String draw(Path file) throws IOException {
    var bytes = new byte[BYTES];
    new SecureRandom().nextBytes(bytes);
    var token = HexFormat.of().formatHex(bytes);
    Files.deleteIfExists(file);
    PrivateFiles.createFile(file);
    Files.writeString(file, token + "\n");
    return token;
  }
}
