package dev.parley.wire;

import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import dev.parley.protocol.Context;
import dev.parley.protocol.Dependencies;

/**
 * The mapper of message bodies: CBOR (RFC 8949), records as arrays, nothing optional, nothing
 * unknown. The bytes may come from anybody, so every length is limited.
 */
final class MessageCbor {
  static final ObjectMapper MAPPER = create();

  private MessageCbor() {}

  private static ObjectMapper create() {
    return CBORMapper.builder(factory())
        .annotationIntrospector(new RecordShapes())
        .visibility(PropertyAccessor.GETTER, Visibility.NONE)
        .visibility(PropertyAccessor.IS_GETTER, Visibility.NONE)
        .visibility(PropertyAccessor.FIELD, Visibility.ANY)
        .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
        .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
        .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
        .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
        .addModule(vectors())
        .addModule(ChatCbor.names())
        .build();
  }

  private static CBORFactory factory() {
    var limits =
        StreamReadConstraints.builder()
            .maxDocumentLength(WireLimits.MAX_BODY_BYTES)
            .maxStringLength(WireLimits.MAX_BODY_BYTES)
            .maxNestingDepth(WireLimits.MAX_NESTING)
            .build();
    return CBORFactory.builder().streamReadConstraints(limits).build();
  }

  private static SimpleModule vectors() {
    return new SimpleModule("vectors")
        .addSerializer(Context.class, new VectorCbor.ContextWriter())
        .addDeserializer(Context.class, new VectorCbor.ContextReader())
        .addSerializer(Dependencies.class, new VectorCbor.DependenciesWriter())
        .addDeserializer(Dependencies.class, new VectorCbor.DependenciesReader());
  }
}
