package dev.parley.transport.peers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.stream.javadsl.Sink;
import akka.util.ByteString;
import dev.parley.chat.BucketDigests;
import dev.parley.chat.BucketSet;
import dev.parley.chat.ChatSnapshot;
import dev.parley.chat.ChatState;
import dev.parley.chat.PartialState;
import dev.parley.group.SnapshotFetcher;
import dev.parley.testing.Seed;
import dev.parley.transport.Frozen;
import dev.parley.transport.States;
import dev.parley.wire.SnapshotParts;
import dev.parley.wire.StateHandshake;
import dev.parley.wire.StateHandshake.Status;
import dev.parley.wire.WireLimits;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class StateAnswerReaderTest {
  private static final ActorTestKit KIT = ActorTestKit.create();

  @AfterAll
  static void stop() {
    KIT.shutdownTestKit();
  }

  @Test
  void puts_a_state_together_from_pieces_of_any_size() {
    var seed = Seed.next();
    var random = seed.random();
    for (int mails : new int[] {0, 1, 100, 3_000}) {
      var state = States.withMails(mails, 1 + random.nextInt(300));
      var answer = read(answer(state), 1 + random.nextInt(5_000));
      assertThat(answer)
          .as("%s, %s", seed, mails)
          .contains(new SnapshotFetcher.Whole(PartialState.whole(state)));
    }
  }

  @Test
  void an_answer_that_is_cut_anywhere_is_none() {
    var whole = answer(States.withMails(2, 10));
    for (int length = 0; length < whole.length(); length++) {
      assertThat(read(whole.take(length), 1_000)).as("%s bytes", length).isEmpty();
    }
  }

  @Test
  void no_damaged_byte_goes_unnoticed() {
    var state = States.withMails(3, 10);
    var whole = answer(state).toArray();
    for (int i = 0; i < whole.length; i++) {
      var damaged = whole.clone();
      damaged[i] ^= 1;
      assertThat(read(ByteString.fromArray(damaged), 1_000))
          .as("byte %s", i)
          .isNotEqualTo(Optional.of(new SnapshotFetcher.Whole(PartialState.whole(state))));
    }
  }

  @Test
  void a_holder_without_the_state_says_so() {
    assertThat(read(header(Status.NOT_YET, 2), 1)).contains(SnapshotFetcher.NotYet.INSTANCE);
    assertThat(read(header(Status.REFUSED, 2), 1)).contains(new SnapshotFetcher.Failed("refused"));
    assertThat(read(header(Status.BUSY, 2), 1)).contains(new SnapshotFetcher.Failed("busy"));
  }

  @Test
  void a_holder_of_another_version_says_so_and_both_are_named() {
    var refusal = StateHandshake.header(Status.OTHER_VERSION, 2);
    refusal[2] = 4;
    assertThat(read(ByteString.fromArray(refusal), 1))
        .contains(
            new SnapshotFetcher.Failed("it speaks version 4 of the transfer, this node version 3"));
  }

  @Test
  void a_part_of_the_limit_is_awaited_and_one_more_byte_refused() {
    int limit = WireLimits.MAX_STATE_PART_BYTES;
    assertThat(read(head(limit), 100)).isEmpty();
    for (int length : new int[] {limit + 1, -1, Integer.MIN_VALUE}) {
      assertThat(read(head(length), 100))
          .contains(new SnapshotFetcher.Failed("a part of " + length + " bytes"));
    }
  }

  @Test
  void a_part_that_is_whole_and_no_part_is_refused() {
    var part = part("nonsense".getBytes(UTF_8));
    assertThat(read(header(Status.WHOLE, 2).concat(part), 100))
        .contains(new SnapshotFetcher.Failed("a part that cannot be read before byte 8"));
  }

  @Test
  void random_bytes_never_throw() {
    var seed = Seed.next();
    var random = seed.random();
    var whole = answer(States.withMails(20, 40)).toArray();
    for (int i = 0; i < 20_000; i++) {
      var bytes = whole.clone();
      for (int j = 0; j <= random.nextInt(4); j++) {
        bytes[random.nextInt(i % 2 == 0 ? 16 : bytes.length)] = (byte) random.nextInt(256);
      }
      assertThatCode(() -> read(ByteString.fromArray(bytes), 500))
          .as("%s", seed)
          .doesNotThrowAnyException();
    }
  }

  private static Optional<SnapshotFetcher.Answer> read(ByteString bytes, int pieceBytes) {
    var reader = StateAnswerReader.ofFetch(true);
    var answers = new ArrayList<SnapshotFetcher.Answer>();
    for (int i = 0; i < bytes.length(); i += pieceBytes) {
      reader.onBytes(bytes.slice(i, i + pieceBytes)).ifPresent(answers::add);
    }
    assertThat(answers.size()).isLessThanOrEqualTo(1);
    return answers.stream().findFirst();
  }

  @Test
  void what_is_different_comes_with_the_set_of_its_buckets() {
    var state = States.withMails(100, 10);
    var partial = Frozen.of(state).differenceFrom(BucketDigests.EMPTY);
    assertThat(read(answer(partial), 7)).contains(new SnapshotFetcher.Whole(partial));
    var none = Frozen.of(state).differenceFrom(Frozen.of(state).digests());
    assertThat(read(answer(none), 7)).contains(new SnapshotFetcher.Whole(none));
    assertThat(none.different()).isEqualTo(BucketSet.NONE);
  }

  @Test
  void no_damaged_byte_of_what_is_different_goes_unnoticed() {
    var partial = Frozen.of(States.withMails(1, 10)).differenceFrom(BucketDigests.EMPTY);
    var whole = answer(partial).toArray();
    for (int i = 0; i < whole.length; i++) {
      var damaged = whole.clone();
      damaged[i] ^= 1;
      assertThat(read(ByteString.fromArray(damaged), 5_000))
          .as("byte %s", i)
          .isNotEqualTo(Optional.of(new SnapshotFetcher.Whole(partial)));
    }
  }

  @Test
  void a_set_of_buckets_of_another_length_is_refused() {
    var bytes = part(new byte[8_191]);
    assertThat(read(header(Status.WHOLE, 3).concat(bytes), 100))
        .contains(new SnapshotFetcher.Failed("a part that cannot be read before byte 8191"));
    assertThat(read(header(Status.WHOLE, 3).concat(ByteString.fromArray(new byte[8])), 100))
        .isEmpty();
    var end = ByteString.fromArray(new byte[8]).concat(ByteString.fromArray(emptyDigest()));
    assertThat(read(header(Status.WHOLE, 3).concat(end), 100))
        .contains(new SnapshotFetcher.Failed("no set of buckets"));
  }

  @Test
  void what_is_different_is_refused_where_no_digests_were_sent() {
    var partial = Frozen.of(States.withMails(1, 10)).differenceFrom(BucketDigests.EMPTY);
    var reader = StateAnswerReader.ofFetch(false);
    assertThat(reader.onBytes(answer(partial)))
        .contains(new SnapshotFetcher.Failed("an answer to another request"));
  }

  @Test
  void a_copy_comes_slice_by_slice() {
    var slices = List.of(slice(1), slice(2));
    for (int piece : new int[] {1, 7, 5_000}) {
      var taken = new ArrayList<PartialState>();
      assertThat(copy(copyOf(slices), piece, taken)).contains(SnapshotFetcher.Copied.INSTANCE);
      assertThat(taken).isEqualTo(slices);
    }
  }

  @Test
  void no_damaged_byte_of_a_copy_goes_unnoticed_and_slices_before_it_are_kept() {
    var slices = List.of(slice(1), slice(2));
    var whole = copyOf(slices).toArray();
    for (int i = 0; i < whole.length; i++) {
      var damaged = whole.clone();
      damaged[i] ^= 1;
      var taken = new ArrayList<PartialState>();
      var answer = copy(ByteString.fromArray(damaged), 5_000, taken);
      assertThat(answer)
          .as("byte %s", i)
          .isNotEqualTo(Optional.of(SnapshotFetcher.Copied.INSTANCE));
      assertThat(taken).as("byte %s", i).isEqualTo(slices.subList(0, taken.size()));
    }
  }

  @Test
  void a_copy_that_ends_within_a_slice_has_failed() {
    var parts = SnapshotParts.ofSlice(slice(2));
    var cut = answer(() -> parts.subList(0, parts.size() - 1).iterator(), 4);
    assertThat(copy(cut, 100, new ArrayList<>()))
        .contains(new SnapshotFetcher.Failed("an unfinished slice"));
  }

  @Test
  void a_copy_is_no_frozen_state_and_the_other_way_round() {
    assertThat(read(copyOf(List.of(slice(1))), 100))
        .contains(new SnapshotFetcher.Failed("an answer to another request"));
    assertThat(copy(answer(States.withMails(1, 1)), 100, new ArrayList<>()))
        .contains(new SnapshotFetcher.Failed("an answer to another request"));
  }

  private static PartialState slice(int mails) {
    var state = new ChatState();
    state.merge(States.withMails(mails, 10));
    var buckets = state.digests().filled();
    return new PartialState(state.contents(buckets), buckets);
  }

  private static ByteString copyOf(List<PartialState> slices) {
    var parts = slices.stream().flatMap(slice -> SnapshotParts.ofSlice(slice).stream()).toList();
    return answer(parts, 4);
  }

  private static Optional<SnapshotFetcher.Answer> copy(
      ByteString bytes, int pieceBytes, List<PartialState> taken) {
    var reader = StateAnswerReader.ofCopy(taken::add);
    Optional<SnapshotFetcher.Answer> answer = Optional.empty();
    for (int i = 0; i < bytes.length() && answer.isEmpty(); i += pieceBytes)
      answer = reader.onBytes(bytes.slice(i, i + pieceBytes));
    return answer;
  }

  private static byte[] emptyDigest() {
    return TransferDigest.create().digest();
  }

  private static ByteString part(byte[] part) {
    var crc = new CRC32C();
    crc.update(part);
    var bytes = ByteBuffer.allocate(8 + part.length).putInt(part.length);
    return ByteString.fromArray(bytes.putInt((int) crc.getValue()).put(part).array());
  }

  private static ByteString answer(PartialState partial) {
    return answer(() -> SnapshotParts.ofDifferent(partial), 3);
  }

  private static ByteString answer(ChatSnapshot state) {
    return answer(new SnapshotParts(state), 2);
  }

  private static ByteString answer(Iterable<byte[]> parts, int version) {
    return StateChunks.of(parts, version)
        .runWith(Sink.fold(ByteString.emptyByteString(), ByteString::concat), KIT.system())
        .toCompletableFuture()
        .join();
  }

  private static ByteString head(int length) {
    var bytes = ByteBuffer.allocate(8).putInt(0, length).array();
    return header(Status.WHOLE, 2).concat(ByteString.fromArray(bytes));
  }

  private static ByteString header(Status status, int version) {
    return ByteString.fromArray(StateHandshake.header(status, version));
  }
}
