package dev.parley.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.ChatEvent.ForgottenStream;
import dev.parley.chat.ChatSnapshot.StreamState;
import dev.parley.chat.SeenNumbers.Mark;
import dev.parley.chat.model.ClientStream;
import dev.parley.chat.model.Mail;
import dev.parley.chat.model.MessageId;
import dev.parley.chat.model.UserName;
import dev.parley.protocol.MemberId;
import dev.parley.testing.Seed;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SeenNumbersTest {
  private static final UserName FANG = UserName.of("fang");
  private static final UserName SHAO = UserName.of("shao");
  private static final ClientStream STREAM = new ClientStream(FANG, "client");

  private final SeenNumbers highWaters = new SeenNumbers();

  @Test
  void start_at_0_and_never_fall() {
    assertThat(highWaters.highest(STREAM)).isZero();
    see(2);
    see(1);
    assertThat(highWaters.highest(STREAM)).isEqualTo(2);
  }

  @Test
  void know_the_latest_fingerprints_and_no_older_ones() {
    int last = SeenNumbers.FINGERPRINTS + 5;
    for (int seq = 1; seq <= last; seq++) see(seq);
    assertThat(fingerprint(5)).isEmpty();
    assertThat(fingerprint(6)).contains(SeenNumbers.fingerprintOf(SHAO, "text 6"));
    assertThat(fingerprint(last)).contains(SeenNumbers.fingerprintOf(SHAO, "text " + last));
    assertThat(fingerprint(last + 1)).isEmpty();
  }

  @Test
  void tell_receivers_and_texts_apart_but_not_the_case_of_names() {
    long print = SeenNumbers.fingerprintOf(SHAO, "hi");
    assertThat(SeenNumbers.fingerprintOf(UserName.of("SHAO"), "hi")).isEqualTo(print);
    assertThat(SeenNumbers.fingerprintOf(FANG, "hi")).isNotEqualTo(print);
    assertThat(SeenNumbers.fingerprintOf(SHAO, "ho")).isNotEqualTo(print);
  }

  @Test
  void count_the_clients_of_one_user_without_the_nodes() {
    see(new ClientStream(FANG, "a"), 1);
    see(new ClientStream(FANG, "a"), 2);
    see(new ClientStream(FANG, "\uffff"), 1);
    see(ClientStream.ofNode(FANG, new MemberId("n-1", 3)), 1);
    see(new ClientStream(UserName.of("fang2"), "c"), 1);
    assertThat(highWaters.clients(FANG)).isEqualTo(2);
  }

  @Test
  void a_stream_that_is_forgotten_leaves_its_highest_number_and_goes_on_from_there() {
    for (int seq = 1; seq <= 5; seq++) see(seq);
    forget(STREAM, 5);
    assertThat(highWaters.highest(STREAM)).isEqualTo(5);
    assertThat(highWaters.isInUse(STREAM)).isFalse();
    assertThat(highWaters.clients(FANG)).isZero();
    assertThat(fingerprint(5)).isEmpty();

    see(4);
    assertThat(highWaters.isInUse(STREAM)).as("after a resend").isFalse();
    see(6);
    assertThat(highWaters.highest(STREAM)).isEqualTo(6);
    assertThat(highWaters.clients(FANG)).isEqualTo(1);
    assertThat(fingerprint(6)).isPresent();
  }

  @Test
  void what_is_forgotten_costs_a_fraction_of_the_memory() {
    see(1);
    long before = highWaters.memory();
    forget(STREAM, 1);
    assertThat(highWaters.memory()).isBetween(1L, before / 3);
    highWaters.forget(new ForgottenStream(STREAM.forgotten(), 1, 0, 0));
    assertThat(highWaters.memory()).isZero();
    assertThat(highWaters.highest(STREAM)).isZero();
  }

  @Test
  void no_number_is_forgotten_that_was_never_seen() {
    see(2);
    assertThat(forget(STREAM, 3)).isEmpty();
    assertThat(forget(STREAM, 0)).isEmpty();
    assertThat(forget(new ClientStream(SHAO, "client"), 1)).isEmpty();
    assertThat(highWaters.highest(STREAM)).isEqualTo(2);
  }

  @Test
  void the_streams_of_nodes_can_be_told_from_those_of_clients_also_when_they_are_forgotten() {
    var ofNode = ClientStream.ofNode(FANG, new MemberId("n-1", 3));
    see(ofNode, 1);
    see(1);
    forget(ofNode, 1);
    forget(STREAM, 1);
    assertThat(highWaters.forgetClientsOf(FANG)).containsExactly(STREAM.forgotten());
    assertThat(highWaters.highest(ofNode)).isEqualTo(1);
    assertThat(highWaters.highest(STREAM)).isZero();
  }

  /** The states of three replicas, of which one may have what another has forgotten. */
  @ParameterizedTest
  @MethodSource("seeds")
  void states_with_forgotten_streams_merge_the_same_in_any_order(Seed seed) {
    var random = seed.random();
    var states = new ArrayList<SeenNumbers>();
    for (int i = 0; i < 3; i++) {
      var one = new SeenNumbers();
      long last = 1L + random.nextInt(6);
      for (long seq = 1; seq <= last; seq++) {
        one.onMail(new Mail(new MessageId(STREAM, seq), SHAO, "text " + seq, 0, seq));
        if (random.nextInt(4) == 0) one.forget(new ForgottenStream(STREAM, seq, 0, 0));
      }
      states.add(one);
    }
    var first = merged(states);
    java.util.Collections.shuffle(states, new java.util.Random(random.nextLong()));
    assertThat(merged(states)).as("%s", seed).isEqualTo(first);
    states.add(states.get(0));
    assertThat(merged(states)).as("%s, again", seed).isEqualTo(first);
  }

  private static List<Object> merged(List<SeenNumbers> states) {
    var all = new SeenNumbers();
    for (var one : states) {
      one.marks().forEach(all::merge);
      all.settle();
    }
    var content = new ArrayList<Object>();
    all.marks().forEach((stream, mark) -> content.addAll(List.of(stream, content(mark))));
    content.add(all.memory());
    return content;
  }

  private List<ClientStream> forget(ClientStream stream, long upTo) {
    return highWaters.forget(new ForgottenStream(stream, upTo, 0, 0));
  }

  static List<Seed> seeds() {
    return Seed.upTo(500);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void marks_merge_the_same_in_any_order_and_as_often_as_one_likes(Seed seed) {
    var random = seed.random();
    var a = mark(random);
    var b = mark(random);
    var c = mark(random);
    assertThat(content(a.merge(b))).as("commutative, " + seed).isEqualTo(content(b.merge(a)));
    assertThat(content(a.merge(b).merge(c)))
        .as("associative, " + seed)
        .isEqualTo(content(a.merge(b.merge(c))));
    assertThat(content(a.merge(b).merge(a)))
        .as("idempotent, " + seed)
        .isEqualTo(content(a.merge(b)));
  }

  private static Mark mark(RandomGenerator random) {
    int length = 1 + random.nextInt(SeenNumbers.FINGERPRINTS);
    var recent = new ArrayList<Long>();
    // Few values, and unknown ones among them, but not the first: that is how marks are kept.
    for (int i = 0; i < length; i++) recent.add((long) (i == 0 ? 1 : random.nextInt(4)));
    return Mark.of(
        new StreamState(STREAM, length + random.nextInt(100), recent, random.nextInt(9)));
  }

  private static List<Object> content(Mark mark) {
    return List.of(mark.highest(), mark.recent(), mark.usedMs());
  }

  private java.util.Optional<Long> fingerprint(long seq) {
    return highWaters.fingerprint(new MessageId(STREAM, seq));
  }

  private void see(long seq) {
    see(STREAM, seq);
  }

  private void see(ClientStream stream, long seq) {
    highWaters.onMail(new Mail(new MessageId(stream, seq), SHAO, "text " + seq, 0, seq));
  }
}
