package dev.parley.protocol.multicast;

import dev.parley.protocol.ViewId;
import dev.parley.protocol.multicast.MulticastMessage.Data;
import java.util.ArrayList;
import java.util.List;

/**
 * Frames of a view that others installed a moment earlier than this member: kept until it installs
 * the view too. Only a convenience: what is not kept is asked for again.
 */
final class EarlyFrames {
  /** Datagrams kept, so that a sender with a wrong view cannot fill memory. */
  static final int MAX_DATAGRAMS = 256;

  private final List<Data> kept = new ArrayList<>();

  /**
   * Keeps {@code data} if its view is later than {@code epoch}; an older view's frames are of no
   * use.
   */
  void keep(Data data, long epoch) {
    if (data.view().epoch() > epoch && kept.size() < MAX_DATAGRAMS) kept.add(data);
  }

  /** Gives what belongs to {@code view} and forgets the rest. */
  List<Data> take(ViewId view) {
    var matching = kept.stream().filter(data -> data.view().equals(view)).toList();
    kept.clear();
    return matching;
  }
}
