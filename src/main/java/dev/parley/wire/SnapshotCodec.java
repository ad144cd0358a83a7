package dev.parley.wire;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import dev.parley.chat.ChatSnapshot;
import java.io.IOException;
import java.util.Optional;

/** The whole replicated state as bytes, for members that come from elsewhere. */
public final class SnapshotCodec {
  static final byte VERSION = 2;

  /** A larger state is refused by the receiver. */
  public static final long MAX_BYTES = 1L << 30;

  private static final ObjectWriter WRITER =
      ChatCbor.mapper(MAX_BYTES).writerFor(ChatSnapshot.class);
  private static final ObjectReader READER =
      ChatCbor.mapper(MAX_BYTES).readerFor(ChatSnapshot.class);

  private SnapshotCodec() {}

  public static byte[] encode(ChatSnapshot snapshot) {
    try {
      var body = WRITER.writeValueAsBytes(snapshot);
      return new ByteWriter(body.length + 1).u8(VERSION).raw(body).toArray();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot write a snapshot", e);
    }
  }

  /** The snapshot, or nothing if the bytes are none of this version; never throws. */
  public static Optional<ChatSnapshot> decode(byte[] bytes) {
    if (bytes.length < 1 || bytes[0] != VERSION) return Optional.empty();
    try {
      return Optional.ofNullable(READER.<ChatSnapshot>readValue(bytes, 1, bytes.length - 1));
    } catch (IOException | RuntimeException e) {
      // The parser is not ours: whatever it throws means that the bytes are no snapshot.
      return Optional.empty();
    }
  }
}
