package dev.parley.protocol.multicast;

import dev.parley.protocol.MemberId;
import dev.parley.protocol.Message;
import dev.parley.protocol.ViewId;
import java.util.List;

/**
 * The messages of causal multicast; {@code doc/protocol/causal-multicast.md} describes their use.
 */
public sealed interface MulticastMessage extends Message {
  /**
   * Frames of one origin in one view, in sequence order: sent first by the origin, again by any
   * holder.
   */
  record Data(ViewId view, List<DataFrame> frames) implements MulticastMessage {
    public Data {
      frames = List.copyOf(frames);
    }
  }

  /** A run of sequence numbers, both ends included. */
  record Range(long first, long last) {}

  /** "I miss these of {@code origin}": to any member that may hold them. */
  record Nak(ViewId view, MemberId origin, List<Range> missing, boolean isToAll)
      implements MulticastMessage {
    public Nak {
      missing = List.copyOf(missing);
    }
  }

  /**
   * For each slot of the view, up to which sequence number the sender has delivered without a gap,
   * or has on its disk, if it has one; for its own slot, the highest that it sent, or has on its
   * disk. All numbers are always those of one moment. The vector shows which messages are stable,
   * and shows others that they miss the end of a burst.
   */
  record Acknowledged(ViewId view, SlotVector delivered) implements MulticastMessage {}
}
