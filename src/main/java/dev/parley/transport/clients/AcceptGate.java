package dev.parley.transport.clients;

/**
 * Decides whether one more connection may be accepted, so that descriptors are left for the disk
 * and for the members. Without a free descriptor accepting fails, and Akka's listener tries again
 * at once for as long as a client waits.
 */
final class AcceptGate {
  /** Descriptors kept free for the store's files, the members' links and transfers of state. */
  static final int RESERVE = 32;

  private long permits;

  /**
   * {@code open} of {@code limit} descriptors are in use. Half of the free ones may be taken before
   * the next look, since others take some too and a look has its cost.
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
