package dev.parley.sim;

import dev.parley.protocol.MemberId;
import dev.parley.protocol.Message;
import dev.parley.protocol.membership.MembershipMessage.Prepare;

/**
 * Kills the coordinator of a view change at one point of it, once: after {@code count} receivers
 * got a message of it, or after it took {@code count} messages.
 */
final class CrashPoint implements SimNetwork.Tap {
  private final Class<? extends Message> kind;
  private final int count;
  private final boolean isOnSend;
  private int taken;
  private boolean done;

  private CrashPoint(Class<? extends Message> kind, int count, boolean isOnSend) {
    this.kind = kind;
    this.count = count;
    this.isOnSend = isOnSend;
  }

  static CrashPoint afterSending(Class<? extends Message> kind, int count) {
    return new CrashPoint(kind, count, true);
  }

  static CrashPoint afterTaking(Class<? extends Message> kind, int count) {
    return new CrashPoint(kind, count, false);
  }

  boolean isDone() {
    return done;
  }

  @Override
  public int onSend(SimNode from, Message message, int receivers) {
    if (done || !isOnSend || !kind.isInstance(message)) return receivers;
    // A lone node that founds its group is nobody's coordinator.
    if (message instanceof Prepare prepare && prepare.targets().size() < 2) return receivers;
    done = true;
    from.crash();
    return Math.min(count, receivers);
  }

  @Override
  public void onReceived(SimNode to, MemberId from, Message message) {
    if (done || isOnSend || !kind.isInstance(message)) return;
    taken++;
    if (taken < count) return;
    done = true;
    to.crash();
  }
}
