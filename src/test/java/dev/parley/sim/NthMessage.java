package dev.parley.sim;

import dev.parley.protocol.Message;
import dev.parley.protocol.failure.FailureMessage.Heartbeat;
import dev.parley.protocol.multicast.MulticastMessage;

/**
 * Does harm once, at the n-th message by which members agree on something: heartbeats and the
 * applications' traffic do not count.
 */
final class NthMessage implements SimNetwork.Tap {
  enum Harm {
    NOBODY_GETS_IT,
    SENDER_DIES_BEFORE,
    SENDER_DIES_AFTER
  }

  private final Harm harm;
  private final long n;
  private long sent;

  NthMessage(Harm harm, long n) {
    this.harm = harm;
    this.n = n;
  }

  @Override
  public int onSend(SimNode from, Message message, int receivers) {
    if (message instanceof MulticastMessage || message instanceof Heartbeat) return receivers;
    if (++sent != n) return receivers;
    from.sim().trace().say(from.sim().nowMs(), () -> harm + ": " + from + ", " + message);
    if (harm == Harm.NOBODY_GETS_IT) from.sim().faults().add(Fault.LOST);
    else from.crash();
    return harm == Harm.SENDER_DIES_AFTER ? receivers : 0;
  }
}
