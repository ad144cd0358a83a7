package dev.parley.protocol.election;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.protocol.CoreNetwork;
import dev.parley.protocol.Member;
import java.util.List;
import org.junit.jupiter.api.Test;

class RingTest {
  private static final Member A = CoreNetwork.member(1);
  private static final Member B = CoreNetwork.member(2);
  private static final Member C = CoreNetwork.member(3);
  private static final Member D = CoreNetwork.member(4);
  private static final Ring RING = Ring.sorted(List.of(C, A, D, B));

  @Test
  void is_in_the_order_of_ids_whatever_order_it_was_given() {
    assertThat(RING.ids()).containsExactly(A.id(), B.id(), C.id(), D.id());
  }

  @Test
  void the_last_member_is_followed_by_the_first() {
    assertThat(RING.successor(B.id(), id -> false)).contains(C);
    assertThat(RING.successor(D.id(), id -> false)).contains(A);
  }

  @Test
  void a_skipped_successor_is_followed_by_the_next() {
    assertThat(RING.successor(B.id(), C.id()::equals)).contains(D);
    assertThat(RING.successor(C.id(), id -> id.equals(D.id()) || id.equals(A.id()))).contains(B);
  }

  @Test
  void nobody_succeeds_the_only_member_that_is_left() {
    assertThat(RING.successor(B.id(), id -> true)).isEmpty();
    assertThat(Ring.sorted(List.of(A)).successor(A.id(), id -> false)).isEmpty();
    assertThat(Ring.sorted(List.of()).successor(A.id(), id -> false)).isEmpty();
  }

  @Test
  void between_two_members_are_those_that_a_token_comes_by() {
    assertThat(RING.isBetween(A.id(), B.id(), C.id())).isTrue();
    assertThat(RING.isBetween(C.id(), D.id(), B.id())).isTrue();
    assertThat(RING.isBetween(C.id(), A.id(), B.id())).isTrue();
    assertThat(RING.isBetween(C.id(), B.id(), A.id())).isFalse();
    assertThat(RING.isBetween(A.id(), A.id(), B.id())).isFalse();
    assertThat(RING.isBetween(A.id(), B.id(), B.id())).isFalse();
  }
}
