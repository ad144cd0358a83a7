package dev.parley.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import dev.parley.chat.ChatSnapshot.StreamState;
import dev.parley.chat.model.ClientStream;
import java.io.IOException;
import java.util.List;

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

  static final class Reader extends StdDeserializer<StreamState> {
    private static final long serialVersionUID = 1;

    Reader() {
      super(StreamState.class);
    }

    @Override
    public StreamState deserialize(JsonParser in, DeserializationContext context)
        throws IOException {
      if (!in.hasToken(JsonToken.START_ARRAY)) return mismatch(context);
      in.nextToken();
      var stream = context.readValue(in, ClientStream.class);
      if (stream == null || in.nextToken() != JsonToken.VALUE_NUMBER_INT) return mismatch(context);
      long highest = in.getLongValue();
      if (in.nextToken() != JsonToken.START_ARRAY) return mismatch(context);
      var type = context.getTypeFactory().constructCollectionType(List.class, Long.class);
      List<Long> recent = context.readValue(in, type);
      if (in.nextToken() != JsonToken.END_ARRAY) return mismatch(context);
      return new StreamState(stream, highest, recent);
    }

    private static StreamState mismatch(DeserializationContext context) throws IOException {
      return context.reportInputMismatch(StreamState.class, "no stream");
    }
  }
}
