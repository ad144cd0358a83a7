package dev.parley.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.chat.BucketSet;
import dev.parley.chat.ChatSnapshot;
import dev.parley.chat.ChatState;
import dev.parley.chat.MailExpiry;
import dev.parley.chat.MemoryRoom;
import dev.parley.chat.PartialState;
import dev.parley.chat.accounts.Account;
import dev.parley.chat.accounts.AccountChange.AccountRegistered;
import dev.parley.chat.accounts.AccountLogSettings;
import dev.parley.chat.accounts.LeaderMessage.ChangeRoom;
import dev.parley.chat.accounts.LeaderMessage.Denied;
import dev.parley.chat.accounts.LeaderMessage.Register;
import dev.parley.chat.accounts.LeaderMessage.Stored;
import dev.parley.chat.accounts.LeaderMessage.VotersKept;
import dev.parley.chat.accounts.ScramVerifier;
import dev.parley.chat.model.ClaimPair;
import dev.parley.chat.model.ReadPosition;
import dev.parley.chat.model.Refusal;
import dev.parley.chat.model.RoomName;
import dev.parley.chat.model.UserName;
import dev.parley.chat.rooms.RoomAccount;
import dev.parley.chat.rooms.RoomChange;
import dev.parley.protocol.Ballot;
import dev.parley.protocol.Dot;
import dev.parley.protocol.Endpoint;
import dev.parley.protocol.Member;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.VersionVector;
import dev.parley.protocol.View;
import dev.parley.protocol.ViewId;
import dev.parley.protocol.multicast.MessageClock;
import dev.parley.protocol.multicast.MulticastOutput;
import dev.parley.protocol.multicast.Payload;
import dev.parley.protocol.version.VersionOffer;
import dev.parley.replica.ReplicaOutput.Answer;
import dev.parley.replica.ReplicaOutput.AwaitQuorums;
import dev.parley.replica.ReplicaOutput.Judge;
import dev.parley.replica.ReplicaOutput.Log;
import dev.parley.replica.ReplicaOutput.Severity;
import dev.parley.replica.ReplicaOutput.Submit;
import dev.parley.replica.ReplicaOutput.Tell;
import dev.parley.replica.ReplicaOutput.ViewBegun;
import dev.parley.replica.ReplicaOutput.Write;
import dev.parley.replica.ReplicaProtocol.Accepted;
import dev.parley.replica.ReplicaProtocol.BlockSet;
import dev.parley.replica.ReplicaProtocol.BlocksListed;
import dev.parley.replica.ReplicaProtocol.MailPushed;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * One node alone in its view: what it submits comes back at once, and its disk waits for a word.
 */
class ReplicatedChatTest {
  private static final UserName FANG = UserName.of("fang");
  private static final UserName SHAO = UserName.of("shao");
  private static final ScramVerifier VERIFIER = new ScramVerifier("salt", 1, "k", "v");
  private static final Member SELF =
      new Member(new MemberId("a", 1), new Endpoint("h", 1), new Endpoint("h", 2));
  private static final View ALONE = view(1);
  private static final ReplicaSettings SETTINGS =
      new ReplicaSettings(
          2_000, MailExpiry.FOR_EVER, MemoryRoom.UNLIMITED, AccountLogSettings.DEFAULT, false);

  private ReplicatedChat<String, Long, String> chat =
      new ReplicatedChat<>(
          SETTINGS,
          Optional.of(new ChatStore.Kept(accounts(), VersionVector.EMPTY)),
          new SplittableRandom(1));
  private final List<ReplicaOutput> performed = new ArrayList<>();
  private long lastSeq;
  private boolean isWriting;

  @Test
  void accepts_a_message_when_enough_members_have_it() {
    begin();
    open("fang", FANG);
    send("fang", 5);
    assertThat(performed).noneMatch(Answer.class::isInstance);

    perform(chat.onMulticast(new MulticastOutput.Replicated(lastSeq, 2), 0));
    var answers = performed.stream().filter(Answer.class::isInstance).toList();
    assertThat(answers).hasSize(1);
    var answer = (Answer<?>) answers.get(0);
    assertThat(answer.replyTo()).isEqualTo(5L);
    assertThat(answer.answer())
        .isInstanceOfSatisfying(Accepted.class, told -> assertThat(told.copies()).isEqualTo(2));
  }

