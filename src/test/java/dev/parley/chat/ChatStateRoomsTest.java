package dev.parley.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.ChatEvent.ForgottenStream;
import dev.parley.chat.ChatEvent.MailAcknowledged;
import dev.parley.chat.ChatEvent.MailSent;
import dev.parley.chat.ChatEvent.PostSent;
import dev.parley.chat.ChatEvent.StreamMark;
import dev.parley.chat.ChatEvent.StreamsForgotten;
import dev.parley.chat.ChatSnapshot.StreamState;
import dev.parley.chat.SendAdmission.KnownPost;
import dev.parley.chat.SendAdmission.Refused;
import dev.parley.chat.SendAdmission.SubmitPost;
import dev.parley.chat.accounts.Account;
import dev.parley.chat.accounts.AccountChange.AccountRegistered;
import dev.parley.chat.accounts.AccountLog;
import dev.parley.chat.accounts.AccountLogEntry.Founding;
import dev.parley.chat.accounts.AccountLogEntry.Position;
import dev.parley.chat.accounts.RegistrationRules;
import dev.parley.chat.accounts.ScramVerifier;
import dev.parley.chat.history.ArchiveRule;
import dev.parley.chat.history.Conversation;
import dev.parley.chat.model.ChatLimits;
import dev.parley.chat.model.ClaimPair;
import dev.parley.chat.model.ClientStream;
import dev.parley.chat.model.Mail;
import dev.parley.chat.model.MessageId;
import dev.parley.chat.model.Refusal.Code;
import dev.parley.chat.model.RoomName;
import dev.parley.chat.model.RoomPost;
import dev.parley.chat.model.UserName;
import dev.parley.chat.rooms.Room;
import dev.parley.chat.rooms.RoomAbilities;
import dev.parley.chat.rooms.RoomAccount;
import dev.parley.chat.rooms.RoomMember;
import dev.parley.chat.rooms.RoomRole;
import dev.parley.chat.rooms.RoomRules;
import dev.parley.chat.rooms.Rooms;
import dev.parley.protocol.MemberId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is sent to a room, at the gate and in the state. */
class ChatStateRoomsTest {
  private static final RoomName ROOM = RoomName.of("#tea");
  private static final UserName FANG = UserName.of("fang");
  private static final UserName SHAO = UserName.of("shao");
  private static final UserName LEE = UserName.of("lee");
  private static final UserName MEI = UserName.of("mei");
  private static final ClientStream OF_FANG = new ClientStream(FANG, "phone");
  private static final long LATER_MS = 60_000;

  private final ChatState state = state(FANG, SHAO, LEE);
  private final SendAdmission gate = new SendAdmission(state);

  @Test
  void a_copy_waits_for_each_member_but_its_sender_and_the_post_is_for_the_archive() {
    var notices = state.apply(submit("hello", 1));
    assertThat(texts(state, SHAO)).containsExactly("hello");
    assertThat(texts(state, LEE)).containsExactly("hello");
    assertThat(state.waiting(FANG)).isEmpty();
    assertThat(state.waiting(MEI)).as("no member").isEmpty();
    assertThat(notices).filteredOn(Notice.Posted.class::isInstance).hasSize(1);
    var changes = state.takeChanges();
    assertThat(changes.passed()).singleElement().matches(ArchiveRule::admits);
    assertThat(changes.arrived()).hasSize(2).noneMatch(ArchiveRule::admits);
  }

  @Test
  void what_one_member_has_seen_waits_for_the_others() {
    state.apply(submit("one", 1));
    state.apply(submit("two", 2));
    acknowledge(SHAO);
    assertThat(state.waiting(SHAO)).isEmpty();
    assertThat(texts(state, LEE)).containsExactly("one", "two");
  }

  @Test
  void who_acknowledges_private_mail_has_seen_nothing_of_a_room() {
    state.apply(submit("to all", 1));
    var sent = gate.onSend(OF_FANG, SHAO, "to you", Optional.of(2L), 0);
    state.apply(((SendAdmission.Submit) sent).event());
    state.apply(new MailAcknowledged(SHAO, List.of(new StreamMark(OF_FANG, 2))));
    assertThat(texts(state, SHAO)).containsExactly("to all");
  }

