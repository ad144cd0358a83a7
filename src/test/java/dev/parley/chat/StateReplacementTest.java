package dev.parley.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.ChatEvent.MailSent;
import dev.parley.chat.accounts.Account;
import dev.parley.chat.model.BlockEntry;
import dev.parley.chat.model.ClientStream;
import dev.parley.chat.model.Mail;
import dev.parley.chat.model.MessageId;
import dev.parley.chat.model.ReturnedMail;
import dev.parley.chat.model.UserName;
import dev.parley.protocol.VersionVector;
import dev.parley.replica.ChatStore;
import dev.parley.store.log.CheckpointLimits;
import dev.parley.store.log.ModelStore;
import dev.parley.testing.Seed;
import java.util.List;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A state that was copied bucket by bucket while it changed becomes the state of a moment. */
class StateReplacementTest {
  private static final UserName FANG = UserName.of("fang");
  private static final UserName SHAO = UserName.of("shao");
  private static final ClientStream PHONE = new ClientStream(FANG, "phone");

  static List<Seed> seeds() {
    return Seed.upTo(40);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void what_was_copied_at_many_moments_becomes_the_state_of_the_last(Seed seed) {
    var random = seed.random();
    var chat = new RandomStates(3, false, random);
    var holder = chat.states.get(0);
    var copy = ChatState.tracked();
    var rows = new Rows();
    for (int round = 0; round < 20; round++) {
      for (int step = 0; step < 20; step++) chat.step();
      assertThat(copy.replace(holder.part(some(random, holder)))).as("%s", seed).isPresent();
      if (random.nextBoolean()) rows.write(copy.takeChanges());
    }
    var rest = holder.digests().different(copy.digests());
    assertThat(copy.replace(holder.part(rest))).as("%s", seed).isPresent();
    rows.write(copy.takeChanges());
    assertThat(kept(copy)).as("%s", seed).isEqualTo(kept(holder));
    assertThat(copy.digests().different(holder.digests())).isEqualTo(BucketSet.NONE);
    assertThat(copy.digests().different(SnapshotBuckets.digests(copy.snapshot())))
        .as("%s", seed)
        .isEqualTo(BucketSet.NONE);
    rows.assertAre(holder.snapshot(), seed);
    assertThat(copy.mailMemory()).as("%s", seed).isEqualTo(copyOf(holder).mailMemory());
  }

  private static BucketSet some(RandomGenerator random, ChatState holder) {
    var used = holder.digests().filled();
    return BucketSet.of(used.stream().filter(bucket -> random.nextInt(3) == 0));
  }

  private static ChatSnapshot kept(ChatState state) {
    return state.contents(BucketSet.ALL);
  }

  private static ChatState copyOf(ChatState state) {
    var copy = new ChatState();
    copy.merge(state.snapshot());
    return copy;
  }

  /** What a store makes of the changes. */
  private static final class Rows {
    private final TreeMap<UserName, Account> accounts = new TreeMap<>();
    private final TreeMap<ClientStream, Long> streams = new TreeMap<>();
    private final TreeMap<MessageId, Mail> mails = new TreeMap<>();
    private final TreeMap<String, BlockEntry> blocks = new TreeMap<>();
    private final TreeMap<UserName, AccountLogouts> logouts = new TreeMap<>();

    void write(StateChanges changes) {
      changes.accounts().forEach(account -> accounts.put(account.name(), account));
      for (var stream : changes.streams()) streams.put(stream.stream(), stream.highest());
      streams.values().removeIf(highest -> highest == 0);
      changes.arrived().forEach(mail -> mails.put(mail.id(), mail));
      changes.gone().forEach(mails::remove);
      for (var block : changes.blocks())
        blocks.put(block.owner().key() + " " + block.name().key(), block);
      blocks.values().removeIf(block -> block.lamport() == 0);
      for (var account : changes.logouts()) logouts.put(account.name(), account);
      logouts.values().removeIf(account -> account.logouts().isEmpty());
    }

    void assertAre(ChatSnapshot state, Seed seed) {
      assertThat(accounts.values()).as("%s", seed).containsExactlyElementsOf(state.accounts());
      var highest = new TreeMap<ClientStream, Long>();
      state.streams().forEach(stream -> highest.put(stream.stream(), stream.highest()));
      assertThat(streams).as("%s", seed).isEqualTo(highest);
      assertThat(mails.values()).as("%s", seed).containsExactlyInAnyOrderElementsOf(state.mails());
      assertThat(blocks.values())
          .as("%s", seed)
          .containsExactlyInAnyOrderElementsOf(state.blocks());
      assertThat(logouts.values()).as("%s", seed).containsExactlyElementsOf(state.logouts());
    }
  }

  @Test
  void equal_buckets_are_no_news() {
    var holder = new ChatState();
    send(holder, 1);
    var copy = new ChatState();
    assertThat(copy.replace(holder.part(holder.digests().filled()))).isEqualTo(OptionalInt.of(2));
    assertThat(copy.replace(holder.part(holder.digests().filled()))).isEqualTo(OptionalInt.of(0));
    send(holder, 2);
    assertThat(copy.replace(PartialState.whole(holder.snapshot()))).isEqualTo(OptionalInt.of(2));
    assertThat(copy.waiting(SHAO)).isEqualTo(holder.waiting(SHAO));
  }

  @Test
  void a_message_that_is_gone_there_is_gone_here_and_is_not_taken_for_a_new_one() {
    var holder = new ChatState();
    send(holder, 1);
    var copy = new ChatState();
    copy.replace(PartialState.whole(holder.snapshot()));
    holder.apply(new ChatEvent.MailAcknowledged(SHAO, List.of(new ChatEvent.StreamMark(PHONE, 1))));
    copy.replace(PartialState.whole(holder.snapshot()));
    assertThat(copy.waiting(SHAO)).isEmpty();
    assertThat(copy.highWaters().highest(PHONE)).isEqualTo(1);
  }

  /**
   * Its account has lost the name; the copies of the receiver and the sender are of two moments.
   */
  @Test
  void a_message_that_was_copied_in_two_places_leaves_no_row_when_it_is_gone() {
    var waits = new Mail(new MessageId(PHONE, 1), SHAO, "text", 1, 1);
    var store = new ModelStore(CheckpointLimits.DEFAULT);
    var copy = ChatState.tracked();
    for (var mails :
        List.of(
            List.of(waits), List.of(ReturnedMail.of(waits)), List.<Mail>of(), List.<Mail>of())) {
      var of = mails.stream().findFirst().map(SnapshotLists::holder);
      var bucket = BucketId.of(of.orElse(copy.waiting(SHAO).isEmpty() ? FANG : SHAO));
      var state = new ChatSnapshot(0, List.of(), List.of(), mails, List.of(), List.of(), List.of());
      assertThat(copy.replace(new PartialState(state, BucketSet.of(bucket)))).hasValue(1);
      store.commit(new ChatStore.Commit(copy.takeChanges(), VersionVector.EMPTY));
      // The first is in the tables, the others are in the log.
      if (mails.contains(waits)) store.beginCheckpoint();
      while (store.hasStep()) store.step();
    }
    assertThat(copy.snapshot().mails()).isEmpty();
    store.beginCheckpoint();
    while (store.hasStep()) store.step();
    assertThat(store.load().state().mails()).isEmpty();
  }

  @Test
  void a_state_that_knows_an_account_which_the_other_does_not_know_stays_as_it_is() {
    var chat = new RandomStates(1, false, new Seed(1).random());
    while (chat.states.get(0).snapshot().accounts().isEmpty()) chat.step();
    var copy = new ChatState();
    copy.replace(PartialState.whole(chat.states.get(0).snapshot()));
    var before = copy.snapshot();
    var other = new ChatState();
    send(other, 1);
    assertThat(copy.replace(PartialState.whole(other.snapshot()))).isEmpty();
    assertThat(copy.snapshot()).isEqualTo(before);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void a_state_that_is_cleared_is_as_new(Seed seed) {
    var chat = new RandomStates(1, false, seed.random());
    for (int step = 0; step < 50; step++) chat.step();
    var state = ChatState.tracked();
    state.replace(PartialState.whole(chat.states.get(0).snapshot()));
    state.clear();
    assertThat(state.snapshot()).isEqualTo(new ChatState().snapshot());
    assertThat(state.digests().filled()).isEqualTo(BucketSet.NONE);
    assertThat(state.mailMemory()).isEqualTo(new ChatState().mailMemory());
    assertThat(state.takeChanges().isEmpty()).isTrue();
  }

  private static void send(ChatState state, long seq) {
    state.apply(new MailSent(new Mail(new MessageId(PHONE, seq), SHAO, "text", 1, seq)));
  }
}