  @Test
  void shows_a_message_when_the_disk_has_it() {
    begin();
    open("fang", FANG);
    open("shao", SHAO);
    writeAll();
    send("fang", 1);
    assertThat(performed).noneMatch(ReplicatedChatTest::isPush);

    written();
    assertThat(performed).filteredOn(ReplicatedChatTest::isPush).hasSize(1);
  }

  @Test
  void shows_a_message_at_once_where_nothing_is_kept() {
    chat = new ReplicatedChat<>(SETTINGS, Optional.empty(), new SplittableRandom(1));
    begin();
    perform(chat.onQuestion("caller", new Register(SHAO, VERIFIER), 0));
    perform(chat.onTick(250, 0));
    open("fang", FANG);
    open("shao", SHAO);
    send("fang", 1);

    assertThat(performed).filteredOn(ReplicatedChatTest::isPush).hasSize(1);
    assertThat(performed).noneMatch(Write.class::isInstance);
  }

  @Test
  void computes_digests_before_it_is_frozen() {
    begin();
    open("fang", FANG);
    send("fang", 1);
    writeAll();
    assertThat(chat.state().undigested()).isPositive();
    for (int nowMs = 0; nowMs < 3_000; nowMs += 20) perform(chat.onTick(nowMs, 7));
    assertThat(chat.state().undigested()).isZero();
  }

  @Test
  void writes_one_commit_at_a_time() {
    begin();
    open("fang", FANG);
    open("shao", SHAO);
    assertThat(performed).filteredOn(Write.class::isInstance).hasSize(1);

    written();
    assertThat(performed).filteredOn(Write.class::isInstance).hasSize(2);
    written();
    assertThat(performed).filteredOn(Write.class::isInstance).hasSize(2);
  }

  @Test
  void gives_a_name_to_who_asks_when_the_quorum_has_it() {
    begin();
    var question = new Register(UserName.of("mei"), VERIFIER);
    perform(chat.onQuestion("caller", question, 0));
    assertThat(performed).noneMatch(Judge.class::isInstance);

    // The first question founded the registry, and is asked again.
    perform(chat.onTick(250, 0));
    assertThat(performed).contains(new Judge<>("caller", new Stored(UserName.of("mei"))));
    assertThat(performed).filteredOn(Judge.class::isInstance).hasSize(1);
  }

  /** A question is repeated over view changes, and was asked when all knew rooms. */
  @Test
  void decides_nothing_about_rooms_while_a_member_knows_none() {
    begin();
    perform(chat.onQuestion("first", new Register(UserName.of("lin"), VERIFIER), 0));
    perform(chat.onTick(250, 0));
    var create = new RoomChange.Created(RoomName.of("#tea"), new RoomAccount(FANG, 1), 0, "", true);
    performed.clear();
    perform(chat.onQuestion("caller", new ChangeRoom(create), 300));
    assertThat(performed)
        .singleElement()
        .isInstanceOfSatisfying(
            Judge.class,
            judged ->
                assertThat(((Denied) judged.verdict()).refusal().code())
                    .isEqualTo(Refusal.Code.UNAVAILABLE));
    chat.onFeaturesAgreed(VersionOffer.OWN.features());
    performed.clear();
    perform(chat.onQuestion("caller", new ChangeRoom(create), 300));
    assertThat(chat.state().rooms().find(RoomName.of("#tea"))).isPresent();

    // A member that knows rooms without bans could not read the log any more.
    var by = new RoomAccount(FANG, 1);
    var ban = new RoomChange.Banned(RoomName.of("#tea"), by, new RoomAccount(SHAO, 1), true);
    chat.onFeaturesAgreed(List.of(VersionOffer.ROOMS));
    performed.clear();
    perform(chat.onQuestion("caller", new ChangeRoom(ban), 300));
    assertThat(((Denied) ((Judge<?>) last()).verdict()).refusal().code())
        .isEqualTo(Refusal.Code.UNAVAILABLE);
    chat.onFeaturesAgreed(VersionOffer.OWN.features());
    perform(chat.onQuestion("caller", new ChangeRoom(ban), 300));
    assertThat(chat.state().rooms().list().get(0).rules().banned()).hasSize(1);
  }

