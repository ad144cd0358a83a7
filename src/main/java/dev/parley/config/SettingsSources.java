package dev.parley.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;

/**
 * The sources of settings, of which the first that names a key wins: flags, system properties
 * ({@code -Dparley.x.y}), the environment ({@code PARLEY_X_Y}), the configuration file, the
 * defaults.
 */
public final class SettingsSources {
  private final Map<String, Object> flags;
  private final Properties properties;
  private final Map<String, String> environment;

  public SettingsSources(
      Map<String, Object> flags, Properties properties, Map<String, String> environment) {
    this.flags = Map.copyOf(flags);
    this.properties = properties;
    this.environment = Map.copyOf(environment);
  }

  /** All settings, resolved; {@code file} is empty where none was given or found. */
  public Config load(Optional<Path> file) {
    try {
      return RenamedKeys.checked(ConfigFactory.parseMap(flags, "command line"))
          .withFallback(RenamedKeys.checked(fromProperties()))
          .withFallback(RenamedKeys.checked(fromEnvironment()))
          .withFallback(file.map(SettingsSources::fromFile).orElseGet(ConfigFactory::empty))
          .withFallback(ConfigFactory.defaultReferenceUnresolved())
          .resolve();
    } catch (ConfigException e) {
      throw new ConfigProblem(KnownKeys.sentence(e));
    }
  }

  private Config fromProperties() {
    var own = new TreeMap<String, Object>();
    for (var name : properties.stringPropertyNames()) {
      if (name.startsWith("parley.")) own.put(name, properties.getProperty(name));
    }
    return ConfigFactory.parseMap(own, "system properties");
  }

  private Config fromEnvironment() {
    var own = new TreeMap<String, Object>();
    var keys = KnownKeys.settable();
    keys.addAll(RenamedKeys.former());
    for (var key : keys) {
      var value = environment.get(variable(key));
      if (value != null) own.put(key, value);
    }
    return ConfigFactory.parseMap(own, "environment");
  }

  private static String variable(String key) {
    return key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }

  private static Config fromFile(Path file) {
    if (!Files.isReadable(file) || Files.isDirectory(file)) {
      throw new ConfigProblem("The configuration file " + file + " cannot be read.");
    }
    // Without this the library takes a file that it fails to read for an empty one.
    var strict = ConfigParseOptions.defaults().setAllowMissing(false);
    return RenamedKeys.checked(ConfigFactory.parseFile(file.toFile(), strict));
  }
}
