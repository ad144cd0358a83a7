package dev.parley.transport.peers;

import static org.assertj.core.api.Assertions.assertThat;

import akka.util.ByteString;
import dev.parley.chat.BucketDigests;
import dev.parley.chat.BucketSet;
import dev.parley.protocol.Ballot;
import dev.parley.protocol.MemberId;
import dev.parley.testing.Seed;
import dev.parley.transport.Frozen;
import dev.parley.transport.States;
import dev.parley.transport.peers.StateRequestReader.Asked;
import dev.parley.transport.peers.StateRequestReader.CopyAsked;
import dev.parley.transport.peers.StateRequestReader.Opened;
import dev.parley.transport.peers.StateRequestReader.Unread;
import dev.parley.wire.BucketCodec;
import dev.parley.wire.StateHandshake;
import dev.parley.wire.StateHandshake.Request;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StateRequestReaderTest {
  private static final Request REQUEST = new Request("parley", new Ballot(5, new MemberId("n", 1)));

  @Test
  void reads_a_request_for_the_whole_state_in_pieces_of_any_size() {
    for (int piece = 1; piece < 40; piece++)
      assertThat(read(StateHandshake.encode(REQUEST), piece))
          .contains(new Asked(REQUEST, Optional.empty()));
  }

  @Test
  void reads_a_request_with_digests_in_pieces_of_any_size() {
    var known = Frozen.of(States.withMails(3, 10)).digests();
    for (int piece = 1; piece < 80; piece++) {
      var asked = (Asked) read(StateHandshake.encode(REQUEST, known), piece).orElseThrow();
      assertThat(asked.request()).isEqualTo(REQUEST);
      assertThat(asked.version()).isEqualTo(StateHandshake.VERSION);
      assertThat(asked.known().orElseThrow().different(known)).isEqualTo(BucketSet.NONE);
    }
  }

  @Test
  void a_state_with_nothing_in_it_has_no_digests_and_is_compared_all_the_same() {
    var asked = (Asked) read(StateHandshake.encode(REQUEST, BucketDigests.EMPTY), 9).orElseThrow();
    assertThat(asked.known()).isPresent();
  }

  @Test
  void a_request_that_is_cut_anywhere_is_awaited() {
    var whole = StateHandshake.encode(REQUEST, Frozen.of(States.withMails(3, 10)).digests());
    for (int length = 0; length < whole.length; length++)
      assertThat(read(Arrays.copyOf(whole, length), 1_000)).as("%s", length).isEmpty();
  }

  @Test
  void digests_of_the_limit_are_awaited_and_others_refused() {
    assertThat(read(withDigestsOf(BucketCodec.MAX_DIGESTS_BYTES), 1_000)).isEmpty();
    for (int length : new int[] {BucketCodec.MAX_DIGESTS_BYTES + 18, 17, -18, Integer.MIN_VALUE})
      assertThat(read(withDigestsOf(length), 1_000)).as("%s", length).contains(Unread.GARBAGE);
  }

  @Test
  void a_busy_holder_reads_no_digests() {
    var digests = Frozen.of(States.withMails(3, 10)).digests();
    var reader = new StateRequestReader(true);
    var whole = StateHandshake.encode(REQUEST, digests);
    int length = whole.length - StateHandshake.DIGESTS_HEAD_BYTES - 18 * digests.filled().size();
    assertThat(reader.onBytes(ByteString.fromArray(whole).take(length)))
        .contains(new Asked(REQUEST, Optional.empty()));
  }

  @Test
  void reads_a_request_for_a_copy_in_pieces_of_any_size_and_no_digests_when_busy() {
    var known = Frozen.of(States.withMails(3, 10)).digests();
    var whole = StateHandshake.encodeCopy("parley", known);
    for (int piece = 1; piece < 80; piece++) {
      var asked = (CopyAsked) read(whole, piece).orElseThrow();
      assertThat(asked.cluster()).isEqualTo("parley");
      assertThat(asked.known().different(known)).isEqualTo(BucketSet.NONE);
    }
    int head = StateHandshake.encodeCopy("parley", BucketDigests.EMPTY).length;
    var reader = new StateRequestReader(true);
    assertThat(reader.onBytes(ByteString.fromArray(whole).take(head))).isPresent();
  }

  @Test
  void random_bytes_never_throw() {
    var seed = Seed.next();
    var random = seed.random();
    var whole = StateHandshake.encode(REQUEST, Frozen.of(States.withMails(3, 10)).digests());
    for (int i = 0; i < 20_000; i++) {
      var bytes = whole.clone();
      for (int j = 0; j <= random.nextInt(4); j++)
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      assertThat(read(bytes, 50)).as("%s", seed).isNotNull();
    }
  }

  /** A request that announces digests of this length, without them. */
  private static byte[] withDigestsOf(int length) {
    var empty = StateHandshake.encode(REQUEST, BucketDigests.EMPTY);
    ByteBuffer.wrap(empty).putInt(empty.length - StateHandshake.DIGESTS_HEAD_BYTES, length);
    return empty;
  }

  private static Optional<Opened> read(byte[] bytes, int pieceBytes) {
    var reader = new StateRequestReader(false);
    Optional<Opened> opened = Optional.empty();
    var whole = ByteString.fromArray(bytes);
    for (int i = 0; i < bytes.length; i += pieceBytes) {
      var now = reader.onBytes(whole.slice(i, i + pieceBytes));
      assertThat(opened.isPresent() && now.isPresent()).as("twice").isFalse();
      if (now.isPresent()) opened = now;
    }
    return opened;
  }
}
