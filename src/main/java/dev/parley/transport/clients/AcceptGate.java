package dev.parley.transport.clients;

/**
 * Decides whether one more connection may be accepted, so that descriptors are left for the disk
 * and for the members. Without any, accepting fails, and Akka's listener tries again at once for as
 * long as a client waits.
 */
final class AcceptGate {
  /** For the store's files, the members' links and transfers of state. */
  static final int RESERVE = 32;

  private long permits;

  /**
   * {@code open} of {@code limit} descriptors are in use. Half of those that are free may be taken
   * before the next look, since others take some too and a look has its cost.
   */
  void onLook(long open, long limit) {
    permits = Math.max(0, (limit - open - RESERVE + 1) / 2);
  }

  void onAccepted() {
    permits--;
  }

  boolean mayAccept() {
    return permits > 0;
  }
}
