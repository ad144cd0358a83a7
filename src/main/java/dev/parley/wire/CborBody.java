package dev.parley.wire;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.Message;
import java.io.IOException;

/** A record as a CBOR array of its components: for messages that are rare beside the data. */
final class CborBody implements MessageBody {
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
      out.raw(writer.writeValueAsBytes(value));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot write " + value, e);
    }
  }

  @Override
  public Message read(ByteReader in, MemberId from) {
    try {
      return message.cast(reader.<Object>readValue(in.rest()));
    } catch (IOException | RuntimeException e) {
      // The parser is not ours: whatever it throws at foreign bytes means that they are no message.
      throw new MalformedException(message.getSimpleName() + ": " + firstLine(e));
    }
  }

  private static String firstLine(Exception e) {
    var text = String.valueOf(e.getMessage());
    int end = text.indexOf('\n');
    return end < 0 ? text : text.substring(0, end);
  }
}
