package dev.parley.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What happened to the group, and what happens to it. */
public final class EventsCommand {
  private static final int DONE = 0;
  private static final long AGAIN_AFTER_MS = 1_000;
  private static final String DATA = "data: ";
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSxxx", Locale.ROOT)
          .withZone(ZoneId.systemDefault());

  private final boolean isJson;
  private long lastId;

  private EventsCommand(boolean isJson) {
    this.isJson = isJson;
  }

  @Command(
      mixinStandardHelpOptions = true,
      description = {
        "Lists what happened to the group, as the node saw it: views, suspicions, elections.",
        "-f goes on with what happens, also when the node is started again; Ctrl-C ends it."
      })
  static int events(
      @Mixin NodeOptions node,
      @Option(
              names = {"-f", "--follow"},
              description = "Goes on with what happens.")
          boolean follow,
      @Option(names = "--json", description = "A line of JSON for each event.") boolean json) {
    var events = new EventsCommand(json);
    if (follow) events.follow(node);
    else node.api().report("/api/events").path("events").forEach(events::print);
    return DONE;
  }

  private void follow(NodeOptions node) {
    boolean isSaid = false;
    // One that never answered is most likely a wrong place; one that did is started again.
    node.api().report("/api/events");
    while (true) {
      try {
        node.api().follow("/api/events?after=" + lastId, this::onLine);
        isSaid = false;
      } catch (IOException e) {
        if (!isSaid) System.err.println("parley: the node does not answer; still trying");
        isSaid = true;
      }
      sleep();
    }
  }

  private void onLine(String line) {
    if (!line.startsWith(DATA)) return;
    try {
      print(JSON.readTree(line.substring(DATA.length())));
    } catch (JsonProcessingException e) {
      throw new CommandProblem(
          CommandProblem.NO_ANSWER, "What answers there is no node of this version.");
    }
  }

  private void print(JsonNode event) {
    lastId = event.path("id").asLong();
    System.out.println(isJson ? event.toString() : line(event));
  }

  static String line(JsonNode event) {
    var at = TIME.format(Instant.parse(event.path("at").asText()));
    var text = event.path("text").asText();
    return at + " " + event.path("event").asText() + (text.isEmpty() ? "" : ": " + text);
  }

  private static void sleep() {
    try {
      Thread.sleep(AGAIN_AFTER_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandProblem(CommandProblem.REFUSED, "interrupted");
    }
  }
}
