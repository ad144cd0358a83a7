package dev.parley.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.ChatEvent.MailAcknowledged;
import dev.parley.chat.ChatEvent.ServerMemory;
import dev.parley.chat.ChatEvent.StreamMark;
import dev.parley.chat.SendAdmission.Decision;
import dev.parley.chat.SendAdmission.Refused;
import dev.parley.chat.SendAdmission.Submit;
import dev.parley.chat.accounts.Account;
import dev.parley.chat.accounts.AccountChange.AccountRegistered;
import dev.parley.chat.accounts.ScramVerifier;
import dev.parley.chat.model.ClientStream;
import dev.parley.chat.model.Mail;
import dev.parley.chat.model.MessageId;
import dev.parley.chat.model.Refusal;
import dev.parley.chat.model.Refusal.Code;
import dev.parley.chat.model.UserName;
import dev.parley.protocol.Endpoint;
import dev.parley.protocol.Member;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.View;
import dev.parley.protocol.ViewId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What all users together may make the servers keep. */
class MemoryRoomTest {
  private static final UserName FANG = UserName.of("fang");
  private static final UserName SHAO = UserName.of("shao");
  private static final ClientStream STREAM = new ClientStream(FANG, "client");
  private static final MemberId NODE = new MemberId("n-1", 1);
  private static final MemberId OTHER = new MemberId("n-2", 1);
  private static final long LIMIT = 1 << 20;
  private static final String TEXT = "x".repeat(1_000);

  private final ChatState state = new ChatState();
  private final MemoryRoom room = new MemoryRoom(state, LIMIT);
  private final SendAdmission gate = new SendAdmission(state, room);
  private final MemoryWatch watch = new MemoryWatch(state, room);

  MemoryRoomTest() {
    register(SHAO);
    register(FANG);
  }

  @Test
  void mail_is_taken_up_to_the_limit_and_refused_above_it_with_a_time_to_try_again() {
    long seq = fill();
    assertThat(state.mailMemory()).isBetween(LIMIT - 2_000, LIMIT);
    var refusal = ((Refused) send(seq)).refusal();
    assertThat(refusal.code()).isEqualTo(Code.MAILBOX_FULL);
    assertThat(refusal.text()).contains("no room for more mail");
    assertThat(refusal.retryAfterMs()).isEqualTo(SendAdmission.FULL_RETRY_MS);
  }

  @Test
  void what_is_refused_is_taken_when_some_was_read() {
    long seq = fill();
    assertThat(send(seq)).isInstanceOf(Refused.class);
    read(1);
    assertThat(send(seq)).isInstanceOf(Submit.class);
  }

  @Test
  void a_message_that_is_known_is_not_refused_however_full_the_servers_are() {
    fill();
    assertThat(gate.onSend(STREAM, SHAO, TEXT, Optional.of(1L), 0))
        .isInstanceOf(SendAdmission.Known.class);
  }

  @Test
  void what_is_under_way_counts_and_is_a_matter_of_a_moment() {
    long seq = 1;
    while (send(seq) instanceof Submit) seq++;
    var refusal = ((Refused) send(seq)).refusal();
    assertThat(refusal.code()).isEqualTo(Code.RATE_LIMITED);
    assertThat(refusal.retryAfterMs()).isPositive();
    assertThat(seq * (TEXT.length() + 500)).isBetween(LIMIT / 2, LIMIT * 2);
  }

  @Test
  void servers_that_fill_it_at_the_same_time_have_a_share_each() {
    int alone = underWay(new SendAdmission(state, room));
    state.onView(view(NODE, OTHER));
    assertThat(underWay(new SendAdmission(state, room))).isBetween(alone / 3, alone / 2);
  }

  private static int underWay(SendAdmission fresh) {
    int seq = 0;
    while (fresh.onSend(STREAM, SHAO, TEXT, Optional.of(seq + 1L), 0) instanceof Submit) seq++;
    return seq;
  }

  @Test
  void a_receipt_is_not_kept_when_there_is_no_room() {
    var shown = ((Submit) send(1)).event().mail();
    assertThat(gate.onShown(shown, NODE, 0)).isPresent();
    fillBeyond();
    assertThat(gate.onShown(shown, NODE, 0)).isEmpty();
  }

