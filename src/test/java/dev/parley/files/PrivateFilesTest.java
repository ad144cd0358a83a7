package dev.parley.files;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.files.PrivateFiles.Narrowed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrivateFilesTest {
  @TempDir Path directory;

  @Test
  void what_is_created_belongs_to_its_owner_alone_from_the_beginning() throws IOException {
    var made = directory.resolve("above").resolve("data");
    PrivateFiles.createDirectories(made);
    assertThat(rights(made)).isEqualTo("rwx------");
    assertThat(rights(directory.resolve("above"))).as("not a node's own").startsWith("rwxr");

    PrivateFiles.open(made.resolve("a"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)
        .close();
    PrivateFiles.createFile(made.resolve("b"));
    assertThat(rights(made.resolve("a"))).isEqualTo("rw-------");
    assertThat(rights(made.resolve("b"))).isEqualTo("rw-------");
  }

  @Test
  void what_exists_keeps_its_content() throws IOException {
    var file = Files.writeString(directory.resolve("file"), "kept");
    PrivateFiles.createFile(file);
    PrivateFiles.createDirectories(directory);
    assertThat(file).hasContent("kept");
  }

  @Test
  void others_lose_their_rights_once_and_the_owner_none() throws IOException {
    var file = Files.createFile(directory.resolve("file"));
    for (var wide : new String[] {"rw-r--r--", "rw-------", "r--rw-rwx", "rwx---r--"}) {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(wide));
      boolean isWide = !wide.endsWith("------");
      assertThat(PrivateFiles.narrow(file))
          .as(wide)
          .isEqualTo(isWide ? Narrowed.NOW_PRIVATE : Narrowed.WAS_PRIVATE);
      assertThat(rights(file)).isEqualTo(wide.substring(0, 3) + "------");
    }
  }

  @Test
  void a_directory_that_is_shared_on_purpose_stays_so() throws Exception {
    var shared = Files.createDirectory(directory.resolve("tmp"));
    Files.setAttribute(shared, "unix:mode", 01777);
    assertThat(PrivateFiles.narrow(shared)).isEqualTo(Narrowed.STAYS_WIDE);
    assertThat(rights(shared)).isEqualTo("rwxrwxrwx");
  }

  @Test
  void what_is_no_file_or_not_there_is_left_alone() throws Exception {
    // Stands for /dev/null, which a test must not put at risk.
    var pipe = directory.resolve("pipe");
    new ProcessBuilder("mkfifo", "-m", "666", pipe.toString()).start().waitFor();
    assertThat(PrivateFiles.narrow(pipe)).isEqualTo(Narrowed.WAS_PRIVATE);
    assertThat(rights(pipe)).isEqualTo("rw-rw-rw-");
    assertThat(PrivateFiles.narrow(directory.resolve("missing"))).isEqualTo(Narrowed.WAS_PRIVATE);
  }

  private static String rights(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
