package dev.parley.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.ChatEvent.HistoryTrimmed;
import dev.parley.chat.ChatEvent.MailExpired;
import dev.parley.chat.ChatEvent.MailSent;
import dev.parley.chat.MailExpiry.AskTime;
import dev.parley.chat.MailExpiry.Differ;
import dev.parley.chat.MailExpiry.Expire;
import dev.parley.chat.MailExpiry.Jumped;
import dev.parley.chat.accounts.Account;
import dev.parley.chat.accounts.AccountChange;
import dev.parley.chat.accounts.ScramVerifier;
import dev.parley.chat.model.ClaimPair;
import dev.parley.chat.model.ClientStream;
import dev.parley.chat.model.Mail;
import dev.parley.chat.model.MessageId;
import dev.parley.chat.model.UserName;
import dev.parley.protocol.Endpoint;
import dev.parley.protocol.Member;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.View;
import dev.parley.protocol.ViewId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MailExpiryTest {
  private static final UserName FANG = UserName.of("fang");
  private static final ClientStream STREAM = new ClientStream(UserName.of("shao"), "phone");
  private static final Member LEADER = member("n-2");
  private static final Member OTHER = member("n-1");

  /** The time of day when the monotonic clock says 0. */
  private static final long WALL = MailExpiry.EARLIEST_MS + 100 * 86_400_000L;

  private static final long KEEP = 500;
  private static final long TRUSTED = KEEP;

  private final ChatState state = new ChatState();

  @Test
  void mail_that_has_waited_longer_than_it_may_is_named_and_forgotten_everywhere() {
    var other = new ChatState();
    for (var replica : List.of(state, other)) {
      replica.apply(sent(1, WALL));
      replica.apply(sent(2, WALL + KEEP));
    }
    var retention = alone(KEEP);
    retention.onTick(0, WALL);
    var expire = expired(retention.onTick(1_000, WALL + 1_000));

    assertThat(expire.event().ids()).containsExactly(id(1));
    assertThat(expire.oldestMs()).isEqualTo(1_000);
    assertThat(state.apply(expire.event())).containsExactly(new Notice.MailForgotten(id(1), FANG));
    assertThat(other.apply(expire.event())).hasSize(1);
    assertThat(state.waiting(FANG)).extracting(Mail::id).containsExactly(id(2));
    assertThat(other.digest()).isEqualTo(state.digest());
    assertThat(state.apply(expire.event())).isEmpty();
  }

  @Test
  void what_goes_back_waits_until_its_sender_is_told_however_old_it_is() {
    state.apply(new AccountChange.AccountRegistered(account(9)));
    var late = new ClaimPair(ClaimPair.ANY, account(9).claim().number());
    state.apply(new MailSent(new Mail(id(1), FANG, "text", WALL, 1, late)));
    state.apply(sent(2, WALL));
    state.apply(new AccountChange.AccountRegistered(account(5)));
    state.apply(sent(3, WALL));
    assertThat(state.returned(STREAM.sender())).hasSize(2);

    var retention = alone(KEEP);
    retention.onTick(0, WALL);
    var expire = expired(retention.onTick(1_000, WALL + 1_000));

    assertThat(expire.event().ids()).containsExactly(id(3));
  }

  private static Account account(long lamport) {
    return Account.register(FANG, new ScramVerifier("salt", 1, "key", "v"), lamport);
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
    for (int seq = 1; seq <= MailExpiry.MAX_AT_ONCE + 1; seq++) state.apply(sent(seq, WALL));
    var retention = alone(KEEP);
    retention.onTick(0, WALL);

    long look = MailExpiry.CHECK_MS;
    assertThat(expired(retention.onTick(look, WALL + look)).event().ids())
        .hasSize(MailExpiry.MAX_AT_ONCE);
    assertThat(retention.onTick(2 * look - 1, WALL + 2 * look - 1)).isEmpty();
    assertThat(retention.onTick(2 * look, WALL + 2 * look)).hasSize(1);
  }

  @Test
  void mail_may_wait_for_ever() {
    state.apply(sent(1, WALL));
    var retention = alone(MailExpiry.FOR_EVER);
    retention.onTick(0, WALL);
    assertThat(retention.onTick(9_000_000, Long.MAX_VALUE)).isEmpty();
  }

  @Test
  void who_does_not_lead_forgets_nothing() {
    state.apply(sent(1, WALL));
    var retention = new MailExpiry(state, KEEP, 0);
    retention.onView(view(OTHER, LEADER), OTHER.id());
    retention.onTick(0, WALL);
    assertThat(retention.onTick(10_000, WALL + 10_000)).isEmpty();
  }

  @Test
  void a_clock_is_believed_when_it_has_run_evenly_for_an_hour() {
    long day = 86_400_000;
    state.apply(sent(1, WALL - 2 * day));
    var retention = alone(day);
    retention.onTick(0, WALL);
    long last = MailExpiry.TRUST_MS - 1;
    assertThat(retention.onTick(last, WALL + last)).isEmpty();
    assertThat(retention.onTick(last + 1_000, WALL + last + 1_000)).hasSize(1);
  }

  @Test
  void a_clock_that_jumps_ahead_makes_nothing_old() {
    long day = 86_400_000;
    state.apply(sent(1, WALL));
    var retention = alone(day);
    retention.onTick(0, WALL);
    long now = 2 * MailExpiry.TRUST_MS;
    assertThat(retention.onTick(now, WALL + now)).isEmpty();
    long jumped = WALL + 30 * day;
    assertThat(retention.onTick(now + 20, jumped + now + 20))
        .containsExactly(new Jumped(30 * day, MailExpiry.TRUST_MS));
    long later = now + 20 + MailExpiry.TRUST_MS - 1;
    assertThat(retention.onTick(later, jumped + later)).isEmpty();
    // Set right within the hour: as if nothing had been.
    assertThat(retention.onTick(later + 1, WALL + later + 1)).hasSize(1);
    long end = later + 1 + MailExpiry.TRUST_MS;
    assertThat(retention.onTick(end, WALL + end)).isEmpty();
  }

  @Test
  void clocks_that_nobody_knows_do_not_agree() {
    state.apply(sent(1, WALL));
    var retention = ofTwo();
    assertThat(retention.onTick(0, WALL)).containsExactly(new AskTime(1, List.of(OTHER)));
    assertThat(retention.onTick(9_000, WALL + 9_000))
        .containsExactly(new AskTime(2, List.of(OTHER)));
    retention.onTold(OTHER.id(), 2, WALL + 9_000, 9_010, WALL + 9_010);
    assertThat(retention.onTick(10_000, WALL + 10_000)).hasSize(1);
  }

  @Test
  void a_clock_that_differs_from_the_others_by_more_than_a_minute_forgets_nothing() {
    long ahead = MemberClocks.MAX_DIFFERENCE_MS + 1_000;
    state.apply(sent(1, WALL));
    var retention = ofTwo();
    retention.onTick(0, WALL);
    retention.onTold(OTHER.id(), 1, WALL - ahead, 0, WALL);

    var said = new Differ(new java.util.TreeMap<>(java.util.Map.of(OTHER.id(), -ahead)));
    assertThat(retention.onTick(1_000, WALL + 1_000)).containsExactly(said);
    assertThat(retention.onTick(2_000, WALL + 2_000)).isEmpty();
    // Set right.
    var asked = (AskTime) retention.onTick(20_000, WALL + 20_000).get(0);
    retention.onTold(OTHER.id(), asked.number(), WALL + 20_000, 20_000, WALL + 20_000);
    var outputs = retention.onTick(21_000, WALL + 21_000);
    assertThat(outputs.get(0)).isEqualTo(new Differ(new java.util.TreeMap<>()));
    assertThat(outputs.get(1)).isInstanceOf(Expire.class);
  }

  @Test
  void after_a_jump_the_others_are_asked_anew() {
    state.apply(sent(1, WALL));
    var retention = ofTwo();
    retention.onTick(0, WALL);
    retention.onTold(OTHER.id(), 1, WALL, 0, WALL);
    long jump = 3_000;
    assertThat(retention.onTick(1_000, WALL + jump + 1_000))
        .contains(new Jumped(jump, TRUSTED), new AskTime(2, List.of(OTHER)));
    assertThat(retention.onTick(2_000, WALL + jump + 2_000)).noneMatch(Expire.class::isInstance);
    retention.onTold(OTHER.id(), 3, WALL + jump + 2_000, 2_000, WALL + jump + 2_000);
    assertThat(retention.onTick(3_000, WALL + jump + 3_000)).anyMatch(Expire.class::isInstance);
  }

  @Test
  void a_message_that_is_older_than_the_program_is_of_unknown_age_and_waits() {
    state.apply(sent(1, MailExpiry.EARLIEST_MS - 1));
    state.apply(sent(2, MailExpiry.EARLIEST_MS));
    var retention = alone(KEEP);
    retention.onTick(0, WALL);
    assertThat(expired(retention.onTick(1_000, WALL + 1_000)).event().ids()).containsExactly(id(2));
  }

  @Test
  void the_history_is_trimmed_once_an_hour_by_a_clock_that_is_believed() {
    long keep = 90 * 86_400_000L;
    long hour = MailExpiry.TRIM_MS;
    var retention = new MailExpiry(state, MailExpiry.FOR_EVER, keep, 0);
    retention.onView(view(LEADER), LEADER.id());
    for (long now = 0; now < MailExpiry.TRUST_MS; now += 60_000)
      assertThat(retention.onTick(now, WALL + now)).isEmpty();
    var first = new MailExpiry.Trim(new HistoryTrimmed(WALL + hour - keep));
    assertThat(retention.onTick(hour, WALL + hour)).containsExactly(first);
    state.apply(first.event());
    for (long now = hour + 1_000; now < 2 * hour; now += 60_000)
      assertThat(retention.onTick(now, WALL + now)).isEmpty();
    assertThat(retention.onTick(2 * hour, WALL + 2 * hour)).hasSize(1);
  }

  @Test
  void a_new_leader_trims_the_history_no_sooner_than_an_hour_after_the_last_one() {
    long keep = 90 * 86_400_000L;
    state.apply(new HistoryTrimmed(WALL - keep));
    state.apply(new HistoryTrimmed(WALL - keep - 5));
    var retention = new MailExpiry(state, KEEP, keep, 0);
    retention.onView(view(LEADER), LEADER.id());
    retention.onTick(0, WALL);
    for (long now = 1_000; now < MailExpiry.TRIM_MS; now += 60_000)
      assertThat(retention.onTick(now, WALL + now)).isEmpty();
    assertThat(retention.onTick(MailExpiry.TRIM_MS, WALL + MailExpiry.TRIM_MS)).hasSize(1);
  }

  @Test
  void a_store_is_told_of_a_later_time_once() {
    var tracked = ChatState.tracked();
    assertThat(tracked.takeChanges().historyBeforeMs()).isZero();
    tracked.apply(new HistoryTrimmed(WALL));
    tracked.apply(new HistoryTrimmed(WALL - 1));
    var changes = tracked.takeChanges();
    assertThat(changes.historyBeforeMs()).isEqualTo(WALL);
    assertThat(changes.isEmpty()).isFalse();
    tracked.apply(new HistoryTrimmed(WALL));
    assertThat(tracked.takeChanges().historyBeforeMs()).isZero();
  }

  private MailExpiry alone(long keepMs) {
    var retention = new MailExpiry(state, keepMs, 0);
    retention.onView(view(LEADER), LEADER.id());
    return retention;
  }

  private MailExpiry ofTwo() {
    var retention = new MailExpiry(state, KEEP, 0);
    retention.onView(view(OTHER, LEADER), LEADER.id());
    return retention;
  }

  private static Expire expired(List<MailExpiry.Output> outputs) {
    assertThat(outputs).hasSize(1);
    return (Expire) outputs.get(0);
  }

  private static View view(Member... members) {
    return new View(new ViewId(1, LEADER.id()), new ArrayList<>(List.of(members)));
  }

  private static Member member(String node) {
    var endpoint = new Endpoint("127.0.0.1", 7_000);
    return new Member(new MemberId(node, 1), endpoint, endpoint);
  }

  private static MessageId id(long seq) {
    return new MessageId(STREAM, seq);
  }

  private static MailSent sent(long seq, long sentAtMs) {
    return new MailSent(new Mail(id(seq), FANG, "text", sentAtMs, seq));
  }
}