  @Test
  void blocks_a_user_without_any_leader_and_answers_when_the_disk_has_it() {
    begin();
    open("fang", FANG);
    writeAll();
    perform(chat.onSetBlock("fang", SHAO, true));
    assertThat(performed).doesNotContain(new Tell<>("fang", new BlockSet(SHAO, true)));
    written();
    assertThat(performed).contains(new Tell<>("fang", new BlockSet(SHAO, true)));

    perform(chat.onListBlocks("fang"));
    assertThat(last())
        .isEqualTo(new Tell<>("fang", new BlocksListed(new TreeSet<>(List.of(SHAO)))));
    performed.clear();
    perform(chat.onSetBlock("fang", SHAO, true));
    assertThat(performed).as("again").containsExactly(new Tell<>("fang", new BlockSet(SHAO, true)));
  }

  @Test
  void answers_a_block_once_that_a_restart_of_the_protocols_caught_under_way() {
    perform(chat.onGroupStarting(SELF));
    open("fang", FANG);
    perform(chat.onSetBlock("fang", SHAO, true));
    begin();
    writeAll();
    assertThat(chat.state().blocks(FANG, SHAO)).isTrue();
    perform(chat.onListBlocks("fang"));
    assertThat(performed)
        .filteredOn(o -> o.equals(new Tell<>("fang", new BlockSet(SHAO, true))))
        .hasSizeLessThanOrEqualTo(1);
  }

  @Test
  void refuses_a_message_of_who_is_not_logged_in() {
    begin();
    send("nobody", 3);

    var refused = (ReplicaProtocol.Refused) ((Answer<?>) last()).answer();
    assertThat(refused.refusal().code()).isEqualTo(Refusal.Code.NOT_LOGGED_IN);
  }

  @Test
  void merges_the_states_of_other_parts_when_their_view_is_delivered_and_in_no_other() {
    begin();
    perform(chat.onMulticast(new MulticastOutput.ViewDelivered(ALONE, VersionVector.EMPTY), 0));
    var other = new ChatState();
    other.apply(new AccountRegistered(Account.register(UserName.of("lin"), VERIFIER, 1)));
    chat.onStatesArrived(ballot(3), List.of(PartialState.whole(other.snapshot())));

    perform(chat.onMulticast(new MulticastOutput.ViewDelivered(view(2), VersionVector.EMPTY), 0));
    assertThat(chat.state().account(UserName.of("lin"))).isEmpty();
    chat.onStatesArrived(ballot(3), List.of(PartialState.whole(other.snapshot())));
    perform(chat.onMulticast(new MulticastOutput.ViewDelivered(view(3), VersionVector.EMPTY), 0));
    assertThat(chat.state().account(UserName.of("lin"))).isPresent();
    assertThat(performed).contains(new ViewBegun(SELF, view(3)));
  }

  @Test
  void shows_others_the_state_as_it_was_frozen_for_their_ballot_or_not_at_all() {
    begin();
    var cut = new MulticastOutput.CutDelivered(ballot(2), VersionVector.EMPTY, true);
    perform(chat.onMulticast(cut, 0));
    var digests = chat.state().digests();
    assertThat(performed)
        .filteredOn(ReplicaOutput.OfferState.class::isInstance)
        .extracting(offer -> ((ReplicaOutput.OfferState) offer).digests().different(digests))
        .containsExactly(BucketSet.NONE);
    assertThat(chat.frozen(ballot(2), BucketSet.ALL))
        .contains(PartialState.whole(chat.state().snapshot()));
    assertThat(chat.frozen(ballot(2), BucketSet.NONE).orElseThrow().state().accounts()).isEmpty();
    assertThat(chat.frozen(ballot(3), BucketSet.ALL)).isEmpty();

    open("fang", FANG);
    assertThat(chat.frozen(ballot(2), BucketSet.ALL)).as("something was delivered").isEmpty();
  }

  @Test
  void asks_no_leader_to_close_a_room_that_some_server_does_not_know_how_to_close() {
    begin();
    var close = new ChangeRoom(new RoomChange.Ended(RoomName.of("#tea")));
    chat.onFeaturesAgreed(List.of(VersionOffer.ROOMS));
    perform(chat.onQuestion("operator", close, 0));
    assertThat(last())
        .isInstanceOfSatisfying(
            Judge.class,
            judged ->
                assertThat(((Denied) judged.verdict()).refusal().code())
                    .isEqualTo(Refusal.Code.UNAVAILABLE));
  }

