package dev.parley.store;

import dev.parley.config.ConfigProblem;
import dev.parley.files.PrivateFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Makes a new member of a node whose data is damaged, lost in part or from two moments: it gets a
 * new name, so that it has promised nothing and votes on nothing until the others make it a voter.
 * The former contents of the directory are moved aside, not deleted.
 */
public final class IdentityRenewal {
  /** The files that belong to the place and not to the node. */
  private static final Set<String> STAYS = Set.of("lock", "native", "admin-token");

  static final String FORMER = "former-";

  private IdentityRenewal() {}

  /**
   * Returns a sentence about the changes to {@code data}; ConfigProblem if nothing is wrong there,
   * or if that cannot be determined: then nothing is changed. {@code store} reads the store, and
   * fails if it cannot be read.
   */
  public static String run(
      Path data, String cluster, int port, RandomGenerator random, Supplier<StoreMark> store) {
    try (var directory = NodeDirectory.open(data)) {
      var stored = readable(directory);
      if (!isNeeded(directory, stored, cluster, random, store)) {
        throw new ConfigProblem(
            "The data directory " + data + " is in order: start the node without --as-new.");
      }
      var name = stored.map(file -> file.getProperty("node", "unknown")).orElse("unknown");
      var aside = moveAside(data, name);
      var fresh = NodeIdentity.drawName(port, random);
      var identity = NodeIdentity.newcomer(directory, cluster, fresh, random);
      return "This node was "
          + name
          + " and is "
          + identity.node()
          + " now; its former files are in "
          + aside
          + ".";
    } catch (IOException e) {
      throw new ConfigProblem(
          "The data directory " + data + " cannot be changed (" + e + "): check its rights.");
    }
  }

  /** The readable part of the properties; unreadable ones belong to no node. */
  private static Optional<Properties> readable(NodeDirectory directory) {
    try {
      return directory.read();
    } catch (NodeDirectory.Damaged damaged) {
      return Optional.of(new Properties());
    }
  }

  private static boolean isNeeded(
      NodeDirectory directory,
      Optional<Properties> stored,
      String cluster,
      RandomGenerator random,
      Supplier<StoreMark> store) {
    if (stored.isEmpty()) return SqlStore.isIn(directory.path());
    var owner = stored.get().getProperty("cluster", cluster);
    NodeIdentity.requireCluster(directory, owner, cluster);
    try {
      var identity = NodeIdentity.fromStored(directory, cluster, stored.get(), random);
      var found = store.get().found();
      return found.isEmpty() || !identity.judge(found.get()).isInOrder();
    } catch (NodeDirectory.Damaged damaged) {
      return true;
    }
  }

  // The properties go last: as long as they are there, the start that follows a crash is refused.
  private static Path moveAside(Path data, String name) throws IOException {
    var aside = data.resolve(FORMER + name);
    for (int next = 2; Files.exists(aside.resolve(NodeDirectory.FILE)); next++)
      aside = data.resolve(FORMER + name + "-" + next);
    PrivateFiles.createDirectories(aside);
    List<Path> files;
    try (var all = Files.list(data)) {
      files =
          all.filter(file -> isOfNode(file.getFileName().toString()))
              .sorted((a, b) -> Boolean.compare(isProperties(a), isProperties(b)))
              .toList();
    }
    for (var file : files) Files.move(file, aside.resolve(file.getFileName()));
    return aside;
  }

  private static boolean isOfNode(String file) {
    return !STAYS.contains(file) && !file.startsWith(FORMER);
  }

  private static boolean isProperties(Path file) {
    return file.getFileName().toString().equals(NodeDirectory.FILE);
  }
}
