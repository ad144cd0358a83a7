package dev.parley.protocol.multicast;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The partly delivered messages of one view, by slot. Frames come in the order of their numbers, so
 * no search is needed. A message that the view's end cuts in two is discarded with the view: its
 * origin, which sends all frames of a message in one step, is not among the members that agreed on
 * that end, and none of those has the rest.
 */
final class Reassembly {
  private static final class Parts {
    final List<Payload> pieces = new ArrayList<>();
    int bytes;
    int remaining;
    boolean isBroken;
  }

  /** A whole message, and of how many frames it was. */
  record Whole(Payload payload, int frames) {}

  private final @Nullable Parts[] bySlot;

  Reassembly(int slots) {
    bySlot = new Parts[slots];
  }

  /** Takes the next frame of {@code slot}: the message if this was its last one. */
  @Nullable Whole onDelivered(int slot, DataFrame frame) {
    var parts = bySlot[slot];
    if (parts == null) {
      if (frame.remaining() == 0) return new Whole(frame.payload(), 1);
      parts = new Parts();
      bySlot[slot] = parts;
    } else if (frame.remaining() != parts.remaining - 1) {
      // No member sends such a frame: the message is discarded, and so at every member.
      parts.isBroken = true;
    }
    add(parts, frame);
    if (frame.remaining() > 0) return null;
    bySlot[slot] = null;
    return parts.isBroken ? null : whole(parts);
  }

  private static void add(Parts parts, DataFrame frame) {
    parts.remaining = frame.remaining();
    parts.bytes += frame.payload().size();
    if (parts.bytes > MulticastSettings.MAX_MESSAGE_BYTES) parts.isBroken = true;
    if (parts.isBroken) parts.pieces.clear();
    else parts.pieces.add(frame.payload());
  }

  private static Whole whole(Parts parts) {
    var bytes = new byte[parts.bytes];
    int at = 0;
    for (var piece : parts.pieces) {
      System.arraycopy(piece.unsafeArray(), 0, bytes, at, piece.size());
      at += piece.size();
    }
    return new Whole(Payload.wrap(bytes), parts.pieces.size());
  }
}
