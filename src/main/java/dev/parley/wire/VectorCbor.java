package dev.parley.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import dev.parley.protocol.Dependencies;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.VersionVector;
import java.io.IOException;
import java.util.TreeMap;

/** Vectors inside CBOR: one byte string each, of the varints that the data messages use too. */
final class VectorCbor {
  /** The one form of dependencies; there was another, which no member used. */
  private static final int FRONTIER = 0;

  private static final String ORIGINS = "origins";

  private VectorCbor() {}

  static final class ContextWriter extends JsonSerializer<VersionVector> {
    @Override
    public void serialize(VersionVector context, JsonGenerator out, SerializerProvider provider)
        throws IOException {
      if (context.counts().size() > VersionVector.MAX_ORIGINS) {
        throw new FrameTooLargeException(context.counts().size() + " origins in a vector");
      }
      var bytes = new ByteWriter(32 * context.counts().size() + 8);
      bytes.varint(context.counts().size());
      context
          .counts()
          .forEach(
              (origin, count) -> {
                IdCodec.write(origin, bytes);
                bytes.varint(count);
              });
      out.writeBinary(bytes.toArray());
    }
  }

  static final class ContextReader extends JsonDeserializer<VersionVector> {
    @Override
    public VersionVector deserialize(JsonParser parser, DeserializationContext context)
        throws IOException {
      var in = new ByteReader(parser.getBinaryValue());
      int origins = in.count(VersionVector.MAX_ORIGINS);
      requireRoom(origins, context);
      var counts = new TreeMap<MemberId, Long>();
      for (int i = 0; i < origins; i++) {
        if (counts.put(IdCodec.member(in), in.varint()) != null) {
          throw new MalformedException("a vector that names an origin twice");
        }
      }
      in.requireEnd();
      return VersionVector.of(counts);
    }
  }

  /** Counts the origins of all vectors in one document. */
  private static void requireRoom(int origins, DeserializationContext context) {
    int all = origins + (context.getAttribute(ORIGINS) instanceof Integer before ? before : 0);
    if (all > WireLimits.MAX_BODY_ORIGINS)
      throw new MalformedException(all + " origins in vectors");
    context.setAttribute(ORIGINS, all);
  }

  static final class DependenciesWriter extends JsonSerializer<Dependencies> {
    @Override
    public void serialize(Dependencies counts, JsonGenerator out, SerializerProvider provider)
        throws IOException {
      var bytes = new ByteWriter(3 * Long.bitCount(counts.named()) + 8);
      bytes.u8(FRONTIER);
      new DependencyCoder().write(counts, bytes);
      out.writeBinary(bytes.toArray());
    }
  }

  static final class DependenciesReader extends JsonDeserializer<Dependencies> {
    @Override
    public Dependencies deserialize(JsonParser parser, DeserializationContext context)
        throws IOException {
      var in = new ByteReader(parser.getBinaryValue());
      int form = in.u8();
      if (form != FRONTIER) throw new MalformedException("dependencies of form " + form);
      var dependencies = new DependencyCoder().read(in);
      in.requireEnd();
      return dependencies;
    }
  }
}
