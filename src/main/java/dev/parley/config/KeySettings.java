package dev.parley.config;

import com.typesafe.config.Config;
import dev.parley.security.SealMode;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The cluster's key. {@code file}: where it is, if that is said. {@code seal}: how strictly the
 * seal is used; empty for a node that finds out. {@code insecure}: without any key, which only the
 * command line can say, so that no file that is copied makes a cluster open. {@code plainClients}:
 * clients of other machines may speak plain text, through a proxy in front.
 */
public record KeySettings(
    Optional<Path> file, Optional<SealMode> seal, boolean insecure, boolean plainClients) {
  private static final String AUTO = "auto";

  static KeySettings read(Config config) {
    var file = config.getString("key");
    var seal = config.getString("bus.seal");
    return new KeySettings(
        file.isEmpty() ? Optional.empty() : Optional.of(SystemPath.of("parley.key (--key)", file)),
        seal.equals(AUTO) ? Optional.empty() : Optional.of(mode(seal)),
        false,
        config.getBoolean("client.plain"));
  }

  private static SealMode mode(String word) {
    return SealMode.ofWord(word)
        .orElseThrow(
            () ->
                new ConfigProblem(
                    "parley.bus.seal is one of auto, accept, send, require, not '" + word + "'."));
  }
}
