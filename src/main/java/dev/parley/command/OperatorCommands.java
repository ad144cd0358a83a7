package dev.parley.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.time.MonotonicClock;
import java.io.PrintStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The commands to a running node, each a method; they give their exit codes. */
public final class OperatorCommands {
  private static final int DONE = 0;
  private static final int POLL_MS = 200;
  private static final int READY = 200;

  /** The clients of a drained server are told to go within seconds. */
  private static final String WAIT_SECONDS = "60";

  private OperatorCommands() {}

  @Command(
      mixinStandardHelpOptions = true,
      description = {
        "Says how the cluster is.",
        "Exit codes: 0 good, 1 degraded or alone or unsettled, 2 the node does not answer."
      })
  static int status(
      @Mixin NodeOptions node,
      @Option(names = "--json", description = "The whole report.") boolean json,
      @Option(names = "--quiet", description = "The exit code only.") boolean quiet) {
    var report = node.api().report("/api/cluster");
    if (json) out().println(report.toPrettyString());
    else if (!quiet) StatusText.of(report).forEach(out()::println);
    return report.path("health").asText().equals("good") ? DONE : CommandProblem.REFUSED;
  }

  @Command(
      mixinStandardHelpOptions = true,
      description = "Shows the figures of the last seconds, again and again; Ctrl-C ends it.")
  static int top(
      @Mixin NodeOptions node,
      @Option(
              names = "--every",
              paramLabel = "SECONDS",
              defaultValue = "2",
              description = "Between two looks.")
          int seconds,
      @Option(
              names = "--count",
              paramLabel = "N",
              defaultValue = "0",
              description = "So many looks; 0: until it is ended.")
          int count) {
    var api = node.api();
    var before = Metrics.of(api.text("/metrics"));
    for (int i = 0; count == 0 || i < count; i++) {
      sleep(Math.max(1, seconds) * 1_000L);
      var now = Metrics.of(api.text("/metrics"));
      var lines = new ArrayList<>(StatusText.of(api.report("/api/cluster")));
      lines.addAll(TopText.of(now, before, Math.max(1, seconds)));
      if (Passwords.isTerminal()) out().print("\u001b[H\u001b[2J");
      lines.forEach(out()::println);
      before = now;
    }
    return DONE;
  }

  @Command(
      mixinStandardHelpOptions = true,
      description = "Lists who is online, and who has mail waiting.")
  static int users(
      @Mixin NodeOptions node,
      @Option(names = "--online", description = "Only those who are online.") boolean online,
      @Option(
              names = "--search",
              paramLabel = "TEXT",
              description = "Only those whose names have this in them.")
          @Nullable String search,
      @Option(names = "--json", description = "The whole report.") boolean json) {
    var report = node.api().report("/api/users");
    if (json) {
      out().println(report.toPrettyString());
      return DONE;
    }
    var sought = search == null ? "" : search.toLowerCase(Locale.ROOT);
    StreamSupport.stream(report.path("users").spliterator(), false)
        .filter(user -> !online || user.path("online").asBoolean())
        .filter(user -> user.path("name").asText().toLowerCase(Locale.ROOT).contains(sought))
        .forEach(user -> out().println(user(user)));
    long more = report.path("more").asLong();
    if (more > 0) out().println("and " + StatusText.count(more, "more user"));
    return DONE;
  }

  private static String user(JsonNode user) {
    var at = new ArrayList<String>();
    user.path("servers").forEach(server -> at.add(server.asText()));
    var line = "%-24s %-40s".formatted(user.path("name").asText(), String.join(", ", at));
    long waiting = user.path("waiting").asLong();
    return (waiting > 0 ? line + " " + StatusText.count(waiting, "waiting message") : line).strip();
  }

