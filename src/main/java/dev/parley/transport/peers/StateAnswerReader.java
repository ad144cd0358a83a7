package dev.parley.transport.peers;

import akka.util.ByteString;
import dev.parley.chat.PartialState;
import dev.parley.group.SnapshotFetcher;
import dev.parley.wire.StateHandshake;
import dev.parley.wire.WireLimits;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntFunction;
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
    PART_HEAD,
    PART,
    DIGEST,
    DONE
  }

  private final FixedLengthReader parts = new FixedLengthReader();
  private final MessageDigest digest = TransferDigest.create();
  private final IntFunction<Optional<AnswerParts>> contents;
  private Optional<AnswerParts> content = Optional.empty();
  private Stage stage = Stage.HEADER;
  private long total;
  private int checksum;

  private StateAnswerReader(IntFunction<Optional<AnswerParts>> contents) {
    this.contents = contents;
    parts.want(StateHandshake.ANSWER_HEADER_BYTES);
  }

  /** An answer with what is different is taken only if the request had digests. */
  static StateAnswerReader ofFetch(boolean isCompared) {
    return new StateAnswerReader(
        version -> {
          if (version == StateHandshake.WHOLE_VERSION) return Optional.of(AnswerParts.whole());
          boolean isAsked = isCompared && version == StateHandshake.VERSION;
          return isAsked ? Optional.of(AnswerParts.different()) : Optional.empty();
        });
  }

  /** {@code onSlice} gets the buckets of a copy, some at a time. */
  static StateAnswerReader ofCopy(Consumer<PartialState> onSlice) {
    return new StateAnswerReader(
        version ->
            version == StateHandshake.COPY_VERSION
                ? Optional.of(AnswerParts.slices(onSlice))
                : Optional.empty());
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
      case PART_HEAD -> onPartHead(ByteBuffer.wrap(part));
      case PART -> onPartBytes(part);
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
    content = contents.apply(version);
    if (content.isEmpty()) return failed("an answer to another request");
    return want(Stage.PART_HEAD, StateHandshake.PART_HEAD_BYTES);
  }

  private Optional<SnapshotFetcher.Answer> onPartHead(ByteBuffer head) {
    int length = head.getInt();
    checksum = head.getInt();
    if (length == 0 && checksum == 0) return want(Stage.DIGEST, DIGEST_BYTES);
    if (length <= 0 || length > WireLimits.MAX_STATE_PART_BYTES)
      return failed("a part of " + length + " bytes");
    total += length;
    if (total > WireLimits.MAX_STATE_BYTES) return failed("more state than can be taken");
    return want(Stage.PART, length);
  }

  private Optional<SnapshotFetcher.Answer> onPartBytes(byte[] part) {
    var computed = new CRC32C();
    computed.update(part);
    if (checksum != (int) computed.getValue()) return failed("a damaged part before byte " + total);
    digest.update(part);
    if (!content.orElseThrow().add(part))
      return failed("a part that cannot be read before byte " + total);
    return want(Stage.PART_HEAD, StateHandshake.PART_HEAD_BYTES);
  }

  private SnapshotFetcher.Answer onDigest(byte[] theirs) {
    if (!Arrays.equals(theirs, digest.digest())) return new SnapshotFetcher.Failed("damaged state");
    return content.orElseThrow().end();
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
