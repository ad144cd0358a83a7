package dev.parley.session;

import dev.parley.config.NodeSettings;
import dev.parley.config.SettingsSources;
import dev.parley.session.SessionSettings.Patience;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/** What sessions are told by a node without settings of its own: the values of reference.conf. */
public final class DefaultSettings {
  private static final NodeSettings.ClientLimits LIMITS = limits();

  public static final int MAX_CONNECTIONS = LIMITS.maxConnections();
  public static final Duration GREET_AFTER = LIMITS.greetAfter();
  public static final Patience PATIENCE =
      new Patience(LIMITS.silence().pingAfter(), LIMITS.silence().answerWithin());

  private DefaultSettings() {}

  private static NodeSettings.ClientLimits limits() {
    var sources =
        new SettingsSources(Map.of("parley.client.port", 1111), new Properties(), Map.of());
    return NodeSettings.read(sources.load(Optional.empty()), Path.of("/home")).limits();
  }
}
