package dev.parley;

import dev.parley.client.ClientMain;
import dev.parley.command.BackupCommands;
import dev.parley.command.CommandProblem;
import dev.parley.command.DiagramCommand;
import dev.parley.command.EventsCommand;
import dev.parley.command.OperatorCommands;
import dev.parley.config.ConfigProblem;
import dev.parley.session.dialect.ServerVersion;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The one command: a node, a client, and what an operator asks of a node. */
@Command(
    name = "parley",
    mixinStandardHelpOptions = true,
    version = "Parley " + ServerVersion.TEXT,
    sortOptions = false,
    synopsisSubcommandLabel = "COMMAND",
    description = "Private chat that keeps working when servers die.",
    footer = {
      "",
      "parley COMMAND --help says more.",
      "Commands to a node read its address and its token from its data directory:",
      "run them as its user, on its machine.",
      "Exit codes: 0 done, 1 refused or failed, 2 wrong usage, or the node does not answer."
    })
public final class Parley {
  private static final int FAILED = 1;
  private static final int BAD_USAGE = 2;

  private static final Set<String> HELP = Set.of("--help", "-h");

  /** The commands that are flags of a node's program. */
  private static final Map<String, String> FLAGS =
      Map.of(
          "check-config", "--check-config",
          "mkkey", "--new-key",
          "restore", "--restore",
          "rotate-key", "--rotate-key");

  private Parley() {}

  /** Runs a command; ends the process with its exit code. */
  public static void main(String[] arguments) {
    var first = arguments.length == 0 ? "" : arguments[0];
    var others = Arrays.copyOfRange(arguments, Math.min(1, arguments.length), arguments.length);
    switch (first) {
      // Programs of their own, which end the process themselves.
      case "node" -> Main.run("parley node", others);
      case "chat" -> ClientMain.run("parley chat", others);
      case "check-config", "mkkey", "restore", "rotate-key" -> ofNode(first, others, arguments);
      case "--warm-up" -> warmUp();
      default -> System.exit(execute(arguments));
    }
  }

  /** What a node's program does by a flag; it takes the other flags of a node as well. */
  private static void ofNode(String command, String[] others, String[] arguments) {
    boolean asksHelp = Arrays.stream(others).anyMatch(HELP::contains);
    // For a person the flag is no matter.
    if (asksHelp) System.exit(execute(arguments));
    Main.run("parley " + command, with(Objects.requireNonNull(FLAGS.get(command)), others));
  }

  /** Loads the classes that every command needs, to make the class archive. */
  private static void warmUp() {
    if (line().getUsageMessage().isEmpty()) throw new AssertionError("no usage");
  }

  static String[] with(String flag, String[] others) {
    var all = new String[others.length + 1];
    all[0] = flag;
    System.arraycopy(others, 0, all, 1, others.length);
    return all;
  }

  private static int execute(String[] arguments) {
    var line = line();
    line.setParameterExceptionHandler((problem, args) -> complain(problem.getMessage()));
    line.setExecutionExceptionHandler(
        (problem, command, result) -> {
          if (problem instanceof CommandProblem said) {
            complain(said.getMessage());
            return said.exitCode();
          }
          if (problem instanceof ConfigProblem) return complain(problem.getMessage());
          problem.printStackTrace();
          return FAILED;
        });
    if (arguments.length == 0) {
      line.usage(System.out);
      return BAD_USAGE;
    }
    return line.execute(arguments);
  }

  /** All commands, with those that run as programs of their own, for help and completion. */
  static CommandLine line() {
    var line = new CommandLine(new Parley());
    line.addSubcommand("node", named("Starts a node.", new Main()));
    line.addSubcommand("chat", named("Chats, and continues when servers die.", new ClientMain()));
    addMethods(line, OperatorCommands.class);
    addMethods(line, BackupCommands.class);
    addMethods(line, EventsCommand.class);
    addMethods(line, DiagramCommand.class);
    addMethods(line, LocalCommands.class);
    return line;
  }

  private static void addMethods(CommandLine line, Class<?> commands) {
    for (var method : CommandLine.getCommandMethods(commands, null)) {
      var command = new CommandLine(method);
      line.addSubcommand(command.getCommandName(), command);
    }
  }

  private static CommandLine named(String description, Object program) {
    var line = new CommandLine(program);
    line.getCommandSpec().usageMessage().description(description);
    return line;
  }

  static int complain(@Nullable String sentence) {
    System.err.println("parley: " + sentence);
    return BAD_USAGE;
  }
}
