package dev.parley.chat.model;

import dev.parley.protocol.MemberId;
import dev.parley.protocol.VersionVector;
import dev.parley.protocol.View;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * How far a client has seen: the vector clock of a message, as a text that means nothing to the
 * client. A server that knows less would show it answers before their questions.
 */
public record ReadPosition(VersionVector seen) {
  public static final ReadPosition NOTHING = new ReadPosition(VersionVector.EMPTY);

  /** A client that goes to a server which does not know what it saw waits for so long at most. */
  public static final long PATIENCE_MS = 3_000;

  /**
   * Of how many nodes a client may have seen messages: a view has {@link View#MAX_MEMBERS}, and as
   * many may have left while it looked. What it names beyond them is not waited for; without a
   * limit each of its messages would cost its server as much as it claims.
   */
  public static final int MAX_NODES = 2 * View.MAX_MEMBERS;

  /** The text of a clock, which is by member id. */
  public static String text(Map<String, Long> clock) {
    return clock.entrySet().stream()
        .map(entry -> entry.getKey() + "=" + entry.getValue())
        .collect(Collectors.joining(","));
  }

  /**
   * What {@code text} says, of {@link #MAX_NODES} nodes at most; what it does not say, in whatever
   * way, was not seen.
   */
  public static ReadPosition parse(String text) {
    return new ReadPosition(VersionVector.of(lastLives(text, MAX_NODES)));
  }

  /**
   * What {@code text} says of the first {@code maxNodes} nodes, and of each in its last life only:
   * who knows that one knows what is left of the former ones. In one pass, for anybody may have
   * written the text.
   */
  public static SortedMap<MemberId, Long> lastLives(String text, int maxNodes) {
    var last = new TreeMap<String, MemberId>();
    var counts = new TreeMap<MemberId, Long>();
    for (var entry : text.split(",", -1)) {
      int equals = entry.lastIndexOf('=');
      int dot = entry.lastIndexOf('.', Math.max(0, equals));
      if (dot < 1 || equals < dot) continue;
      var incarnation = number(entry.substring(dot + 1, equals));
      var count = number(entry.substring(equals + 1));
      var node = entry.substring(0, dot);
      if (!isNode(node) || incarnation.isEmpty() || count.isEmpty()) continue;
      if (incarnation.get() > MemberId.MAX_INCARNATION) continue;
      var member = new MemberId(node, incarnation.get());
      var known = last.get(member.node());
      if (known == null ? last.size() == maxNodes : known.supersedes(member)) continue;
      if (known != null) counts.remove(known);
      last.put(member.node(), member);
      counts.put(member, count.get());
    }
    return counts;
  }

  /** No server calls itself what cannot be written to its clients. */
  private static boolean isNode(String name) {
    return name.length() <= MemberId.MAX_NODE_LENGTH
        && TextRules.isWhole(name)
        && name.chars().noneMatch(Character::isISOControl);
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
  public boolean isKnown(VersionVector here) {
    return seen.counts().entrySet().stream()
        .allMatch(
            entry ->
                here.get(entry.getKey()) >= entry.getValue() || hasLaterLife(here, entry.getKey()));
  }

  /** The lives of a node are next to each other, in their order. */
  private static boolean hasLaterLife(VersionVector here, MemberId member) {
    for (var other : here.counts().tailMap(member).keySet()) {
      if (!other.equals(member)) return other.supersedes(member);
    }
    return false;
  }
}
