package dev.parley.transport.clients;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OutboundShareTest {
  private final OutboundBudget budget = new OutboundBudget(64 << 20);
  private final OutboundShare share = new OutboundShare(OutboundShare.LIMIT_BYTES, budget);

  @Test
  void one_client_may_leave_so_much_and_not_one_byte_more() {
    assertThat(share.take(OutboundShare.LIMIT_BYTES)).isTrue();
    assertThat(share.take(1)).isFalse();
    share.give(1);
    assertThat(share.take(1)).isTrue();
  }

  @Test
  void it_is_much_from_one_byte_above_the_pause_on() {
    share.take(OutboundShare.PAUSE_BYTES);
    assertThat(share.isMuch()).isFalse();
    share.take(1);
    assertThat(share.isMuch()).isTrue();
    share.give(1);
    assertThat(share.isMuch()).isFalse();
  }

  @Test
  void last_words_are_taken_in_any_case_and_everything_is_given_back() {
    share.take(OutboundShare.LIMIT_BYTES);
    share.force(5);
    assertThat(budget.used()).isEqualTo(OutboundShare.LIMIT_BYTES + 5);
    share.giveAll();
    assertThat(budget.used()).isZero();
    assertThat(share.isMuch()).isFalse();
  }
}
