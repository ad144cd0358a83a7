package dev.parley.wire;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import dev.parley.chat.ChatEvent;
import java.io.IOException;
import java.util.Optional;

/** Chat events as the payload of multicast messages: a version byte, then CBOR. */
public final class ChatEventCodec {
  static final byte VERSION = 2;

  private static final ObjectWriter WRITER =
      ChatCbor.mapper(WireLimits.MAX_BODY_BYTES).writerFor(ChatEvent.class);
  private static final ObjectReader READER =
      ChatCbor.mapper(WireLimits.MAX_BODY_BYTES).readerFor(ChatEvent.class);

  private ChatEventCodec() {}

  public static byte[] encode(ChatEvent event) {
    try {
      var body = WRITER.writeValueAsBytes(event);
      return new ByteWriter(body.length + 1).u8(VERSION).raw(body).toArray();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot write " + event, e);
    }
  }

  /** The event, or nothing if the bytes are none of this version; never throws. */
  public static Optional<ChatEvent> decode(byte[] bytes) {
    if (bytes.length < 1 || bytes[0] != VERSION) return Optional.empty();
    try {
      return Optional.ofNullable(READER.<ChatEvent>readValue(bytes, 1, bytes.length - 1));
    } catch (IOException | RuntimeException e) {
      // The parser is not ours: whatever it throws means that the bytes are no event.
      return Optional.empty();
    }
  }
}
