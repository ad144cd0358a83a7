package dev.parley.client.core;

import dev.parley.client.core.ClientEvent.HistoryTold.Past;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The last messages of a conversation: what the servers have of it, which may be from other clients
 * of the user, and what this one remembers, which they may have forgotten.
 */
public final class PastMessages {
  private PastMessages() {}

  /**
   * At most {@code count}, the oldest first; {@code told} is the servers' answer, if there is one.
   */
  public static List<Past> of(
      History history, String peer, Optional<ClientEvent.HistoryTold> told, int count) {
    var all = new ArrayList<Past>();
    for (var past : told.map(ClientEvent.HistoryTold::messages).orElse(List.of()))
      if (!isToCome(past, history)) all.add(past);
    int next = 0;
    for (var message : history.with(peer, count)) {
      int index = indexOf(all, message.msg());
      if (index < 0) all.add(next, new Past(message, false));
      // What only this client has stays after what it had before.
      next = (index < 0 ? next : index) + 1;
    }
    return List.copyOf(all.subList(Math.max(0, all.size() - count), all.size()));
  }

  /**
   * What is unread comes by itself, and is shown then. Of a room the servers do not say what is
   * unread: all of it is shown, and not again when it comes.
   */
  private static boolean isToCome(Past past, History history) {
    if (past.message().isOfRoom()) return false;
    return !past.message().own() && !past.isDelivered() && history.isNew(past.message().msg());
  }

  private static int indexOf(List<Past> all, String msg) {
    for (int i = 0; i < all.size(); i++) if (all.get(i).message().msg().equals(msg)) return i;
    return -1;
  }
}
