package dev.parley.session;

import dev.parley.chat.PushWindow;

/** Whether mail that waited at login is still on its way to a session's client. */
final class UnreadProgress {
  private boolean isPending;
  private long pushed;
  private long acknowledged;

  /** So much mail waits; it is pushed with numbers from 1. */
  void onOpened(long count) {
    isPending = count > 0;
    pushed = 0;
    acknowledged = 0;
  }

  void onPushed(long n) {
    pushed = n;
  }

  void onAcknowledged(long n) {
    acknowledged = Math.max(acknowledged, Math.min(n, pushed));
  }

  /** All of it has been pushed. */
  void onEnd() {
    isPending = false;
  }

  /**
   * Says whether more of it comes. A client that can acknowledge nothing any more gets what may be
   * pushed without that; the rest waits for its next login.
   */
  boolean isComing(boolean canAcknowledge) {
    boolean isHeldUp = pushed - acknowledged >= PushWindow.MAX_UNACKNOWLEDGED;
    return isPending && (canAcknowledge || !isHeldUp);
  }
}
