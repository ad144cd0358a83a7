package dev.parley.client.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class UnreadCountsTest {
  private final UnreadCounts counts = new UnreadCounts();

  @Test
  void what_comes_while_another_conversation_is_open_counts_until_the_room_is_opened() {
    counts.onMessage("#tea");
    counts.onOpened("shao");
    counts.onMessage("#Tea");
    assertThat(counts.of("#TEA")).isEqualTo(2);
    counts.onOpened("#tea");
    counts.onMessage("#tea");
    assertThat(counts.of("#tea")).isZero();
    counts.onOpened("");
    counts.onMessage("#tea");
    assertThat(counts.of("#tea")).isEqualTo(1);
  }

  @Test
  void of_more_rooms_than_a_user_is_in_no_messages_are_counted() {
    for (int i = 0; i <= UnreadCounts.MAX_ROOMS; i++) counts.onMessage("#r" + i);
    counts.onMessage("#r0");
    assertThat(counts.of("#r0")).isEqualTo(2);
    assertThat(counts.of("#r" + (UnreadCounts.MAX_ROOMS - 1))).isEqualTo(1);
    assertThat(counts.of("#r" + UnreadCounts.MAX_ROOMS)).isZero();
  }
}
