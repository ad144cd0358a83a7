package dev.parley.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TicketSealTest {
  private static final byte[] CONTENT = {1, 2, 3};

  private final SplittableRandom random = new SplittableRandom(5);
  private final ClusterKey first = ClusterKey.draw(random, Instant.EPOCH);
  private final ClusterKey second = ClusterKey.draw(random, Instant.EPOCH);
  private final TicketSeal seal = TicketSeal.of("team", List.of(first));
  private final byte[] ticket = seal.seal(CONTENT, "fang");

  @Test
  void opens_what_it_sealed_for_the_same_user_only() {
    assertThat(seal.open(ticket, "fang")).contains(CONTENT);
    assertThat(seal.open(ticket, "fan")).isEmpty();
    assertThat(seal.open(ticket, "")).isEmpty();
  }

  @Test
  void takes_no_part_of_the_content_for_a_part_of_the_name() {
    byte[] other = seal.seal(new byte[] {1, 2, 3, 'f'}, "ang");
    // The same bytes and the same key: only the place at which the name begins is different.
    assertThat(other).isNotEqualTo(ticket);
    byte[] moved = seal.seal(new byte[] {1, 2, 3}, "fang");
    System.arraycopy(other, other.length - 32, moved, moved.length - 32, 32);
    assertThat(seal.open(moved, "fang")).isEmpty();
  }

  @Test
  void knows_no_ticket_of_another_key_or_of_another_cluster_with_the_same_key() {
    assertThat(TicketSeal.of("team", List.of(second)).open(ticket, "fang")).isEmpty();
    assertThat(TicketSeal.of("other", List.of(first)).open(ticket, "fang")).isEmpty();
    var sameId = new ClusterKey(first.id(), Instant.EPOCH, second.secret());
    assertThat(TicketSeal.of("team", List.of(sameId)).open(ticket, "fang")).isEmpty();
  }

  @Test
  void seals_with_the_first_key_and_opens_with_all() {
    var rotated = TicketSeal.of("team", List.of(second, first));

    assertThat(rotated.open(ticket, "fang")).contains(CONTENT);
    assertThat(seal.open(rotated.seal(CONTENT, "fang"), "fang")).isEmpty();
    assertThat(rotated.open(rotated.seal(CONTENT, "fang"), "fang")).contains(CONTENT);
  }

  @Test
  void is_not_made_with_the_key_itself() {
    byte[] content = ticket.clone();
    byte[] tag = Hkdf.hmac(first.secret().bytes(), content);
    System.arraycopy(tag, 0, content, content.length - 32, 32);

    assertThat(seal.open(content, "fang")).isEmpty();
  }

  @Test
  void looks_at_nothing_that_is_too_short_or_too_long() {
    for (int length : new int[] {0, 1, 5, 36, 1_025, 100_000}) {
      byte[] bytes = new byte[length];
      if (length > 0) bytes[0] = 1;
      assertThat(seal.open(bytes, "fang")).isEmpty();
    }
  }

  @Test
  void needs_a_key() {
    assertThatThrownBy(() -> TicketSeal.of("team", List.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
