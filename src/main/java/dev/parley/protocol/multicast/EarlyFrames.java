package dev.parley.protocol.multicast;

import dev.parley.protocol.MemberId;
import dev.parley.protocol.ViewId;
import dev.parley.protocol.multicast.MulticastMessage.Data;
import java.util.ArrayList;
import java.util.List;

/**
 * Frames of a view that others installed a moment earlier than this member: kept until it installs
 * the view too. Only an optimisation: frames that are not kept are asked for again.
 */
final class EarlyFrames {
  /** Payload kept, so that a sender with a wrong view cannot fill memory: one window of one. */
  static final int MAX_BYTES = 1 << 20;

  /** Frames kept, for the same reason: a frame without payload takes memory too. */
  static final int MAX_FRAMES = 8_192;

  /** The frames of one datagram, and its sender. */
  record Kept(MemberId from, Data data) {}

  private final List<Kept> kept = new ArrayList<>();
  private long bytes;
  private int frames;

  /**
   * Keeps {@code data} if its view is later than {@code epoch}; an older view's frames are of no
   * use.
   */
  void keep(MemberId from, Data data, long epoch) {
    if (data.view().epoch() <= epoch || data.frames().isEmpty()) return;
    long more = 0;
    for (var frame : data.frames()) more += frame.payload().size();
    if (bytes + more > MAX_BYTES || frames + data.frames().size() > MAX_FRAMES) return;
    kept.add(new Kept(from, data));
    bytes += more;
    frames += data.frames().size();
  }

  /** Returns the frames that belong to {@code view} and discards the rest. */
  List<Kept> take(ViewId view) {
    var matching = kept.stream().filter(one -> one.data().view().equals(view)).toList();
    kept.clear();
    bytes = 0;
    frames = 0;
    return matching;
  }
}
