package dev.parley.wire;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import java.io.IOException;
import java.util.List;

/**
 * Reads a record of which the array of components has one of several lengths, or not all of them.
 * What has another form is reported as every value that is none of its type.
 */
abstract class ArrayReader<T> extends StdDeserializer<T> {
  private static final long serialVersionUID = 1;

  ArrayReader(Class<T> type) {
    super(type);
  }

  /** Reads all components, and the end of the array, of which the beginning was read. */
  abstract T components(JsonParser in, DeserializationContext context) throws IOException;

  @Override
  public final T deserialize(JsonParser in, DeserializationContext context) throws IOException {
    return in.hasToken(JsonToken.START_ARRAY) ? components(in, context) : mismatch(context);
  }

  final long nextNumber(JsonParser in, DeserializationContext context) throws IOException {
    if (in.nextToken() != JsonToken.VALUE_NUMBER_INT) mismatch(context);
    return in.getLongValue();
  }

  final <C> C next(Class<C> type, JsonParser in, DeserializationContext context)
      throws IOException {
    in.nextToken();
    return present(type, in, context);
  }

  /** The record whose beginning was read. */
  final <C> C present(Class<C> type, JsonParser in, DeserializationContext context)
      throws IOException {
    var read = in.hasToken(JsonToken.START_ARRAY) ? context.readValue(in, type) : null;
    return read == null ? context.reportInputMismatch(type, "no array") : read;
  }

  final <C> List<C> nextList(Class<C> type, JsonParser in, DeserializationContext context)
      throws IOException {
    in.nextToken();
    return presentList(type, in, context);
  }

  /** The list whose beginning was read. */
  final <C> List<C> presentList(Class<C> type, JsonParser in, DeserializationContext context)
      throws IOException {
    if (!in.hasToken(JsonToken.START_ARRAY)) mismatch(context);
    var listOf = context.getTypeFactory().constructCollectionType(List.class, type);
    List<C> read = context.readValue(in, listOf);
    return List.copyOf(read); // no null in it
  }

  /** Returns false if there is a component more, at which {@code in} is now. */
  final boolean isOver(JsonParser in) throws IOException {
    return in.nextToken() == JsonToken.END_ARRAY;
  }

  final void end(JsonParser in, DeserializationContext context) throws IOException {
    if (!isOver(in)) mismatch(context);
  }

  final T mismatch(DeserializationContext context) throws IOException {
    return context.reportInputMismatch(handledType(), "not the components of one");
  }
}
