package dev.parley;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.security.SealMode;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class KeyWatchTest {
  @Test
  void a_node_that_takes_plain_datagrams_of_other_machines_warns_and_names_its_mode() {
    for (var mode : SealMode.values()) {
      var warning = KeyWatch.warning(Optional.of(mode), false);
      if (mode == SealMode.REQUIRE) assertThat(warning).isEmpty();
      else assertThat(warning.orElseThrow()).contains("(mode " + mode.word() + ")");
      assertThat(KeyWatch.warning(Optional.of(mode), true)).isEmpty();
    }
  }

  @Test
  void a_node_without_a_key_warns_wherever_it_is() {
    assertThat(KeyWatch.warning(Optional.empty(), true)).contains(KeyWatch.WARNING);
  }
}
