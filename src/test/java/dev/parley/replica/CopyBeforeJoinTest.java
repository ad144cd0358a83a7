package dev.parley.replica;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.BucketDigests;
import dev.parley.chat.BucketSet;
import dev.parley.chat.ChatEvent.MailAcknowledged;
import dev.parley.chat.ChatEvent.MailSent;
import dev.parley.chat.ChatEvent.StreamMark;
import dev.parley.chat.ChatState;
import dev.parley.chat.MailExpiry;
import dev.parley.chat.MemoryRoom;
import dev.parley.chat.PartialState;
import dev.parley.chat.accounts.Account;
import dev.parley.chat.accounts.AccountChange.AccountRegistered;
import dev.parley.chat.accounts.AccountLogSettings;
import dev.parley.chat.accounts.ScramVerifier;
import dev.parley.chat.model.ClaimPair;
import dev.parley.chat.model.ClientStream;
import dev.parley.chat.model.Mail;
import dev.parley.chat.model.MessageId;
import dev.parley.chat.model.ReadPosition;
import dev.parley.chat.model.UserName;
import dev.parley.protocol.Ballot;
import dev.parley.protocol.Endpoint;
import dev.parley.protocol.Member;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.VersionVector;
import dev.parley.protocol.View;
import dev.parley.protocol.ViewId;
import dev.parley.protocol.multicast.MulticastOutput;
import dev.parley.replica.ReplicaOutput.CopyKept;
import dev.parley.replica.ReplicaOutput.Write;
import dev.parley.store.log.CheckpointLimits;
import dev.parley.store.log.ModelStore;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** A node with nothing writes down what it copies, before it is in a view. */
class CopyBeforeJoinTest {
  private static final UserName FANG = UserName.of("fang");
  private static final UserName SHAO = UserName.of("shao");
  private static final ClientStream PHONE = new ClientStream(FANG, "phone");
  private static final Member SELF =
      new Member(new MemberId("b", 1), new Endpoint("h", 1), new Endpoint("h", 2));
  private static final Ballot BALLOT = new Ballot(2, new MemberId("a", 1));

  /** A member of the group, and this node's disk. */
  private final ChatState member = new ChatState();

  private final ModelStore disk = new ModelStore(CheckpointLimits.DEFAULT, true);
  private final Deque<Write> writing = new ArrayDeque<>();
  private final List<CopyKept> kept = new ArrayList<>();
  private BucketDigests offered = BucketDigests.EMPTY;
  private ReplicatedChat<String, Long, String> chat = started();

  private ReplicatedChat<String, Long, String> started() {
    var settings =
        new ReplicaSettings(
            2_000, MailExpiry.FOR_EVER, MemoryRoom.UNLIMITED, AccountLogSettings.DEFAULT, true);
    return new ReplicatedChat<>(settings, Optional.of(disk.load()), new SplittableRandom(1));
  }

  CopyBeforeJoinTest() {
    for (var name : List.of(FANG, SHAO))
      member.apply(
          new AccountRegistered(Account.register(name, new ScramVerifier("s", 1, "k", "v"), 1)));
    send(1);
  }

  @Test
  void what_was_copied_is_on_the_disk_before_the_node_joins() {
    copyAll();
    perform(chat.onCopyAwaited());
    assertThat(kept).as("not written yet").isEmpty();
    writeAll();
    assertThat(kept).hasSize(1);
    assertThat(kept.get(0).news()).isEqualTo(2);
    assertThat(kept.get(0).digests().different(member.digests())).isEqualTo(BucketSet.NONE);

    copyAll();
    perform(chat.onCopyAwaited());
    writeAll();
    assertThat(kept.get(1).news()).as("nothing has changed").isZero();
  }

  @Test
  void a_node_that_ends_before_it_is_in_a_view_has_nothing_when_it_starts_again() {
    copyAll();
    writeAll();
    chat = started();
    assertThat(chat.state().snapshot().entries()).isZero();
    assertThat(chat.isCopyTaken()).isTrue();
    copyAll();
    join();
    chat = started();
    assertThat(chat.state().waiting(SHAO)).isEqualTo(member.waiting(SHAO));
    assertThat(chat.isCopyTaken()).isFalse();
  }

  @Test
  void in_the_view_the_node_has_what_a_member_had_when_it_was_frozen() {
    copyAll();
    writeAll();
    acknowledge(1);
    send(2);
    join();
    assertThat(chat.state().keptDigest()).isEqualTo(member.keptDigest());
    assertThat(started().state().keptDigest()).isEqualTo(member.keptDigest());
  }

  @Test
  void a_number_that_was_copied_before_its_message_makes_that_no_message_that_was_shown() {
    send(2);
    perform(chat.onCopyArrived(bucketOf(SHAO)));
    send(3);
    perform(chat.onCopyArrived(bucketOf(FANG)));
    join();
    assertThat(chat.state().waiting(SHAO)).hasSize(3);
  }

  @Test
  void others_get_nothing_of_a_copy() {
    copyAll();
    cut();
    assertThat(chat.frozen(BALLOT, member.digests().filled()).orElseThrow().different())
        .isEqualTo(BucketSet.NONE);
    var whole = chat.frozen(BALLOT, BucketSet.ALL).orElseThrow();
    assertThat(whole.state().entries()).isZero();
    assertThat(chat.onCopied(BucketDigests.EMPTY, 0)).isEqualTo(BucketSet.NONE);
    var before = member.keptDigest();
    member.merge(whole);
    assertThat(member.keptDigest()).isEqualTo(before);
  }