  @Command(
      mixinStandardHelpOptions = true,
      description = "Ends all sessions of a user, who may log in again.")
  static int kick(@Mixin NodeOptions node, @Parameters(paramLabel = "NAME") String name) {
    var done = node.api().post(user(name, "kick"), "");
    out()
        .println(
            name + ": " + StatusText.count(done.path("sessions").asLong(), "session") + " ended");
    return DONE;
  }

  @Command(mixinStandardHelpOptions = true, description = "Lists the rooms.")
  static int rooms(
      @Mixin NodeOptions node,
      @Option(names = "--json", description = "The whole report.") boolean json) {
    var report = node.api().report("/api/rooms");
    if (json) out().println(report.toPrettyString());
    else report.path("rooms").forEach(room -> out().println(room(room)));
    return DONE;
  }

  private static String room(JsonNode room) {
    var owners = new ArrayList<String>();
    room.path("owners").forEach(owner -> owners.add(owner.asText()));
    return "%-34s %s, of %s"
        .formatted(
            room.path("room").asText(),
            StatusText.count(room.path("members").asLong(), "member"),
            String.join(", ", owners));
  }

  @Command(
      name = "close-room",
      mixinStandardHelpOptions = true,
      description = "Closes a room for all its members; its name is free then.")
  static int closeRoom(@Mixin NodeOptions node, @Parameters(paramLabel = "ROOM") String name) {
    var done = node.api().post("/api/rooms/" + encoded(name) + "/close", "");
    out().println(done.path("closed").asText() + " is closed");
    return DONE;
  }

  @Command(
      mixinStandardHelpOptions = true,
      description = "Locks an account: its password is gone, and its sessions end.")
  static int disable(@Mixin NodeOptions node, @Parameters(paramLabel = "NAME") String name) {
    node.api().post(user(name, "disable"), "");
    out().println(name + " is disabled; parley enable " + name + " gives a new password");
    return DONE;
  }

  @Command(
      mixinStandardHelpOptions = true,
      description = "Gives a disabled account a password again: the same as passwd.")
  static int enable(
      @Mixin NodeOptions node,
      @Parameters(paramLabel = "NAME") String name,
      @Option(names = "--generate", description = "Draws a password, and prints it.")
          boolean generate) {
    return passwd(node, name, generate);
  }

  @Command(
      mixinStandardHelpOptions = true,
      description = {
        "Gives a user another password, and ends their sessions.",
        "It is asked for at the terminal, or read from standard input; never from an argument,"
            + " which other users of the machine see."
      })
  static int passwd(
      @Mixin NodeOptions node,
      @Parameters(paramLabel = "NAME") String name,
      @Option(names = "--generate", description = "Draws a password, and prints it.")
          boolean generate) {
    var api = node.api();
    var password = generate ? Passwords.draw() : Passwords.ask("New password of " + name + ": ");
    api.post(user(name, "password"), password);
    out().println(generate ? password : name + " has another password");
    return DONE;
  }

  @Command(
      mixinStandardHelpOptions = true,
      description = "Makes codes with which new users register; lists and ends them.")
  static int invite(
      @Mixin NodeOptions node,
      @Option(names = "--count", paramLabel = "N", defaultValue = "1") int count,
      @Option(
              names = "--days",
              paramLabel = "N",
              defaultValue = "7",
              description = "They are good for so long.")
          int days,
      @Option(names = "--list", description = "Those that nobody has used.") boolean list,
      @Option(names = "--end", paramLabel = "ID", description = "Ends one of those.")
          @Nullable String end) {
    var api = node.api();
    if (end != null) {
      api.delete("/api/invitations/" + encoded(end));
      out().println(end + " is no invitation any more");
      return DONE;
    }
    var report =
        list
            ? api.report("/api/invitations")
            : api.post("/api/invitations?count=" + count + "&days=" + days, "");
    for (var one : report.path("invitations"))
      out()
          .println(
              "%s  until %s"
                  .formatted(
                      one.path(list ? "id" : "code").asText(), one.path("expires").asText()));
    return DONE;
  }

