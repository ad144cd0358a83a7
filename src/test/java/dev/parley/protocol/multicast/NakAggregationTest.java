package dev.parley.protocol.multicast;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.protocol.multicast.NakAggregation.Answer;
import org.junit.jupiter.api.Test;

class NakAggregationTest {
  private static final int ORIGIN = 0;
  private final NakAggregation naks = new NakAggregation(5);

  @Test
  void the_third_who_asks_for_the_same_makes_it_a_repair_to_all() {
    assertThat(ask(1, 7, 0)).isEqualTo(Answer.TO_ASKER);
    assertThat(ask(1, 7, 1)).as("the same again").isEqualTo(Answer.TO_ASKER);
    assertThat(ask(2, 7, 2)).isEqualTo(Answer.TO_ASKER);
    assertThat(ask(3, 7, 3)).isEqualTo(Answer.TO_ALL);
  }

  @Test
  void questions_that_come_apart_do_not_belong_together() {
    ask(1, 7, 0);
    ask(2, 7, NakAggregation.TOGETHER_MS);
    assertThat(ask(3, 7, NakAggregation.TOGETHER_MS + 1)).isEqualTo(Answer.TO_ASKER);
  }

  @Test
  void questions_for_something_else_do_not_belong_together() {
    ask(1, 7, 0);
    ask(2, 7, 0);
    assertThat(ask(3, 8, 0)).isEqualTo(Answer.TO_ASKER);
  }

  @Test
  void what_is_on_its_way_to_all_is_not_sent_again_for_a_while() {
    naks.onRepairedForAll(ORIGIN, 9, 100);
    long last = 100 + NakAggregation.TOGETHER_MS;
    assertThat(naks.onAsked(ORIGIN, 1, 7, 9, last - 1)).isEqualTo(Answer.NOT_AGAIN);
    assertThat(naks.onAsked(ORIGIN, 1, 7, 10, last - 1)).as("more").isEqualTo(Answer.TO_ASKER);
    assertThat(naks.onAsked(ORIGIN, 1, 7, 9, last)).isEqualTo(Answer.TO_ASKER);
  }

  private Answer ask(int asker, long first, long nowMs) {
    return naks.onAsked(ORIGIN, asker, first, first, nowMs);
  }
}