  @Test
  void a_post_and_its_copies_are_one_message_for_clients() {
    var post = submit("hello", 1);
    state.apply(post);
    assertThat(state.waiting(SHAO).get(0).uuid()).isEqualTo(post.mail().uuid());
    assertThat(state.waiting(LEE).get(0).uuid()).isEqualTo(post.mail().uuid());
    assertThat(submit("hello", 2).mail().uuid()).isNotEqualTo(post.mail().uuid());
  }

  @Test
  void a_post_that_was_sent_through_two_parts_is_shown_once_to_each_member_of_either() {
    var other = state(FANG, SHAO, MEI);
    var post = submit("hello", 1);
    state.apply(post);
    acknowledge(SHAO);
    other.apply(submit(new SendAdmission(other), "hello", 1));
    var theirs = other.snapshot();
    other.merge(state.snapshot());
    state.merge(theirs);
    for (var part : List.of(state, other)) {
      assertThat(part.waiting(SHAO)).as("seen in one part").isEmpty();
      assertThat(texts(part, LEE)).containsExactly("hello");
      assertThat(texts(part, MEI)).containsExactly("hello");
    }
    assertThat(state.snapshot().mails()).isEqualTo(other.snapshot().mails());
    assertThat(state.snapshot().streams()).isEqualTo(other.snapshot().streams());
  }

  @Test
  void two_sendings_in_one_part_have_the_same_effect_in_any_order() {
    var one = submit("hello", 1);
    var larger = state(FANG, SHAO, LEE, MEI);
    var two = submit(new SendAdmission(larger), "hello", 1);
    larger.merge(state.snapshot());
    var first = state(FANG, SHAO, LEE, MEI);
    var second = state(FANG, SHAO, LEE, MEI);
    first.apply(one);
    first.apply(two);
    second.apply(two);
    second.apply(one);
    assertThat(first.digest()).isEqualTo(second.digest());
    for (var name : List.of(SHAO, LEE, MEI)) assertThat(texts(first, name)).hasSize(1);
  }

  @Test
  void who_won_the_name_of_a_member_gets_nothing_of_the_room() {
    var post = submit("hello", 1);
    var another = Account.register(SHAO, new ScramVerifier("other", 1, "k", "v"), 0);
    state.apply(new AccountRegistered(another));
    state.apply(post);
    assertThat(state.waiting(SHAO)).isEmpty();
    assertThat(state.returned(FANG)).isEmpty();
  }

  @Test
  void a_forged_post_without_its_form_is_left_out() {
    var good = submit("hello", 1).mail();
    for (var text : List.of("", "#tea", "#tea\n", "tea\n1\nhello", "#tea\n\nhello")) {
      var bad = new Mail(good.id(), good.to(), text, 0, 1, good.parties());
      assertThat(state.apply(new PostSent(bad, List.of()))).as(text).isEmpty();
    }
  }

  @Test
  void forged_mail_with_the_mark_of_a_room_or_in_a_stream_of_copies_is_nowhere_and_ends_nothing() {
    for (var forged : forged()) {
      var as = forged.id().stream().client() + ", '" + forged.text() + "'";
      var at = state(FANG, SHAO);
      assertThat(at.apply(new MailSent(forged))).as(as).isEmpty();
      assertThat(at.snapshot().mails()).as(as).isEmpty();
      at.merge(waiting(forged));
      assertThat(at.waiting(SHAO)).as("merged: " + as).isEmpty();
      assertThat(at.returned(FANG)).as("merged: " + as).isEmpty();
      assertThat(at.takeChanges().arrived()).as(as).isEmpty();
      assertThat(ArchiveRule.admits(forged)).as(as).isFalse();
      assertThat(Conversation.of(forged)).as(as).isNotNull();
      assertThat(forged.uuid()).as(as).isNotNull();
      assertThat(RoomPost.text(forged)).as(as).isNotNull();
      assertThat(RoomPost.with(forged)).as(as).isNotNull();
    }
  }

  /** What is wrong in its text has the mark of a room, and what has a right text has none. */
  private List<Mail> forged() {
    var mark = RoomPost.parties(state.claim(FANG)); // as if from the holder of the name
    var forged = new ArrayList<Mail>();
    for (var client : List.of("phone", "@n-1@1", "@#", "@#abc", "@#.", "@#abc.shao")) {
      var id = new MessageId(new ClientStream(FANG, client), 1);
      for (var text : List.of("", "no line end", "x\ny", "\n", "\n\n", "#\n", "#tea", "tea\n1\nx"))
        forged.add(new Mail(id, SHAO, text, 0, 1, mark));
      if (client.startsWith("@#"))
        forged.add(new Mail(id, SHAO, "#tea\nhello", 0, 1, ClaimPair.UNKNOWN));
    }
    return forged;
  }

