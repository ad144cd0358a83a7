package dev.parley.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.protocol.Dependencies;
import dev.parley.protocol.Dot;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.Message;
import dev.parley.protocol.ViewId;
import dev.parley.protocol.failure.FailureMessage.Heartbeat;
import dev.parley.protocol.failure.LivenessDigest;
import dev.parley.protocol.multicast.DataFrame;
import dev.parley.protocol.multicast.MulticastMessage.Data;
import dev.parley.protocol.multicast.MulticastMessage.Nak;
import dev.parley.protocol.multicast.MulticastMessage.Range;
import dev.parley.protocol.multicast.MulticastSettings;
import dev.parley.protocol.multicast.Payload;
import dev.parley.protocol.version.VersionMessage.Hello;
import dev.parley.protocol.version.VersionOffer;
import dev.parley.testing.Seed;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FrameCodecTest {
  private static final MemberId SELF = new MemberId("n-1111", 7);
  private static final ViewId VIEW = new ViewId(3, SELF);

  /** One that speaks version 3 beside 2. */
  private static final FrameCodec LATER =
      new FrameCodec("parley", new VersionOffer(2, 3, List.of()));

  private final FrameCodec codec = new FrameCodec("parley");

  static Stream<Class<?>> messages() {
    return AllMessages.records().stream();
  }

  @Test
  void every_message_of_the_project_has_a_code() {
    assertThat(AllMessages.records()).allMatch(MessageTypes.ALL.messages()::contains);
  }

  @ParameterizedTest
  @MethodSource("messages")
  void every_message_comes_back_as_it_was(Class<?> type) {
    var seed = Seed.next();
    var random = new RandomMessages(seed.random());
    for (int i = 0; i < 300; i++) {
      var frame = new Frame("parley", random.member(), random.message(type));
      assertThat(codec.decode(codec.encode(frame)))
          .as("%s, %s", seed, frame)
          .isEqualTo(new Decoded.Ok(frame));
    }
  }

  @ParameterizedTest
  @MethodSource("messages")
  void a_message_that_is_cut_anywhere_is_malformed_or_shorter(Class<?> type) {
    var seed = Seed.next();
    var random = new RandomMessages(seed.random());
    for (int i = 0; i < 5; i++) {
      var frame = new Frame("parley", random.member(), random.message(type));
      var whole = codec.encode(frame);
      for (int length = 0; length < whole.length; length++) {
        var decoded = codec.decode(java.util.Arrays.copyOf(whole, length));
        // Data goes on to the end of the datagram, so it may be cut between two of its frames.
        if (decoded instanceof Decoded.Ok ok && ok.frame().message() instanceof Data) continue;
        assertThat(decoded)
            .as("%s, %s bytes of %s", seed, length, frame)
            .isInstanceOf(Decoded.Malformed.class);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("messages")
  void a_message_with_a_byte_too_many_is_malformed(Class<?> type) {
    var message = new RandomMessages(Seed.next().random()).message(type);
    var whole = codec.encode(new Frame("parley", SELF, message));

    assertThat(codec.decode(java.util.Arrays.copyOf(whole, whole.length + 1)))
        .isInstanceOf(Decoded.Malformed.class);
  }

  @Test
  void tells_frames_of_another_cluster_apart() {
    var theirs = codec.encode(frame("other", new Heartbeat(VIEW, 1, LivenessDigest.NOTHING)));

    assertThat(codec.decode(theirs)).isEqualTo(new Decoded.Foreign("other"));
  }

  @Test
  void tells_own_frames_apart_where_it_is_told_who_it_is() {
    var own = codec.encode(frame("parley", new Heartbeat(VIEW, 1, LivenessDigest.NOTHING)));
    var earlierLife = new MemberId(SELF.node(), SELF.incarnation() - 1);

    assertThat(codec.decode(own, Optional.of(SELF))).isEqualTo(Decoded.Own.INSTANCE);
    assertThat(codec.decode(own, Optional.of(earlierLife))).isInstanceOf(Decoded.Ok.class);
  }

  @Test
  void names_both_versions_when_they_differ() {
    var newer = codec.encode(frame("parley", new Heartbeat(VIEW, 1, LivenessDigest.NOTHING)));
    newer[2] = 3;

    assertThat(codec.decode(newer))
        .isEqualTo(new Decoded.Malformed("version 3, this node speaks 2"));
    newer[2] = 4;
    assertThat(LATER.decode(newer))
        .isEqualTo(new Decoded.Malformed("version 4, this node speaks 2 to 3"));
  }

  @Test
  void a_later_version_reads_and_writes_this_one_beside_its_own() {
    var frame = frame("parley", new Heartbeat(VIEW, 1, LivenessDigest.NOTHING));

    assertThat(LATER.decode(codec.encode(frame))).isEqualTo(new Decoded.Ok(frame));
    assertThat(codec.decode(LATER.encode(frame, 2))).isEqualTo(new Decoded.Ok(frame));
    assertThat(LATER.decode(LATER.encode(frame, 3))).isEqualTo(new Decoded.Ok(frame));
    assertThat(LATER.encode(frame)).as("what most can read").isEqualTo(codec.encode(frame));
    assertThatThrownBy(() -> codec.encode(frame, 3)).hasMessageContaining("version 3");
  }

  @Test
  void a_hello_is_read_whatever_its_version() {
    var hello = frame("parley", new Hello(new VersionOffer(4, 9, List.of("rooms"))));
    var bytes = codec.encode(hello);
    for (int version = 0; version <= 255; version++) {
      bytes[2] = (byte) version;
      assertThat(codec.decode(bytes)).isEqualTo(new Decoded.Ok(hello));
    }
  }

  @Test
  void refuses_an_unknown_type() {
    var unknown = codec.encode(frame("parley", new Heartbeat(VIEW, 1, LivenessDigest.NOTHING)));
    unknown[3] = (byte) 0xff;

    assertThat(codec.decode(unknown)).isEqualTo(new Decoded.Malformed("unknown type 255"));
  }

  @Test
  void refuses_what_is_not_of_this_protocol() {
    assertThat(codec.decode(new byte[] {0, 0, 1, 2}))
        .isEqualTo(new Decoded.Malformed("not of this protocol"));
  }

  @Test
  void carries_a_datagram_of_the_limit_and_not_a_byte_more() {
    int overhead = codec.encode(frame("parley", data(10_000))).length - 10_000;
    int largest = WireLimits.MAX_DATAGRAM_BYTES - overhead;
    // Its length takes the same number of bytes as that of the smaller payload plus one.
    var atLimit = codec.encode(frame("parley", data(largest - 1)));

    assertThat(atLimit).hasSize(WireLimits.MAX_DATAGRAM_BYTES);
    assertThat(codec.decode(atLimit)).isInstanceOf(Decoded.Ok.class);
    assertThatThrownBy(() -> codec.encode(frame("parley", data(largest))))
        .isInstanceOf(FrameTooLargeException.class)
        .hasMessageContaining("Data of 61441 bytes");
    assertThat(codec.decode(new byte[WireLimits.MAX_DATAGRAM_BYTES + 1]))
        .isEqualTo(new Decoded.Malformed("61441 bytes are too many"));
  }

  @Test
  void carries_the_largest_number_of_frames_and_not_one_more() {
    var frame = new DataFrame(new Dot(SELF, 1), Dependencies.NONE, Payload.wrap(new byte[0]));
    var most = new ArrayList<>(Collections.nCopies(WireLimits.MAX_FRAMES, frame));
    var message = new Data(VIEW, most);
    most.add(frame);

    assertThat(codec.decode(codec.encode(frame("parley", message))))
        .isEqualTo(new Decoded.Ok(frame("parley", message)));
    assertThatThrownBy(() -> codec.encode(frame("parley", new Data(VIEW, most))))
        .isInstanceOf(FrameTooLargeException.class);
  }

  @Test
  void carries_the_largest_question_and_not_one_run_more() {
    var runs =
        new ArrayList<>(Collections.nCopies(MulticastSettings.MAX_NAK_RANGES, new Range(9, 5)));
    var message = new Nak(VIEW, SELF, runs, false);
    runs.add(new Range(1, 2));

    assertThat(codec.decode(codec.encode(frame("parley", message))))
        .isEqualTo(new Decoded.Ok(frame("parley", message)));
    assertThatThrownBy(() -> codec.encode(frame("parley", new Nak(VIEW, SELF, runs, false))))
        .isInstanceOf(FrameTooLargeException.class);
  }

  @Test
  void a_cluster_name_has_64_characters_at_most() {
    var name = "漢".repeat(64);
    var longest = frame(name, new Heartbeat(VIEW, 1, LivenessDigest.NOTHING));

    assertThat(new FrameCodec(name).decode(codec.encode(longest)))
        .isEqualTo(new Decoded.Ok(longest));
    assertThatThrownBy(() -> frame("c".repeat(65), new Heartbeat(VIEW, 1, LivenessDigest.NOTHING)))
        .hasMessageContaining("1 to 64 characters, this one has 65");
  }

  @Test
  void a_frame_of_a_batch_costs_six_bytes_beyond_its_payload() {
    var frames = new ArrayList<DataFrame>();
    for (int seq = 1; seq <= 11; seq++) {
      var past = Dependencies.frontier(0b100, new long[] {2_000_000 + seq});
      frames.add(new DataFrame(new Dot(SELF, seq), past, Payload.wrap(new byte[20])));
    }
    var ten = codec.encode(frame("parley", new Data(VIEW, frames.subList(0, 10))));
    var eleven = codec.encode(frame("parley", new Data(VIEW, frames)));

    assertThat(eleven.length - ten.length).isEqualTo(20 + 6);
  }

  @Test
  void a_frame_that_follows_an_own_one_at_once_costs_three_bytes() {
    var first = new DataFrame(new Dot(SELF, 1), Dependencies.NONE, Payload.wrap(new byte[20]));
    var second = new DataFrame(new Dot(SELF, 2), Dependencies.NONE, Payload.wrap(new byte[20]));
    var one = codec.encode(frame("parley", new Data(VIEW, List.of(first))));
    var two = codec.encode(frame("parley", new Data(VIEW, List.of(first, second))));

    assertThat(two.length - one.length).isEqualTo(20 + 3);
  }

  @Test
  void a_frame_flag_that_no_member_sets_is_malformed() {
    var one = new DataFrame(new Dot(SELF, 1), Dependencies.NONE, Payload.wrap(new byte[0]));
    var bytes = codec.encode(frame("parley", new Data(VIEW, List.of(one))));
    assertThat(codec.decode(bytes)).isInstanceOf(Decoded.Ok.class);

    // Flags, number, length.
    bytes[bytes.length - 3] = 2;

    assertThat(codec.decode(bytes)).isEqualTo(new Decoded.Malformed("unknown frame flags 2"));
  }

  @Test
  void a_predecessor_without_a_number_is_malformed() {
    var past = Dependencies.frontier(0b1, new long[] {1});
    var one = new DataFrame(new Dot(SELF, 1), past, Payload.wrap(new byte[0]));
    var bytes = codec.encode(frame("parley", new Data(VIEW, List.of(one))));

    // One entry, no slot skipped, zigzag 2 for its number; length.
    bytes[bytes.length - 2] = 0;

    assertThat(codec.decode(bytes)).isInstanceOf(Decoded.Malformed.class);
  }

  @Test
  void announced_lengths_cost_no_memory() {
    // A CBOR byte string, a text and an array, each of 2^31 - 1 elements that do not come.
    for (int major : new int[] {0x5a, 0x7a, 0x9a}) {
      for (int code = 0x10; code < 0x60; code++) {
        // Incarnation 0, plain form.
        var bytes = new byte[20];
        putHeader(bytes, code);
        bytes[15] = (byte) major;
        bytes[16] = 0x7f;
        bytes[17] = bytes[18] = bytes[19] = (byte) 0xff;
        assertThat(codec.decode(bytes)).isInstanceOf(Decoded.Malformed.class);
      }
    }
  }

  @Test
  void a_body_that_stands_for_nothing_is_no_message() {
    for (int code = 0x10; code < 0x60; code++) {
      // Incarnation 0, plain form, and CBOR's null.
      var bytes = new byte[16];
      putHeader(bytes, code);
      bytes[15] = (byte) 0xf6;
      assertThat(codec.decode(bytes)).as("code %d", code).isInstanceOf(Decoded.Malformed.class);
    }
  }

  /** The header of a frame of cluster "parley" up to the sender's name. */
  private static void putHeader(byte[] bytes, int code) {
    var header = new byte[] {(byte) 0xc4, (byte) 0xa7, 1, (byte) code, 6, 'p', 'a', 'r', 'l', 'e'};
    System.arraycopy(header, 0, bytes, 0, 10);
    bytes[10] = 'y';
    bytes[11] = 1;
    bytes[12] = 'n';
  }

  private static Data data(int payloadBytes) {
    var payload = Payload.wrap(new byte[payloadBytes]);
    return new Data(VIEW, List.of(new DataFrame(new Dot(SELF, 1), Dependencies.NONE, payload)));
  }

  private static Frame frame(String cluster, Message message) {
    return new Frame(cluster, SELF, message);
  }
}
