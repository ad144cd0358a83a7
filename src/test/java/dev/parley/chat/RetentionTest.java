package dev.parley.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.ChatEvent.MailExpired;
import dev.parley.chat.ChatEvent.MailSent;
import java.util.List;
import org.junit.jupiter.api.Test;

class RetentionTest {
  private static final UserName FANG = UserName.of("fang");
  private static final Stream STREAM = new Stream(UserName.of("shao"), "phone");

  private final ChatState state = new ChatState();

  @Test
  void mail_that_has_waited_longer_than_it_may_is_named_and_forgotten_everywhere() {
    var other = new ChatState();
    for (var replica : List.of(state, other)) {
      replica.apply(sent(1, 1_000));
      replica.apply(sent(2, 2_000));
    }
    var expired = new Retention(state, 500).onTick(0, 2_400).orElseThrow();

    assertThat(expired.ids()).containsExactly(new MessageId(STREAM, 1));
    assertThat(state.apply(expired)).containsExactly(new Notice.MailForgotten(id(1), FANG));
    assertThat(other.apply(expired)).hasSize(1);
    assertThat(state.waiting(FANG)).extracting(Mail::id).containsExactly(id(2));
    assertThat(other.digest()).isEqualTo(state.digest());
    assertThat(state.apply(expired)).isEmpty();
  }

  @Test
  void what_one_part_has_forgotten_a_merge_does_not_bring_back() {
    var other = new ChatState();
    state.apply(sent(1, 1_000));
    other.apply(sent(1, 1_000));
    state.apply(new MailExpired(List.of(id(1))));

    state.merge(other.snapshot());
    assertThat(state.mails()).isZero();
    assertThat(other.merge(state.snapshot())).isNotEmpty();
    assertThat(other.mails()).isZero();
  }

  @Test
  void looks_once_a_second_and_names_so_many_at_once() {
    for (int seq = 1; seq <= Retention.MAX_AT_ONCE + 1; seq++) state.apply(sent(seq, 0));
    var retention = new Retention(state, 1);

    assertThat(retention.onTick(5, 9).orElseThrow().ids()).hasSize(Retention.MAX_AT_ONCE);
    assertThat(retention.onTick(5 + Retention.CHECK_MS - 1, 9)).isEmpty();
    assertThat(retention.onTick(5 + Retention.CHECK_MS, 9)).isPresent();
  }

  @Test
  void mail_may_wait_for_ever() {
    state.apply(sent(1, 0));
    assertThat(new Retention(state, Retention.FOR_EVER).onTick(0, Long.MAX_VALUE)).isEmpty();
  }

  private static MessageId id(long seq) {
    return new MessageId(STREAM, seq);
  }

  private static MailSent sent(long seq, long sentAtMs) {
    return new MailSent(new Mail(id(seq), FANG, "text", sentAtMs, seq));
  }
}
