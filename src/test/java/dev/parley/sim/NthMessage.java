package dev.parley.sim;

import dev.parley.protocol.MemberId;
import dev.parley.protocol.Message;
import dev.parley.protocol.Output;
import dev.parley.protocol.Output.Transmit;
import dev.parley.protocol.Signal;
import dev.parley.protocol.failure.FailureMessage.Heartbeat;
import dev.parley.protocol.membership.MembershipOutput.PersistPromise;
import dev.parley.protocol.multicast.MulticastMessage;

/**
 * Does harm once, at the n-th message by which members agree on something, or at the n-th step of
 * one of them: heartbeats and the applications' traffic do not count.
 */
final class NthMessage implements SimNetwork.Tap {
  enum Harm {
    NOBODY_GETS_IT,
    ONE_MISSES_IT,
    SENDER_DIES_BEFORE,
    SENDER_DIES_AFTER,
    RECEIVER_DIES_BEFORE,
    RECEIVER_DIES_AFTER,
    /**
     * Between what it did and what it was about to do: with its promise on disk and untold, say.
     */
    DIES_BETWEEN_EFFECTS
  }

  private final Harm harm;
  private final long n;
  private long sent;
  private long taken;
  private long handled;
  private long effects;

  NthMessage(Harm harm, long n) {
    this.harm = harm;
    this.n = n;
  }

  private static boolean isAgreement(Message message) {
    return !(message instanceof MulticastMessage) && !(message instanceof Heartbeat);
  }

  private void crash(SimNode node, Object at) {
    node.sim().trace().say(node.sim().nowMs(), () -> harm + ": " + node + ", " + at);
    node.crash();
  }

  @Override
  public int onSend(SimNode from, Message message, int receivers) {
    if (!isAgreement(message) || ++sent != n) return receivers;
    switch (harm) {
      case NOBODY_GETS_IT -> {
        from.sim().faults().add(Fault.LOST);
        return 0;
      }
      case ONE_MISSES_IT -> {
        from.sim().faults().add(Fault.LOST);
        return Math.max(0, receivers - 1);
      }
      case SENDER_DIES_BEFORE -> {
        crash(from, message);
        return 0;
      }
      case SENDER_DIES_AFTER -> crash(from, message);
      default -> {}
    }
    return receivers;
  }

  @Override
  public void onTake(SimNode to, MemberId from, Message message) {
    if (harm == Harm.RECEIVER_DIES_BEFORE && isAgreement(message) && ++taken == n)
      crash(to, message);
  }

  @Override
  public void onReceived(SimNode to, MemberId from, Message message) {
    if (harm == Harm.RECEIVER_DIES_AFTER && isAgreement(message) && ++handled == n)
      crash(to, message);
  }

  @Override
  public void onEffect(SimNode node, Output effect) {
    boolean isStep =
        effect instanceof Signal
            || effect instanceof PersistPromise
            || (effect instanceof Transmit transmit && isAgreement(transmit.message()));
    if (harm == Harm.DIES_BETWEEN_EFFECTS && isStep && ++effects == n) crash(node, effect);
  }
}
