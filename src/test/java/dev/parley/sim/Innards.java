package dev.parley.sim;

import java.lang.reflect.Field;
import org.jspecify.annotations.Nullable;

/**
 * Reaches into the private state of a core. Only for mutants: a rule that is checked nowhere else
 * can be broken by no message.
 */
final class Innards {
  private final Object object;

  private Innards(Object object) {
    this.object = object;
  }

  static Innards of(Object object) {
    return new Innards(object);
  }

  Innards at(String field) {
    var value = get(field);
    if (value == null) throw new AssertionError(field + " of " + object.getClass() + " is null");
    return new Innards(value);
  }

  @Nullable Object get(String field) {
    try {
      return field(field).get(object);
    } catch (IllegalAccessException e) {
      throw new AssertionError(e);
    }
  }

  void set(String field, Object value) {
    try {
      field(field).set(object, value);
    } catch (IllegalAccessException e) {
      throw new AssertionError(e);
    }
  }

  private Field field(String name) {
    try {
      var field = object.getClass().getDeclaredField(name);
      field.setAccessible(true);
      return field;
    } catch (NoSuchFieldException e) {
      throw new AssertionError("the mutants speak of a field that is gone", e);
    }
  }
}
