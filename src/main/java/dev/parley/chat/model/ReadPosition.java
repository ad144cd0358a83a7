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
 * The position up to which a client was shown messages: the vector clock of a message, as a text
 * that means nothing to the client. A server that knows less would show it answers before their
 * questions.
 */
public record ReadPosition(VersionVector seen) {
  public static final ReadPosition NOTHING = new ReadPosition(VersionVector.EMPTY);

  /**
   * A client that moves to a server which does not know the messages that the client saw waits for
   * at most this long.
   */
  public static final long PATIENCE_MS = 3_000;

  /**
   * A client may have seen messages of at most this many nodes: a view has {@link
   * View#MAX_MEMBERS}, and as many may have left meanwhile. Nodes beyond them that a client names
   * are not waited for; without a limit, each of its messages would cost its server as much as the
   * client claims.
   */
  public static final int MAX_NODES = 2 * View.MAX_MEMBERS;

  /** The text of {@code clock}, which is by member id. */
  public static String text(Map<String, Long> clock) {
    return clock.entrySet().stream()
        .map(entry -> entry.getKey() + "=" + entry.getValue())
        .collect(Collectors.joining(","));
  }

  /**
   * The position in {@code text}, with at most {@link #MAX_NODES} nodes; messages that the text
   * does not name, in whatever way, were not seen.
   */
  public static ReadPosition parse(String text) {
    return new ReadPosition(VersionVector.of(lastLives(text, MAX_NODES)));
  }

  /**
   * The counts in {@code text} of the first {@code maxNodes} nodes, and of each node in its last
   * life only: a server that knows the last life knows the remaining messages of the earlier ones.
   * The text is read in one pass, because anybody may have written it.
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
      if (!MemberId.isNode(node) || incarnation.isEmpty() || count.isEmpty()) continue;
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

  private static Optional<Long> number(String digits) {
    try {
      long value = Long.parseLong(digits);
      return value < 0 ? Optional.empty() : Optional.of(value);
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /**
   * Whether a state that contains {@code here} contains everything that was seen. The earlier lives
   * of a node that was started again are not counted for ever; a state that includes the later life
   * includes the messages that the later life kept.
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
