package dev.parley;

import dev.parley.security.KeyFile;
import dev.parley.security.KeyRotation;
import dev.parley.store.KeyStore;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;

/** The operator's commands that make and change a key file. Each gives its exit code. */
final class KeyCommands {
  private static final int DONE = 0;
  private static final int BAD_USAGE = 2;

  private KeyCommands() {}

  static int make(Path file, String cluster) {
    var random = new SecureRandom();
    var store = KeyStore.at(file, cluster);
    if (!store.make(random, () -> draw(cluster, random))) {
      System.err.println(
          "parley: " + file + " exists: a key is never overwritten; take another name.");
      return BAD_USAGE;
    }
    System.out.println(
        ("The key of the cluster '%s' is in %s. Copy it to each of its machines by a way that"
                + " nobody else can read, and start each node with --key FILE.")
            .formatted(cluster, file));
    return DONE;
  }

  /** A new cluster's key. */
  static KeyFile draw(String cluster, SecureRandom random) {
    return KeyFile.draw(cluster, random, Instant.now());
  }

  static int rotate(Path file, boolean tickets) {
    var random = new SecureRandom();
    var store = KeyStore.at(file, "");
    var key = store.read();
    var step =
        tickets
            ? KeyRotation.ofTickets(key, random, Instant.now())
            : KeyRotation.ofBus(key, random, Instant.now());
    store.replace(random, step.file());
    System.out.println(step.done());
    return DONE;
  }
}
