package dev.parley.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import dev.parley.protocol.Endpoint;
import java.io.IOException;

/** A server's address as a text, {@code host:port}. */
final class ServerAddressCbor {
  private ServerAddressCbor() {}

  static final class Writer extends StdSerializer<Endpoint> {
    private static final long serialVersionUID = 1;

    Writer() {
      super(Endpoint.class);
    }

    @Override
    public void serialize(Endpoint server, JsonGenerator out, SerializerProvider provider)
        throws IOException {
      out.writeString(server.toString());
    }
  }

  static final class Reader extends StdDeserializer<Endpoint> {
    private static final long serialVersionUID = 1;

    Reader() {
      super(Endpoint.class);
    }

    @Override
    public Endpoint deserialize(JsonParser in, DeserializationContext context) throws IOException {
      try {
        if (in.hasToken(JsonToken.VALUE_STRING)) return Endpoint.parse(in.getText());
      } catch (IllegalArgumentException e) {
        // reported below, as every other value that is no address
      }
      return context.reportInputMismatch(Endpoint.class, "not host:port");
    }
  }
}
