package dev.parley.protocol.multicast;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StabilityTest {
  private final Stability stability = new Stability(new long[] {2, 0, 0}, member -> member < 2);

  @Test
  void the_base_counts_for_those_who_delivered_it_only() {
    assertThat(stability.copies(0, 2)).isEqualTo(2);
    assertThat(stability.stable(0)).isZero();
    assertThat(stability.deliveredBy(2, 0)).isEqualTo(2);
    assertThat(stability.deliveredBy(3, 0)).isZero();
  }

  @Test
  void a_message_is_stable_when_the_last_member_has_it() {
    stability.onDelivered(0, SlotVector.of(5, 0, 0));
    stability.onDelivered(1, SlotVector.of(4, 0, 0));
    assertThat(stability.stable(0)).isZero();

    stability.onDelivered(2, SlotVector.of(3, 0, 0));

    assertThat(stability.stable(0)).isEqualTo(3);
    assertThat(stability.highest(0)).isEqualTo(5);
  }

  @Test
  void older_news_change_nothing() {
    stability.onDelivered(0, SlotVector.of(5, 0, 0));
    stability.onDelivered(0, SlotVector.of(4, 0, 0));

    assertThat(stability.delivered(0, 0)).isEqualTo(5);
  }

  @Test
  void a_vector_of_another_length_is_no_vector_of_this_view() {
    stability.onDelivered(0, SlotVector.of(9, 9));

    assertThat(stability.delivered(0, 0)).isEqualTo(2);
  }

  @Test
  void more_copies_than_members_means_all_members() {
    stability.onDelivered(2, SlotVector.of(1, 0, 0));

    assertThat(stability.deliveredBy(99, 0)).isEqualTo(1);
  }
}
