package dev.parley.protocol.version;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class VersionOfferTest {
  private static final VersionOffer TWO_TO_FOUR = offer(2, 4, "seal", "rooms");

  @Test
  void has_in_common_the_versions_and_the_words_of_both() {
    assertThat(TWO_TO_FOUR.common(offer(3, 9, "rooms", "unheard-of")))
        .contains(offer(3, 4, "rooms"));
    assertThat(offer(3, 9, "rooms", "unheard-of").common(TWO_TO_FOUR))
        .contains(offer(3, 4, "rooms"));
  }

  @Test
  void has_a_single_version_in_common_at_the_edge_and_none_beyond() {
    assertThat(TWO_TO_FOUR.common(offer(4, 9))).contains(offer(4, 4));
    assertThat(TWO_TO_FOUR.common(offer(5, 9))).isEmpty();
    assertThat(TWO_TO_FOUR.common(offer(1, 1))).isEmpty();
  }

  @Test
  void speaks_its_versions_only() {
    assertThat(List.of(1, 2, 4, 5)).filteredOn(TWO_TO_FOUR::speaks).containsExactly(2, 4);
  }

  @Test
  void its_words_are_a_set() {
    assertThat(offer(2, 2, "b", "a", "b")).isEqualTo(offer(2, 2, "a", "b"));
  }

  @Test
  void says_its_versions_and_words() {
    assertThat(TWO_TO_FOUR).hasToString("versions 2 to 4 with rooms, seal");
    assertThat(offer(3, 3)).hasToString("version 3");
  }

  @Test
  void refuses_versions_and_words_that_are_none() {
    assertThatThrownBy(() -> offer(0, 2)).hasMessage("there are no versions 0 to 2");
    assertThatThrownBy(() -> offer(3, 2)).hasMessage("there are no versions 3 to 2");
    assertThatThrownBy(() -> offer(2, 256)).hasMessage("there are no versions 2 to 256");
    for (var word : List.of("", " ", "a b", "ä", "x".repeat(33)))
      assertThatThrownBy(() -> offer(2, 2, word)).as(word).hasMessageContaining("1 to 32 visible");
    offer(2, 255, "x".repeat(32));
  }

  @Test
  void takes_as_many_words_as_the_limit_and_not_one_more() {
    new VersionOffer(2, 2, Collections.nCopies(VersionOffer.MAX_FEATURES, "a"));
    var tooMany = Collections.nCopies(VersionOffer.MAX_FEATURES + 1, "a");
    assertThatThrownBy(() -> new VersionOffer(2, 2, tooMany)).hasMessage("65 features, at most 64");
  }

  private static VersionOffer offer(int oldest, int newest, String... features) {
    return new VersionOffer(oldest, newest, List.of(features));
  }
}