  @Test
  void the_smallest_limit_in_the_view_counts_and_one_that_is_gone_does_not() {
    state.onView(view(NODE, OTHER));
    state.apply(new ServerMemory(NODE, LIMIT));
    assertThat(room.limit()).as("nothing is known of the other").isEqualTo(LIMIT);
    state.apply(new ServerMemory(OTHER, 5_000));
    assertThat(room.limit()).isEqualTo(5_000);
    state.apply(new ServerMemory(new MemberId("n-2", 0), 10));
    assertThat(room.limit()).as("an earlier life says nothing").isEqualTo(5_000);
    state.onView(view(NODE));
    assertThat(room.limit()).isEqualTo(LIMIT);
  }

  @Test
  void limits_are_no_part_of_the_state() {
    var other = new ChatState();
    other.onView(view(NODE));
    var before = other.digest();
    other.apply(new ServerMemory(NODE, 1));
    assertThat(other.digest()).isEqualTo(before);
  }

  @Test
  void a_merge_is_never_refused_and_mail_is_until_enough_was_read() {
    fill();
    var theirs = new ChatState();
    theirs.apply(new AccountRegistered(account(UserName.of("mei"), 1)));
    for (long seq = 1; seq <= 600; seq++) {
      var id = new MessageId(new ClientStream(UserName.of("mei"), "client"), seq);
      theirs.apply(new ChatEvent.MailSent(new Mail(id, SHAO, TEXT, 0, seq)));
    }
    int before = state.mails();
    state.merge(theirs.snapshot());
    assertThat(state.mails()).isEqualTo(before + 600);
    assertThat(state.mailMemory()).isGreaterThan(LIMIT * 3 / 2);
    assertThat(room.isFull()).isTrue();
    assertThat(send(before + 1)).isInstanceOf(Refused.class);
    state.apply(new MailAcknowledged(SHAO, List.of(new StreamMark(STREAM, Long.MAX_VALUE))));
    assertThat(send(before + 1)).isInstanceOf(Submit.class);
  }

  @Test
  void the_count_is_nothing_when_everything_was_read_forgotten_or_shown_elsewhere() {
    for (long seq = 1; seq <= 10; seq++) deliver((Submit) send(seq));
    var elsewhere = new ChatState();
    elsewhere.merge(state.snapshot());
    state.apply(new ChatEvent.MailExpired(List.of(new MessageId(STREAM, 5))));
    read(4);
    elsewhere.apply(new MailAcknowledged(SHAO, List.of(new StreamMark(STREAM, 10))));
    assertThat(state.mailMemory()).isPositive();
    state.merge(elsewhere.snapshot());
    assertThat(state.mails()).isZero();
    assertThat(state.mailMemory()).isZero();
    assertThat(elsewhere.mailMemory()).isZero();
  }

  @Test
  void of_two_copies_the_one_that_is_kept_is_counted_once() {
    var id = new MessageId(STREAM, 1);
    state.apply(new ChatEvent.MailSent(new Mail(id, SHAO, TEXT, 0, 7)));
    long once = state.mailMemory();
    state.apply(new ChatEvent.MailSent(new Mail(id, SHAO, TEXT, 0, 3)));
    assertThat(state.mailMemory()).isEqualTo(once);
  }

  @Test
  void a_new_client_id_is_refused_when_what_is_kept_for_ever_takes_its_part() {
    int clients = 0;
    var refused = Optional.<Refusal>empty();
    for (int user = 0; refused.isEmpty(); user++) {
      var sender = UserName.of("user" + user);
      for (int i = 0; i < 100 && refused.isEmpty(); i++, clients++) {
        var decision =
            gate.onSend(new ClientStream(sender, "c" + i), SHAO, "x", Optional.of(1L), 0);
        if (decision instanceof Refused no) refused = Optional.of(no.refusal());
        else deliver((Submit) decision);
        state.apply(
            new MailAcknowledged(
                SHAO, List.of(new StreamMark(new ClientStream(sender, "c" + i), 1))));
      }
    }
    assertThat(refused.orElseThrow().text()).contains("another client id");
    assertThat(clients).isBetween(300, 1_000);
    assertThat(
            gate.onSend(
                new ClientStream(UserName.of("user0"), "c0"), SHAO, "y", Optional.of(2L), 0))
        .isInstanceOf(Submit.class);
  }