  /** The state of another part, in which {@code mail} waits. */
  private static ChatSnapshot waiting(Mail mail) {
    List<Mail> mails = List.of(mail);
    return new ChatSnapshot(1, List.of(), List.of(), mails, List.of(), List.of(), List.of());
  }

  @Test
  void a_post_in_the_place_of_waiting_mail_is_left_out() {
    var post = submit("hello", 1).mail();
    assertThat(state.apply(new MailSent(post))).isEmpty();
    state.merge(waiting(post));
    assertThat(state.snapshot().mails()).isEmpty();
  }

  @Test
  void a_copy_merges() {
    var other = state(FANG, SHAO);
    other.apply(submit(new SendAdmission(other), "hello", 1));
    state.merge(other.snapshot());
    assertThat(texts(state, SHAO)).containsExactly("hello");
  }

  // The gate.

  @Test
  void only_members_write_to_a_room() {
    var stream = new ClientStream(MEI, "phone");
    assertThat(code(gate.onPost(stream, ROOM, "x", Optional.of(1L), 0)))
        .isEqualTo(Code.NOT_A_MEMBER);
    assertThat(code(gate.onPost(OF_FANG, RoomName.of("#no"), "x", Optional.of(1L), 0)))
        .isEqualTo(Code.NO_SUCH_ROOM);
  }

  @Test
  void a_resend_changes_nothing_and_another_text_or_receiver_is_refused() {
    state.apply(submitAndDeliver("hello", 1));
    var again = (KnownPost) gate.onPost(OF_FANG, ROOM, "hello", Optional.of(1L), 0);
    assertThat(state.apply(again.again())).isEmpty();
    assertThat(state.snapshot().mails()).hasSize(2);
    assertThat(code(gate.onPost(OF_FANG, ROOM, "other", Optional.of(1L), 0)))
        .isEqualTo(Code.SEQ_REUSED);
    assertThat(code(gate.onSend(OF_FANG, SHAO, "hello", Optional.of(1L), 0)))
        .isEqualTo(Code.SEQ_REUSED);
    assertThat(code(gate.onPost(OF_FANG, ROOM, "x", Optional.of(3L), 0))).isEqualTo(Code.SEQ_GAP);
  }

  @Test
  void a_message_that_is_sent_again_after_its_room_was_closed_has_the_same_id() {
    var post = submitAndDeliver("hello", 1);
    state.apply(post);
    var known = state.snapshot();
    var closed = ChatState.tracked();
    closed.merge(
        new ChatSnapshot(
            1, known.accounts(), known.streams(), known.mails(), List.of(), List.of(), List.of()));
    assertThat(closed.rooms().list()).isEmpty();
    var again = new SendAdmission(closed).onPost(OF_FANG, ROOM, "hello", Optional.of(1L), 0);
    assertThat(((KnownPost) again).again().mail().uuid()).isEqualTo(post.mail().uuid());
  }

  @Test
  void a_post_has_eight_thousand_bytes_at_most() {
    assertThat(send("x".repeat(RoomPost.MAX_TEXT_BYTES), 1)).isInstanceOf(SubmitPost.class);
    assertThat(code(send("x".repeat(RoomPost.MAX_TEXT_BYTES + 1), 2)))
        .isEqualTo(Code.TEXT_TOO_LONG);
  }

  @Test
  void no_post_is_sent_while_a_server_knows_no_rooms() {
    gate.onRoomAbilities(new RoomAbilities(false, false));
    assertThat(code(send("x", 1))).isEqualTo(Code.UNAVAILABLE);
    gate.onRoomAbilities(RoomAbilities.ALL);
    assertThat(send("x", 1)).isInstanceOf(SubmitPost.class);
  }

  @Test
  void who_is_muted_is_told_so_and_sends_again_what_was_sent_before() {
    state.apply(submitAndDeliver("before", 1));
    var fang = new RoomAccount(FANG, state.claim(FANG));
    become(new RoomRules(List.of(), List.of(fang), false));
    assertThat(code(send("x", 2))).isEqualTo(Code.MUTED);
    assertThat(send("before", 1)).isInstanceOf(KnownPost.class);
    become(RoomRules.NONE);
    assertThat(send("x", 2)).isInstanceOf(SubmitPost.class);
  }

