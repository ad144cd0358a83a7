package dev.parley.wire;

import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.Module;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;

/**
 * The form in which records become CBOR (RFC 8949) here: arrays of their components, nothing
 * optional, nothing unknown, no null. The bytes may come from any sender, so every length is
 * limited.
 */
final class StrictCbor {
  private StrictCbor() {}

  /** A mapper that reads documents of up to {@code maxBytes}, with any number of values. */
  static ObjectMapper mapper(long maxBytes, Module... modules) {
    return mapper(limits(maxBytes).build(), modules);
  }

  /** A mapper that reads documents of up to {@code maxBytes} and {@code maxValues} values. */
  static ObjectMapper mapper(long maxBytes, long maxValues, Module... modules) {
    return mapper(limits(maxBytes).maxTokenCount(maxValues).build(), modules);
  }

  private static ObjectMapper mapper(StreamReadConstraints limits, Module... modules) {
    return CBORMapper.builder(CBORFactory.builder().streamReadConstraints(limits).build())
        .annotationIntrospector(new RecordIntrospector())
        .visibility(PropertyAccessor.GETTER, Visibility.NONE)
        .visibility(PropertyAccessor.IS_GETTER, Visibility.NONE)
        .visibility(PropertyAccessor.FIELD, Visibility.ANY)
        // Jackson's own check of nulls stops at records: this one is for the contents of lists and
        // maps.
        .defaultSetterInfo(JsonSetter.Value.forContentNulls(Nulls.FAIL))
        .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
        .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
        .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
        .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
        .addModules(modules)
        .build();
  }

  private static StreamReadConstraints.Builder limits(long maxBytes) {
    return StreamReadConstraints.builder()
        .maxDocumentLength(maxBytes)
        .maxStringLength(WireLimits.MAX_TEXT_BYTES)
        .maxNestingDepth(WireLimits.MAX_NESTING);
  }
}
