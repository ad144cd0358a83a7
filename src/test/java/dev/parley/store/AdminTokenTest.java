package dev.parley.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdminTokenTest {
  @TempDir Path directory;

  @Test
  void is_drawn_once_and_only_its_owner_may_read_it() throws IOException {
    var token = AdminToken.of(directory);
    assertThat(token).hasSize(64);
    assertThat(AdminToken.of(directory)).isEqualTo(token);
    var rights = Files.getPosixFilePermissions(directory.resolve(AdminToken.FILE));
    assertThat(PosixFilePermissions.toString(rights)).isEqualTo("rw-------");
  }

  @Test
  void an_operator_may_choose_it_and_an_empty_file_is_as_none() throws IOException {
    Files.writeString(directory.resolve(AdminToken.FILE), " chosen \n");
    assertThat(AdminToken.of(directory)).isEqualTo("chosen");
    Files.writeString(directory.resolve(AdminToken.FILE), "\n");
    assertThat(AdminToken.of(directory)).hasSize(64);
  }
}
