package dev.parley.wire;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import dev.parley.chat.ChatEvent;
import dev.parley.chat.ChatSnapshot;
import dev.parley.chat.accounts.AccountLog;
import java.io.IOException;
import java.util.Optional;

/**
 * The records of one kind as bytes: a byte for the version, then CBOR. Versions are counted for
 * each kind, and the bytes that a released version wrote can be read for ever.
 */
public final class VersionedCbor<T> {
  /** Events, as the payload of multicast messages. */
  public static final VersionedCbor<ChatEvent> EVENT =
      new VersionedCbor<>(ChatEvent.class, (byte) 2, WireLimits.MAX_BODY_BYTES);

  /** The whole replicated state, or a part of it, for members that come from elsewhere. */
  public static final VersionedCbor<ChatSnapshot> STATE =
      new VersionedCbor<>(ChatSnapshot.class, (byte) 2, WireLimits.MAX_STATE_BYTES);

  /**
   * The registry, as a store keeps it: as many entries as can wait, each with an account, as many
   * rooms and members as there may be, and room to spare.
   */
  public static final VersionedCbor<AccountLog> REGISTRY =
      new VersionedCbor<>(AccountLog.class, (byte) 1, 1L << 22);

  private final byte version;
  private final ObjectWriter writer;
  private final ObjectReader reader;

  private VersionedCbor(Class<T> kind, byte version, long maxBytes) {
    this.version = version;
    var mapper = ChatCbor.mapper(maxBytes);
    this.writer = mapper.writerFor(kind);
    this.reader = mapper.readerFor(kind);
  }

  byte version() {
    return version;
  }

  public byte[] encode(T value) {
    try {
      var body = writer.writeValueAsBytes(value);
      return new ByteWriter(body.length + 1).u8(version).raw(body).toArray();
    } catch (JsonProcessingException e) {
      // Without the value: a state would fill the log, and an event has a text of the chat.
      throw new IllegalStateException("cannot write a " + value.getClass().getSimpleName(), e);
    }
  }

  /**
   * The record that was written, or nothing if the bytes are none of this kind and version; never
   * throws.
   */
  public Optional<T> decode(byte[] bytes) {
    if (bytes.length < 1 || bytes[0] != version) return Optional.empty();
    try {
      return Optional.ofNullable(reader.<T>readValue(bytes, 1, bytes.length - 1));
    } catch (IOException | RuntimeException e) {
      // The parser is not ours: whatever it throws means that the bytes are not of this kind.
      return Optional.empty();
    }
  }
}
