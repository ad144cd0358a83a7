package dev.parley.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.ChatEvent.MailSent;
import dev.parley.chat.model.ClientStream;
import dev.parley.chat.model.Mail;
import dev.parley.chat.model.MessageId;
import dev.parley.chat.model.UserName;
import dev.parley.protocol.MemberId;
import org.junit.jupiter.api.Test;

class DigestPaceTest {
  private static final MemberId MEMBER = new MemberId("n", 1);
  private static final long TICK_MS = 20;

  private final ChatState state = new ChatState();
  private final DigestPace pace = new DigestPace();
  private long nowMs = 5_000;
  private long lamport;

  private void mail(String from, String to) {
    var stream = new ClientStream(UserName.of(from), "client");
    var id = new MessageId(stream, state.highWaters().highest(stream) + 1);
    state.apply(new MailSent(new Mail(id, UserName.of(to), "text", 0, ++lamport)), MEMBER);
  }

  private void tick(boolean isInView) {
    pace.onTick(state, isInView, nowMs += TICK_MS);
  }

  @Test
  void a_member_computes_all_digests_a_few_at_a_time() {
    for (int i = 0; i < 1_000; i++) mail("user-" + i, "user-" + (i + 1));
    int all = state.undigested();
    int before = all;
    int ticks = 0;
    for (; state.undigested() > 0; ticks++) {
      assertThat(ticks).as("ticks").isLessThan(1_000);
      tick(true);
      // Each bucket costs one, and each of its entries: here there are two at least.
      assertThat(before - state.undigested()).isLessThanOrEqualTo(DigestPace.IN_VIEW / 3 + 1);
      before = state.undigested();
    }
    assertThat(ticks).isGreaterThan((int) (StateBuckets.QUIET_MS / TICK_MS));
    assertThat(SnapshotBuckets.digests(state.snapshot()).different(state.digests()).isEmpty())
        .isTrue();
  }

  @Test
  void a_bucket_that_changes_all_the_time_is_left_alone_and_keeps_no_other_waiting() {
    for (int i = 0; i < 100; i++) mail("user-" + i, "user-" + i);
    for (int i = 0; i < 200; i++) {
      mail("busy", "busy");
      tick(true);
    }
    assertThat(state.undigested()).isEqualTo(1);
    for (int i = 0; i < 2 * StateBuckets.QUIET_MS / TICK_MS; i++) tick(true);
    assertThat(state.undigested()).as("when it is quiet").isZero();
  }

  @Test
  void what_a_large_bucket_takes_is_made_up_for() {
    int entries = 100 * DigestPace.IN_VIEW;
    for (int i = 0; i < entries; i++) mail("fang", "shao");
    for (int i = 0; i < 100; i++) tick(true);
    assertThat(state.undigested()).isZero();
    mail("mei", "mei");
    for (int i = 0; i < 2 * StateBuckets.QUIET_MS / TICK_MS - 50; i++) tick(true);
    assertThat(state.undigested()).as("in debt").isEqualTo(1);
    for (int i = 0; i < 100; i++) tick(true);
    assertThat(state.undigested()).isZero();
  }

  @Test
  void a_member_whose_state_is_copied_hurries_for_a_while() {
    for (int i = 0; i < 1_000; i++) mail("user-" + i, "user-" + (i + 1));
    tick(true);
    nowMs += StateBuckets.QUIET_MS;
    pace.onCopied(nowMs);
    int before = state.undigested();
    tick(true);
    int hurried = before - state.undigested();
    assertThat(hurried).isBetween(DigestPace.COPIED / 4, DigestPace.COPIED / 3 + 1);
    nowMs += DigestPace.COPIED_MS;
    before = state.undigested();
    tick(true);
    assertThat(before - state.undigested()).isBetween(1, DigestPace.IN_VIEW / 3 + 1);
  }

  @Test
  void a_node_without_a_view_computes_them_at_once() {
    for (int i = 0; i < 1_000; i++) mail("user-" + i, "user-" + (i + 1));
    tick(false);
    assertThat(state.undigested()).isZero();
  }
}
