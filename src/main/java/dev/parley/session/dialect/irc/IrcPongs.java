package dev.parley.session.dialect.irc;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * The client's PINGs. Clients take the answer for the sign that the lines before were answered: so
 * it waits for the messages that were sent before, and nothing else does.
 */
final class IrcPongs {
  /** More than a client asks in the time of one message; of more the oldest are answered. */
  static final int MAX_HELD = 16;

  private record Held(IrcLine ping, long after) {}

  private final IrcPending pending;
  private final ArrayDeque<Held> held = new ArrayDeque<>();

  IrcPongs(IrcPending pending) {
    this.pending = pending;
  }

  void add(IrcLine ping) {
    held.addLast(new Held(ping, pending.lastNumber()));
  }

  /** The PINGs that are to be answered now. */
  List<IrcLine> due() {
    var due = new ArrayList<IrcLine>();
    while (!held.isEmpty() && isDue(held.getFirst())) due.add(held.removeFirst().ping());
    return due;
  }

  private boolean isDue(Held first) {
    return held.size() > MAX_HELD || !pending.isSendingUpTo(first.after());
  }
}
