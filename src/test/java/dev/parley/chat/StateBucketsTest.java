package dev.parley.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.model.ClientStream;
import dev.parley.chat.model.Mail;
import dev.parley.chat.model.MessageId;
import dev.parley.chat.model.UserName;
import dev.parley.testing.Seed;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The digests that follow the changes of a state, against digests of the whole state. */
class StateBucketsTest {
  private static final int STEPS = 300;

  static List<Seed> seeds() {
    return Seed.upTo(8);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void digests_follow_every_change_of_the_state(Seed seed) {
    var random = seed.random();
    var chat = new RandomStates(3, true, random);
    for (int step = 0; step < STEPS; step++) {
      chat.step();
      // Some digests are computed while nobody asks, of what is quiet or of everything.
      chat.one().digestSome(random.nextInt(9), random.nextBoolean(), 300L * step);
      // Mostly several changes come between two questions.
      if (random.nextInt(4) > 0) continue;
      var state = chat.one();
      var snapshot = state.snapshot();
      var scratch = SnapshotBuckets.digests(snapshot);
      assertThat(state.digests().different(scratch)).as("%s", seed).isEqualTo(BucketSet.NONE);
      var contents = state.contents(BucketSet.ALL);
      assertThat(contents).isEqualTo(kept(snapshot));
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void equal_states_have_equal_digests_and_different_ones_have_not(Seed seed) {
    var chat = new RandomStates(2, true, seed.random());
    for (int step = 0; step < STEPS; step++) chat.step();
    var one = chat.states.get(0);
    var other = chat.states.get(1);
    assertThat(one.digests().different(other.digests()).isEmpty())
        .isEqualTo(kept(one.snapshot()).digest().equals(kept(other.snapshot()).digest()));
    var copy = new ChatState();
    copy.merge(one.snapshot());
    assertThat(one.digests().different(copy.digests())).isEqualTo(BucketSet.NONE);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void all_that_is_different_is_among_what_may_be(Seed seed) {
    var random = seed.random();
    var chat = new RandomStates(2, true, random);
    for (int step = 0; step < STEPS; step++) {
      chat.step();
      var here = chat.states.get(0);
      var there = chat.states.get(1);
      here.digestSome(random.nextInt(9), random.nextBoolean(), 300L * step);
      var perhaps = here.perhapsDifferent(there.digests());
      var really = SnapshotBuckets.digests(here.snapshot()).different(there.digests());
      assertThat(really.without(perhaps)).as("%s", seed).isEqualTo(BucketSet.NONE);
      if (here.undigested() == 0) assertThat(perhaps).as("%s", seed).isEqualTo(really);
    }
  }

  @Test
  void a_message_that_is_not_returned_after_all_leaves_its_sender_s_bucket() {
    var fang = UserName.of("fang");
    var id = new MessageId(new ClientStream(fang, "phone"), 1);
    var mail = new Mail(id, UserName.of("shao"), "text", 5, 1);
    var mailboxes = new Mailboxes(false);
    mailboxes.onMailForNobody(mail);
    var told = new TreeSet<UserName>();
    mailboxes.tell(told::add);
    mailboxes.merge(List.of(), List.of(mail));
    assertThat(mailboxes.returnedTo(fang)).isEmpty();
    assertThat(told).containsExactly(fang, mail.to());
  }

  private static ChatSnapshot kept(ChatSnapshot state) {
    var lists = new SnapshotLists();
    lists.addAll(state);
    return lists.snapshot();
  }
}
