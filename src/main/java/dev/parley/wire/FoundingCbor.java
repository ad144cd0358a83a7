package dev.parley.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.SerializerProvider;
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

  static final class Reader extends ArrayReader<Founding> {
    private static final long serialVersionUID = 1;

    Reader() {
      super(Founding.class);
    }

    @Override
    Founding components(JsonParser in, DeserializationContext context) throws IOException {
      long epoch = nextNumber(in, context);
      var founder = next(MemberId.class, in, context);
      if (isOver(in)) return Founding.first(epoch, founder);
      int generation = _parseIntPrimitive(in, context);
      long id = nextNumber(in, context);
      end(in, context);
      return generation == 0 ? mismatch(context) : new Founding(epoch, founder, generation, id);
    }
  }
}