  @Command(
      mixinStandardHelpOptions = true,
      description = "Lets everybody, invited users or nobody register from now on.")
  static int registration(
      @Mixin NodeOptions node, @Parameters(paramLabel = "open|invite|closed") String mode) {
    var done = node.api().post("/api/registration?mode=" + encoded(mode), "");
    out().println("registration is " + done.path("registration").asText());
    return DONE;
  }

  @Command(
      mixinStandardHelpOptions = true,
      description = "Sends the clients of this server to the others, and takes no more.")
  static int drain(
      @Mixin NodeOptions node,
      @Option(names = "--wait", description = "Returns when they have gone.") boolean wait,
      @Option(names = "--timeout", paramLabel = "SECONDS", defaultValue = WAIT_SECONDS)
          int seconds) {
    var api = node.api();
    var done = api.post("/api/drain", "");
    out().println("drained; " + StatusText.count(done.path("sessions").asLong(), "user") + " go");
    if (wait) await(seconds, "users are still here", () -> sessions(api) == 0);
    return DONE;
  }

  private static long sessions(NodeApi api) {
    var report = api.report("/api/cluster");
    for (var member : report.path("view").path("members"))
      if (member.path("id").equals(report.path("self"))) return member.path("sessions").asLong();
    return 0; // it is in no view, and has no users
  }

  @Command(mixinStandardHelpOptions = true, description = "Takes clients again.")
  static int revive(
      @Mixin NodeOptions node,
      @Option(names = "--wait", description = "Returns when it does.") boolean wait,
      @Option(names = "--timeout", paramLabel = "SECONDS", defaultValue = WAIT_SECONDS)
          int seconds) {
    var api = node.api();
    api.post("/api/revive", "");
    if (wait) await(seconds, "it is not ready", () -> isReady(node));
    out().println("takes clients again");
    return DONE;
  }

  @Command(
      mixinStandardHelpOptions = true,
      name = "wait-ready",
      description = "Returns when the node serves clients as a member of the group.")
  static int waitReady(
      @Mixin NodeOptions node,
      @Option(names = "--timeout", paramLabel = "SECONDS", defaultValue = WAIT_SECONDS)
          int seconds) {
    await(seconds, "the node is not ready", () -> isReady(node));
    return DONE;
  }

  /** A node that has just been started has not said yet where it is. */
  private static boolean isReady(NodeOptions node) {
    try {
      var answer = node.api().tryAsk("GET", "/ready", "");
      return answer.isPresent() && answer.get().code() == READY;
    } catch (CommandProblem e) {
      return false;
    }
  }

  @Command(
      mixinStandardHelpOptions = true,
      description = {
        "Changes what the node logs, until it is started again.",
        "For example: parley log debug dev.parley.group"
      })
  static int log(
      @Mixin NodeOptions node,
      @Parameters(paramLabel = "LEVEL", description = "off, error, warn, info or debug.")
          String level,
      @Parameters(
              paramLabel = "LOGGER",
              defaultValue = "dev.parley",
              description = "dev.parley, or what begins with it.")
          String logger) {
    var query = "/api/log?level=" + encoded(level) + "&logger=" + encoded(logger);
    var done = node.api().post(query, "");
    out().println(done.path("logger").asText() + " logs at " + done.path("level").asText());
    return DONE;
  }

  private static void await(int seconds, String otherwise, BooleanSupplier condition) {
    long endMs = MonotonicClock.nowMs() + seconds * 1_000L;
    while (!condition.getAsBoolean()) {
      if (MonotonicClock.nowMs() >= endMs)
        throw new CommandProblem(
            CommandProblem.REFUSED, otherwise + " after " + seconds + " s; it may come later.");
      sleep(POLL_MS);
    }
  }

  private static void sleep(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandProblem(CommandProblem.REFUSED, "interrupted");
    }
  }

  private static String user(String name, String act) {
    return "/api/users/" + encoded(name) + "/" + act;
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static PrintStream out() {
    return System.out;
  }
}
