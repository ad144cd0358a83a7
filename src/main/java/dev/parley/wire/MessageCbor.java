package dev.parley.wire;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import dev.parley.protocol.Dependencies;
import dev.parley.protocol.VersionVector;

/**
 * The mapper of message bodies: CBOR (RFC 8949), records as arrays, nothing optional, nothing
 * unknown. The bytes may come from any sender, so every length is limited.
 */
final class MessageCbor {
  static final ObjectMapper MAPPER =
      StrictCbor.mapper(WireLimits.MAX_BODY_BYTES, vectors(), ChatCbor.names());

  private MessageCbor() {}

  private static SimpleModule vectors() {
    return new SimpleModule("vectors")
        .addSerializer(VersionVector.class, new VectorCbor.ContextWriter())
        .addDeserializer(VersionVector.class, new VectorCbor.ContextReader())
        .addSerializer(Dependencies.class, new VectorCbor.DependenciesWriter())
        .addDeserializer(Dependencies.class, new VectorCbor.DependenciesReader());
  }
}
