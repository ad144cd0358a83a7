package dev.parley.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunningNodeTest {
  @TempDir Path data;

  @Test
  void a_directory_in_which_no_node_was_ready_names_none() throws IOException {
    assertThat(RunningNode.of(data)).isEmpty();
  }

  @Test
  void the_last_node_that_was_ready_counts() throws IOException {
    var page = URI.create("http://127.0.0.1:21111");
    new RunningNode(page, "127.0.0.1:1111", Optional.empty()).write(data);
    var later =
        new RunningNode(
            URI.create("https://[fd00::5]:21111"), "[fd00::5]:1111", Optional.of("SHA256:abc+/="));
    later.write(data);
    assertThat(RunningNode.of(data)).contains(later);
  }

  @Test
  void nobody_else_may_send_an_operator_to_another_address() throws IOException {
    new RunningNode(URI.create("http://127.0.0.1:1"), "127.0.0.1:1", Optional.empty()).write(data);
    var rights = Files.getPosixFilePermissions(data.resolve(RunningNode.FILE));
    assertThat(PosixFilePermissions.toString(rights)).isEqualTo("rw-------");
  }
}
