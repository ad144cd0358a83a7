package dev.parley.transport.peers;

import akka.util.ByteString;
import dev.parley.chat.BucketSet;
import dev.parley.chat.PartialState;
import dev.parley.group.SnapshotFetcher;
import dev.parley.wire.BucketCodec;
import dev.parley.wire.SnapshotParts;
import dev.parley.wire.StateHandshake;
import dev.parley.wire.WireLimits;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * Puts an answer of a {@link StateServer} together from the pieces in which it arrives, and
 * verifies it. Never throws, whatever arrives; keeps the content received so far, and of the bytes
 * one part.
 */
final class StateAnswerReader {
  static final int DIGEST_BYTES = 32;

  private enum Stage {
    HEADER,
    BUCKETS_HEAD,
    BUCKETS,
    PART_HEAD,
    PART,
    DIGEST,
    DONE
  }

  private final FixedLengthReader parts = new FixedLengthReader();
  private final MessageDigest digest = TransferDigest.create();
  private final SnapshotParts.Assembly assembly = new SnapshotParts.Assembly();
  private final boolean isCompared;
  private BucketSet different = BucketSet.ALL;
  private Stage stage = Stage.HEADER;
  private long total;
  private int checksum;

  /** An answer with what is different is taken only if the request had digests. */
  StateAnswerReader(boolean isCompared) {
    this.isCompared = isCompared;
    parts.want(StateHandshake.ANSWER_HEADER_BYTES);
  }

  /** The answer, once; nothing as long as more bytes must come, and nothing after it. */
  Optional<SnapshotFetcher.Answer> onBytes(ByteString bytes) {
    parts.give(bytes);
    while (stage != Stage.DONE) {
      var part = parts.take();
      if (part.isEmpty()) return Optional.empty();
      var answer = onPart(part.get());
      if (answer.isPresent()) {
        stage = Stage.DONE;
        return answer;
      }
    }
    return Optional.empty();
  }

  private Optional<SnapshotFetcher.Answer> onPart(byte[] part) {
    return switch (stage) {
      case HEADER -> onHeader(part);
      case BUCKETS_HEAD, PART_HEAD -> onPartHead(ByteBuffer.wrap(part));
      case BUCKETS, PART -> onPartBytes(part);
      case DIGEST -> Optional.of(onDigest(part));
      case DONE -> Optional.empty();
    };
  }

  private Optional<SnapshotFetcher.Answer> onHeader(byte[] header) {
    var status = StateHandshake.status(header);
    if (status.isEmpty()) return failed("not an answer of this protocol");
    return switch (status.get()) {
      case WHOLE -> onFound(StateHandshake.version(header));
      case NOT_YET -> Optional.of(SnapshotFetcher.NotYet.INSTANCE);
      case REFUSED -> failed("refused");
      case BUSY -> failed("busy");
      case OTHER_VERSION ->
          failed(
              "it speaks version %d of the transfer, this node version %d"
                  .formatted(StateHandshake.version(header), StateHandshake.VERSION));
    };
  }

  private Optional<SnapshotFetcher.Answer> onFound(int version) {
    if (version == StateHandshake.WHOLE_VERSION)
      return want(Stage.PART_HEAD, StateHandshake.PART_HEAD_BYTES);
    if (!isCompared) return failed("an answer to digests, and none were sent");
    return want(Stage.BUCKETS_HEAD, StateHandshake.PART_HEAD_BYTES);
  }

  private Optional<SnapshotFetcher.Answer> onPartHead(ByteBuffer head) {
    int length = head.getInt();
    checksum = head.getInt();
    if (length == 0 && checksum == 0 && stage == Stage.PART_HEAD)
      return want(Stage.DIGEST, DIGEST_BYTES);
    if (length <= 0 || length > WireLimits.MAX_STATE_PART_BYTES)
      return failed("a part of " + length + " bytes");
    total += length;
    if (total > WireLimits.MAX_STATE_BYTES) return failed("more state than can be taken");
    return want(stage == Stage.PART_HEAD ? Stage.PART : Stage.BUCKETS, length);
  }

  private Optional<SnapshotFetcher.Answer> onPartBytes(byte[] part) {
    var computed = new CRC32C();
    computed.update(part);
    if (checksum != (int) computed.getValue()) return failed("a damaged part before byte " + total);
    digest.update(part);
    if (!take(part)) return failed("a part that cannot be read before byte " + total);
    return want(Stage.PART_HEAD, StateHandshake.PART_HEAD_BYTES);
  }

  private boolean take(byte[] part) {
    if (stage == Stage.PART) return assembly.add(part);
    var buckets = BucketCodec.set(part);
    buckets.ifPresent(set -> different = set);
    return buckets.isPresent();
  }

  private SnapshotFetcher.Answer onDigest(byte[] theirs) {
    if (!Arrays.equals(theirs, digest.digest())) return new SnapshotFetcher.Failed("damaged state");
    return new SnapshotFetcher.Whole(new PartialState(assembly.state(), different));
  }

  private Optional<SnapshotFetcher.Answer> want(Stage next, int length) {
    stage = next;
    parts.want(length);
    return Optional.empty();
  }

  private static Optional<SnapshotFetcher.Answer> failed(String why) {
    return Optional.of(new SnapshotFetcher.Failed(why));
  }
}
