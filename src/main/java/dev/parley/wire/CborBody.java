package dev.parley.wire;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.Message;
import java.io.IOException;
import java.util.Objects;

/**
 * A record as a CBOR array of its components: for messages that are rare beside the data. A large
 * one is compressed, since it names the same members many times; a byte before it says whether it
 * is.
 */
final class CborBody implements MessageBody {
  private static final int PLAIN = 0;
  private static final int DEFLATED = 1;

  /** A body that fits one Ethernet packet anyway is not compressed. */
  private static final int DEFLATE_ABOVE_BYTES = 1_024;

  private final Class<? extends Message> message;
  private final ObjectReader reader;
  private final ObjectWriter writer;

  CborBody(Class<? extends Message> message) {
    this.message = message;
    this.reader = MessageCbor.MAPPER.readerFor(message);
    this.writer = MessageCbor.MAPPER.writerFor(message);
  }

  @Override
  public void write(Message value, MemberId from, ByteWriter out) {
    try {
      var plain = writer.writeValueAsBytes(value);
      if (plain.length > WireLimits.MAX_BODY_BYTES) {
        throw new FrameTooLargeException(plain.length + " bytes of " + message.getSimpleName());
      }
      if (plain.length <= DEFLATE_ABOVE_BYTES) out.u8(PLAIN).raw(plain);
      else writeDeflated(plain, out);
    } catch (JsonProcessingException e) {
      // The mapper wraps the exceptions of a vector inside the message.
      if (e.getCause() instanceof FrameTooLargeException tooLarge) throw tooLarge;
      throw new IllegalStateException("cannot write " + value, e);
    }
  }

  private static void writeDeflated(byte[] plain, ByteWriter out) {
    var deflated = Deflated.deflate(plain);
    // No receiver would believe the form that is too small for it.
    if (plain.length > inflatedLimit(deflated.length)) out.u8(PLAIN).raw(plain);
    else out.u8(DEFLATED).raw(deflated);
  }

  private static int inflatedLimit(int deflatedBytes) {
    long limit = (long) WireLimits.MAX_INFLATION * deflatedBytes;
    return (int) Math.min(WireLimits.MAX_BODY_BYTES, Math.max(WireLimits.MIN_INFLATED, limit));
  }

  @Override
  public Message read(ByteReader in, MemberId from) {
    var bytes = body(in);
    try {
      // CBOR has a byte for nothing at all, and the parser takes it for any record.
      return message.cast(Objects.requireNonNull(reader.<Object>readValue(bytes), "nothing"));
    } catch (IOException | RuntimeException e) {
      // The parser is not ours: whatever it throws at foreign bytes means that they are no message.
      throw new MalformedException(message.getSimpleName() + ": " + firstLine(e));
    }
  }

  private static byte[] body(ByteReader in) {
    int form = in.u8();
    if (form == PLAIN) return in.rest();
    if (form == DEFLATED) {
      var deflated = in.rest();
      return Deflated.inflate(deflated, inflatedLimit(deflated.length));
    }
    throw new MalformedException("unknown form " + form);
  }

  private static String firstLine(Exception e) {
    var text = String.valueOf(e.getMessage());
    int end = text.indexOf('\n');
    return end < 0 ? text : text.substring(0, end);
  }
}
