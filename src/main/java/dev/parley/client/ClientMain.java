package dev.parley.client;

import dev.parley.chat.model.TextRules;
import dev.parley.chat.model.UserName;
import dev.parley.client.io.ClientSetup;
import dev.parley.client.io.ServerConnection;
import dev.parley.client.pipe.PipeClient;
import dev.parley.client.terminal.LineInput;
import dev.parley.client.terminal.LockedLineReader;
import dev.parley.client.terminal.TerminalClient;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import org.jline.reader.EndOfFileException;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.ShutdownHooks;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command line of the client. */
@Command(
    name = "run-client.sh",
    mixinStandardHelpOptions = true,
    version = "Parley 0.1.0",
    sortOptions = false,
    description = "Chats on a Parley cluster, and goes on when servers die.",
    footer = {
      "",
      "Without a terminal, each line of the input is a message:",
      "  echo hello | ./run-client.sh --name bot --to fang",
      "The password is taken from PARLEY_PASSWORD there; a new name without one gets a",
      "password of its own, which is kept with the client's state.",
      "Exit codes: 0 all is sent, 1 something was refused or still waits, 2 wrong usage."
    })
public final class ClientMain implements Callable<Integer> {
  public static final int DONE = 0;
  public static final int FAILED = 1;
  static final int BAD_USAGE = 2;

  @Option(names = "--name", paramLabel = "NAME", description = "Who you are.")
  public @Nullable String name;

  @Option(names = "--to", paramLabel = "NAME", description = "Whom to chat with at once.")
  public @Nullable String to;

  @Option(
      names = "--server",
      paramLabel = "HOST:PORT",
      description = "A server that multicast does not reach; may be repeated.")
  public List<String> servers = List.of();

  @Option(names = "--cluster", paramLabel = "NAME", description = "Whose servers to look for.")
  public String cluster = "parley";

  @Option(
      names = "--multicast",
      paramLabel = "HOST:PORT",
      split = ",",
      defaultValue = "239.255.77.1:7711,[ff02::7711]:7711",
      description = "Where to look for them, by default ${DEFAULT-VALUE}.")
  public List<String> multicast = List.of();

  @Option(names = "--json", description = "JSON lines in and out, for programs.")
  public boolean json;

  @Option(
      names = "--patience",
      paramLabel = "SECONDS",
      description = "How long to wait for servers at the end of the input, by default 30.")
  public int patienceSeconds = 30;

  @Option(
      names = "--state",
      paramLabel = "DIR",
      description = "Where conversations and what waits are kept.")
  @Nullable Path state;

  @Option(names = "--warm-up", hidden = true, description = "Loads classes, for the archive.")
  boolean warmUp;

  /** The program; ends the process with the exit code of the operations page. */
  public static void main(String[] arguments) {
    var line = new CommandLine(new ClientMain());
    line.setParameterExceptionHandler((problem, args) -> complain(problem.getMessage()));
    line.setExecutionExceptionHandler(
        (problem, command, result) -> {
          if (problem instanceof UserInterruptException || problem instanceof EndOfFileException)
            return DONE;
          return complain(problem.getMessage() == null ? problem.toString() : problem.getMessage());
        });
    System.exit(line.execute(arguments));
  }

  public static int complain(@Nullable String sentence) {
    System.err.println("parley: " + sentence);
    return BAD_USAGE;
  }

  @Override
  public Integer call() throws IOException {
    if (warmUp) return WarmUp.run();
    for (var given : new String[] {name, to}) {
      if (given != null && UserName.parse(given).isEmpty())
        return complain(TextRules.nameRefusal().text());
    }
    for (var server : servers) ServerConnection.address(server);
    for (var given : multicast) {
      var group = ServerConnection.address(given).getAddress();
      if (group == null || !group.isMulticastAddress())
        return complain("'" + given + "' is not a multicast group, such as 239.255.77.1:7711.");
    }
    boolean isTerminal = Boolean.getBoolean("parley.terminal") && !json;
    return isTerminal ? atTerminal() : PipeClient.run(this);
  }

  private int atTerminal() throws IOException {
    var reader = new AtomicReference<@Nullable LockedLineReader>();
    // Before the terminal's own hook: after that one nothing can be drawn any more.
    ShutdownHooks.add(
        () -> {
          var left = reader.get();
          if (left != null) left.leave();
        });
    // Asking the terminal what it can do would swallow what was typed ahead.
    var builder = TerminalBuilder.builder().system(true).graphemeCluster(false);
    try (var terminal = builder.build()) {
      terminal.echo(false); // what is typed ahead of a question is read by it, and not shown twice
      var lineInput = new LineInput(terminal);
      reader.set(lineInput.reader());
      var user = name == null ? askForName(lineInput) : name;
      var setup = ClientSetup.open(this, user);
      setup.profiles().warning().ifPresent(lineInput.reader()::printAbove);
      var client = new TerminalClient(lineInput, setup, Optional.ofNullable(to));
      var problem = client.run();
      problem.ifPresent(ClientMain::complain);
      return problem.isPresent() ? FAILED : DONE;
    }
  }

  private static String askForName(LineInput lineInput) {
    while (true) {
      var name = UserName.parse(lineInput.line("Please type your user name: ").strip());
      if (name.isPresent()) return name.get().spelling();
      lineInput.reader().printAbove(TextRules.nameRefusal().text());
    }
  }

  /** Where the state is kept: as the XDG base directories want it, unless told otherwise. */
  public Path home() {
    if (state != null) return state;
    var xdg = System.getenv("XDG_STATE_HOME");
    var base =
        xdg == null || xdg.isEmpty()
            ? Path.of(System.getProperty("user.home"), ".local", "state")
            : Path.of(xdg);
    return base.resolve("parley");
  }
}
