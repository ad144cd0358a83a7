package dev.parley.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.ChatEvent.MailSent;
import dev.parley.chat.ChatSnapshot.StreamState;
import dev.parley.chat.model.ClientStream;
import dev.parley.chat.model.Mail;
import dev.parley.chat.model.MessageId;
import dev.parley.chat.model.UserName;
import dev.parley.testing.Seed;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A state of which much was copied before, against the state as it comes in whole. */
class StateCacheTest {
  private static final UserName FANG = UserName.of("fang");

  private final StateCache cache = new StateCache();
  private final ChatState here = new ChatState();
  private final ChatState there = new ChatState();

  static List<Seed> seeds() {
    return Seed.upTo(40);
  }

  /** Whatever was copied, from whom and when: it is used only where it is what is there now. */
  @ParameterizedTest
  @MethodSource("seeds")
  void what_was_copied_and_what_comes_make_the_answer_that_would_have_come(Seed seed) {
    var random = seed.random();
    var chat = new RandomStates(3, true, random);
    for (int round = 0; round < 6; round++) {
      for (int step = 0; step < 30; step++) chat.step();
      copySome(chat, random);
      if (random.nextBoolean()) for (int step = 0; step < 5; step++) chat.step();
      var own = chat.states.get(0).digests();
      var there = chat.states.get(1);
      var answer = answer(there, cache.with(own));
      var whole = answer(there, own);

      var completed = cache.complete(answer, own);
      assertThat(completed.different().without(whole.different()).stream())
          .as("%s: only because the copy of it was old", seed)
          .allMatch(answer.different()::contains);
      assertThat(whole.different().without(completed.different())).isEqualTo(BucketSet.NONE);
      var same = SnapshotBuckets.part(completed.state(), whole.different());
      assertThat(
              SnapshotBuckets.digests(same.state())
                  .different(SnapshotBuckets.digests(whole.state())))
          .as("%s", seed)
          .isEqualTo(BucketSet.NONE);
      assertMergesAlike(chat.states.get(0), completed, there, seed);
    }
  }

  private void copySome(RandomStates chat, RandomGenerator random) {
    var own = chat.states.get(0).digests();
    var from = chat.states.get(1 + random.nextInt(2));
    var different = from.perhapsDifferent(cache.with(own));
    var some = BucketSet.of(different.stream().filter(bucket -> random.nextInt(3) > 0));
    cache.put(new PartialState(from.contents(some), some), own);
  }

  private static PartialState answer(ChatState there, BucketDigests known) {
    return there.part(there.digests().different(known));
  }

  private static void assertMergesAlike(
      ChatState here, PartialState completed, ChatState there, Seed seed) {
    var one = copy(here);
    var other = copy(here);
    one.aligned(List.of(completed)).forEach(one::merge);
    other.merge(there.snapshot());
    assertThat(one.digest()).as("%s", seed).isEqualTo(other.digest());
  }

  private static ChatState copy(ChatState state) {
    var copy = new ChatState();
    copy.merge(state.snapshot());
    return copy;
  }

  @Test
  void a_copy_that_is_still_right_need_not_come_again() {
    mail(there, 1);
    copyAll();
    var answer = answer(there, cache.with(here.digests()));
    assertThat(answer.different()).isEqualTo(BucketSet.NONE);
    here.merge(cache.complete(answer, here.digests()));
    assertThat(here.waiting(FANG)).isEqualTo(there.waiting(FANG)).hasSize(1);
  }

  @Test
  void a_copy_that_is_out_of_date_is_not_used() {
    mail(there, 1);
    copyAll();
    mail(there, 2);
    var answer = answer(there, cache.with(here.digests()));
    assertThat(answer.different().size()).isEqualTo(1);
    here.merge(cache.complete(answer, here.digests()));
    assertThat(here.waiting(FANG)).isEqualTo(there.waiting(FANG)).hasSize(2);
  }

  @Test
  void a_holder_that_lost_what_was_copied_from_another_sends_that_the_bucket_is_empty() {
    mail(there, 1);
    copyAll();
    var answer = answer(new ChatState(), cache.with(here.digests()));
    assertThat(answer.different().size()).isEqualTo(1);
    assertThat(cache.complete(answer, here.digests()).state().mails()).isEmpty();
  }

  @Test
  void counts_what_was_not_known_and_keeps_nothing_that_is_here_itself() {
    mail(there, 1);
    assertThat(copyAll()).isEqualTo(1);
    assertThat(copyAll()).as("again").isZero();
    mail(there, 2);
    assertThat(copyAll()).as("it has changed").isEqualTo(1);
    mail(here, 1);
    mail(here, 2);
    assertThat(copyAll()).as("it is as here now").isZero();
    assertThat(cache.size()).isZero();
    assertThat(cache.with(here.digests()).different(here.digests())).isEqualTo(BucketSet.NONE);
  }

  @Test
  void entries_of_different_slices_share_what_they_have_in_common() {
    mail(there, 1);
    copyAll();
    there.apply(new MailSent(mailOf(UserName.of("shao"), 2, 9)));
    copyAll();
    var state = cache.complete(answer(there, cache.with(here.digests())), here.digests()).state();
    var sender = state.streams().get(0).stream();
    assertThat(state.mails()).hasSize(2);
    for (var mail : state.mails()) assertThat(mail.id().stream()).isSameAs(sender);
  }

  private int copyAll() {
    var buckets = BucketSet.ALL;
    return cache.put(new PartialState(copyOf(there.contents(buckets)), buckets), here.digests());
  }

  /** As it comes over the wire: nothing is the same object. */
  private static ChatSnapshot copyOf(ChatSnapshot state) {
    return new ChatSnapshot(
        0,
        List.of(),
        state.streams().stream()
            .map(s -> new StreamState(copyOf(s.stream()), s.highest(), s.recent()))
            .toList(),
        state.mails().stream().map(StateCacheTest::copyOf).toList(),
        List.of(),
        List.of(),
        List.of());
  }

  private static ClientStream copyOf(ClientStream stream) {
    return new ClientStream(UserName.of(stream.sender().spelling()), stream.client());
  }

  private static Mail copyOf(Mail mail) {
    var id = new MessageId(copyOf(mail.id().stream()), mail.id().seq());
    return new Mail(id, UserName.of(mail.to().spelling()), mail.text(), 0, mail.lamport());
  }

  private static void mail(ChatState at, long seq) {
    at.apply(new MailSent(mailOf(FANG, seq, seq)));
  }

  private static Mail mailOf(UserName to, long seq, long lamport) {
    return new Mail(new MessageId(new ClientStream(FANG, "phone"), seq), to, "hi", 0, lamport);
  }
}
