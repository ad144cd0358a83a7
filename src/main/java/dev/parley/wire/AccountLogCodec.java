package dev.parley.wire;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import dev.parley.chat.accounts.AccountLog;
import java.io.IOException;
import java.util.Optional;

/** The registry as a store keeps it: a version byte, then CBOR. */
public final class AccountLogCodec {
  static final byte VERSION = 1;

  /** As many entries as can wait, each with an account, and room to spare. */
  static final long MAX_BYTES = 1L << 20;

  private static final ObjectWriter WRITER = ChatCbor.mapper(MAX_BYTES).writerFor(AccountLog.class);
  private static final ObjectReader READER = ChatCbor.mapper(MAX_BYTES).readerFor(AccountLog.class);

  private AccountLogCodec() {}

  public static byte[] encode(AccountLog registry) {
    try {
      var body = WRITER.writeValueAsBytes(registry);
      return new ByteWriter(body.length + 1).u8(VERSION).raw(body).toArray();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot write " + registry, e);
    }
  }

  /** The registry, or nothing if the bytes are none of this version; never throws. */
  public static Optional<AccountLog> decode(byte[] bytes) {
    if (bytes.length < 1 || bytes[0] != VERSION) return Optional.empty();
    try {
      return Optional.ofNullable(READER.<AccountLog>readValue(bytes, 1, bytes.length - 1));
    } catch (IOException | RuntimeException e) {
      // The parser is not ours: whatever it throws means that the bytes are no registry.
      return Optional.empty();
    }
  }
}
