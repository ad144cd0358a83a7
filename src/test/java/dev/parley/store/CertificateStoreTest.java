package dev.parley.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.config.CertificateFiles;
import dev.parley.config.ConfigProblem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificateStoreTest {
  @TempDir private Path directory;
  private Path certificates;
  private Path key;

  @BeforeEach
  void write() throws IOException {
    certificates = directory.resolve("own.pem");
    key = directory.resolve("own.key");
    Files.writeString(certificates, "the chain");
    Files.writeString(key, "the key");
    mode("rw-------");
  }

  private void mode(String mode) throws IOException {
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString(mode));
  }

  private CertificateStore store(Map<String, String> environment) {
    return new CertificateStore(new CertificateFiles(certificates, key), environment);
  }

  private CertificateStore.Texts read() {
    return store(Map.of()).read();
  }

  @Test
  void reads_both_files_as_they_are_now() throws IOException {
    assertThat(read()).isEqualTo(new CertificateStore.Texts("the chain", "the key"));
    Files.writeString(key, "another");
    assertThat(read().key()).isEqualTo("another");
  }

  @Test
  void refuses_a_key_that_others_may_read_unless_the_system_keeps_it_from_them()
      throws IOException {
    mode("rw-r--r--");
    assertThatThrownBy(this::read)
        .isInstanceOf(ConfigProblem.class)
        .hasMessageContaining(key.toString())
        .hasMessageContaining("chmod 600");
    assertThat(store(Map.of("CREDENTIALS_DIRECTORY", directory.toString())).read().key())
        .isEqualTo("the key");
  }

  @Test
  void refuses_a_file_that_is_not_there_or_too_long_to_be_one() throws IOException {
    Files.writeString(certificates, "x".repeat(CertificateStore.MAX_BYTES));
    assertThat(read().certificates()).hasSize(CertificateStore.MAX_BYTES);
    Files.writeString(certificates, "x".repeat(CertificateStore.MAX_BYTES + 1));
    assertThatThrownBy(this::read).hasMessageContaining("too long");
    Files.delete(certificates);
    assertThatThrownBy(this::read).hasMessageContaining("there is none");
    Files.delete(key);
    assertThatThrownBy(this::read).hasMessageContaining("there is none");
  }
}
