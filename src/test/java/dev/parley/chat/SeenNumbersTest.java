package dev.parley.chat;

import static org.assertj.core.api.Assertions.assertThat;

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
    return Mark.of(length + random.nextInt(100), recent);
  }

  private static List<Object> content(Mark mark) {
    return List.of(mark.highest(), mark.recent());
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