  @Test
  void a_node_that_founds_a_group_after_all_forgets_what_it_copied() {
    copyAll();
    writeAll();
    perform(chat.onMulticast(new MulticastOutput.ViewDelivered(view(), VersionVector.EMPTY), 0));
    writeAll();
    assertThat(chat.state().snapshot().entries()).isZero();
    assertThat(started().state().snapshot().entries()).isZero();
  }

  @Test
  void what_was_copied_of_another_part_goes_if_that_part_is_not_joined() {
    var stranger = new ChatState();
    var lin = UserName.of("lin");
    stranger.apply(
        new AccountRegistered(Account.register(lin, new ScramVerifier("s", 1, "k", "v"), 1)));
    perform(chat.onCopyArrived(stranger.part(stranger.digests().filled())));
    copyAll();
    writeAll();
    join();
    assertThat(chat.state().account(lin)).isEmpty();
    assertThat(chat.state().keptDigest()).isEqualTo(member.keptDigest());
    assertThat(started().state().keptDigest()).isEqualTo(member.keptDigest());
  }

  @Test
  void parts_that_meet_in_the_first_view_are_merged() {
    var other = new ChatState();
    other.merge(member.snapshot());
    copyAll();
    acknowledge(1);
    other.apply(new MailSent(mail(new ClientStream(FANG, "laptop"), 1)));
    cut();
    var parts =
        List.of(member, other).stream()
            .map(part -> part.part(offered.different(part.digests())))
            .toList();
    chat.onStatesArrived(BALLOT, parts);
    install();
    member.merge(other.snapshot());
    assertThat(chat.state().keptDigest()).isEqualTo(member.keptDigest());
  }

  @Test
  void what_comes_after_the_cut_is_too_late() {
    copyAll();
    cut();
    send(2);
    assertThat(chat.isCopyTaken()).isFalse();
    copyAll();
    assertThat(chat.state().waiting(SHAO)).hasSize(1);
  }

  @Test
  void a_node_with_a_state_of_its_own_or_with_clients_writes_no_copy_down() {
    join();
    assertThat(chat.isCopyTaken()).as("it is in a view").isFalse();
    chat = started();
    assertThat(chat.isCopyTaken()).as("it has a state").isFalse();
    send(2);
    copyAll();
    assertThat(chat.state().waiting(SHAO)).hasSize(1);

    var fresh = new ModelStore(CheckpointLimits.DEFAULT, true);
    chat =
        new ReplicatedChat<>(
            new ReplicaSettings(
                2_000, MailExpiry.FOR_EVER, MemoryRoom.UNLIMITED, AccountLogSettings.DEFAULT, true),
            Optional.of(fresh.load()),
            new SplittableRandom(1));
    var request =
        new SessionRequest(FANG, ClaimPair.ANY, ScramVerifier.ANY, "phone", ReadPosition.NOTHING);
    perform(chat.onOpen("fang", request, 0));
    assertThat(chat.isCopyTaken()).as("it has a client").isFalse();
  }

  private static Mail mail(ClientStream stream, long seq) {
    return new Mail(new MessageId(stream, seq), SHAO, "text " + seq, 1, seq);
  }

  private void send(long seq) {
    member.apply(new MailSent(mail(PHONE, seq)));
  }

  private void acknowledge(long seq) {
    member.apply(new MailAcknowledged(SHAO, List.of(new StreamMark(PHONE, seq, ClaimPair.ANY))));
  }

  private PartialState bucketOf(UserName user) {
    var one = new ChatState();
    one.apply(new AccountRegistered(member.account(user).orElseThrow()));
    return member.part(one.digests().filled());
  }

  private void copyAll() {
    perform(chat.onCopyArrived(member.part(member.digests().filled())));
  }

  private void cut() {
    perform(
        chat.onMulticast(new MulticastOutput.CutDelivered(BALLOT, VersionVector.EMPTY, true), 0));
  }

  private void join() {
    cut();
    chat.onStatesArrived(BALLOT, List.of(member.part(offered.different(member.digests()))));
    install();
  }

  private void install() {
    perform(chat.onMulticast(new MulticastOutput.ViewDelivered(view(), VersionVector.EMPTY), 0));
    writeAll();
  }

  private static View view() {
    var leader = new Member(BALLOT.coordinator(), new Endpoint("g", 1), new Endpoint("g", 2));
    return View.of(new ViewId(BALLOT.epoch(), BALLOT.coordinator()), List.of(leader, SELF));
  }

  private void perform(List<ReplicaOutput> outputs) {
    for (var output : outputs) {
      if (output instanceof Write write) writing.add(write);
      else if (output instanceof CopyKept copied) kept.add(copied);
      else if (output instanceof ReplicaOutput.OfferState offer) offered = offer.digests();
    }
  }

  private void writeAll() {
    while (!writing.isEmpty()) {
      disk.commit(writing.remove().commit());
      while (disk.hasStep()) disk.step();
      perform(chat.onWritten());
    }
  }
}