  @Test
  void a_post_is_for_newcomers_only_if_it_was_sent_while_the_history_was_for_all() {
    var before = submitAndDeliver("before", 1);
    state.apply(before);
    become(new RoomRules(List.of(), List.of(), true));
    var open = submitAndDeliver("open", 2);
    state.apply(open);
    become(RoomRules.NONE);
    var after = submitAndDeliver("after", 3);
    assertThat(List.of(before, open, after))
        .extracting(post -> RoomPost.isForNewcomers(post.mail()))
        .containsExactly(false, true, false);
    assertThat(RoomPost.seenBy(open.mail())).isEqualTo(RoomPost.seenBy(after.mail()));
    assertThat(RoomPost.text(open.mail())).isEqualTo("open");
    assertThat(RoomPost.isPost(open.mail())).isTrue();
    assertThat(texts(state, SHAO)).containsExactly("before", "open");
    assertThat(state.waiting(MEI)).as("who comes later has nothing unread").isEmpty();
  }

  /** The room has these rules from now on. */
  private void become(RoomRules rules) {
    var log = state.registry().orElseThrow();
    var room = log.rooms().list().get(0);
    var changed = new Room(room.name(), 7, "", false, room.members(), List.of(), rules);
    var last = log.committed();
    var next =
        new AccountLog(
            log.founding(),
            new Position(last.epoch(), last.index() + 1),
            log.voters(),
            log.primary(),
            log.known(),
            log.pending(),
            log.rules(),
            new Rooms(List.of(changed)));
    state.merge(
        new ChatSnapshot(1, List.of(), List.of(), List.of(), List.of(), List.of(), List.of(next)));
  }

  @Test
  void a_member_writes_twenty_posts_at_once_and_five_a_second_then() {
    for (int i = 1; i <= PostPace.MEMBER_BURST; i++)
      assertThat(gate.onPost(OF_FANG, ROOM, "x", Optional.of((long) i), 0))
          .isInstanceOf(SubmitPost.class);
    long next = PostPace.MEMBER_BURST + 1;
    var refused = (Refused) gate.onPost(OF_FANG, ROOM, "x", Optional.of(next), 0);
    assertThat(refused.refusal().code()).isEqualTo(Code.RATE_LIMITED);
    assertThat(refused.refusal().retryAfterMs()).isEqualTo(PostPace.MEMBER_MS);
    assertThat(gate.onPost(OF_FANG, ROOM, "x", Optional.of(next), PostPace.MEMBER_MS))
        .isInstanceOf(SubmitPost.class);
  }

  @Test
  void a_room_takes_forty_posts_at_once_and_twenty_a_second_then_whoever_writes_them() {
    for (long i = 1; i <= PostPace.ROOM_BURST / 2; i++)
      for (var name : List.of(FANG, SHAO))
        assertThat(post(name, i, 0)).isInstanceOf(SubmitPost.class);
    var refused = (Refused) post(LEE, 1, 0);
    assertThat(refused.refusal().code()).isEqualTo(Code.RATE_LIMITED);
    assertThat(refused.refusal().retryAfterMs()).isEqualTo(PostPace.ROOM_MS);
    assertThat(post(LEE, 1, PostPace.ROOM_MS)).isInstanceOf(SubmitPost.class);
  }

  private SendAdmission.Decision post(UserName by, long seq, long wallMs) {
    return gate.onPost(new ClientStream(by, "phone"), ROOM, "x", Optional.of(seq), wallMs);
  }

  @Test
  void a_member_who_reads_nothing_has_later_posts_in_the_history_and_room_for_private_mail() {
    for (int i = 1; i <= ChatLimits.MAX_POSTS_PER_MAILBOX; i++)
      state.apply(submitAndDeliver("p" + i, i));
    acknowledge(LEE);
    var post = submit("one more", ChatLimits.MAX_POSTS_PER_MAILBOX + 1);
    state.apply(post);
    assertThat(state.waiting(SHAO)).hasSize(ChatLimits.MAX_POSTS_PER_MAILBOX);
    assertThat(texts(state, LEE)).containsExactly("one more");
    assertThat(RoomPost.isSeenBy(post.mail(), state.claim(SHAO))).isTrue();
    assertThat(state.hasRoom(SHAO, 1, 10)).isTrue();
  }

