package dev.parley.wire;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import com.fasterxml.jackson.databind.module.SimpleModule;
import dev.parley.chat.accounts.LeaderMessage.Found;
import dev.parley.protocol.Dependencies;
import dev.parley.protocol.Endpoint;
import dev.parley.protocol.VersionVector;
import org.jspecify.annotations.Nullable;

/**
 * The mapper of message bodies: CBOR (RFC 8949), records as arrays, nothing optional, nothing
 * unknown. The bytes may come from any sender, so every length is limited.
 */
final class MessageCbor {
  static final ObjectMapper MAPPER =
      StrictCbor.mapper(
          WireLimits.MAX_BODY_BYTES, WireLimits.MAX_BODY_VALUES, vectors(), ChatCbor.names());

  private MessageCbor() {}

  /** The one server address that is a text, for the leaders and members of before. */
  @SuppressWarnings("UnusedVariable") // Jackson looks at its annotations only.
  private abstract static class FoundForm {
    @JsonSerialize(using = ServerAddressCbor.Writer.class)
    @JsonDeserialize(using = ServerAddressCbor.Reader.class)
    @Nullable Endpoint assignedServer;
  }

  private static SimpleModule vectors() {
    return new SimpleModule("vectors")
        .addSerializer(VersionVector.class, new VectorCbor.ContextWriter())
        .addDeserializer(VersionVector.class, new VectorCbor.ContextReader())
        .addSerializer(Dependencies.class, new VectorCbor.DependenciesWriter())
        .addDeserializer(Dependencies.class, new VectorCbor.DependenciesReader())
        .setMixInAnnotation(Found.class, FoundForm.class);
  }
}
