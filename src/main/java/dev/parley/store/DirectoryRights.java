package dev.parley.store;

import dev.parley.files.NarrowedRights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Takes the rights of others from a data directory that an earlier version made, or that was
 * copied: it holds verifiers and mail. Only what a node makes is touched, since the directory may
 * hold other things.
 */
final class DirectoryRights {
  private static final Set<String> FILES =
      Set.of(NodeDirectory.LOCK, NodeDirectory.FILE, NodeDirectory.NEW_FILE, AdminToken.FILE);

  private DirectoryRights() {}

  static void narrow(Path directory) throws IOException {
    var paths = new ArrayList<>(List.of(directory));
    for (var path : contents(directory)) {
      if (!isOfNode(path.getFileName().toString())) continue;
      paths.add(path);
      // The driver unpacks its library with the rights of the umask, at each start.
      boolean isLibrary = path.endsWith(SqliteLibrary.DIRECTORY);
      if (Files.isDirectory(path) && !isLibrary) paths.addAll(contents(path));
    }
    NarrowedRights.narrow(paths);
  }

  private static boolean isOfNode(String name) {
    return FILES.contains(name)
        || name.startsWith(SqlStore.FILE)
        || name.startsWith(IdentityRenewal.FORMER)
        || name.equals(StoreCopier.DIRECTORY)
        || name.equals(SqliteLibrary.DIRECTORY);
  }

  private static List<Path> contents(Path directory) throws IOException {
    try (var all = Files.list(directory)) {
      return all.sorted().toList();
    }
  }
}
