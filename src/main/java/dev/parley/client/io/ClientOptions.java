package dev.parley.client.io;

import dev.parley.chat.model.RoomName;
import dev.parley.client.core.ServerLink;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The options of the client's command line. */
public final class ClientOptions {
  @Option(names = "--name", paramLabel = "NAME", description = "Your user name.")
  public @Nullable String name;

  @Option(
      names = "--to",
      paramLabel = "NAME",
      description = "User or #room to chat with; in a pipe, the receiver of every line.")
  public @Nullable String to;

  @Option(
      names = "--server",
      paramLabel = "HOST:PORT",
      description = "Address of a server that multicast does not reach; may be repeated.")
  public List<String> servers = List.of();

  @Option(
      names = "--cluster",
      paramLabel = "NAME",
      description = "Cluster name: nodes and clients find only their own cluster.")
  public String cluster = "parley";

  @Option(
      names = "--multicast",
      paramLabel = "HOST:PORT",
      split = ",",
      defaultValue = "239.255.77.1:7711,[ff02::7711]:7711",
      description = "Multicast groups of the servers, by default ${DEFAULT-VALUE}.")
  public List<String> multicast = List.of();

  @Option(names = "--json", description = "JSON lines in and out, for programs.")
  public boolean json;

  @Option(
      names = "--rooms",
      description = "In a pipe: also what is said in the rooms of the user. So with --to '#ROOM'.")
  public boolean rooms;

  @Option(
      names = "--patience",
      paramLabel = "SECONDS",
      description = "Time to wait for servers at the end of the input, by default 30.")
  public int patienceSeconds = 30;

  @Option(
      names = "--state",
      paramLabel = "DIR",
      description = "Directory for conversations and unsent messages.")
  public @Nullable Path state;

  @Option(
      names = "--plain",
      description =
          "Without encryption also to other machines, for servers that have none (--insecure).")
  public boolean plain;

  @Parameters(
      arity = "0..*",
      paramLabel = "LINK",
      description = "Links to servers, as their operator gives them: parley://HOST:PORT#SHA256:…")
  List<String> given = List.of();

  /** Whether a client without a terminal is shown messages of rooms. */
  public boolean isShownRooms() {
    return rooms || (to != null && RoomName.isMarked(to));
  }

  /** A sentence if a link is none. */
  public Optional<String> problem() {
    return given.stream()
        .filter(text -> ServerLink.parse(text).isEmpty())
        .findFirst()
        .map(
            text ->
                "'"
                    + text
                    + "' is not a link to a server, such as parley://192.168.1.5:1111#SHA256:…");
  }

  /** The links, each of which is one. */
  List<ServerLink> links() {
    return given.stream().flatMap(text -> ServerLink.parse(text).stream()).toList();
  }

  /** All servers that the user gave. */
  List<String> allServers() {
    var all = new ArrayList<>(servers);
    links().forEach(link -> all.add(link.server()));
    return all;
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