  @Test
  void shows_no_frozen_state_when_the_view_is_there() {
    begin();
    perform(
        chat.onMulticast(
            new MulticastOutput.CutDelivered(ballot(2), VersionVector.EMPTY, true), 0));
    perform(chat.onMulticast(new MulticastOutput.ViewDelivered(view(2), VersionVector.EMPTY), 0));
    assertThat(chat.frozen(ballot(2), BucketSet.ALL)).isEmpty();
  }

  @Test
  void says_that_a_message_is_no_chat_event_and_goes_on() {
    begin();
    var dot = new Dot(new MemberId("b", 1), 1);
    var clock = new MessageClock(ALONE, new Dot(SELF.id(), 1), new long[1]);
    var payload = Payload.wrap(new byte[] {1, 2, 3});
    perform(chat.onMulticast(new MulticastOutput.Delivered(dot, 1, clock, payload), 0));

    assertThat(performed)
        .filteredOn(Log.class::isInstance)
        .extracting(line -> ((Log) line).severity())
        .contains(Severity.ERROR);
    assertThat(chat.delivered().counts()).containsEntry(dot.origin(), 1L);
  }

  @Test
  void submits_again_under_its_next_incarnation_what_did_not_come_back() {
    begin();
    open("fang", FANG);
    perform(chat.onGroupStarting(SELF));
    performed.clear();
    var draft = new ReplicatedChat.Draft(SHAO, "text", Optional.of(1L));
    perform(chat.onSend("fang", draft, 1L, 0));
    assertThat(performed).noneMatch(Submit.class::isInstance);

    var again = chat.onGroupStarted(SELF);
    // The message, and the session under the new incarnation, in two forms.
    assertThat(again).filteredOn(Submit.class::isInstance).hasSize(3);
  }

  @Test
  void keeps_its_vote_in_no_group() {
    perform(chat.onGiveUpVote("caller", 0));
    assertThat(last())
        .isEqualTo(new Judge<>("caller", new VotersKept("This node has not joined a group.")));
  }

  @Test
  void fails_when_the_multicast_takes_no_more() {
    var refused = new MulticastOutput.Overloaded(Payload.wrap(new byte[0]));
    assertThatThrownBy(() -> chat.onMulticast(refused, 0))
        .isInstanceOf(IllegalStateException.class);
  }

  private void begin() {
    perform(chat.onGroupStarting(SELF));
    perform(chat.onGroupStarted(SELF));
    perform(chat.onMulticast(new MulticastOutput.ViewDelivered(ALONE, VersionVector.EMPTY), 0));
    writeAll();
    performed.clear();
  }

  private void open(String session, UserName name) {
    var request =
        new SessionRequest(name, ClaimPair.ANY, ScramVerifier.ANY, session, ReadPosition.NOTHING);
    perform(chat.onOpen(session, request, 0));
  }

  private void send(String session, long seq) {
    var draft = new ReplicatedChat.Draft(SHAO, "text", Optional.empty());
    perform(chat.onSend(session, draft, seq, 0));
  }

  private void writeAll() {
    while (isWriting) written();
  }

  private void written() {
    isWriting = false;
    perform(chat.onWritten());
  }

  private void perform(List<ReplicaOutput> outputs) {
    for (var output : outputs) {
      performed.add(output);
      if (output instanceof Write) isWriting = true;
      else if (output instanceof Submit submit) deliver(submit.payload());
      else if (output instanceof AwaitQuorums await)
        perform(chat.onMulticast(new MulticastOutput.Decided(await.seq()), 0));
    }
  }

  private void deliver(Payload payload) {
    var dot = new Dot(SELF.id(), ++lastSeq);
    var clock = new MessageClock(ALONE, dot, new long[] {lastSeq});
    perform(chat.onMulticast(new MulticastOutput.Delivered(dot, 1, clock, payload), 0));
  }

  private ReplicaOutput last() {
    return performed.get(performed.size() - 1);
  }

  private static boolean isPush(ReplicaOutput output) {
    return output instanceof Tell<?> tell && tell.event() instanceof MailPushed;
  }

  private static Ballot ballot(long epoch) {
    return new Ballot(epoch, SELF.id());
  }

  private static View view(long epoch) {
    return View.of(new ViewId(epoch, SELF.id()), List.of(SELF));
  }

  private static ChatSnapshot accounts() {
    var state = new ChatState();
    for (var name : List.of(FANG, SHAO))
      state.apply(new AccountRegistered(Account.register(name, VERIFIER, 1)));
    return state.snapshot();
  }
}
