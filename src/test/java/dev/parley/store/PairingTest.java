package dev.parley.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.store.Pairing.Finding;
import dev.parley.store.Pairing.Found;
import dev.parley.store.Pairing.Noted;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The truth table of what belongs together. */
class PairingTest {
  private static final Optional<String> A = Optional.of("a");
  private static final Optional<String> B = Optional.of("b");
  private static final Optional<String> NONE = Optional.of(Pairing.NO_STORE);

  private static Noted noted(Optional<String> store, long starts) {
    return new Noted(store, starts, false, true);
  }

  private static Noted starting(Optional<String> store, long starts) {
    return new Noted(store, starts, true, true);
  }

  private static final Noted FRESH = new Noted(Optional.empty(), 0, false, false);
  private static final Noted CUT_SHORT_AT_FIRST = new Noted(A, 0, true, false);
  private static final Noted RELEASED = noted(Optional.empty(), 0);

  private static Found found(Optional<String> id, long starts) {
    return new Found(true, id, starts);
  }

  private static final Found UNMARKED = found(Optional.empty(), 0);

  private static void assertFinding(Noted noted, Found found, Finding finding) {
    assertThat(Pairing.judge(noted, found)).as("%s with %s", noted, found).isEqualTo(finding);
  }

  @Test
  void without_a_store_only_a_node_that_never_had_one_is_new() {
    assertFinding(FRESH, Found.NOTHING, Finding.NEW);
    assertFinding(CUT_SHORT_AT_FIRST, Found.NOTHING, Finding.NEW);
    assertFinding(noted(NONE, 0), Found.NOTHING, Finding.NEW);
    assertFinding(noted(A, 1), Found.NOTHING, Finding.STORE_LOST);
    assertFinding(starting(A, 1), Found.NOTHING, Finding.STORE_LOST);
    assertFinding(RELEASED, Found.NOTHING, Finding.STORE_LOST);
  }

  @Test
  void a_store_without_an_id_belongs_to_properties_without_one_or_gets_it_now() {
    assertFinding(RELEASED, UNMARKED, Finding.UNMARKED);
    assertFinding(FRESH, UNMARKED, Finding.UNMARKED);
    assertFinding(starting(A, 0), UNMARKED, Finding.UNMARKED);
    assertFinding(noted(A, 1), UNMARKED, Finding.STORE_OLDER);
    assertFinding(starting(A, 1), UNMARKED, Finding.STORE_OLDER);
    assertFinding(noted(A, 0), UNMARKED, Finding.STORE_OLDER);
  }

  @Test
  void properties_without_an_id_do_not_belong_to_a_store_that_has_one() {
    assertFinding(RELEASED, found(A, 1), Finding.PROPERTIES_OLDER);
    assertFinding(FRESH, found(A, 1), Finding.PROPERTIES_OLDER);
  }

  @Test
  void the_ids_are_equal() {
    assertFinding(noted(A, 1), found(B, 1), Finding.STORE_OTHER);
    assertFinding(noted(NONE, 0), found(B, 1), Finding.STORE_OTHER);
    assertFinding(noted(A, 1), found(A, 1), Finding.SAME);
  }

  @Test
  void the_counts_differ_by_one_only_in_a_start_that_was_cut_short() {
    assertFinding(noted(A, 5), found(A, 4), Finding.STORE_OLDER);
    assertFinding(noted(A, 5), found(A, 6), Finding.PROPERTIES_OLDER);
    assertFinding(starting(A, 5), found(A, 5), Finding.SAME);
    assertFinding(starting(A, 5), found(A, 6), Finding.SAME);
    assertFinding(starting(A, 5), found(A, 4), Finding.STORE_OLDER);
    assertFinding(starting(A, 5), found(A, 7), Finding.PROPERTIES_OLDER);
  }

  @Test
  void every_pair_that_is_not_in_order_has_a_sentence_with_the_way_on() {
    for (var finding : Finding.values()) {
      if (!finding.isInOrder())
        assertThat(Pairing.sentence(finding, "chat.db")).contains("chat.db").contains("--as-new");
    }
  }
}
