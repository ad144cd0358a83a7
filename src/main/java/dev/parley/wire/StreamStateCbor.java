package dev.parley.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import dev.parley.chat.ChatSnapshot.StreamState;
import dev.parley.chat.model.ClientStream;
import java.io.IOException;

/**
 * The state of a stream as an array of the stream, its highest number and its fingerprints. When it
 * was used last stays at each server, so every version reads it.
 */
final class StreamStateCbor {
  private StreamStateCbor() {}

  static final class Writer extends StdSerializer<StreamState> {
    private static final long serialVersionUID = 1;

    Writer() {
      super(StreamState.class);
    }

    @Override
    public void serialize(StreamState state, JsonGenerator out, SerializerProvider provider)
        throws IOException {
      out.writeStartArray(state, 3);
      provider.defaultSerializeValue(state.stream(), out);
      out.writeNumber(state.highest());
      out.writeStartArray(state, state.recent().size());
      for (long print : state.recent()) out.writeNumber(print);
      out.writeEndArray();
      out.writeEndArray();
    }
  }

  static final class Reader extends ArrayReader<StreamState> {
    private static final long serialVersionUID = 1;

    Reader() {
      super(StreamState.class);
    }

    @Override
    StreamState components(JsonParser in, DeserializationContext context) throws IOException {
      var stream = next(ClientStream.class, in, context);
      long highest = nextNumber(in, context);
      var recent = nextList(Long.class, in, context);
      end(in, context);
      return new StreamState(stream, highest, recent);
    }
  }
}
