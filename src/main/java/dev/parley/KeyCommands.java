package dev.parley;

import dev.parley.security.KeyFile;
import dev.parley.security.KeyRotation;
import dev.parley.store.KeyStore;
import dev.parley.tls.ClusterAuthority;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Optional;

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

  /** A new cluster's key, with the authority of its certificates. */
  static KeyFile draw(String cluster, SecureRandom random) {
    var now = Instant.now();
    return ClusterAuthority.completed(KeyFile.draw(cluster, random, now), now, random);
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

  /** Ends all tickets of clients. */
  static int endTickets(Path file) {
    var random = new SecureRandom();
    var store = KeyStore.at(file, "");
    var step = KeyRotation.endOfTickets(store.read(), random, Instant.now());
    store.replace(random, step.file());
    System.out.println(step.done());
    return DONE;
  }

  /** The next step of replacing the authority in {@code file}. */
  static int rotateAuthority(Path file) {
    var random = new SecureRandom();
    var store = KeyStore.at(file, "");
    var key = store.read();
    var now = Instant.now();
    var present = authority(store, ClusterAuthority.completed(key, now, random));
    boolean isLast = present.held().certificates().size() > 1;
    var next = isLast ? present.alone() : present.renewed(now, random);
    store.replace(random, key.with(Optional.of(next.held())));
    System.out.println(
        isLast
            ? "The authority of before is no longer trusted by who reads this file: copy it to all"
                + " machines of the cluster."
            : "Nodes that read this file make themselves certificates of a new authority, "
                + next.fingerprint()
                + ". Copy it to all machines; when all have it, give this command once more, which"
                + " removes the one before.");
    return DONE;
  }

  private static ClusterAuthority authority(KeyStore store, KeyFile key) {
    try {
      return ClusterAuthority.of(key.authority().orElseThrow());
    } catch (IllegalArgumentException e) {
      throw store.unusable(String.valueOf(e.getMessage()));
    }
  }
}
