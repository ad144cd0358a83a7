package dev.parley.supply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.supply.KnownVulnerabilities.Library;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KnownVulnerabilitiesTest {
  private static final String FIXED = "CVE-1\tg:a\t2.8\t2.8.1\tNVD";
  private static final String UNFIXED = "CVE-2\tg:a\t3\t-\tNVD";

  @ParameterizedTest
  @CsvSource({
    "2.7.9, false",
    "2.8, true",
    "2.8.0, true",
    "2.8.0.9, true",
    "2.8.1, false",
    "2.10, false",
    "2.8.0-jre, true"
  })
  void find_a_version_from_the_first_affected_one_up_to_the_fix(String version, boolean isFound) {
    assertThat(list(FIXED).findings(packed(version))).hasSize(isFound ? 1 : 0);
  }

  @Test
  void find_every_later_version_where_there_is_no_fix() {
    assertThat(list(UNFIXED).findings(packed("2.22"))).isEmpty();
    assertThat(list(UNFIXED).findings(packed("4"))).hasSize(1);
    assertThat(list(UNFIXED).findings(List.of(new Library("g:b", "4")))).isEmpty();
  }

  @Test
  void say_nothing_of_what_is_accepted_for_a_reason_and_say_when_the_reason_is_gone() {
    var list = list(FIXED + "\tnot reachable");
    assertThat(list.findings(packed("2.8"))).isEmpty();
    assertThat(list.needless(packed("2.8"))).isEmpty();
    assertThat(list.needless(packed("2.9"))).hasSize(1);
  }

  @Test
  void are_not_read_from_a_list_with_mistakes() {
    assertThatThrownBy(() -> list("CVE-1 g:a 1 2")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> list("CVE-1\tg:a\tx\t2\tNVD").findings(packed("1")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static KnownVulnerabilities list(String entry) {
    return KnownVulnerabilities.parse(List.of("# a comment", "date\t2026-11-29", entry));
  }

  private static List<Library> packed(String version) {
    return List.of(new Library("g:a", version));
  }
}