  @Test
  void users_without_a_client_id_send_however_much_is_kept_for_ever() {
    for (int life = 1; room.hasRoomForEver(MemoryCost.of(STREAM)); life++) {
      var id = new MessageId(ClientStream.ofNode(FANG, new MemberId("n-1", life)), 1);
      state.apply(new ChatEvent.MailSent(new Mail(id, SHAO, "x", 0, life)));
      state.apply(new MailAcknowledged(SHAO, List.of(new StreamMark(id.stream(), 1))));
    }
    var node = new MemberId("n-1", 1_000_000);
    assertThat(gate.onSend(STREAM, SHAO, "x", Optional.of(1L), 0)).isInstanceOf(Refused.class);
    var sent = gate.onSend(ClientStream.ofNode(FANG, node), SHAO, "x", Optional.empty(), 0);
    assertThat(sent).isInstanceOf(Submit.class);
    assertThat(gate.onShown(((Submit) sent).event().mail(), node, 0)).isPresent();
  }

  @Test
  void the_count_is_nothing_when_what_a_lost_name_had_was_told_to_its_senders() {
    for (long seq = 1; seq <= 10; seq++) deliver((Submit) send(seq));
    var lost = new AccountRegistered(account(SHAO, 0));
    state.apply(lost);
    assertThat(state.returned(FANG)).hasSize(10);
    var ids = state.returned(FANG).stream().map(Mail::id).toList();
    state.apply(new ChatEvent.ReturnsTold(FANG, ids, state.claim(FANG)));
    assertThat(state.mails()).isZero();
    assertThat(state.mailMemory()).isZero();
  }

  @Test
  void accounts_have_a_limit_in_memory_as_well() {
    long accounts = LIMIT / MemoryRoom.MAIL_PER_KEPT / MemoryCost.ofAccount();
    for (int i = state.accounts(); i < accounts; i++) {
      assertThat(room.hasRoomForEver(MemoryCost.ofAccount())).isTrue();
      register(UserName.of("user" + i));
    }
    assertThat(room.hasRoomForEver(MemoryCost.ofAccount())).isFalse();
  }

  @Test
  void it_is_news_once_that_mail_is_refused_and_once_that_it_is_taken_again() {
    assertThat(watch.onTick()).isFalse();
    fill();
    assertThat(watch.onTick()).isTrue();
    assertThat(watch.isFull()).isTrue();
    assertThat(watch.onTick()).isFalse();
    long read = 0;
    while (state.mailMemory() >= LIMIT / 100 * MemoryWatch.RELIEVED_PERCENT) {
      assertThat(watch.onTick()).isFalse();
      read(++read);
    }
    assertThat(watch.onTick()).isTrue();
    assertThat(watch.isFull()).isFalse();
  }

  @Test
  void a_server_without_a_limit_is_never_full() {
    var none = new MemoryRoom(state, MemoryRoom.UNLIMITED);
    fill();
    assertThat(none.isFull()).isFalse();
    assertThat(new MemoryWatch(state, none).onTick()).isFalse();
  }

  /** Gives the number of the first message that is refused. */
  private long fill() {
    long seq = 1;
    for (; send(seq) instanceof Submit submit; seq++) deliver(submit);
    return seq;
  }

  private void fillBeyond() {
    for (long seq = 1; state.mailMemory() < LIMIT; seq++) {
      var id = new MessageId(new ClientStream(FANG, "other"), seq);
      state.apply(new ChatEvent.MailSent(new Mail(id, SHAO, TEXT, 0, seq)));
    }
  }

  private Decision send(long seq) {
    return gate.onSend(STREAM, SHAO, TEXT, Optional.of(seq), 0);
  }

  private void deliver(Submit submit) {
    state.apply(submit.event());
    gate.onDelivered(submit.event().mail().id());
  }

  private void read(long upTo) {
    state.apply(new MailAcknowledged(SHAO, List.of(new StreamMark(STREAM, upTo))));
  }

  private void register(UserName name) {
    state.apply(new AccountRegistered(account(name, 1)));
  }

  private static Account account(UserName name, long lamport) {
    return Account.register(name, new ScramVerifier("s", 1, "k", "v"), lamport);
  }

  private static View view(MemberId... ids) {
    var endpoint = new Endpoint("127.0.0.1", 7_000);
    var members = new ArrayList<Member>();
    for (var id : ids) members.add(new Member(id, endpoint, endpoint));
    return new View(new ViewId(1, NODE), members);
  }
}
