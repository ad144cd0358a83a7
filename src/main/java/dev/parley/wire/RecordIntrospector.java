package dev.parley.wire;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.cfg.MapperConfig;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.AnnotatedClass;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.jsontype.NamedType;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Declares that every record is an array of its components, and every sealed interface a pair of
 * the record's simple name and the record. So the inner rings need no annotations.
 */
final class RecordIntrospector extends JacksonAnnotationIntrospector {
  private static final JsonTypeInfo.Value BY_NAME =
      JsonTypeInfo.Value.construct(
          JsonTypeInfo.Id.NAME, JsonTypeInfo.As.WRAPPER_ARRAY, null, null, false, true, null);

  @Override
  public JsonFormat.@Nullable Value findFormat(Annotated annotated) {
    if (annotated instanceof AnnotatedClass && annotated.getRawType().isRecord()) {
      return JsonFormat.Value.forShape(JsonFormat.Shape.ARRAY);
    }
    return super.findFormat(annotated);
  }

  @Override
  public JsonTypeInfo.@Nullable Value findPolymorphicTypeInfo(
      MapperConfig<?> config, Annotated annotated) {
    if (isSealed(annotated)) return BY_NAME;
    return super.findPolymorphicTypeInfo(config, annotated);
  }

  @Override
  public @Nullable List<NamedType> findSubtypes(Annotated annotated) {
    if (!isSealed(annotated)) return super.findSubtypes(annotated);
    return Arrays.stream(annotated.getRawType().getPermittedSubclasses())
        .map(type -> new NamedType(type, type.getSimpleName()))
        .toList();
  }

  private static boolean isSealed(Annotated annotated) {
    return annotated instanceof AnnotatedClass && annotated.getRawType().isSealed();
  }
}
