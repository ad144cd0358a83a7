package dev.parley.session.limits;

/**
 * How long a client that is not logged in may be silent: a short while until its first line, which
 * is all that an open connection needs to show, and a longer one between lines, since a person may
 * be looking for the password.
 */
public final class LoginPatience {
  /** No time limit holds. */
  public static final long NEVER = Long.MAX_VALUE;

  private final long betweenLinesMs;
  private boolean hasWritten;
  private long dueMs;

  public LoginPatience(long firstLineMs, long betweenLinesMs, long nowMs) {
    this.betweenLinesMs = betweenLinesMs;
    dueMs = nowMs + firstLineMs;
  }

  /** A line arrived from the client. */
  public void onLine(long nowMs) {
    hasWritten = true;
    if (dueMs != NEVER) dueMs = nowMs + betweenLinesMs;
  }

  public void onLoggedIn() {
    dueMs = NEVER;
  }

  public void onLoggedOut(long nowMs) {
    hasWritten = true;
    dueMs = nowMs + betweenLinesMs;
  }

  /** The time at which the client has been silent for too long, or {@link #NEVER}. */
  public long dueMs() {
    return dueMs;
  }

  public boolean isOver(long nowMs) {
    return nowMs >= dueMs;
  }

  /** Whether any line has come yet. */
  public boolean hasWritten() {
    return hasWritten;
  }
}
