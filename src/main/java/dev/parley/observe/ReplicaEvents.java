package dev.parley.observe;

import java.util.List;
import java.util.Optional;

/**
 * Which of the replica's sentences for the log are events. A list of those that are, and not of
 * those that are not: other sentences name users.
 */
public final class ReplicaEvents {
  private static final String END = ": ";

  private static final List<String> EVENTS =
      List.of(
          "merged",
          "draining",
          "revived",
          "mail is refused",
          "mail is taken again",
          "accounts cannot be changed",
          "accounts can be changed again",
          "recovery",
          "the members' clocks agree again");

  /** What is told of an event: its name, and the rest of the sentence. */
  public record Told(String event, String particulars) {}

  private ReplicaEvents() {}

  public static Optional<Told> of(String sentence) {
    for (var event : EVENTS) {
      if (sentence.equals(event)) return Optional.of(new Told(event, ""));
      if (sentence.startsWith(event + END))
        return Optional.of(new Told(event, sentence.substring(event.length() + END.length())));
    }
    return Optional.empty();
  }
}
