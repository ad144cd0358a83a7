package dev.parley.chat;

import dev.parley.protocol.Context;
import dev.parley.protocol.MemberId;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * How far a client has seen: the vector clock of a message, as a text that means nothing to the
 * client. A server that knows less would show it answers before their questions.
 */
public record Sighting(Context seen) {
  public static final Sighting NOTHING = new Sighting(Context.EMPTY);

  /** A client that goes to a server which does not know what it saw waits for so long at most. */
  public static final long PATIENCE_MS = 3_000;

  /** The text of a clock, which is by member id. */
  public static String text(Map<String, Long> clock) {
    return clock.entrySet().stream()
        .map(entry -> entry.getKey() + "=" + entry.getValue())
        .collect(Collectors.joining(","));
  }

  /** What {@code text} says; what it does not say, in whatever way, was not seen. */
  public static Sighting parse(String text) {
    var counts = new TreeMap<MemberId, Long>();
    for (var entry : text.split(",", -1)) {
      int equals = entry.lastIndexOf('=');
      int dot = entry.lastIndexOf('.', Math.max(0, equals));
      if (dot < 1 || equals < dot || counts.size() == Context.MAX_ORIGINS) continue;
      var incarnation = number(entry.substring(dot + 1, equals));
      var count = number(entry.substring(equals + 1));
      if (dot > MemberId.MAX_NODE_LENGTH || incarnation.isEmpty() || count.isEmpty()) continue;
      counts.put(new MemberId(entry.substring(0, dot), incarnation.get()), count.get());
    }
    return new Sighting(Context.of(counts));
  }

  private static Optional<Long> number(String digits) {
    try {
      long value = Long.parseLong(digits);
      return value < 0 ? Optional.empty() : Optional.of(value);
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /**
   * Says whether a state that contains {@code here} contains all that was seen. Of a node that was
   * started again nobody counts the former lives for ever; who has met the later one has what it
   * kept.
   */
  public boolean isKnown(Context here) {
    return seen.counts().entrySet().stream()
        .allMatch(
            entry ->
                here.get(entry.getKey()) >= entry.getValue()
                    || here.counts().keySet().stream()
                        .anyMatch(member -> member.supersedes(entry.getKey())));
  }
}
