package dev.parley.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class SystemPathTest {
  @Test
  void takes_what_the_system_can_say() {
    assertThat(SystemPath.of("parley.data", "data/1111")).isEqualTo(Path.of("data", "1111"));
  }

  @Test
  void refuses_what_no_path_can_have_with_a_sentence_that_names_the_setting() {
    assertThatThrownBy(() -> SystemPath.of("parley.data", "da\0ta"))
        .isInstanceOf(ConfigProblem.class)
        .hasMessageStartingWith("parley.data has characters")
        .hasMessageContaining("LC_ALL=C.UTF-8");
  }
}
