package dev.parley.command;

import dev.parley.store.AdminToken;
import dev.parley.store.RunningNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which node a command is for: the one whose data directory is named, or the only one here. */
public final class NodeOptions {
  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "The node's data directory; PARLEY_DATA, or the only one, unless given.")
  @Nullable Path data;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description = "The node whose clients connect to this port, where there are several.")
  @Nullable Integer port;

  /** The API of the node, which may not run. */
  NodeApi api() {
    var directory = directory();
    try {
      var running = RunningNode.of(directory);
      if (running.isEmpty())
        throw unanswered("No node has run in " + directory + ": start one, or give its --data.");
      var token = Files.readString(directory.resolve(AdminToken.FILE)).strip();
      return new NodeApi(running.get(), token);
    } catch (IOException | IllegalArgumentException e) {
      throw unanswered(
          "The data directory "
              + directory
              + " cannot be read ("
              + e.getMessage()
              + "): run the command as the user that runs the node.");
    }
  }

  Path directory() {
    if (data != null) return data;
    var given = Optional.ofNullable(System.getenv("PARLEY_DATA")).filter(text -> !text.isEmpty());
    if (given.isPresent()) return Path.of(given.get());
    var all = Path.of(System.getProperty("parley.home", "."), "data");
    if (port != null) return all.resolve(port.toString());
    var found = directories(all);
    if (found.size() == 1) return found.get(0);
    throw unanswered(
        found.isEmpty()
            ? "No node has run under " + all + ", or it is another user's: give its --data."
            : "Several nodes have run under " + all + ": say which one by --port.");
  }

  private static List<Path> directories(Path all) {
    if (!Files.isDirectory(all)) return List.of();
    try (var inside = Files.list(all)) {
      return inside
          .filter(directory -> Files.exists(directory.resolve(RunningNode.FILE)))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw unanswered("The directory " + all + " cannot be read (" + e.getMessage() + ").");
    }
  }

  private static CommandProblem unanswered(String sentence) {
    return new CommandProblem(CommandProblem.NO_ANSWER, sentence);
  }
}
