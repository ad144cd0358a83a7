package dev.parley.protocol.failure;

import dev.parley.protocol.failure.FailureMessage.Evidence;
import org.jspecify.annotations.Nullable;

/**
 * The knowledge about one other member of the view: when it was last heard, and the stage of the
 * case against it.
 */
final class MemberWatch {
  /**
   * A datagram may arrive this long after the connection of its sender was closed, and a report
   * about it takes time too. Where the network is slower, silence must reveal the death.
   */
  static final long IN_FLIGHT_MS = 50;

  private static final long NEVER = Long.MIN_VALUE;

  private long heardMs;
  private long counter;

  /** The largest counter that came from the member itself. */
  private long ownCounter;

  /** When the member itself sent its largest counter, or later, whichever member passed that on. */
  private long counterMs;

  /** When its own datagram came here last; not at all in this view if {@link #NEVER}. */
  private long directMs = NEVER;

  /** A counter of the member shows that it was heard; it is not merely assumed to be alive. */
  private boolean heardFirsthand;

  private @Nullable SuspectQuery query;
  private boolean confirmed;
  private boolean provenDead;
  private boolean linkClosed;
  private boolean refused;
  private long linkClosedMs;

  /** Until it is heard, the member counts as heard now, because it had no chance yet. */
  MemberWatch(long nowMs) {
    this.heardMs = nowMs;
  }

  /**
   * Returns true if the heartbeat is news: a duplicate or overtaken one prolongs no life. Others
   * may have passed a later one on faster, or claim one that was never sent: the member itself
   * knows its counter best.
   */
  boolean onHeartbeat(long number, long nowMs) {
    if (provenDead || number <= ownCounter) return false;
    ownCounter = number;
    directMs = nowMs;
    advance(number, nowMs);
    return true;
  }

  /**
   * Another member knows the heartbeat {@code number}, sent at {@code atMs} at the latest. Only the
   * member itself raises the number, so a report that is passed on and back again is no news and
   * prolongs nothing.
   */
  boolean onHearsay(long number, long atMs) {
    if (number <= counter || provenDead) return false;
    advance(number, atMs);
    return true;
  }

  private void advance(long number, long atMs) {
    counter = number;
    counterMs = atMs;
    // A presumption that is younger stands: nothing that is heard makes a member more silent.
    heardFirsthand |= atMs >= heardMs;
    heardMs = Math.max(heardMs, atMs);
  }

  long counter() {
    return counter;
  }

  long counterAgeMs(long nowMs) {
    return counter == 0 ? 0 : nowMs - counterMs;
  }

  boolean isHeardDirectly(long nowMs, long withinMs) {
    return directMs != NEVER && nowMs - directMs <= withinMs;
  }

  /** Counts as heard at {@code atMs} although this member did not hear it. */
  void onPresumedHeard(long atMs) {
    heardMs = atMs;
    heardFirsthand = false;
  }

  long silentMs(long nowMs) {
    return nowMs - heardMs;
  }

  /** A heartbeat heard before that is no longer a sign of life. */
  void onLinkClosed(boolean isRefused, long nowMs) {
    if (!linkClosed) linkClosedMs = nowMs;
    linkClosed = true;
    refused |= isRefused;
  }

  /**
   * Returns true if the member must have lived since its link ended if some member heard it at
   * {@code heardAtMs}, and not only until then.
   */
  boolean wasAliveAt(long heardAtMs) {
    return !linkClosed || heardAtMs > linkClosedMs + IN_FLIGHT_MS;
  }

  /** The evidence for its death beside its silence. */
  Evidence evidence() {
    if (!linkClosed) return Evidence.SILENCE;
    return refused ? Evidence.LINK_REFUSED : Evidence.LINK_CLOSED;
  }

  /**
   * Returns true if this member may testify: that a suspect only counts as heard is no testimony
   * that it is alive. Without this rule a process that is stopped and continued again and again
   * would veto every exclusion for ever.
   */
  boolean mayTestify(long nowMs, long vetoWithinMs) {
    return !provenDead && (heardFirsthand || silentMs(nowMs) >= vetoWithinMs);
  }

  void suspect(SuspectQuery asking) {
    query = asking;
  }

  void confirm() {
    query = null;
    confirmed = true;
  }

  void proveDead() {
    confirm();
    provenDead = true;
  }

  void clear() {
    linkClosed = false;
    refused = false;
    query = null;
    confirmed = false;
  }

  /** The question about this member while it is open. */
  @Nullable SuspectQuery query() {
    return query;
  }

  boolean isConfirmed() {
    return confirmed;
  }

  /** Neither suspected nor confirmed. */
  boolean isTrusted() {
    return query == null && !confirmed;
  }
}
