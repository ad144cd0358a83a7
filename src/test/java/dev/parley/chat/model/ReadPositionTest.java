package dev.parley.chat.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.parley.protocol.MemberId;
import dev.parley.protocol.VersionVector;
import dev.parley.testing.Seed;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ReadPositionTest {
  private static final MemberId A = new MemberId("n-a", 1);
  private static final MemberId B = new MemberId("n-b", 7);

  @Test
  void a_clock_comes_back_as_it_was_written() {
    var text = ReadPosition.text(new TreeMap<>(Map.of("n-a.1", 5L, "n-b.7", 12L)));
    assertThat(ReadPosition.parse(text).seen())
        .isEqualTo(VersionVector.EMPTY.with(A, 5).with(B, 12));
  }

  @Test
  void what_was_seen_is_known_when_all_of_it_is_there() {
    var seen = ReadPosition.parse("n-a.1=5,n-b.7=12");
    assertThat(seen.isKnown(VersionVector.EMPTY.with(A, 5).with(B, 12))).isTrue();
    assertThat(seen.isKnown(VersionVector.EMPTY.with(A, 5).with(B, 11))).isFalse();
    assertThat(seen.isKnown(VersionVector.EMPTY.with(A, 9))).isFalse();
    assertThat(ReadPosition.NOTHING.isKnown(VersionVector.EMPTY)).isTrue();
  }

  @Test
  void what_a_former_life_sent_is_known_to_who_has_met_the_later_one() {
    var seen = ReadPosition.parse("n-a.1=5");
    assertThat(seen.isKnown(VersionVector.EMPTY.with(new MemberId("n-a", 2), 1))).isTrue();
    assertThat(seen.isKnown(VersionVector.EMPTY.with(new MemberId("n-a", 0), 9))).isFalse();
  }

  @Test
  void of_a_node_only_the_last_life_counts_in_whatever_order_they_come() {
    for (var text : new String[] {"n-a.1=5,n-a.2=3,n-b.7=1", "n-a.2=3,n-b.7=1,n-a.1=5"})
      assertThat(ReadPosition.parse(text).seen())
          .isEqualTo(VersionVector.EMPTY.with(new MemberId("n-a", 2), 3).with(B, 1));
  }

  @Test
  void a_client_may_have_seen_messages_of_so_many_nodes_and_no_more() {
    var most = nodes(ReadPosition.MAX_NODES);
    assertThat(ReadPosition.parse(most).seen().counts()).hasSize(ReadPosition.MAX_NODES);
    // Known nodes are not crowded out by their own later lives.
    assertThat(ReadPosition.parse(most + ",n0000.2=9,other.1=1").seen().counts())
        .hasSize(ReadPosition.MAX_NODES)
        .containsEntry(new MemberId("n0000", 2), 9L);
    // As many as fit into a line.
    assertThat(ReadPosition.parse(nodes(6_000)).seen().counts()).hasSize(ReadPosition.MAX_NODES);
  }

  private static String nodes(int count) {
    return IntStream.range(0, count)
        .mapToObj("n%04d.1=1"::formatted)
        .collect(Collectors.joining(","));
  }

  @Test
  void what_is_no_clock_was_not_seen() {
    for (var text :
        new String[] {"", "x", "=", ".=", "n-a.1", "n-a.1=", "n-a.=5", ".1=5", "n-a.1=-5"})
      assertThat(ReadPosition.parse(text)).as(text).isEqualTo(ReadPosition.NOTHING);
    for (var text : new String[] {"n\ud800.1=5", "n\n.1=5"})
      assertThat(ReadPosition.parse(text)).as(text).isEqualTo(ReadPosition.NOTHING);
    assertThat(ReadPosition.parse("n-a.99999999999999999999=5")).isEqualTo(ReadPosition.NOTHING);
    assertThat(ReadPosition.parse("x".repeat(MemberId.MAX_NODE_LENGTH + 1) + ".1=5"))
        .isEqualTo(ReadPosition.NOTHING);
  }

  @Test
  void random_texts_never_throw() {
    var seed = Seed.next();
    var random = seed.random();
    for (int i = 0; i < 20_000; i++) {
      var text = new StringBuilder();
      for (int j = random.nextInt(30); j > 0; j--)
        text.append("n.,=-19a".charAt(random.nextInt(8)));
      assertThatCode(() -> ReadPosition.parse(text.toString()))
          .as("%s: %s", seed, text)
          .doesNotThrowAnyException();
    }
  }
}
