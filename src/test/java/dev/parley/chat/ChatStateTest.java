package dev.parley.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.ChatEvent.LoggedOut;
import dev.parley.chat.ChatEvent.MailAcknowledged;
import dev.parley.chat.ChatEvent.MailSent;
import dev.parley.chat.ChatEvent.RegistryAppended;
import dev.parley.chat.ChatEvent.RegistryCommitted;
import dev.parley.chat.ChatEvent.ReturnsTold;
import dev.parley.chat.ChatEvent.SessionClosed;
import dev.parley.chat.ChatEvent.SessionId;
import dev.parley.chat.ChatEvent.SessionOpened;
import dev.parley.chat.ChatEvent.StreamMark;
import dev.parley.chat.Notice.AccountKnown;
import dev.parley.chat.Notice.CameOnline;
import dev.parley.chat.Notice.MailArrived;
import dev.parley.chat.Notice.MailDelivered;
import dev.parley.chat.Notice.NameLost;
import dev.parley.chat.Notice.WentOffline;
import dev.parley.chat.accounts.Account;
import dev.parley.chat.accounts.AccountChange.AccountRegistered;
import dev.parley.chat.accounts.AccountChange.PasswordChanged;
import dev.parley.chat.accounts.AccountLogEntry;
import dev.parley.chat.accounts.LeaderMessage;
import dev.parley.chat.accounts.ScramVerifier;
import dev.parley.chat.model.ClaimPair;
import dev.parley.chat.model.ClientStream;
import dev.parley.chat.model.DeliveryReceipt;
import dev.parley.chat.model.Mail;
import dev.parley.chat.model.MessageId;
import dev.parley.chat.model.Refusal;
import dev.parley.chat.model.ReturnedMail;
import dev.parley.chat.model.UserName;
import dev.parley.protocol.Endpoint;
import dev.parley.protocol.Member;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.View;
import dev.parley.protocol.ViewId;
import dev.parley.testing.Seed;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ChatStateTest {
  private static final UserName FANG = UserName.of("fang");
  private static final UserName LIN = UserName.of("lin");
  private static final UserName SHAO = UserName.of("shao");
  private static final List<MemberId> SERVERS =
      List.of(new MemberId("a", 1), new MemberId("b", 1), new MemberId("c", 1));
  private static final MemberId A = SERVERS.get(0);

  private final ChatState state = new ChatState();

  @Test
  void tells_what_each_event_means_to_the_people() {
    var account = Account.register(FANG, verifier("s"), 1);
    assertThat(state.apply(new AccountRegistered(account))).containsExactly(new AccountKnown(FANG));
    var opened = new SessionOpened(FANG, new SessionId(A, 1), 2);
    assertThat(state.apply(opened)).containsExactly(new CameOnline(FANG));
    var mail = mail(1, 3);
    assertThat(state.apply(new MailSent(mail))).containsExactly(new MailArrived(mail));
    assertThat(state.mails()).isOne();
    assertThat(state.apply(acknowledged(1))).containsExactly(new MailDelivered(mail));
    assertThat(state.apply(new SessionClosed(FANG, new SessionId(A, 1))))
        .containsExactly(new WentOffline(FANG));
    assertThat(state.accounts()).isOne();
    assertThat(state.mails()).isZero();
  }

  @Test
  void is_not_changed_by_an_event_that_was_applied_before() {
    var events =
        List.of(
            DecidedChange.event(new AccountRegistered(Account.register(FANG, verifier("s"), 1))),
            new MailSent(mail(1, 2)),
            new MailSent(mail(2, 3)),
            acknowledged(1));
    events.forEach(event -> DecidedChange.apply(state, event));
    var before = state.digest();
    for (var event : events) assertThat(DecidedChange.apply(state, event)).isEmpty();
    assertThat(state.digest()).isEqualTo(before);
  }

  @Test
  void gives_lamport_times_above_all_that_it_saw_and_gave() {
    assertThat(state.nextLamport()).isEqualTo(1);
    assertThat(state.nextLamport()).isEqualTo(2);
    state.apply(new MailSent(mail(1, 7)));
    assertThat(state.nextLamport()).isEqualTo(8);
    var other = new ChatState();
    other.apply(new SessionOpened(FANG, new SessionId(A, 1), 20));
    state.merge(other.snapshot());
    assertThat(state.nextLamport()).isEqualTo(21);
  }

  @Test
  void has_one_digest_for_concurrent_events_in_any_order() {
    List<ChatEvent> concurrent =
        List.of(
            DecidedChange.event(new AccountRegistered(Account.register(LIN, verifier("one"), 5))),
            DecidedChange.event(new AccountRegistered(Account.register(LIN, verifier("two"), 5))),
            new MailSent(mail(1, 3)),
            new MailSent(mail(1, 9)),
            new SessionOpened(FANG, new SessionId(SERVERS.get(1), 1), 4),
            new SessionOpened(FANG, new SessionId(A, 1), 4));
    concurrent.forEach(event -> DecidedChange.apply(state, event));
    var other = new ChatState();
    for (int i = concurrent.size() - 1; i >= 0; i--) DecidedChange.apply(other, concurrent.get(i));
    assertThat(other.digest()).isEqualTo(state.digest());
  }

  @Test
  void has_another_digest_after_each_kind_of_event() {
    var account = Account.register(FANG, verifier("s"), 1);
    var digests = new ArrayList<String>();
    digests.add(state.digest());
    for (var event :
        List.of(
            DecidedChange.event(new AccountRegistered(account)),
            DecidedChange.event(new PasswordChanged(FANG, account.claim(), verifier("t"), 2)),
            new MailSent(mail(1, 3)),
            new SessionOpened(FANG, new SessionId(A, 1), 4),
            acknowledged(1),
            new LoggedOut(FANG, 5, 1_000, account.claim().number()),
            new SessionClosed(FANG, new SessionId(A, 1)))) {
      DecidedChange.apply(state, event);
      digests.add(state.digest());
    }
    assertThat(digests).doesNotHaveDuplicates();
  }

  @Test
  void tells_where_a_name_is_lost_at_a_merge() {
    var other = new ChatState();
    state.apply(new AccountRegistered(Account.register(FANG, verifier("late"), 9)));
    other.apply(new AccountRegistered(Account.register(FANG, verifier("early"), 5)));
    var theirs = other.snapshot();
    assertThat(other.merge(state.snapshot())).isEmpty();
    assertThat(state.merge(theirs)).containsExactly(new NameLost(FANG));
    assertThat(state.digest()).isEqualTo(other.digest());
  }

  @Test
  void the_logouts_of_two_parts_are_one_list_and_those_of_who_lost_a_name_are_nobodys() {
    var account = Account.register(FANG, verifier("early"), 5);
    var other = new ChatState();
    for (var one : List.of(state, other)) one.apply(new AccountRegistered(account));
    long claim = account.claim().number();
    assertThat(state.apply(new LoggedOut(FANG, 5, 1_000, claim)))
        .containsExactly(new Notice.LoggedOut(FANG));
    assertThat(state.apply(new LoggedOut(FANG, 5, 900, claim))).isEmpty();
    other.apply(new LoggedOut(FANG, 5, 900, claim));
    other.apply(new LoggedOut(FANG, 6, 800, claim));
    var theirs = other.snapshot();
    assertThat(other.merge(state.snapshot())).containsExactly(new Notice.LoggedOut(FANG));
    assertThat(state.merge(theirs)).containsExactly(new Notice.LoggedOut(FANG));
    assertThat(state.digest()).isEqualTo(other.digest());
    assertThat(state.logout(FANG, 5)).isEqualTo(1_000);
    assertThat(state.logout(FANG, 6)).isEqualTo(800);

    var loser = new ChatState();
    var late = Account.register(FANG, verifier("late"), 9);
    loser.apply(new AccountRegistered(late));
    loser.apply(new LoggedOut(FANG, 7, 2_000, late.claim().number()));
    var lost = loser.snapshot();
    loser.merge(state.snapshot());
    loser.apply(new LoggedOut(FANG, 7, 3_000, late.claim().number()));
    state.merge(lost);
    for (var one : List.of(state, loser)) assertThat(one.logout(FANG, 7)).isZero();
    assertThat(loser.digest()).isEqualTo(state.digest());
  }

  @Test
  void mail_of_and_for_whoever_has_lost_the_name_is_nobodys_in_whatever_order_it_comes() {
    var before = Account.register(FANG, verifier("late"), 9);
    var holder = Account.register(FANG, verifier("early"), 5);
    var shao = Account.register(SHAO, verifier("shao"), 1);
    var between = new ClaimPair(before.claim().number(), shao.claim().number());
    var events =
        List.of(
            DecidedChange.event(new AccountRegistered(holder)),
            new MailSent(mail(FANG, SHAO, between)),
            new MailSent(
                mail(SHAO, FANG, new ClaimPair(between.receiver(), before.claim().number()))));
    var orders = List.of(List.of(0, 1, 2), List.of(1, 2, 0), List.of(2, 0, 1));
    var digests = new TreeSet<String>();
    for (var order : orders) {
      var at = new ChatState();
      at.apply(new AccountRegistered(shao));
      at.apply(new AccountRegistered(before));
      var notices = new ArrayList<Notice>();
      for (int next : order) notices.addAll(DecidedChange.apply(at, events.get(next)));
      assertThat(at.waiting(SHAO)).isEmpty();
      assertThat(at.waiting(FANG)).isEmpty();
      assertThat(at.returned(SHAO)).singleElement().matches(mail -> mail.to().equals(FANG));
      assertThat(notices).filteredOn(Notice.MailReturned.class::isInstance).hasSize(1);
      digests.add(at.digest());
    }
    assertThat(digests).hasSize(1);
  }

  @Test
  void numbers_of_whoever_lost_the_name_are_not_its_holders() {
    var state = new ChatState();
    state.apply(new AccountRegistered(Account.register(SHAO, verifier("shao"), 1)));
    state.apply(new AccountRegistered(Account.register(FANG, verifier("late"), 9)));
    var gate = new SendAdmission(state);
    var client = new ClientStream(FANG, "client");
    var ofNode = ClientStream.ofNode(FANG, A);
    for (var stream : List.of(client, client, ofNode)) {
      var submitted = (SendAdmission.Submit) gate.onSend(stream, SHAO, "lost", Optional.empty(), 0);
      state.apply(submitted.event());
      gate.onDelivered(submitted.event().mail().id());
    }
    var underWay = (SendAdmission.Submit) gate.onSend(client, SHAO, "late", Optional.of(3L), 0);

    state.apply(new AccountRegistered(Account.register(FANG, verifier("early"), 5)));

    var early = (SendAdmission.Refused) gate.onSend(client, SHAO, "mine", Optional.of(1L), 0);
    assertThat(early.refusal().code()).isEqualTo(Refusal.Code.UNAVAILABLE);
    assertThat(state.apply(underWay.event())).isEmpty();
    gate.onDelivered(underWay.event().mail().id());
    var first = (SendAdmission.Submit) gate.onSend(client, SHAO, "lost", Optional.of(1L), 0);
    assertThat(first.event().mail().id().seq()).isOne();
    assertThat(
            ((SendAdmission.Submit) gate.onSend(ofNode, SHAO, "lost", Optional.empty(), 0)).event())
        .matches(event -> event.mail().id().seq() == 2, "the node's numbers go on");
    assertThat(state.apply(first.event())).hasSize(1);
  }

  @Test
  void what_whoever_lost_the_name_saw_late_is_not_seen_by_its_holder() {
    var before = Account.register(FANG, verifier("late"), 9);
    var holder = Account.register(FANG, verifier("early"), 5);
    var shao = Account.register(SHAO, verifier("shao"), 1);
    state.apply(new AccountRegistered(shao));
    state.apply(new AccountRegistered(holder));
    var parties = new ClaimPair(shao.claim().number(), holder.claim().number());
    state.apply(new MailSent(mail(SHAO, FANG, parties)));
    var mark = new StreamMark(new ClientStream(SHAO, "client"), 1, shao.claim().number());

    assertThat(state.apply(new MailAcknowledged(FANG, List.of(mark), before.claim().number())))
        .isEmpty();
    assertThat(
            state.apply(new SessionOpened(FANG, new SessionId(A, 1), 2, before.claim().number())))
        .isEmpty();
    assertThat(state.waiting(FANG)).hasSize(1);
    assertThat(state.presence().isOnline(FANG)).isFalse();
    assertThat(state.apply(new MailAcknowledged(FANG, List.of(mark), holder.claim().number())))
        .hasSize(1);
  }

  @Test
  void who_is_told_once_that_a_message_went_to_nobody_is_not_told_again() {
    var before = Account.register(FANG, verifier("late"), 9);
    var shao = Account.register(SHAO, verifier("shao"), 1);
    state.apply(new AccountRegistered(shao));
    state.apply(new AccountRegistered(before));
    var mail = mail(SHAO, FANG, new ClaimPair(shao.claim().number(), before.claim().number()));
    state.apply(new MailSent(mail));
    var asleep = state.snapshot();
    state.apply(new AccountRegistered(Account.register(FANG, verifier("early"), 5)));
    assertThat(state.returned(SHAO)).singleElement().matches(m -> !m.text().contains(mail.text()));
    assertThat(ReturnedMail.msg(state.returned(SHAO).get(0))).isEqualTo(mail.uuid());

    state.apply(new ReturnsTold(SHAO, List.of(mail.id()), shao.claim().number()));

    assertThat(state.merge(asleep)).isEmpty();
    assertThat(state.returned(SHAO)).isEmpty();
    assertThat(state.mails()).isZero();
  }

  @Test
  void a_message_that_both_sides_accepted_for_different_accounts_waits_for_the_holder_only() {
    var sides = bothAccepted();
    var late = sides.get(0);
    var early = sides.get(1);
    var fromLate = late.snapshot();
    var fromEarly = early.snapshot();

    var told = new ArrayList<>(late.merge(fromEarly));
    told.addAll(early.merge(fromLate));

    assertThat(told).noneMatch(Notice.MailReturned.class::isInstance);
    assertThat(told).filteredOn(MailArrived.class::isInstance).hasSize(1);
    for (var side : sides) {
      assertThat(side.waiting(FANG)).singleElement().matches(mail -> !ReturnedMail.is(mail));
      assertThat(side.returned(SHAO)).isEmpty();
      assertThat(side.mails()).isOne();
    }
    assertThat(late.digest()).isEqualTo(early.digest());
    assertThat(late.merge(early.snapshot())).isEmpty();
    assertThat(early.merge(late.snapshot())).isEmpty();
    assertThat(late.digest()).isEqualTo(early.digest());
  }

  @Test
  void a_message_that_goes_back_is_delivered_after_all_if_a_copy_waits_for_the_holder() {
    var sides = bothAccepted();
    var late = sides.get(0);
    late.merge(withoutMail(sides.get(1).snapshot()));
    assertThat(late.returned(SHAO)).hasSize(1);
    late.takeChanges();

    assertThat(late.merge(sides.get(1).snapshot())).singleElement().isInstanceOf(MailArrived.class);

    var changes = late.takeChanges();
    assertThat(changes.arrived()).singleElement().matches(mail -> !ReturnedMail.is(mail));
    assertThat(changes.gone()).isEmpty();
    assertThat(late.returned(SHAO)).isEmpty();
  }

  @Test
  void who_was_told_that_a_message_goes_to_nobody_is_right_on_every_replica() {
    var sides = bothAccepted();
    var late = sides.get(0);
    late.merge(withoutMail(sides.get(1).snapshot()));
    var copy = new MailSent(sides.get(1).waiting(FANG).get(0));
    var id = copy.mail().id();
    var told = new ReturnsTold(SHAO, List.of(id), late.claim(SHAO));
    var other = new ChatState();
    other.merge(late.snapshot());

    late.apply(copy);
    assertThat(late.waiting(FANG)).hasSize(1);
    assertThat(late.apply(told)).containsExactly(new Notice.MailForgotten(id, FANG));
    other.apply(told);
    other.apply(copy);

    assertThat(late.mails()).isZero();
    assertThat(other.digest()).isEqualTo(late.digest());
  }

  @Test
  void copies_for_two_accounts_leave_the_same_in_any_order() {
    var sides = bothAccepted();
    var forHolder = new MailSent(sides.get(1).waiting(FANG).get(0));
    var forNobody = new MailSent(sides.get(0).waiting(FANG).get(0));
    var one = new ChatState();
    one.merge(withoutMail(sides.get(1).snapshot()));
    var other = new ChatState();
    other.merge(one.snapshot());

    one.apply(forHolder);
    one.apply(forNobody);
    other.apply(forNobody);
    other.apply(forHolder);

    assertThat(one.waiting(FANG)).hasSize(1);
    assertThat(one.mails()).isOne();
    assertThat(other.digest()).isEqualTo(one.digest());
  }

  @Test
  void sent_again_a_message_that_goes_back_does_not_reach_whoever_has_the_name_now() {
    var sides = bothAccepted();
    var late = sides.get(0);
    late.merge(withoutMail(sides.get(1).snapshot()));
    var before = late.snapshot();

    var again =
        new SendAdmission(late)
            .onSend(new ClientStream(SHAO, "client"), FANG, "secret", Optional.of(1L), 0);

    assertThat(late.apply(((SendAdmission.Known) again).again())).isEmpty();
    assertThat(late.waiting(FANG)).isEmpty();
    assertThat(late.snapshot().mails()).isEqualTo(before.mails());
    assertThat(late.snapshot().streams()).isEqualTo(before.streams());
  }

  /** Shao sent one message through both sides, which gave fang's name to two people. */
  private static List<ChatState> bothAccepted() {
    var shao = Account.register(SHAO, verifier("shao"), 1);
    var sides = List.of(ChatState.tracked(), ChatState.tracked());
    for (int i = 0; i < 2; i++) {
      var fang = Account.register(FANG, verifier("side " + i), 30 - 20 * i);
      var parties = new ClaimPair(shao.claim().number(), fang.claim().number());
      sides.get(i).apply(new AccountRegistered(shao));
      sides.get(i).apply(new AccountRegistered(fang));
      sides.get(i).apply(new MailSent(mail(SHAO, FANG, parties)));
    }
    return sides;
  }

  private static ChatSnapshot withoutMail(ChatSnapshot state) {
    return new ChatSnapshot(
        state.lamport(),
        state.accounts(),
        List.of(),
        List.of(),
        state.servers(),
        List.of(),
        List.of());
  }

  private static Mail mail(UserName from, UserName to, ClaimPair parties) {
    return new Mail(
        new MessageId(new ClientStream(from, "client"), 1), to, "secret", 0, 20, parties);
  }

  @Test
  void a_registration_that_was_overtaken_at_a_merge_has_no_effect_in_any_order() {
    var shao = Account.register(SHAO, verifier("shao"), 1);
    var overtaken = Account.register(FANG, verifier("early"), 10);
    var holder = Account.register(FANG, verifier("late"), 30);
    var toHolder = new ClaimPair(shao.claim().number(), holder.claim().number());
    var fromHolder = new ClaimPair(holder.claim().number(), shao.claim().number());
    var theirs = new ChatState();
    theirs.apply(new AccountRegistered(shao));
    theirs.apply(new AccountRegistered(holder));
    var mail = mail(SHAO, FANG, toHolder);
    theirs.apply(new MailSent(mail));
    var mark = new StreamMark(mail.id().stream(), 1, toHolder.sender());
    var receipt = new MessageId(DeliveryReceipt.stream(SHAO, A), 1);
    var ofNode = new MessageId(ClientStream.ofNode(FANG, A), 1);
    var events =
        List.of(
            new MailAcknowledged(FANG, List.of(mark), toHolder.receiver()),
            new MailSent(new Mail(receipt, FANG, DeliveryReceipt.text(mail), 0, 21, toHolder)),
            new MailSent(new Mail(ofNode, SHAO, "by telnet", 0, 22, fromHolder)));
    var digests = new TreeSet<String>();
    for (int committedAt = 0; committedAt <= events.size(); committedAt++) {
      var at = new ChatState();
      var upTo = append(at, overtaken);
      at.merge(theirs.snapshot());
      var notices = new ArrayList<Notice>();
      for (int i = 0; i <= events.size(); i++) {
        if (i == committedAt) notices.addAll(at.apply(new RegistryCommitted(upTo), A));
        if (i < events.size()) notices.addAll(at.apply(events.get(i)));
      }
      var change = new AccountRegistered(overtaken);
      assertThat(notices).contains(new Notice.Decided(change)).doesNotContain(new NameLost(FANG));
      assertThat(at.account(FANG)).contains(holder);
      assertThat(new AccountService(at).onDecided(change)).isInstanceOf(LeaderMessage.Denied.class);
      assertThat(at.waiting(SHAO)).extracting(Mail::text).containsExactly("by telnet");
      assertThat(at.returned(SHAO)).isEmpty();
      digests.add(at.digest());
    }
    assertThat(digests).hasSize(1);
  }

  @Test
  void a_registration_without_effect_has_none_either_where_its_decision_comes_by_a_merge() {
    var overtaken = Account.register(FANG, verifier("early"), 10);
    var holder = Account.register(FANG, verifier("late"), 30);
    var there = new ChatState();
    var upTo = append(there, overtaken);
    var stranger = new ChatState();
    stranger.apply(new AccountRegistered(holder));
    there.merge(stranger.snapshot());
    there.apply(new RegistryCommitted(upTo), A);

    var behind = new ChatState();
    append(behind, overtaken);
    assertThat(behind.merge(there.snapshot()))
        .contains(new Notice.Decided(new AccountRegistered(overtaken)));
    assertThat(behind.account(FANG)).contains(holder);
  }

  /** Writes the registration into the log, not decided; gives its position. */
  private static AccountLogEntry.Position append(ChatState at, Account account) {
    at.onView(view(1, SERVERS));
    var founding = AccountLogEntry.Founding.first(1, A);
    var first = new AccountLogEntry.Position(1, 1);
    var second = new AccountLogEntry.Position(1, 2);
    at.apply(
        new RegistryAppended(
            new AccountLogEntry(
                first, new AccountLogEntry.Opening(founding, List.of(), List.of("a", "b", "c")))),
        A);
    at.apply(
        new RegistryAppended(
            new AccountLogEntry(
                second, new AccountLogEntry.Decision(new AccountRegistered(account)))),
        A);
    return second;
  }

  @Test
  void a_node_does_not_give_the_number_of_a_message_again_that_was_dropped_with_a_name() {
    var before = Account.register(FANG, verifier("late"), 9);
    var shao = Account.register(SHAO, verifier("shao"), 1);
    var from = new ClaimPair(before.claim().number(), shao.claim().number());
    var to = new ClaimPair(shao.claim().number(), before.claim().number());
    state.apply(new AccountRegistered(shao));
    state.apply(new AccountRegistered(Account.register(FANG, verifier("early"), 5)));
    var ofNode = ClientStream.ofNode(FANG, A);
    var ofReceipts = DeliveryReceipt.stream(SHAO, A);
    var ofClient = new ClientStream(FANG, "client");

    state.apply(new MailSent(new Mail(new MessageId(ofNode, 1), SHAO, "x", 0, 20, from)));
    state.apply(new MailSent(new Mail(new MessageId(ofClient, 1), SHAO, "x", 0, 20, from)));
    var receipt = DeliveryReceipt.text(mail(FANG, SHAO, from));
    state.apply(new MailSent(new Mail(new MessageId(ofReceipts, 1), FANG, receipt, 0, 20, to)));

    assertThat(state.mails()).isZero();
    var gate = new SendAdmission(state);
    assertThat(gate.highest(ofNode)).isOne();
    assertThat(gate.highest(ofReceipts)).isOne();
    assertThat(gate.highest(ofClient)).as("the holder's client counts from 1").isZero();
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void counts_the_memory_of_what_waits_whatever_was_merged_lost_or_forgotten(Seed seed) {
    var random = seed.random();
    var merged = new ChatState();
    for (var part : parts(random)) {
      merged.merge(part);
      assertThat(merged.mailMemory()).as("%s", seed).isEqualTo(memoryOf(merged));
      var ids = merged.snapshot().mails().stream().map(Mail::id);
      merged.apply(new ChatEvent.MailExpired(ids.filter(id -> random.nextInt(4) == 0).toList()));
      assertThat(merged.mailMemory()).as("%s", seed).isEqualTo(memoryOf(merged));
    }
    var left = merged.snapshot().mails().stream().map(Mail::id).toList();
    merged.apply(new ChatEvent.MailExpired(left));
    assertThat(merged.mailMemory()).as("%s", seed).isZero();
  }

  private static long memoryOf(ChatState state) {
    var mails = state.snapshot().mails();
    var boxes = mails.stream().map(m -> ReturnedMail.is(m) ? "back to " + m.from() : "" + m.to());
    var clocks = mails.stream().map(Mail::clockMembers).distinct();
    return mails.stream().mapToLong(MemoryCost::of).sum()
        + boxes.distinct().count() * MemoryCost.ofMailbox()
        + clocks.mapToLong(MemoryCost::of).sum();
  }

  static List<Seed> seeds() {
    return Seed.upTo(200);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void merges_the_same_in_any_order_and_as_often_as_one_likes(Seed seed) {
    var parts = parts(seed.random());
    var a = parts.get(0);
    var b = parts.get(1);
    var c = parts.get(2);
    assertThat(merged(a, b).digest()).as("commutative, " + seed).isEqualTo(merged(b, a).digest());
    assertThat(merged(merged(a, b).snapshot(), c).digest())
        .as("associative, " + seed)
        .isEqualTo(merged(a, merged(b, c).snapshot()).digest());
    assertThat(merged(merged(a, b).snapshot(), b).digest())
        .as("idempotent, " + seed)
        .isEqualTo(merged(a, b).digest());
    assertThat(merged(a, a).digest()).isEqualTo(merged(a).digest());
  }

  private static ChatState merged(ChatSnapshot... parts) {
    var state = new ChatState();
    for (var part : parts) state.merge(part);
    return state;
  }

  /** Three parts with a common past, in which different things then happened. */
  private static List<ChatSnapshot> parts(RandomGenerator random) {
    var states = List.of(new ChatState(), new ChatState(), new ChatState());
    states.forEach(part -> part.onView(view(1, SERVERS)));
    // In every third case they were founded apart.
    int together = random.nextInt(3) == 0 ? 0 : 20;
    for (int i = 0; i < together; i++) {
      var event = event(states.get(0), SERVERS.get(random.nextInt(3)), random);
      event.ifPresent(e -> states.forEach(part -> DecidedChange.apply(part, e)));
    }
    var parts = new ArrayList<ChatSnapshot>();
    for (int side = 0; side < 3; side++) {
      var part = states.get(side);
      var server = SERVERS.get(side);
      part.onView(view(2 + side, List.of(server)));
      for (int i = 0; i < 20; i++)
        event(part, server, random).ifPresent(event -> DecidedChange.apply(part, event));
      parts.add(part.snapshot());
    }
    return parts;
  }

  private static Optional<ChatEvent> event(ChatState at, MemberId server, RandomGenerator random) {
    var user = random.nextBoolean() ? FANG : SHAO;
    if (at.account(user).isEmpty() || at.account(SHAO).isEmpty()) {
      var wanted = at.account(user).isEmpty() ? user : SHAO;
      return Optional.of(account(at, wanted, random));
    }
    return switch (random.nextInt(5)) {
      case 0 -> Optional.of(account(at, user, random));
      case 1 -> at.waiting(SHAO).stream().findFirst().map(ChatStateTest::acknowledged);
      case 2 -> Optional.of(session(at, user, server, random));
      default -> Optional.of(sent(at, user));
    };
  }

  private static ChatEvent account(ChatState at, UserName user, RandomGenerator random) {
    var verifier = verifier("salt" + random.nextInt(1_000_000));
    var known = at.account(user);
    return DecidedChange.event(
        known.isEmpty()
            ? new AccountRegistered(Account.register(user, verifier, at.nextLamport()))
            : new PasswordChanged(user, known.get().claim(), verifier, at.nextLamport()));
  }

  private static ChatEvent session(
      ChatState at, UserName user, MemberId server, RandomGenerator random) {
    var id = new SessionId(server, 1 + random.nextInt(3));
    return random.nextBoolean()
        ? new SessionOpened(user, id, at.nextLamport(), at.claim(user))
        : new SessionClosed(user, id);
  }

  private static ChatEvent sent(ChatState at, UserName user) {
    var stream = new ClientStream(user, "client");
    var id = new MessageId(stream, at.highWaters().highest(stream) + 1);
    var parties = new ClaimPair(at.claim(user), at.claim(SHAO));
    return new MailSent(new Mail(id, SHAO, "text " + id.seq(), 0, at.nextLamport(), parties));
  }

  private static View view(long epoch, List<MemberId> ids) {
    var address = new Endpoint("127.0.0.1", 1);
    var members = ids.stream().map(id -> new Member(id, address, address)).toList();
    return View.of(new ViewId(epoch, ids.get(0)), members);
  }

  private static MailAcknowledged acknowledged(long upTo) {
    return acknowledged(mail(upTo, 1));
  }

  private static MailAcknowledged acknowledged(Mail last) {
    var mark = new StreamMark(last.id().stream(), last.id().seq());
    return new MailAcknowledged(SHAO, List.of(mark));
  }

  private static Mail mail(long seq, long lamport) {
    var stream = new ClientStream(FANG, "client");
    return new Mail(new MessageId(stream, seq), SHAO, "text " + seq, 0, lamport);
  }

  private static ScramVerifier verifier(String salt) {
    return new ScramVerifier(salt, 1, "key of " + salt, "v");
  }
}
