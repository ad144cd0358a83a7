package dev.parley.client;

import dev.parley.chat.model.TextRules;
import dev.parley.chat.model.UserName;
import dev.parley.client.core.InputInterpreter;
import dev.parley.client.io.ClientOptions;
import dev.parley.client.io.ClientSetup;
import dev.parley.client.io.Outcome;
import dev.parley.client.io.ServerConnection;
import dev.parley.client.pipe.PipeClient;
import dev.parley.client.terminal.LineInput;
import dev.parley.client.terminal.LockedLineReader;
import dev.parley.client.terminal.TerminalClient;
import java.io.IOException;
import java.util.Locale;
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
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The command line of the client. */
@Command(
    name = "run-client.sh",
    mixinStandardHelpOptions = true,
    version = "Parley 0.1.0",
    sortOptions = false,
    description = "Chats on a Parley cluster, and continues when servers die.",
    footer = {
      "",
      "Without a terminal, each line of the input is a message:",
      "  echo hello | ./run-client.sh --name bot --to fang",
      "There the password is taken from PARLEY_PASSWORD; without it, a new name gets a",
      "random password, which is kept with the client's state.",
      "Exit codes: 0 everything sent, 1 something was refused or still waits, 2 wrong usage."
    })
public final class ClientMain implements Callable<Integer> {
  @Mixin private final ClientOptions options = new ClientOptions();

  @Option(
      names = "--warm-up",
      hidden = true,
      description = "Loads classes, to make the class archive.")
  boolean warmUp;

  /** The program; ends the process with the exit code of the operations page. */
  public static void main(String[] arguments) {
    run("run-client.sh", arguments);
  }

  /** {@code name}: of the program, as its user called it. Ends the process. */
  public static void run(String name, String[] arguments) {
    var line = new CommandLine(new ClientMain()).setCommandName(name);
    line.setParameterExceptionHandler((problem, args) -> Outcome.complain(problem.getMessage()));
    line.setExecutionExceptionHandler(
        (problem, command, result) -> {
          if (problem instanceof UserInterruptException || problem instanceof EndOfFileException)
            return Outcome.DONE;
          return Outcome.complain(
              problem.getMessage() == null ? problem.toString() : problem.getMessage());
        });
    System.exit(line.execute(arguments));
  }

  @Override
  public Integer call() throws IOException {
    if (warmUp) return WarmUp.run();
    if (options.name != null && UserName.parse(options.name).isEmpty())
      return Outcome.complain(TextRules.nameRefusal().text());
    if (options.to != null && InputInterpreter.receiver(options.to).isEmpty())
      return Outcome.complain(InputInterpreter.receiverRefusal(options.to).text());
    var problem = options.problem();
    if (problem.isPresent()) return Outcome.complain(problem.get());
    for (var server : options.servers) ServerConnection.address(server);
    for (var given : options.multicast) {
      var group = ServerConnection.address(given).getAddress();
      if (group == null || !group.isMulticastAddress())
        return Outcome.complain(
            "'" + given + "' is not a multicast group, such as 239.255.77.1:7711.");
    }
    boolean isTerminal = Boolean.getBoolean("parley.terminal") && !options.json;
    return isTerminal ? atTerminal() : PipeClient.run(options);
  }

  private int atTerminal() throws IOException {
    var reader = new AtomicReference<@Nullable LockedLineReader>();
    // Before the terminal's own hook: after that one nothing can be drawn any more.
    ShutdownHooks.add(
        () -> {
          var left = reader.get();
          if (left != null) left.leave();
        });
    // A query of the terminal's capabilities would swallow input that was typed ahead.
    var builder = TerminalBuilder.builder().system(true).graphemeCluster(false);
    try (var terminal = builder.build()) {
      // A question reads the input that was typed ahead of it; it must not be shown twice.
      terminal.echo(false);
      var lineInput = new LineInput(terminal);
      reader.set(lineInput.reader());
      var user = options.name == null ? askForName(lineInput) : options.name;
      var setup = ClientSetup.open(options, user);
      setup.profiles().warning().ifPresent(lineInput.reader()::printAbove);
      if (!isIntroduced(setup, lineInput)) return Outcome.FAILED;
      var client = new TerminalClient(lineInput, setup, Optional.ofNullable(options.to));
      var problem = client.run();
      problem.ifPresent(Outcome::complain);
      return problem.isPresent() ? Outcome.FAILED : Outcome.DONE;
    }
  }

  /** Asks whether servers that are new to this client are the right ones; false if not. */
  private static boolean isIntroduced(ClientSetup setup, LineInput lineInput) throws IOException {
    for (var server : setup.firstServers()) {
      var question = setup.encryption().introduce(server);
      if (question.isEmpty()) continue;
      if (!lineInput.line(question.get().text()).strip().toLowerCase(Locale.ROOT).startsWith("y")) {
        Outcome.complain("Nothing was sent to " + server + ". Ask its operator for the key.");
        return false;
      }
      setup.encryption().accept(server, question.get().shown().fingerprint());
    }
    return true;
  }

  private static String askForName(LineInput lineInput) {
    while (true) {
      var name = UserName.parse(lineInput.line("Please type your user name: ").strip());
      if (name.isPresent()) return name.get().spelling();
      lineInput.reader().printAbove(TextRules.nameRefusal().text());
    }
  }
}
