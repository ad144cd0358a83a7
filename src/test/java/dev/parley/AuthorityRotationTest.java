package dev.parley;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.store.KeyStore;
import dev.parley.tls.ClusterAuthority;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuthorityRotationTest {
  @TempDir Path directory;

  @Test
  void an_authority_is_replaced_in_two_steps_between_which_the_one_before_is_trusted() {
    var file = directory.resolve("team.key");
    assertThat(KeyCommands.make(file, "team")).isZero();
    var before = authority(file);
    assertThat(KeyCommands.rotateAuthority(file)).isZero();
    var between = authority(file);
    assertThat(between.fingerprint()).isNotEqualTo(before.fingerprint());
    assertThat(between.held().certificates()).containsAll(before.held().certificates());
    assertThat(KeyCommands.rotateAuthority(file)).isZero();
    var after = authority(file);
    assertThat(after.fingerprint()).isEqualTo(between.fingerprint());
    assertThat(after.held().certificates()).hasSize(1);
  }

  private static ClusterAuthority authority(Path file) {
    return ClusterAuthority.of(KeyStore.at(file, "team").read().authority().orElseThrow());
  }
}
