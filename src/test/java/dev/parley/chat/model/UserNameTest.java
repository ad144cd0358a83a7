package dev.parley.chat.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UserNameTest {
  @ParameterizedTest
  @ValueSource(strings = {"f", "Fang", "7up", "a.b_c-d", "abcdefghijklmnopqrstuvwxyz012345"})
  void is_1_to_32_of_the_allowed_characters(String name) {
    assertThat(UserName.parse(name)).map(UserName::spelling).contains(name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "-a",
        ".a",
        "_a",
        "a b",
        "a\n",
        "f\u00e4ng",
        "abcdefghijklmnopqrstuvwxyz0123456"
      })
  void is_nothing_else(String name) {
    assertThat(UserName.parse(name)).isEmpty();
  }

  @Test
  void is_the_same_in_any_case() {
    assertThat(UserName.of("FANG")).isEqualTo(UserName.of("fang"));
    assertThat(UserName.of("FANG")).hasSameHashCodeAs(UserName.of("fang"));
    var names = new TreeSet<UserName>();
    names.add(UserName.of("Fang"));
    assertThat(names.contains(UserName.of("fANG"))).isTrue();
  }
}
