package dev.parley.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.ChatEvent.BlockChange;
import dev.parley.chat.ChatEvent.BlocksChanged;
import dev.parley.chat.ChatEvent.LoggedOut;
import dev.parley.chat.ChatEvent.MailSent;
import dev.parley.chat.accounts.AccountLog;
import dev.parley.chat.accounts.AccountLogEntry.Founding;
import dev.parley.chat.accounts.AccountLogEntry.Position;
import dev.parley.chat.model.ClaimPair;
import dev.parley.chat.model.ClientStream;
import dev.parley.chat.model.Mail;
import dev.parley.chat.model.MessageId;
import dev.parley.chat.model.UserName;
import dev.parley.protocol.Fence;
import dev.parley.protocol.MemberId;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Numbers of a broken member move a replica's by a step at most. */
class ChatFenceTest {
  private static final ClientStream STREAM = new ClientStream(UserName.of("fang"), "c1");
  private final ChatState state = new ChatState();

  private void mail(long seq, long lamport) {
    var id = new MessageId(STREAM, seq);
    state.apply(new MailSent(new Mail(id, UserName.of("shao"), "hello", 1, lamport)));
  }

  @Test
  void a_time_within_a_step_counts() {
    mail(1, Fence.TIME_STEP);
    assertThat(state.nextLamport()).isEqualTo(Fence.TIME_STEP + 1);
  }

  @Test
  void a_time_beyond_a_step_is_ignored_and_the_message_is_kept() {
    mail(1, Fence.TIME_STEP + 1);
    mail(2, Long.MAX_VALUE);
    assertThat(state.nextLamport()).isEqualTo(1);
    assertThat(state.mails()).isEqualTo(2);
  }

  @Test
  void a_newcomer_takes_the_time_of_a_group_and_not_one_that_cannot_be() {
    state.merge(snapshot(Fence.NEWCOMER_TIME + 1, List.of()));
    assertThat(state.nextLamport()).isEqualTo(1);
    state.merge(snapshot(Fence.NEWCOMER_TIME, List.of()));
    assertThat(state.nextLamport()).isEqualTo(Fence.NEWCOMER_TIME + 1);
  }

  @Test
  void a_number_beyond_a_step_does_not_use_up_its_stream() {
    mail(Fence.NUMBER_STEP + 1, 1);
    assertThat(state.highWaters().highest(STREAM)).isZero();
    mail(1, 2);
    assertThat(state.highWaters().highest(STREAM)).isEqualTo(1);
    mail(1 + Fence.NUMBER_STEP, 3);
    assertThat(state.highWaters().highest(STREAM)).isEqualTo(1 + Fence.NUMBER_STEP);
  }

  @Test
  void a_block_of_a_time_beyond_a_step_is_not_the_last_word() {
    assertThat(block(Fence.TIME_STEP + 1, true)).isEmpty();
    assertThat(block(1L << 62, true)).isEmpty();
    assertThat(block(1, true)).hasSize(1);
    assertThat(block(2, false)).hasSize(1);
  }

  private List<Notice> block(long lamport, boolean isBlocked) {
    var change = new BlockChange(UserName.of("shao"), isBlocked, ClaimPair.ANY);
    return state.apply(
        new BlocksChanged(STREAM.sender(), ClaimPair.ANY, lamport, true, List.of(change)));
  }

  @Test
  void a_logout_of_a_time_that_no_clock_shows_is_not_the_last_one() {
    assertThat(logOut(Logouts.LAST_MARK)).isEmpty();
    assertThat(logOut(Logouts.MAX_MARK)).hasSize(1);
    assertThat(logOut(state.nextLogout(STREAM.sender(), 1))).hasSize(1);
  }

  private List<Notice> logOut(long mark) {
    return state.apply(new LoggedOut(STREAM.sender(), 7, mark, ClaimPair.ANY));
  }

  @Test
  void a_registry_that_claims_a_view_to_come_is_left_out() {
    assertThat(snapshot(1, List.of(registry(7, 3))).before(8).registry()).hasSize(1);
    assertThat(snapshot(1, List.of(registry(8, 3))).before(8).registry()).isEmpty();
    assertThat(snapshot(1, List.of(registry(7, Position.MAX_INDEX))).before(8).registry())
        .hasSize(1);
    assertThat(snapshot(1, List.of(registry(7, Position.MAX_INDEX + 1))).before(8).registry())
        .isEmpty();
  }

  private static AccountLog registry(long epoch, long index) {
    var founding = Founding.first(1, new MemberId("n-1", 1));
    return new AccountLog(
        founding, new Position(epoch, index), List.of("n-1"), List.of(), List.of(), List.of());
  }

  private static ChatSnapshot snapshot(long lamport, List<AccountLog> registry) {
    return new ChatSnapshot(
        lamport, List.of(), List.of(), List.of(), List.of(), List.of(), registry);
  }
}
