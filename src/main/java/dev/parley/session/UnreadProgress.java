package dev.parley.session;

import dev.parley.chat.PushWindow;

/** Whether mail that waited at login is still on its way to a session's client. */
final class UnreadProgress {
  private boolean isPending;
  private long pushed;
  private long acknowledged;

  /** {@code count} messages wait; they are pushed with numbers from 1. */
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

  /** All waiting mail has been pushed. */
  void onEnd() {
    isPending = false;
  }

  /**
   * Whether more of it comes. A client that can no longer acknowledge anything gets only the mail
   * that may be pushed without acknowledgements; the rest waits for its next login.
   */
  boolean isComing(boolean canAcknowledge) {
    boolean isHeldUp = pushed - acknowledged >= PushWindow.MAX_UNACKNOWLEDGED;
    return isPending && (canAcknowledge || !isHeldUp);
  }
}
