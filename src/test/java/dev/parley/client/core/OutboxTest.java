package dev.parley.client.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OutboxTest {
  private static final UnsentMessage DRAFT = new UnsentMessage(0, "shao", "hello", "", "");

  private final Outbox outbox = new Outbox(Profile.fresh("fang", "c"));

  @Test
  void one_message_more_than_the_limit_is_refused() {
    for (int i = 0; i < Outbox.MAX_DRAFTS; i++) assertThat(outbox.add(DRAFT)).isPresent();
    assertThat(outbox.add(DRAFT)).isEmpty();
    outbox.takeNext(0);
    outbox.accepted();
    assertThat(outbox.add(DRAFT)).isPresent();
  }

  @Test
  void an_interrupted_message_is_the_next_one_again_under_its_number() {
    outbox.add(DRAFT);
    assertThat(outbox.takeNext(0)).isPresent();
    assertThat(outbox.takeNext(0)).isEmpty();
    outbox.interrupted();
    assertThat(outbox.takeNext(0)).isPresent();
    assertThat(outbox.seq()).isEqualTo(1);
  }
}
