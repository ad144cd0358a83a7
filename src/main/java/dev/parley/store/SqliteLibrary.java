package dev.parley.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where the driver unpacks its native library: in the data directory, which is this node's alone. A
 * node that is killed leaves its copy there for the next start to remove; in the directory for
 * temporary files each kill would leave one for good, and that directory often forbids execution.
 */
final class SqliteLibrary {
  private static final String PLACE = "org.sqlite.tmpdir";
  private static final String DIRECTORY = "native";

  private SqliteLibrary() {}

  /** What an operator has set by {@code -Dorg.sqlite.tmpdir} stays. */
  static void placeIn(Path data) throws IOException {
    if (System.getProperty(PLACE) != null) return;
    var place = Files.createDirectories(data.resolve(DIRECTORY));
    try (var former = Files.newDirectoryStream(place)) {
      for (var file : former) Files.deleteIfExists(file);
    }
    System.setProperty(PLACE, place.toString());
  }
}
