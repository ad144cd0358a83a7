package dev.parley.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.ChatSnapshot.StreamState;
import dev.parley.chat.StateChanges;
import dev.parley.chat.model.ClaimPair;
import dev.parley.chat.model.ClientStream;
import dev.parley.chat.model.Mail;
import dev.parley.chat.model.MessageId;
import dev.parley.chat.model.UserName;
import dev.parley.protocol.MemberId;
import dev.parley.testing.Seed;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class CommitCodecTest {
  private static final UserName FANG = UserName.of("Fang");
  private static final UserName SHAO = UserName.of("shao");
  private static final ClientStream STREAM = new ClientStream(FANG, "c \uFFFD");
  private static final MemberId NODE = new MemberId("n-1", 7);

  @Test
  void what_is_written_is_read() {
    var clock = new TreeMap<>(java.util.Map.of("n-1.7", 3L, "n-2.9", Long.MAX_VALUE));
    var id = new MessageId(STREAM, 5);
    var back = new MessageId(STREAM, 4);
    var mails =
        List.of(
            new Mail(id, SHAO, "text \u6f22 \uFFFD", -1, 8, clock, new ClaimPair(-3, 9)),
            new Mail(back, SHAO, "", 1_700_000_000_000L, 9));
    var streams =
        List.of(
            new StreamState(STREAM, 5, List.of(-1L, 2L)),
            new StreamState(new ClientStream(SHAO, "c"), 0, List.of()));
    var gone = List.of(new MessageId(STREAM, 1));
    var changes =
        new StateChanges(
            Long.MAX_VALUE,
            List.of(),
            streams,
            mails,
            gone,
            Optional.empty(),
            new TreeSet<>(List.of(back)));
    var record = new CommitRecord(changes, new TreeMap<>(java.util.Map.of(NODE, 12L)));
    var bytes = CommitCodec.encode(record, stream -> Optional.empty());
    assertThat(CommitCodec.decode(bytes, stream -> Optional.empty())).contains(record);
    // Of the texts, the spelling of names as well.
    var read = CommitCodec.decode(bytes, stream -> Optional.empty()).orElseThrow();
    assertThat(read.changes().arrived().get(0).from().spelling()).isEqualTo("Fang");
  }

  @Test
  void messages_that_came_and_went_are_at_the_end_of_a_record() {
    var passed = List.of(new Mail(new MessageId(STREAM, 5), SHAO, "read", 3, 4));
    var none = new StateChanges(3, List.of(), List.of(), List.of(), List.of(), Optional.empty());
    var record = new CommitRecord(none.withPassed(passed), new TreeMap<>());
    var bytes = CommitCodec.encode(record, stream -> Optional.empty());
    assertThat(CommitCodec.decode(bytes, stream -> Optional.empty())).contains(record);
    assertThat(bytes[0]).isEqualTo((byte) 2);
    var without =
        CommitCodec.encode(new CommitRecord(none, new TreeMap<>()), s -> Optional.empty());
    assertThat(without[0]).as("as the first version wrote it").isEqualTo((byte) 1);
  }

  @Test
  void of_a_known_stream_only_what_was_added_is_written() {
    var before = state(64, 64);
    for (int added = 1; added <= 64; added++) {
      var now = state(64 + added, 64);
      var bytes = CommitCodec.encode(of(now), stream -> Optional.of(before));
      assertThat(bytes).hasSizeLessThan(40 + 8 * added);
      assertThat(CommitCodec.decode(bytes, stream -> Optional.of(before))).contains(of(now));
      assertThat(CommitCodec.decode(bytes, stream -> Optional.empty()))
          .as("a log without the record before")
          .isEmpty();
    }
  }

  @Test
  void a_stream_that_does_not_continue_the_known_one_is_written_as_a_whole() {
    var states =
        List.of(
            state(0, 0), state(1, 1), state(64, 64), state(65, 64), state(200, 64), state(3, 2));
    for (var before : states) {
      for (var now : states) {
        var bytes = CommitCodec.encode(of(now), stream -> Optional.of(before));
        assertThat(CommitCodec.decode(bytes, stream -> Optional.of(before))).contains(of(now));
      }
    }
    var other = new StreamState(STREAM, 66, List.of(7L, 8L));
    var bytes = CommitCodec.encode(of(other), stream -> Optional.of(state(65, 64)));
    assertThat(CommitCodec.decode(bytes, stream -> Optional.empty())).contains(of(other));
  }

  @Test
  void bytes_that_were_changed_or_cut_are_read_or_refused_and_nothing_else() {
    var seed = Seed.next();
    var random = seed.random();
    var mail = new Mail(new MessageId(STREAM, 5), SHAO, "text", 3, 4);
    var changes =
        new StateChanges(
            3,
            List.of(),
            List.of(state(70, 64)),
            List.of(mail),
            List.of(mail.id()),
            Optional.empty());
    var record = new CommitRecord(changes, new TreeMap<>(java.util.Map.of(NODE, 12L)));
    var whole = CommitCodec.encode(record, stream -> Optional.of(state(65, 64)));
    for (int i = 0; i < 20_000; i++) {
      var bytes = Arrays.copyOf(whole, 1 + random.nextInt(whole.length));
      for (int change = random.nextInt(3); change > 0; change--)
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      assertThat(CommitCodec.decode(bytes, stream -> Optional.of(state(65, 64))))
          .as("%s", seed)
          .isNotNull();
    }
  }

  /** A node that is upgraded after a crash reads what the earlier version wrote. */
  @Test
  void the_bytes_are_those_of_the_first_version() {
    var mail = new Mail(new MessageId(STREAM, 5), SHAO, "hi", 3, 4);
    var changes =
        new StateChanges(
            3,
            List.of(),
            List.of(state(1, 1)),
            List.of(mail),
            List.of(mail.id()),
            Optional.empty());
    var record = new CommitRecord(changes, new TreeMap<>(java.util.Map.of(NODE, 12L)));
    var bytes = CommitCodec.encode(record, stream -> Optional.empty());
    assertThat(HexFormat.of().formatHex(bytes))
        .isEqualTo(
            "01030100036e2d31070c01000446616e6700056320efbfbd010001010000000000000001"
                + "010203050000047368616f02686906040001020305");
  }

  private static StreamState state(long highest, int size) {
    return new StreamState(
        STREAM, highest, LongStream.rangeClosed(highest - size + 1, highest).boxed().toList());
  }

  private static CommitRecord of(StreamState stream) {
    var changes =
        new StateChanges(1, List.of(), List.of(stream), List.of(), List.of(), Optional.empty());
    return new CommitRecord(changes, new TreeMap<>());
  }
}
