package dev.parley.group;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import dev.parley.chat.BucketDigests;
import dev.parley.chat.BucketSet;
import dev.parley.chat.ChatSnapshot;
import dev.parley.chat.ChatSnapshot.StreamState;
import dev.parley.chat.ChatState;
import dev.parley.chat.PartialState;
import dev.parley.chat.SnapshotBuckets;
import dev.parley.chat.model.ClientStream;
import dev.parley.chat.model.UserName;
import dev.parley.group.SnapshotFetcher.Answer;
import dev.parley.group.SnapshotFetcher.Attempt;
import dev.parley.group.StateTransfer.Fetch;
import dev.parley.group.StateTransfer.Fetched;
import dev.parley.group.StateTransfer.Offer;
import dev.parley.protocol.Ballot;
import dev.parley.protocol.Endpoint;
import dev.parley.protocol.Member;
import dev.parley.protocol.MemberId;
import dev.parley.transport.Frozen;
import dev.parley.transport.States;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class StateTransferTest {
  private static final ActorTestKit KIT = ActorTestKit.create();
  private static final Ballot BALLOT = new Ballot(5, new MemberId("n", 1));
  private static final PartialState STATE = state(1);
  private static final Frozen FROZEN = Frozen.of(snapshot(9));

  /** A holder was asked; the test answers in its stead. */
  private record Asked(
      Endpoint holder,
      Ballot ballot,
      Optional<BucketDigests> known,
      Runnable onProgress,
      CompletableFuture<Answer> answer,
      List<String> cancelled) {}

  private record CopyAsked(
      Endpoint holder,
      BucketDigests known,
      Consumer<PartialState> onSlice,
      CompletableFuture<Answer> answer,
      List<String> cancelled) {}

  private final TestProbe<CopyAsked> copyAsked = KIT.createTestProbe();
  private final TestProbe<Asked> asked = KIT.createTestProbe();
  private final TestProbe<StateTransfer.Event> fetched = KIT.createTestProbe();
  private final SnapshotOffer offered = new SnapshotOffer();
  private final ActorRef<StateTransfer.Command> transfer =
      KIT.spawn(StateTransfer.create(offered, source()));

  private SnapshotFetcher source() {
    return new SnapshotFetcher() {
      @Override
      public Attempt fetch(
          Endpoint holder, Ballot ballot, Optional<BucketDigests> known, Runnable onProgress) {
        return ask(holder, ballot, known, onProgress);
      }

      @Override
      public Attempt copy(Endpoint holder, BucketDigests known, Consumer<PartialState> onSlice) {
        var answer = new CompletableFuture<Answer>();
        var cancelled = new java.util.concurrent.CopyOnWriteArrayList<String>();
        copyAsked.ref().tell(new CopyAsked(holder, known, onSlice, answer, cancelled));
        return new Attempt(answer, () -> cancelled.add("yes"));
      }
    };
  }

  private Attempt ask(
      Endpoint holder, Ballot ballot, Optional<BucketDigests> known, Runnable onProgress) {
    var answer = new CompletableFuture<Answer>();
    var cancelled = new java.util.concurrent.CopyOnWriteArrayList<String>();
    asked.ref().tell(new Asked(holder, ballot, known, onProgress, answer, cancelled));
    return new Attempt(answer, () -> cancelled.add("yes"));
  }

  @AfterAll
  static void stop() {
    KIT.shutdownTestKit();
  }

  @Test
  void offers_the_latest_snapshot_only() {
    var later = new Ballot(6, BALLOT.coordinator());
    transfer.tell(new Offer(BALLOT, FROZEN));
    transfer.tell(new Offer(later, FROZEN));
    fetchNothing();

    assertThat(offered.find(BALLOT)).isEmpty();
    assertThat(offered.find(later)).contains(FROZEN);
  }

  @Test
  void keeps_nothing_for_a_view_that_is_installed_or_was_overtaken() {
    transfer.tell(new Offer(BALLOT, FROZEN));
    fetch(List.of(List.of(member(1))));
    var running = expectAsked(1);
    transfer.tell(new StateTransfer.Withdraw(BALLOT.epoch() - 1));
    fetched.expectNoMessage(java.time.Duration.ofMillis(50));
    assertThat(offered.find(BALLOT)).contains(FROZEN);
    assertThat(running.cancelled()).isEmpty();

    transfer.tell(new StateTransfer.Withdraw(BALLOT.epoch()));
    running.answer().complete(new SnapshotFetcher.Whole(STATE));
    fetched.expectNoMessage(java.time.Duration.ofMillis(50));
    assertThat(offered.find(BALLOT)).isEmpty();
    assertThat(running.cancelled()).containsExactly("yes");
  }

  @Test
  void answers_at_once_when_there_is_nothing_to_fetch() {
    fetchNothing();
  }

  @Test
  void fetches_all_components_at_once_and_answers_in_their_order() {
    fetch(List.of(List.of(member(1)), List.of(member(2))));
    var first = asked.receiveMessage();
    var second = asked.receiveMessage();
    var other = state(2);
    second.answer().complete(new SnapshotFetcher.Whole(other));
    first.answer().complete(new SnapshotFetcher.Whole(STATE));

    fetched.expectMessage(new Fetched(BALLOT, List.of(STATE, other)));
  }

  @Test
  void asks_the_holders_in_turn_until_one_serves() {
    fetch(List.of(List.of(member(1), member(2))));
    expectAsked(1).answer().complete(new SnapshotFetcher.Failed("damaged"));
    expectAsked(2).answer().complete(SnapshotFetcher.NotYet.INSTANCE);
    expectAsked(1).answer().completeExceptionally(new IllegalStateException("broken"));
    expectAsked(2).answer().complete(new SnapshotFetcher.Whole(STATE));

    fetched.expectMessage(new Fetched(BALLOT, List.of(STATE)));
    asked.expectNoMessage(StateTransfer.RETRY_AFTER.multipliedBy(3));
  }

  @Test
  void asks_for_what_is_different_from_its_own_state_when_that_is_frozen() {
    transfer.tell(new Fetch(BALLOT, List.of(List.of(member(1))), fetched.ref()));
    transfer.tell(new Offer(new Ballot(4, BALLOT.coordinator()), FROZEN));
    asked.expectNoMessage(Duration.ofMillis(100));
    transfer.tell(new Offer(BALLOT, FROZEN));
    assertThat(expectAsked(1).known()).contains(FROZEN.digests());
    transfer.tell(new Offer(BALLOT, FROZEN));
    asked.expectNoMessage(Duration.ofMillis(100));
  }

  @Test
  void asks_for_whole_states_when_its_own_does_not_come() {
    transfer.tell(new Fetch(BALLOT, List.of(List.of(member(1))), fetched.ref()));
    assertThat(expectAsked(1).known()).isEmpty();
  }

  @Test
  void asks_for_whole_states_when_each_holder_has_failed_once_and_not_when_it_is_not_ready() {
    fetch(List.of(List.of(member(1), member(2))));
    var asks = new ArrayList<Boolean>();
    for (int node : new int[] {1, 2, 1, 2, 1}) {
      var attempt = expectAsked(node);
      asks.add(attempt.known().isEmpty());
      attempt.answer().complete(new SnapshotFetcher.Failed("another version"));
    }
    expectAsked(2).answer().complete(SnapshotFetcher.NotYet.INSTANCE);
    asks.add(expectAsked(1).known().isEmpty());
    assertThat(asks).containsExactly(false, false, true, true, false, false);
  }

  @Test
  void tells_that_something_comes_before_all_is_there() {
    fetch(List.of(List.of(member(1))));
    var attempt = expectAsked(1);
    attempt.onProgress().run();
    fetched.expectMessage(new StateTransfer.Progressed(BALLOT));
    attempt.answer().complete(new SnapshotFetcher.Whole(STATE));
    fetched.expectMessage(new Fetched(BALLOT, List.of(STATE)));
  }

  @Test
  void a_later_fetch_cancels_an_earlier_one() {
    fetch(List.of(List.of(member(1)), List.of(member(2))));
    var first = expectAsked(1);
    expectAsked(2).answer().complete(SnapshotFetcher.NotYet.INSTANCE);
    var later = new Ballot(6, BALLOT.coordinator());
    transfer.tell(new Offer(later, FROZEN));
    transfer.tell(new Fetch(later, List.of(List.of(member(3))), fetched.ref()));
    var last = expectAsked(3);
    first.answer().complete(new SnapshotFetcher.Whole(STATE));
    asked.expectNoMessage(StateTransfer.RETRY_AFTER.multipliedBy(3));
    last.answer().complete(new SnapshotFetcher.Whole(STATE));

    fetched.expectMessage(new Fetched(later, List.of(STATE)));
    assertThat(first.cancelled()).containsExactly("yes");
    assertThat(last.ballot()).isEqualTo(later);
  }

  @Test
  void a_component_without_holders_is_never_there() {
    fetch(List.of(List.of(member(1)), List.of()));
    expectAsked(1).answer().complete(new SnapshotFetcher.Whole(STATE));

    fetched.expectNoMessage(Duration.ofMillis(100));
  }

  private Asked expectAsked(int node) {
    var next = asked.receiveMessage();
    assertThat(next.holder()).isEqualTo(member(node).bus());
    return next;
  }

  @Test
  void what_was_copied_need_not_come_in_the_fetch() {
    var state = new ChatState();
    state.merge(States.withMails(3, 10));
    var everything = new PartialState(state.contents(BucketSet.ALL), BucketSet.ALL);
    copyFrom(member(1));
    var copy = expectCopyAsked(1);
    assertThat(copy.known().filled()).isEqualTo(BucketSet.NONE);
    copy.onSlice().accept(everything);
    copy.answer().complete(SnapshotFetcher.Copied.INSTANCE);
    fetched.expectMessage(StateTransfer.Copied.INSTANCE);

    fetch(List.of(List.of(member(2))));
    var running = expectAsked(2);
    assertThat(running.known().orElseThrow().different(state.digests())).isEqualTo(BucketSet.NONE);
    running.answer().complete(new SnapshotFetcher.Whole(state.part(BucketSet.NONE)));
    var arrived = ((Fetched) fetched.receiveMessage()).states().get(0);
    assertThat(arrived.different()).isEqualTo(state.digests().filled());
    assertThat(arrived.state().mails()).isEqualTo(state.snapshot().mails());
  }

  @Test
  void a_copy_of_much_is_followed_by_another_round_of_what_has_changed() {
    copyFrom(member(1));
    var first = expectCopyAsked(1);
    for (int user = 0; user < 100; user++) first.onSlice().accept(slice(user));
    first.answer().complete(SnapshotFetcher.Copied.INSTANCE);
    var second = expectCopyAsked(1);
    assertThat(second.known().filled().size()).isBetween(90, 100);
    second.onSlice().accept(slice(1));
    second.answer().complete(SnapshotFetcher.Copied.INSTANCE);
    fetched.expectMessage(StateTransfer.Copied.INSTANCE);
  }

  @Test
  void what_a_node_without_a_state_copies_is_written_down_before_it_joins() {
    var place = new Place();
    copyFrom(member(1), Optional.of(place));
    var first = expectCopyAsked(1);
    for (int user = 0; user < 100; user++) first.onSlice().accept(slice(user));
    first.answer().complete(SnapshotFetcher.Copied.INSTANCE);
    var written = slice(7).different();
    var digests = SnapshotBuckets.digests(slice(7).state());
    place.awaitQuestion().complete(new CopiedState.Kept(digests, 100));
    assertThat(place.taken()).hasSize(100);

    var second = expectCopyAsked(1);
    assertThat(second.known().filled()).as("what is written").isEqualTo(written);
    second.answer().complete(SnapshotFetcher.Copied.INSTANCE);
    var question = place.awaitQuestion();
    fetched.expectNoMessage(Duration.ofMillis(100));
    question.complete(new CopiedState.Kept(digests, 1));
    fetched.expectMessage(StateTransfer.Copied.INSTANCE);
    fetch(List.of(List.of(member(2))));
    assertThat(expectAsked(2).known().orElseThrow().filled())
        .as("none here")
        .isEqualTo(BucketSet.NONE);
  }

  @Test
  void a_copy_that_cannot_be_written_down_ends_after_three_rounds() {
    var place = new Place();
    copyFrom(member(1), Optional.of(place));
    for (int round = 0; round < 3; round++) {
      expectCopyAsked(1).answer().complete(SnapshotFetcher.Copied.INSTANCE);
      place.awaitQuestion().completeExceptionally(new IllegalStateException("no disk"));
    }
    fetched.expectMessage(StateTransfer.Copied.INSTANCE);
  }

  @Test
  void a_holder_that_dies_in_each_round_ends_the_copy_and_what_came_is_kept() {
    copyFrom(member(1));
    for (int round = 0; round < 3; round++) {
      var copy = expectCopyAsked(1);
      assertThat(copy.known().filled().size()).isEqualTo(round);
      copy.onSlice().accept(slice(round));
      copy.answer().complete(new SnapshotFetcher.Failed("hung up"));
    }
    fetched.expectMessage(StateTransfer.Copied.INSTANCE);
    fetch(List.of(List.of(member(2))));
    assertThat(expectAsked(2).known().orElseThrow().filled().size()).isEqualTo(3);
  }

  @Test
  void a_fetch_ends_a_copy_and_a_view_drops_what_was_copied() {
    copyFrom(member(1));
    var copy = expectCopyAsked(1);
    copy.onSlice().accept(slice(1));
    fetch(List.of(List.of(member(2))));
    var running = expectAsked(2);
    assertThat(copy.cancelled()).isNotEmpty();
    copy.onSlice().accept(slice(2));
    running.answer().complete(new SnapshotFetcher.Whole(STATE));
    var arrived = ((Fetched) fetched.receiveMessage()).states().get(0);
    assertThat(arrived.state().streams()).as("late").isEmpty();

    transfer.tell(new StateTransfer.Withdraw(BALLOT.epoch()));
    copyFrom(member(1));
    assertThat(expectCopyAsked(1).known().filled()).isEqualTo(BucketSet.NONE);
    transfer.tell(new StateTransfer.Withdraw(BALLOT.epoch() + 1));
    fetched.expectMessage(StateTransfer.Copied.INSTANCE);
  }

  private void copyFrom(Member holder) {
    copyFrom(holder, Optional.empty());
  }

  private void copyFrom(Member holder, Optional<CopiedState> place) {
    var own = new OwnState(BucketDigests.EMPTY, place);
    transfer.tell(new StateTransfer.Copy(holder.bus(), own, fetched.ref()));
  }

  /** What was taken, and the answers that are awaited. */
  private record Place(
      List<PartialState> taken, Queue<CompletableFuture<CopiedState.Kept>> questions)
      implements CopiedState {
    Place() {
      this(new CopyOnWriteArrayList<>(), new ConcurrentLinkedQueue<>());
    }

    @Override
    public void take(PartialState slice) {
      taken.add(slice);
    }

    @Override
    public CompletionStage<CopiedState.Kept> kept() {
      var answer = new CompletableFuture<CopiedState.Kept>();
      questions.add(answer);
      return answer;
    }

    CompletableFuture<CopiedState.Kept> awaitQuestion() {
      Awaitility.await().until(() -> !questions.isEmpty());
      return questions.remove();
    }
  }

  private CopyAsked expectCopyAsked(int holder) {
    var copy = copyAsked.receiveMessage();
    assertThat(copy.holder()).isEqualTo(member(holder).bus());
    return copy;
  }

  /** A bucket with a stream of this user. */
  private static PartialState slice(int number) {
    var user = UserName.of("user" + number);
    var streams = List.of(new StreamState(new ClientStream(user, "phone"), 1, List.of(1L)));
    var state = new ChatSnapshot(0, List.of(), streams, List.of(), List.of(), List.of(), List.of());
    return new PartialState(state, SnapshotBuckets.digests(state).filled());
  }

  private void fetch(List<List<Member>> components) {
    transfer.tell(new Offer(BALLOT, FROZEN));
    transfer.tell(new Fetch(BALLOT, components, fetched.ref()));
  }

  private void fetchNothing() {
    transfer.tell(new Fetch(BALLOT, List.of(), fetched.ref()));
    fetched.expectMessage(new Fetched(BALLOT, List.of()));
  }

  private static PartialState state(long lamport) {
    return PartialState.whole(snapshot(lamport));
  }

  private static ChatSnapshot snapshot(long lamport) {
    return new ChatSnapshot(
        lamport, List.of(), List.of(), List.of(), List.of(), List.of(), List.of());
  }

  private static Member member(int node) {
    var endpoint = new Endpoint("127.0.0.1", 10_000 + node);
    return new Member(new MemberId("n" + node, 1), endpoint, endpoint);
  }
}
