package dev.parley.observe;

import dev.parley.protocol.MemberId;
import dev.parley.protocol.Message;
import dev.parley.protocol.View;
import java.util.List;

/**
 * What members tell one that somebody looks at. Hints that nobody minds if they are lost; sent only
 * while somebody looks, and to members that have the word {@code traces} only.
 */
public sealed interface TraceMessage extends Message {
  /**
   * Somebody looks at the sender: tell it, for some seconds, how the receiver is, and points of one
   * message in {@code every}; of none if that is 0.
   */
  record Watch(int every) implements TraceMessage {}

  /**
   * How the sender is. {@code doubts}: of whom it has heard nothing for too long. {@code linked}:
   * to whom its links are up.
   */
  record Glance(List<MemberId> doubts, List<MemberId> linked, Figures figures)
      implements TraceMessage {
    public Glance {
      doubts = View.atMostAll(doubts);
      linked = View.atMostAll(linked);
    }
  }

  /**
   * Points of the sender's line, as {@link TraceCodec} writes them. {@code atMs}: the sender's time
   * of day. {@code leftOut}: points since the last of these that there was no room for.
   */
  record Points(long atMs, List<MemberId> members, List<List<Long>> points, long leftOut)
      implements TraceMessage {
    public Points {
      members = View.atMostAll(members);
      points = points.stream().map(List::copyOf).toList();
    }
  }
}
