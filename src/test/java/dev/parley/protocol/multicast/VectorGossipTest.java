package dev.parley.protocol.multicast;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class VectorGossipTest {
  private static final SlotVector NOTHING = SlotVector.of(0, 0);
  private static final SlotVector SOMETHING = SlotVector.of(1, 0);

  private final VectorGossip gossip = new VectorGossip(MulticastSettings.withBudget(1_200));

  @Test
  void tells_at_once_in_a_new_view() {
    assertThat(gossip.isDue(NOTHING, false, 0)).isTrue();
    assertThat(gossip.isDue(NOTHING, false, 1)).isFalse();

    gossip.onNewView();

    assertThat(gossip.isDue(NOTHING, false, 2)).isTrue();
  }

  @Test
  void tells_often_while_something_is_unstable() {
    gossip.isDue(NOTHING, true, 0);

    assertThat(gossip.isDue(NOTHING, true, 19)).isFalse();
    assertThat(gossip.isDue(NOTHING, true, 20)).isTrue();
  }

  @Test
  void tells_soon_what_is_new() {
    gossip.isDue(NOTHING, false, 0);

    assertThat(gossip.isDue(SOMETHING, false, 20)).isTrue();
  }

  @Test
  void tells_now_and_then_when_nothing_happens() {
    gossip.isDue(NOTHING, false, 0);

    assertThat(gossip.isDue(NOTHING, false, 499)).isFalse();
    assertThat(gossip.isDue(NOTHING, false, 500)).isTrue();
  }
}