  @Test
  void long_posts_leave_half_of_a_mailbox_for_private_mail() {
    // A copy has its room, and an end of line, before the text.
    int each = LONG.length() + ROOM.spelling().length() + 1;
    long most = ChatLimits.MAX_POST_BYTES_PER_MAILBOX / each;
    for (long i = 1; i <= most; i++) {
      var post = submitAndDeliver(LONG, i);
      assertThat(post.receivers()).hasSize(2);
      state.apply(post);
    }
    acknowledge(LEE);
    assertThat(submit(LONG, most + 1).receivers())
        .extracting(RoomPost.Receiver::name)
        .containsExactly(LEE);
    assertThat(state.hasRoom(SHAO, 1, ChatLimits.MAX_MAILBOX_BYTES / 2)).isTrue();
    acknowledge(SHAO);
    assertThat(state.waitingOfRooms(SHAO)).isEqualTo(MailLoad.NONE);
  }

  // The memory of all mail.

  private static final long LIMIT = 1 << 20;
  private static final String LONG = "x".repeat(8_000);

  @Test
  void posts_that_nobody_reads_take_half_of_the_mail_memory_and_nothing_is_refused_for_them() {
    var limited = new SendAdmission(state, new MemoryRoom(state, LIMIT));
    long seq = 1;
    var post = submit(limited, seq + LONG, seq);
    for (; !post.receivers().isEmpty(); post = submit(limited, seq + LONG, seq)) {
      state.apply(post);
      limited.onDelivered(post.mail().id());
      seq++;
    }
    assertThat(state.copyMemory()).isBetween(LIMIT / 2 - 10_000, LIMIT / 2);
    assertThat(RoomPost.isSeenBy(post.mail(), state.claim(SHAO))).as("in the history").isTrue();
    state.apply(post);
    limited.onDelivered(post.mail().id());
    assertThat(limited.onSend(OF_FANG, SHAO, LONG, Optional.of(seq + 1), 0))
        .isInstanceOf(SendAdmission.Submit.class);
    acknowledge(SHAO);
    acknowledge(LEE);
    assertThat(state.copyMemory()).isZero();
    assertThat(submit(limited, LONG, seq + 2).receivers()).hasSize(2);
  }

  @Test
  void private_mail_that_takes_all_memory_refuses_no_post() {
    var limited = new SendAdmission(state, new MemoryRoom(state, 20_000));
    for (long seq = 1; seq <= 2; seq++) {
      var mail = limited.onSend(OF_FANG, SHAO, LONG, Optional.of(seq), 0);
      state.apply(((SendAdmission.Submit) mail).event());
      limited.onDelivered(new MessageId(OF_FANG, seq));
    }
    assertThat(limited.onSend(OF_FANG, SHAO, LONG, Optional.of(3L), 0)).isInstanceOf(Refused.class);
    assertThat(submit(limited, LONG, 3).receivers()).isEmpty();
  }

  @Test
  void what_is_under_way_counts_and_the_next_post_is_to_be_tried_again() {
    var limited = new SendAdmission(state, new MemoryRoom(state, 40_000));
    submit(limited, LONG, 1);
    submit(limited, LONG, 2);
    var refused = limited.onPost(OF_FANG, ROOM, LONG, Optional.of(3L), LATER_MS);
    assertThat(code(refused)).isEqualTo(Code.RATE_LIMITED);
  }

  @Test
  void while_posts_take_much_memory_more_wait_for_those_alone_who_read() {
    var limited = new SendAdmission(state, new MemoryRoom(state, LIMIT));
    long seq = 1;
    for (; state.copyMemory() <= LIMIT / 4; seq++) {
      var post = submit(limited, "p" + seq, seq);
      state.apply(post);
      limited.onDelivered(post.mail().id());
      acknowledge(LEE);
    }
    assertThat(submit(limited, "to whom", seq).receivers())
        .extracting(RoomPost.Receiver::name)
        .containsExactly(LEE);
  }

