package dev.parley.store;

import dev.parley.config.ConfigProblem;
import dev.parley.files.PrivateFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.sqlite.SQLiteJDBCLoader;

/**
 * The directory into which the driver unpacks its native library: in the data directory, which is
 * this node's alone. A node that is killed leaves its copy there for the next start to remove; in
 * the directory for temporary files each kill would leave one permanently, and that directory often
 * forbids execution.
 */
final class SqliteLibrary {
  private static final String PLACE = "org.sqlite.tmpdir";
  static final String DIRECTORY = "native";

  private SqliteLibrary() {}

  /** Unpacks and loads it. An operator's {@code -Dorg.sqlite.tmpdir} is kept. */
  static void placeIn(Path data) throws IOException {
    if (System.getProperty(PLACE) == null) prepare(data);
    try {
      SQLiteJDBCLoader.initialize();
    } catch (Exception e) { // declared so
      throw unusable(e);
    }
  }

  private static ConfigProblem unusable(Exception cause) {
    return new ConfigProblem(
        "The native library of SQLite cannot be run from "
            + System.getProperty(PLACE)
            + " ("
            + cause.getMessage()
            + "): where that is mounted noexec, give another directory by JAVA_OPTS=-Dorg.sqlite.tmpdir=DIR.");
  }

  private static void prepare(Path data) throws IOException {
    var place = data.resolve(DIRECTORY);
    PrivateFiles.createDirectories(place);
    try (var former = Files.newDirectoryStream(place)) {
      for (var file : former) Files.deleteIfExists(file);
    }
    System.setProperty(PLACE, place.toString());
  }
}
