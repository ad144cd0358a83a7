package dev.parley;

import akka.actor.typed.ActorSystem;
import dev.parley.config.ConfigProblem;
import dev.parley.config.NodeSettings;
import dev.parley.config.SettingsSources;
import dev.parley.config.SystemPath;
import dev.parley.session.dialect.ServerVersion;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command line of a node: arguments to settings to a running node. */
@Command(
    name = "run-node.sh",
    mixinStandardHelpOptions = true,
    version = "Parley " + ServerVersion.TEXT,
    sortOptions = false,
    description = "Starts a Parley node: private chat that keeps working when servers die.",
    footer = {
      "",
      "Ports: clients at PORT, other nodes at PORT + 10000, the page at PORT + 20000.",
      "Any setting: -Dparley.x.y=... in JAVA_OPTS, PARLEY_X_Y=..., or conf/parley.conf.",
      "Exit codes: 0 stopped cleanly, 1 failed while running or an address was not free,",
      "2 wrong usage or configuration: the same start will fail again."
    })
public final class Main implements Callable<Integer> {
  /** Exit codes of the operations page. */
  private static final int FAILED = 1;

  private static final int BAD_USAGE = 2;
  private static final List<String> LOGS = List.of("text", "json", "file");

  private final Consumer<ActorSystem<?>> started;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "PORT",
      description = "Port for clients, for example 1111.")
  @Nullable Integer port;

  @Option(
      names = "--bind",
      paramLabel = "ADDRESS",
      description = "Address that all sockets bind to.")
  @Nullable String bind;

  @Option(
      names = "--advertise",
      paramLabel = "HOST",
      description = "Address at which others reach this node, if it is not that of --bind.")
  @Nullable String advertise;

  @Option(
      names = "--cluster",
      paramLabel = "NAME",
      description = "Cluster name: nodes and clients find only their own cluster.")
  @Nullable String cluster;

  @Option(
      names = "--seed",
      paramLabel = "HOST:PORT",
      description = "Bus address of a node that multicast does not reach; may be repeated.")
  List<String> seeds = List.of();

  @Option(names = "--data", paramLabel = "DIR", description = "Directory for the node's data.")
  @Nullable String data;

  @Option(names = "--irc", paramLabel = "PORT", description = "Port for IRC clients.")
  @Nullable Integer irc;

  @Option(
      names = "--conf",
      paramLabel = "FILE",
      description = "Configuration file in place of conf/parley.conf.")
  @Nullable String conf;

  @Option(
      names = "--profile",
      paramLabel = "NAME",
      description = "Profile of timers: fast, lan, wan or seed.")
  @Nullable String profile;

  @Option(
      names = "--key",
      paramLabel = "FILE",
      description = "The cluster's key file, the same on all machines.")
  @Nullable String key;

  @Option(
      names = "--insecure",
      description =
          "Without a key: whoever reaches this node reads and writes everything. To try only.")
  boolean insecure;

  @Option(
      names = "--new-key",
      paramLabel = "FILE",
      description = "Makes a key file for the cluster, and stops.")
  @Nullable String newKey;

  @Option(
      names = "--rotate-key",
      paramLabel = "FILE",
      description =
          "Takes the next step of replacing the key in FILE, and stops; with --tickets the key of "
              + "the clients' tickets (and --now: at once, which ends all), with --authority that of "
              + "the certificates.")
  @Nullable String rotateKey;

  @Option(names = "--tickets", hidden = true)
  boolean tickets;

  @Option(names = "--now", hidden = true)
  boolean now;

  @Option(names = "--authority", hidden = true)
  boolean authority;

  @Option(
      names = "--as-new",
      description =
          "Once, after data was lost or damaged: starts as a new member, and keeps the "
              + "old files.")
  boolean asNew;

  @Option(
      names = "--reset-epoch",
      description = "Repairs epochs that a forged message drove to their end, and stops.")
  boolean resetEpoch;

  @Option(
      names = "--restore",
      paramLabel = "FILE",
      description =
          "Makes a new member of what 'parley backup' has saved, in a data directory without a "
              + "node, and stops.")
  @Nullable String restore;

  @Option(
      names = "--log",
      paramLabel = "text|json|file",
      description = "How the log is written; file: to PARLEY_LOG_FILE.")
  @Nullable String log;

  @Option(
      names = "--check-config",
      description = "Reads the settings, says what they make of the node, and stops.")
  boolean checkConfig;

  @Option(
      names = "--warm-up",
      hidden = true,
      description = "Starts and stops, to make the class archive.")
  boolean warmUp;

  Main() {
    this(system -> {});
  }

  private Main(Consumer<ActorSystem<?>> started) {
    this.started = started;
  }

  public static void main(String[] arguments) {
    run("run-node.sh", arguments);
  }

  /** {@code name}: of the program, as its user called it. Ends the process. */
  static void run(String name, String[] arguments) {
    run(name, arguments, system -> {});
  }

  /** {@code started} is given the node, when it is one. */
  static void run(String name, String[] arguments, Consumer<ActorSystem<?>> started) {
    Console.install();
    var line = new CommandLine(new Main(started)).setCommandName(name);
    line.setParameterExceptionHandler((problem, args) -> complain(problem.getMessage()));
    line.setExecutionExceptionHandler(
        (problem, command, result) -> {
          if (problem instanceof ConfigProblem) return complain(problem.getMessage());
          problem.printStackTrace();
          return FAILED;
        });
    int code = line.execute(arguments);
    Console.flushInstalled();
    System.exit(code);
  }

  private static int complain(@Nullable String sentence) {
    System.err.println("parley: " + sentence);
    return BAD_USAGE;
  }

  @Override
  public Integer call() {
    if (warmUp) return NodeProgram.warmUp();
    if (log != null && !LOGS.contains(log))
      return complain("--log is text, json or file, not '" + log + "'.");
    // Read by the configuration of the log, which is loaded with the first logger.
    if (log != null) System.setProperty("PARLEY_LOG", log);
    if (rotateKey != null && authority)
      return KeyCommands.rotateAuthority(SystemPath.of("--rotate-key", rotateKey));
    if (rotateKey != null && tickets && now)
      return KeyCommands.endTickets(SystemPath.of("--rotate-key", rotateKey));
    if (rotateKey != null && now) return complain("--now is for --rotate-key FILE --tickets only.");
    if (rotateKey != null)
      return KeyCommands.rotate(SystemPath.of("--rotate-key", rotateKey), tickets);
    var home = SystemPath.of("parley.home", System.getProperty("parley.home", "."));
    var sources = new SettingsSources(flags(), System.getProperties(), System.getenv());
    var config = sources.load(file(home));
    if (newKey != null)
      return KeyCommands.make(
          SystemPath.of("--new-key", newKey), config.getString("parley.cluster"));
    var read = NodeSettings.read(config, home);
    var settings = insecure ? read.insecure() : read;
    if (checkConfig) return SettingsCheck.run(settings);
    if (resetEpoch) return OfflineMaintenance.resetEpoch(settings);
    if (restore != null)
      return OfflineMaintenance.restore(settings, SystemPath.of("--restore", restore));
    if (asNew) OfflineMaintenance.renew(settings);
    return NodeProgram.run(settings, started);
  }

  private Optional<Path> file(Path home) {
    if (conf != null) return Optional.of(SystemPath.of("--conf", conf));
    var installed = System.getenv().getOrDefault("PARLEY_CONF", "");
    if (!installed.isEmpty()) return Optional.of(SystemPath.of("PARLEY_CONF", installed));
    var standard = home.resolve("conf").resolve("parley.conf");
    return Files.exists(standard) ? Optional.of(standard) : Optional.empty();
  }

  private Map<String, Object> flags() {
    Map<String, Object> flags = new LinkedHashMap<>();
    if (port != null) flags.put("parley.client.port", port);
    if (bind != null) flags.put("parley.bind", bind);
    if (advertise != null) flags.put("parley.advertise", advertise);
    if (cluster != null) flags.put("parley.cluster", cluster);
    if (!seeds.isEmpty()) flags.put("parley.seeds", seeds);
    if (data != null) flags.put("parley.data", data);
    if (key != null) flags.put("parley.key", key);
    if (irc != null) flags.put("parley.irc.port", irc);
    if (profile != null) flags.put("parley.profile", profile);
    return flags;
  }
}
