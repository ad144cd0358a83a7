package dev.parley.transport;

import akka.util.ByteString;
import dev.parley.node.StateSource;
import dev.parley.wire.StateExchange;
import dev.parley.wire.WireLimits;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * Puts an answer of a {@link StateServer} together from the pieces in which it arrives, and
 * verifies it. Never throws, whatever comes; keeps no more than what was announced and came.
 */
final class StateAnswerReader {
  static final int CRC_BYTES = 4;
  static final int DIGEST_BYTES = 32;

  private enum Stage {
    HEADER,
    LENGTH,
    CHUNK,
    DIGEST,
    DONE
  }

  private final PartReader parts = new PartReader();
  private final MessageDigest digest = StateDigest.create();
  private final ByteArrayOutputStream state = new ByteArrayOutputStream();
  private Stage stage = Stage.HEADER;
  private long remaining;

  StateAnswerReader() {
    parts.want(StateExchange.ANSWER_HEADER_BYTES);
  }

  /** The answer, once; nothing as long as more must come, and nothing after it. */
  Optional<StateSource.Answer> onBytes(ByteString bytes) {
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

  private Optional<StateSource.Answer> onPart(byte[] part) {
    return switch (stage) {
      case HEADER -> onHeader(part);
      case LENGTH -> onLength(ByteBuffer.wrap(part).getLong());
      case CHUNK -> onChunk(part);
      case DIGEST -> Optional.of(onDigest(part));
      case DONE -> Optional.empty();
    };
  }

  private Optional<StateSource.Answer> onHeader(byte[] header) {
    var status = StateExchange.status(header);
    if (status.isEmpty()) return failed("not an answer of this protocol");
    return switch (status.get()) {
      case WHOLE -> want(Stage.LENGTH, StateExchange.LENGTH_BYTES);
      case NOT_YET -> Optional.of(StateSource.NotYet.INSTANCE);
      case REFUSED -> failed("refused");
      case BUSY -> failed("busy");
    };
  }

  private Optional<StateSource.Answer> onLength(long length) {
    if (length < 0 || length > WireLimits.MAX_STATE_BYTES) {
      return failed(length + " bytes of state are too many");
    }
    remaining = length;
    return wantNext();
  }

  private Optional<StateSource.Answer> onChunk(byte[] part) {
    int crc = ByteBuffer.wrap(part).getInt();
    var computed = new CRC32C();
    computed.update(part, CRC_BYTES, part.length - CRC_BYTES);
    if (crc != (int) computed.getValue()) return failed("a damaged chunk at byte " + state.size());
    digest.update(part, CRC_BYTES, part.length - CRC_BYTES);
    state.write(part, CRC_BYTES, part.length - CRC_BYTES);
    remaining -= part.length - CRC_BYTES;
    return wantNext();
  }

  private Optional<StateSource.Answer> wantNext() {
    if (remaining == 0) return want(Stage.DIGEST, DIGEST_BYTES);
    int chunk = (int) Math.min(remaining, WireLimits.STATE_CHUNK_BYTES);
    return want(Stage.CHUNK, CRC_BYTES + chunk);
  }

  private StateSource.Answer onDigest(byte[] theirs) {
    if (!Arrays.equals(theirs, digest.digest())) return new StateSource.Failed("damaged state");
    return new StateSource.Whole(ByteString.fromArrayUnsafe(state.toByteArray()));
  }

  private Optional<StateSource.Answer> want(Stage next, int length) {
    stage = next;
    parts.want(length);
    return Optional.empty();
  }

  private static Optional<StateSource.Answer> failed(String why) {
    return Optional.of(new StateSource.Failed(why));
  }
}
