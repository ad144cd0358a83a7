package dev.parley.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValueType;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Refuses keys of earlier versions with the name that they have now. The path of one may be that of
 * a group of settings now: so each source is checked before it is merged with others, where a value
 * of that path would hide the group, or be hidden by it.
 */
final class RenamedKeys {
  /** By the key below {@code parley}; each was the path of one value, and none is again. */
  private static final Map<String, String> NOW = Map.of("history", "record");

  private RenamedKeys() {}

  static Set<String> former() {
    return NOW.keySet().stream().map(key -> "parley." + key).collect(Collectors.toSet());
  }

  /** Returns {@code source}, which may be unresolved, if it has none of them. */
  static Config checked(Config source) {
    try {
      if (source.root().get("parley") instanceof ConfigObject own) check(own);
    } catch (ConfigException.NotResolved e) {
      // A file whose groups refer to others: what it comes to is checked with all sources together.
      return source;
    }
    return source;
  }

  private static void check(ConfigObject own) {
    NOW.forEach(
        (key, now) -> {
          var value = own.get(key);
          if (value == null || value.valueType() == ConfigValueType.OBJECT) return;
          throw new ConfigProblem(
              "The setting 'parley.%s' is called 'parley.%s' now: rename it, with the same value."
                  .formatted(key, now));
        });
  }
}
