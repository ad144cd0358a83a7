package dev.parley.client.core;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.session.dialect.TextSafety;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;

/** How things read on a screen, without colours. */
public final class ScreenText {
  /** The marks of the user's own messages, all of one width. */
  public static final String WAITS = "… ";

  public static final String ACCEPTED = "✓ ";
  public static final String SEEN = "✓✓";

  /** The message goes to nobody: it was refused, or its receiver is gone. */
  public static final String FAILED = "✗ ";

  private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm");

  private ScreenText() {}

  /** Of the user's own clock; blank where the time is not known. */
  public static String clock(String sentAt) {
    try {
      return CLOCK.withZone(ZoneId.systemDefault()).format(Instant.parse(sentAt));
    } catch (DateTimeParseException e) {
      return "     ";
    }
  }

  /** The mark of a message that a server has; nothing, as wide, for another user's. */
  public static String mark(StoredMessage message, History history) {
    if (!message.own()) return "  ";
    if (history.isDelivered(message.msg())) return SEEN;
    return history.isReturned(message.msg()) ? FAILED : ACCEPTED;
  }

  /** As above, of a message that a server may know more about. */
  public static String mark(ClientEvent.HistoryTold.Past past, History history) {
    return past.message().own() && past.isDelivered() ? SEEN : mark(past.message(), history);
  }

  /** A text as a terminal shows it: harmless, and each character as wide as it is counted. */
  public static String shown(String text) {
    return inOneLine(text).replace("\t", "    ");
  }

  /** What a message says is one line of a screen, or of a pipe, however many lines it has. */
  private static String inOneLine(String text) {
    return TextSafety.safe(text.replace("\n", " \u23ce "));
  }

  /** A message of another user, harmless on a terminal. */
  public static String received(StoredMessage message) {
    return where(message) + author(message) + ": " + inOneLine(message.text());
  }

  /** The room that a message of another user was written to, before its author; or nothing. */
  public static String where(StoredMessage message) {
    return message.isOfRoom() ? TextSafety.safe(message.peer()) + " " : "";
  }

  /** Who has written a message of another user. */
  public static String author(StoredMessage message) {
    return TextSafety.safe(message.isOfRoom() ? message.from() : message.peer());
  }

  public static List<String> safe(List<String> lines) {
    return lines.stream().map(TextSafety::safe).toList();
  }

  public static List<String> status(JsonNode status) {
    var view = status.path("view");
    // A server tells no more to a client that is not logged in yet.
    if (view.isMissingNode())
      return safe(List.of("Server state " + status.path("state").asText() + "; log in for more."));
    var lines = new ArrayList<String>();
    lines.add(
        "Server %s, state %s; leader %s; view %d:"
            .formatted(
                status.path("node").asText(),
                status.path("state").asText(),
                status.path("leader").asText("not elected yet"),
                view.path("epoch").asLong()));
    for (var member : view.path("members")) {
      lines.add(
          "  %s at %s, sessions: %d"
              .formatted(
                  member.path("id").asText(),
                  member.path("server").asText(),
                  member.path("sessions").asLong()));
    }
    if (!status.path("registry").path("open").asBoolean(true))
      lines.add("Accounts cannot be changed: " + status.path("registry").path("reason").asText());
    return safe(lines);
  }

  /** The answers about users who are blocked; no lines for other events. */
  public static List<String> blocks(ClientEvent event) {
    if (event instanceof ClientEvent.BlockSet set) {
      var done = set.isBlocked() ? "You have blocked " : "You have unblocked ";
      return safe(List.of(done + set.name() + "."));
    }
    if (!(event instanceof ClientEvent.BlocksListed listed)) return List.of();
    return listed.names().isEmpty()
        ? List.of("You have blocked nobody.")
        : safe(listed.names().stream().map(name -> "Blocked: " + name).toList());
  }

  public static List<String> sessions(JsonNode sessions) {
    var lines = new ArrayList<String>();
    for (var session : sessions.path("list")) {
      var line = new StringBuilder(session.path("this").asBoolean() ? "here, at " : "at ");
      line.append(session.path("server").asText());
      // Only its own server knows the address.
      if (session.has("address")) line.append(" from ").append(session.path("address").asText());
      if (session.has("since"))
        line.append(
            ", since %s, client %s…"
                .formatted(session.path("since").asText(), session.path("client").asText()));
      lines.add(line.toString());
    }
    return safe(lines);
  }

  public static List<String> devices(JsonNode devices) {
    var lines = new ArrayList<String>();
    for (var device : devices.path("list")) {
      var kind = device.has("kind") ? " (" + device.path("kind").asText() + ")" : "";
      lines.add(device.path("device").asText() + kind + ": " + whereabouts(device));
    }
    return safe(lines);
  }

  private static String whereabouts(JsonNode device) {
    if (device.has("since"))
      return (device.path("this").asBoolean() ? "here, at " : "at ")
          + device.path("server").asText()
          + ", since "
          + device.path("since").asText();
    return device.has("lastSeen")
        ? "not logged in, has written at " + device.path("lastSeen").asText()
        : "not logged in";
  }

  public static String waiting(int count) {
    return count == 1 ? "1 message waits" : count + " messages wait";
  }
}
