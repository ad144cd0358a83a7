package dev.parley.transport.peers;

import akka.util.ByteString;
import dev.parley.wire.ArchiveCodec;
import dev.parley.wire.ArchiveCodec.Head;
import java.util.List;
import java.util.Optional;

/**
 * Finds the head and the body at the start of a connection about the archive. Never throws,
 * whatever arrives; keeps no more than the body.
 */
final class ArchiveBodyReader {
  /** A body with its head; without one if the bytes are none. */
  record Read(Optional<Head> head, ByteString body) {}

  private static final Read NOTHING = new Read(Optional.empty(), ByteString.emptyByteString());

  private final FixedLengthReader parts = new FixedLengthReader();
  private final int maxBodyBytes;
  private Optional<Head> head = Optional.empty();
  private boolean isDone;

  ArchiveBodyReader(int maxBodyBytes) {
    this.maxBodyBytes = maxBodyBytes;
    parts.want(ArchiveCodec.HEAD_BYTES);
  }

  /** The result, once; nothing as long as more bytes must come, and nothing after it. */
  List<Read> onBytes(ByteString bytes) {
    if (isDone) return List.of();
    parts.give(bytes);
    if (head.isEmpty()) {
      var first = parts.take();
      if (first.isEmpty()) return List.of();
      head = ArchiveCodec.head(first.get(), maxBodyBytes);
      if (head.isEmpty()) return done(NOTHING);
      parts.want(head.get().bodyBytes());
    }
    return parts
        .take()
        .map(body -> done(new Read(head, ByteString.fromArrayUnsafe(body))))
        .orElse(List.of());
  }

  private List<Read> done(Read read) {
    isDone = true;
    return List.of(read);
  }
}
