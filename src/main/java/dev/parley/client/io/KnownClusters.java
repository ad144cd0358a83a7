package dev.parley.client.io;

import dev.parley.files.PrivateFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** The fingerprints of servers, in a file: on each line a server, a blank and its fingerprint. */
final class KnownClusters {
  private static final String NAME = "known_clusters";

  private final Path home;
  private final Path file;

  /** In {@code home}, the directory of the client's state. */
  KnownClusters(Path home) {
    this.home = home;
    this.file = home.resolve(NAME);
  }

  Map<String, String> read() throws IOException {
    var pins = new LinkedHashMap<String, String>();
    try {
      for (var line : Files.readAllLines(file)) {
        var words = line.strip().split(" +", -1);
        if (words.length == 2 && !words[0].startsWith("#")) pins.put(words[0], words[1]);
      }
    } catch (NoSuchFileException e) {
      // Nothing is known yet.
    }
    return pins;
  }

  /** On disk as a whole or not at all. */
  void save(Map<String, String> pins) throws IOException {
    PrivateFiles.createDirectories(home);
    // Two clients of one user may save at the same time. Such a file is its owner's alone.
    var next = Files.createTempFile(home, "." + NAME, ".new");
    var text = new StringBuilder();
    new TreeMap<>(pins)
        .forEach((server, pin) -> text.append(server).append(' ').append(pin).append('\n'));
    Files.writeString(next, text);
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
