package dev.parley.protocol.membership;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** All that an object of the product remembers, as text, so that two states can be compared. */
final class Fields {
  private static final Map<Class<?>, List<Field>> FIELDS = new ConcurrentHashMap<>();

  private Fields() {}

  static void append(Object object, StringBuilder text) {
    append(object, text, new IdentityHashMap<>());
  }

  private static void append(
      @Nullable Object value, StringBuilder text, IdentityHashMap<Object, Boolean> above) {
    if (value == null || value instanceof RandomGenerator) {
      text.append('-');
    } else if (value instanceof Collection || value instanceof Map || isPlain(value)) {
      text.append(value);
    } else if (above.put(value, true) == null) {
      for (var field : fields(value.getClass())) {
        text.append(',');
        append(valueOf(field, value), text, above);
      }
    }
  }

  /** Records, enums and what is not ours tell what they are themselves. */
  private static boolean isPlain(Object value) {
    return value instanceof Record
        || value instanceof Enum
        || !value.getClass().getName().startsWith("dev.parley.protocol.membership");
  }

  private static List<Field> fields(Class<?> type) {
    return FIELDS.computeIfAbsent(
        type,
        t -> {
          var fields = new ArrayList<Field>();
          for (var field : t.getDeclaredFields()) {
            if (Modifier.isStatic(field.getModifiers())) continue;
            field.setAccessible(true);
            fields.add(field);
          }
          return fields;
        });
  }

  private static @Nullable Object valueOf(Field field, Object object) {
    try {
      return field.get(object);
    } catch (IllegalAccessException e) {
      throw new LinkageError("fields of this package are readable", e);
    }
  }
}