  @Test
  void a_text_that_waits_for_many_is_counted_once_also_where_it_was_loaded() {
    state.apply(submit(LONG, 1));
    assertThat(state.copyMemory()).isBetween(8_000L, 9_000L);
    var other = state(FANG, SHAO, LEE);
    var from = state.snapshot();
    var loaded = from.mails().stream().map(ChatStateRoomsTest::anotherObject).toList();
    other.merge(
        new ChatSnapshot(1, List.of(), from.streams(), loaded, List.of(), List.of(), List.of()));
    assertThat(other.waiting(SHAO).get(0).text()).isSameAs(other.waiting(LEE).get(0).text());
    assertThat(other.mailMemory()).isEqualTo(state.mailMemory());
    state.apply(
        new MailAcknowledged(
            SHAO, List.of(new StreamMark(state.waiting(SHAO).get(0).id().stream(), 1))));
    assertThat(state.copyMemory()).isBetween(8_000L, 9_000L);
    acknowledge(LEE);
    assertThat(state.mailMemory()).isZero();
  }

  /** As from a disk. */
  private static Mail anotherObject(Mail mail) {
    var text = String.valueOf(mail.text().toCharArray());
    return new Mail(mail.id(), mail.to(), text, mail.sentAtMs(), mail.lamport(), mail.parties());
  }

  // What is left of streams to members.

  private static final long MONTH_MS = ClientExpiry.REMEMBERED_MS;

  @Test
  void what_members_have_seen_leaves_one_number_in_the_end_and_is_not_shown_again() {
    state.apply(submit("one", 1));
    state.apply(submit("two", 2));
    var before = state.snapshot();
    acknowledge(SHAO);
    acknowledge(LEE);
    assertThat(expire(2 * LATER_MS + MONTH_MS - 1)).isEmpty();
    assertThat(expire(2 * LATER_MS + MONTH_MS)).hasSize(1);
    assertThat(state.highWaters().toMembers(FANG)).isZero();
    assertThat(state.highWaters().forgotten(FANG)).as("of client ids").isZero();
    assertThat(state.highWaters().of(FANG)).hasSize(2);
    state.merge(before);
    assertThat(state.waiting(SHAO)).isEmpty();
    assertThat(state.waiting(LEE)).isEmpty();
    assertThat(state.highWaters().of(FANG)).hasSize(2);
    state.apply(submit("three", 3));
    assertThat(texts(state, SHAO)).containsExactly("three");
  }

  @Test
  void what_waits_for_a_member_continues_to_wait_when_its_stream_is_forgotten() {
    state.apply(submit("one", 1));
    acknowledge(LEE);
    var other = state(FANG, SHAO, LEE);
    other.merge(state.snapshot());
    expire(LATER_MS + MONTH_MS);
    assertThat(state.highWaters().toMembers(FANG)).isZero();
    state.merge(other.snapshot());
    other.merge(state.snapshot());
    for (var part : List.of(state, other)) {
      assertThat(texts(part, SHAO)).containsExactly("one");
      assertThat(part.waiting(LEE)).isEmpty();
    }
    assertThat(state.keptDigest()).isEqualTo(other.keptDigest());
    acknowledge(SHAO);
    assertThat(state.waiting(SHAO)).isEmpty();
  }

  @Test
  void forgetting_and_the_next_post_have_the_same_effect_in_any_order() {
    state.apply(submit("one", 1));
    var next = submit("two", 2);
    var other = state(FANG, SHAO, LEE);
    other.merge(state.snapshot());
    other.apply(next);
    var forgotten = new StreamsForgotten(expire(LATER_MS + MONTH_MS));
    state.apply(next);
    other.apply(forgotten);
    assertThat(state.keptDigest()).isEqualTo(other.keptDigest());
    assertThat(texts(state, SHAO)).containsExactly("one", "two");
  }

  @Test
  void a_client_that_counts_anew_is_heard_when_its_last_number_is_gone() {
    state.apply(submit("one", 1));
    acknowledge(SHAO);
    acknowledge(LEE);
    expire(LATER_MS + MONTH_MS);
    for (var stream : List.of(OF_FANG, OF_FANG.forgotten()))
      state.apply(
          new StreamsForgotten(
              List.of(new ForgottenStream(stream, 1, LATER_MS, state.claim(FANG)))));
    assertThat(state.highWaters().of(FANG)).isEmpty();
    gate.onDelivered(new MessageId(OF_FANG, 1));
    state.apply(submit("anew", 1));
    assertThat(texts(state, SHAO)).containsExactly("anew");
  }

