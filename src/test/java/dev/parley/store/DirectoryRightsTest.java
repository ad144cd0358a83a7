package dev.parley.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryRightsTest {
  private static final SqlStore.Owner OWNER = new SqlStore.Owner("parley", "n-1");

  private static final Set<PosixFilePermission> OWNERS =
      PosixFilePermissions.fromString("rwx------");

  @TempDir Path place;
  private Path data;

  @BeforeEach
  void aNodeRuns() throws IOException {
    data = place.resolve("data");
    start();
  }

  private void start() throws IOException {
    try (var identity = NodeIdentity.open(data, "parley", 1111, new SplittableRandom(1));
        var store = SqlStore.open(data, OWNER, identity)) {
      identity.nextIncarnation(1);
      AdminToken.of(data);
      store.load();
      assertThat(wide()).as("while it runs").isEmpty();
    }
  }

  @Test
  void a_node_makes_nothing_that_others_can_use() throws IOException {
    assertThat(data.resolve(SqlStore.FILE)).isNotEmptyFile();
    assertThat(wide()).isEmpty();
  }

  @Test
  void the_files_of_an_earlier_version_are_narrowed_at_the_start() throws IOException {
    var former = Files.createDirectory(data.resolve(IdentityRenewal.FORMER + "n-1"));
    Files.writeString(former.resolve(SqlStore.FILE), "mail");
    try (var all = Files.walk(data)) {
      for (var path : all.toList())
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    start();
  }

  @Test
  void the_library_of_the_driver_is_no_matter_at_a_later_start() throws IOException {
    // The driver unpacks it once in a process, perhaps for another test.
    var library = Files.createDirectories(data.resolve(SqliteLibrary.DIRECTORY));
    var left = Files.writeString(library.resolve("left.so.lck"), "");
    var rights = PosixFilePermissions.fromString("rw-r--r--");
    Files.setPosixFilePermissions(left, rights);
    NodeIdentity.open(data, "parley", 1111, new SplittableRandom(1)).close();
    assertThat(Files.getPosixFilePermissions(left)).isEqualTo(rights);
  }

  @Test
  void what_is_not_a_nodes_is_not_touched() throws IOException {
    var foreign = Files.writeString(data.resolve("README"), "of the operator");
    Files.setPosixFilePermissions(foreign, PosixFilePermissions.fromString("rw-r--r--"));
    NodeIdentity.open(data, "parley", 1111, new SplittableRandom(1)).close();
    assertThat(wide()).containsOnlyKeys(foreign);
  }

  private Map<Path, String> wide() throws IOException {
    var wide = new TreeMap<Path, String>();
    try (var all = Files.walk(data)) {
      for (var path : all.toList()) {
        var rights = Files.getPosixFilePermissions(path);
        // The driver unpacks its library with the rights of the umask; its directory is closed.
        var library = data.resolve(SqliteLibrary.DIRECTORY);
        boolean isLibrary = path.startsWith(library) && !path.equals(library);
        if (!isLibrary && !OWNERS.containsAll(rights))
          wide.put(path, PosixFilePermissions.toString(rights));
      }
    }
    return wide;
  }
}
