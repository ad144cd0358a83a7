package dev.parley.store;

import dev.parley.config.ConfigProblem;
import dev.parley.security.KeyFileName;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where a node's key file is. {@code isMade}: it is made if it is not there, which only a node does
 * that no other machine reaches. {@code isSecretOfSystem}: the system that started the node keeps
 * it from others, whatever its mode is.
 */
record KeyPlace(Path file, boolean isMade, boolean isSecretOfSystem) {
  private static final String CREDENTIALS = "CREDENTIALS_DIRECTORY";

  /** Where containers find their secrets. */
  private static final Path SECRETS = Path.of("/run/secrets");

  /** {@code given}: by the operator; {@code home}: the user's directory. */
  static KeyPlace of(
      Optional<Path> given,
      String cluster,
      boolean isLoopback,
      Map<String, String> environment,
      String home) {
    var credentials = directory(environment.get(CREDENTIALS));
    if (given.isPresent()) {
      var file = given.get().toAbsolutePath().normalize();
      return new KeyPlace(file, false, isSecretOfSystem(file, environment));
    }
    var name = KeyFileName.of(cluster);
    var credential = credentials.map(directory -> directory.resolve(name)).filter(Files::exists);
    if (credential.isPresent()) return new KeyPlace(credential.get(), false, true);
    if (!isLoopback) throw new ConfigProblem(reachable());
    var config =
        directory(environment.get("XDG_CONFIG_HOME"))
            .or(() -> directory(home).map(directory -> directory.resolve(".config")));
    return config
        .map(directory -> new KeyPlace(directory.resolve("parley").resolve(name), true, false))
        .orElseThrow(
            () ->
                new ConfigProblem(
                    "There is no home directory for the cluster's key: say where it is with --key"
                        + " FILE (./run-node.sh --new-key FILE makes one)."));
  }

  /** Whether the system that started the node keeps {@code file} from others. */
  static boolean isSecretOfSystem(Path file, Map<String, String> environment) {
    var absolute = file.toAbsolutePath().normalize();
    return absolute.startsWith(SECRETS)
        || directory(environment.get(CREDENTIALS)).filter(absolute::startsWith).isPresent();
  }

  static String reachable() {
    return "This node could be reached from other machines: give it the cluster's key with --key"
        + " FILE. Make one once with ./run-node.sh --new-key FILE and copy it to each machine; to"
        + " try without, say --insecure.";
  }

  /** A relative one is ignored, as the specification of XDG_CONFIG_HOME has it. */
  private static Optional<Path> directory(@Nullable String name) {
    if (name == null || name.isBlank() || name.equals("?")) return Optional.empty();
    return Optional.of(Path.of(name)).filter(Path::isAbsolute);
  }
}