  @Test
  void a_user_has_ten_thousand_streams_to_members_and_room_after_a_day() {
    var streams = new ArrayList<StreamState>();
    for (int i = 2; i <= ChatLimits.MAX_STREAMS_TO_MEMBERS; i++)
      streams.add(new StreamState(client(i).toMember(SHAO), 1, List.of(), 1));
    state.merge(
        new ChatSnapshot(1, List.of(), streams, List.of(), List.of(), List.of(), List.of()));
    var refused = (Refused) gate.onPost(OF_FANG, ROOM, "x", Optional.of(1L), 1);
    assertThat(refused.refusal().code()).isEqualTo(Code.RATE_LIMITED);
    assertThat(refused.refusal().text()).contains("under too many client ids");

    assertThat(expire(ClientExpiry.MIN_IDLE_MS)).isEmpty();
    assertThat(expire(ClientExpiry.MIN_IDLE_MS + 1)).hasSize(StreamsForgotten.MAX_STREAMS);
    assertThat(submit("x", 1).receivers()).hasSize(2);
  }

  @Test
  void the_last_of_ten_thousand_streams_to_members_is_taken() {
    var streams = new ArrayList<StreamState>();
    for (int i = 3; i <= ChatLimits.MAX_STREAMS_TO_MEMBERS; i++)
      streams.add(new StreamState(client(i).toMember(SHAO), 1, List.of(), 1));
    state.merge(
        new ChatSnapshot(1, List.of(), streams, List.of(), List.of(), List.of(), List.of()));
    assertThat(submit("x", 1).receivers()).hasSize(2);
  }

  private static ClientStream client(int i) {
    return new ClientStream(FANG, "c" + i);
  }

  /** What the leader has forgotten at this time, also where client ids are kept for ever. */
  private List<ForgottenStream> expire(long wallMs) {
    var found = new ClientExpiry(state, ClientExpiry.FOR_EVER).onTick(0, wallMs);
    found.ifPresent(state::apply);
    return found.map(StreamsForgotten::streams).orElse(List.of());
  }

  private PostSent submitAndDeliver(String text, long seq) {
    var post = submit(text, seq);
    gate.onDelivered(post.mail().id());
    return post;
  }

  private static Code code(SendAdmission.Decision decision) {
    return ((Refused) decision).refusal().code();
  }

  private SendAdmission.Decision send(String text, long seq) {
    return gate.onPost(OF_FANG, ROOM, text, Optional.of(seq), seq * LATER_MS);
  }

  private PostSent submit(String text, long seq) {
    return submit(gate, text, seq);
  }

  private static PostSent submit(SendAdmission at, String text, long seq) {
    var decision = at.onPost(OF_FANG, ROOM, text, Optional.of(seq), seq * LATER_MS);
    return ((SubmitPost) decision).event();
  }

  private void acknowledge(UserName name) {
    var marks = new ArrayList<StreamMark>();
    for (var mail : state.waiting(name))
      marks.add(new StreamMark(mail.id().stream(), mail.id().seq()));
    state.apply(new MailAcknowledged(name, marks));
  }

  private static List<String> texts(ChatState state, UserName name) {
    return state.waiting(name).stream().map(RoomPost::text).toList();
  }

  /** All users are registered, and these are in the room. */
  private static ChatState state(UserName... members) {
    var state = ChatState.tracked();
    for (var name : List.of(FANG, SHAO, LEE, MEI)) {
      var verifier = new ScramVerifier("salt of " + name, 1, "k", "v");
      state.apply(new AccountRegistered(Account.register(name, verifier, 1)));
    }
    var list = new ArrayList<RoomMember>();
    for (var name : members)
      list.add(new RoomMember(new RoomAccount(name, state.claim(name)), RoomRole.MEMBER));
    var room = new Room(ROOM, 7, "", false, list, List.of());
    var log =
        new AccountLog(
            Founding.first(1, new MemberId("n", 1)),
            // Of more members the log is ahead, and goes on after a merge.
            new Position(1, members.length),
            List.of("n"),
            List.of(),
            List.of(),
            List.of(),
            RegistrationRules.NONE,
            new Rooms(List.of(room)));
    state.merge(
        new ChatSnapshot(1, List.of(), List.of(), List.of(), List.of(), List.of(), List.of(log)));
    state.takeChanges();
    return state;
  }

  @Test
  void the_copies_of_each_member_have_a_stream_of_their_own() {
    var post = submit("hello", 1);
    var ids = RoomPost.copies(post.mail(), post.receivers()).stream().map(Mail::id).toList();
    assertThat(ids).extracting(MessageId::stream).doesNotHaveDuplicates().hasSize(2);
    assertThat(ids).extracting(MessageId::seq).containsOnly(1L);
  }
}
