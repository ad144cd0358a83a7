package dev.parley.store;

import dev.parley.files.PrivateFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/** Who may read a file with a key: its user, and whoever the system gave it to. */
final class SecretRights {
  private static final Set<PosixFilePermission> OTHERS =
      PosixFilePermissions.fromString("---rwxrwx");

  /** A file of root's, which a group reads and nobody changes, as configuration tools make it. */
  private static final Set<Set<PosixFilePermission>> OF_ROOT =
      Set.of(
          PosixFilePermissions.fromString("r--r-----"),
          PosixFilePermissions.fromString("rw-r-----"));

  private SecretRights() {}

  /** The reason why {@code file} is not secret, if it is not. */
  static Optional<String> problem(Path file) throws IOException {
    if (!PrivateFiles.hasRights(file)) return Optional.empty();
    var mode = Files.getPosixFilePermissions(file);
    if (mode.stream().noneMatch(OTHERS::contains)) return Optional.empty();
    boolean isRoots = Files.getOwner(file).getName().equals("root");
    if (isRoots && OF_ROOT.contains(mode)) return Optional.empty();
    return Optional.of(
        "others may read or change it (mode %s); say chmod 600 %s, and make a new key if anybody"
                .formatted(PosixFilePermissions.toString(mode), file)
            + " has read it");
  }
}
