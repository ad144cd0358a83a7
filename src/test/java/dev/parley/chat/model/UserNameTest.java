package dev.parley.chat.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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

  @ParameterizedTest
  @CsvSource({
    "Ivan0, lvano",
    "1van0, IvanO",
    "IvanO., Ivan0",
    "ivano-_., Ivan0",
    "corn, com",
    "Corn., C0M",
    "user10, userlo"
  })
  void has_the_skeleton_of_every_name_that_it_is_taken_for(String name, String other) {
    assertThat(UserName.of(name).skeleton()).isEqualTo(UserName.of(other).skeleton());
  }

  @ParameterizedTest
  @CsvSource({"user1, user2", "user1, user11", "fang, fangs", "a.b, ab", "a-b, a.b", "nr, m"})
  void has_another_skeleton_than_a_name_that_looks_different(String name, String other) {
    assertThat(UserName.of(name).skeleton()).isNotEqualTo(UserName.of(other).skeleton());
  }
}
