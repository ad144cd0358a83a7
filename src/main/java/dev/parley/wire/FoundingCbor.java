package dev.parley.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import dev.parley.chat.accounts.AccountLogEntry.Founding;
import dev.parley.protocol.MemberId;
import java.io.IOException;

/**
 * A founding as an array: epoch and founder, as before there were forced ones, and for a forced one
 * its generation and its id as well. So every version can read one that was never forced.
 */
final class FoundingCbor {
  private FoundingCbor() {}

  static final class Writer extends StdSerializer<Founding> {
    private static final long serialVersionUID = 1;

    Writer() {
      super(Founding.class);
    }

    @Override
    public void serialize(Founding founding, JsonGenerator out, SerializerProvider provider)
        throws IOException {
      out.writeStartArray();
      out.writeNumber(founding.epoch());
      provider.defaultSerializeValue(founding.founder(), out);
      if (founding.isForced()) {
        out.writeNumber(founding.generation());
        out.writeNumber(founding.id());
      }
      out.writeEndArray();
    }
  }

  static final class Reader extends StdDeserializer<Founding> {
    private static final long serialVersionUID = 1;

    Reader() {
      super(Founding.class);
    }

    @Override
    public Founding deserialize(JsonParser in, DeserializationContext context) throws IOException {
      if (!in.hasToken(JsonToken.START_ARRAY)) return mismatch(context);
      long epoch = number(in, context);
      in.nextToken();
      var founder = context.readValue(in, MemberId.class);
      if (founder == null) return mismatch(context);
      if (in.nextToken() == JsonToken.END_ARRAY) return Founding.first(epoch, founder);
      int generation = _parseIntPrimitive(in, context);
      long id = number(in, context);
      if (generation == 0 || in.nextToken() != JsonToken.END_ARRAY) return mismatch(context);
      return new Founding(epoch, founder, generation, id);
    }

    private long number(JsonParser in, DeserializationContext context) throws IOException {
      if (in.nextToken() != JsonToken.VALUE_NUMBER_INT) mismatch(context);
      return in.getLongValue();
    }

    private static Founding mismatch(DeserializationContext context) throws IOException {
      return context.reportInputMismatch(Founding.class, "no founding");
    }
  }
}
