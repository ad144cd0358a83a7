package dev.parley.protocol.reach;

import dev.parley.protocol.Member;

/** The knowledge about one other member's multicasts, and about ours at that member. */
final class ReachPeer {
  private static final long NEVER = Long.MIN_VALUE;

  private final Member member;
  private long heardMs = NEVER;
  private long heardByMulticastMs = NEVER;
  private long saidMs = NEVER;
  private boolean hearsUs;
  private boolean reached;
  private long sinceMs;
  private boolean noted;

  ReachPeer(Member member, long nowMs) {
    this.member = member;
    this.sinceMs = nowMs;
  }

  Member member() {
    return member;
  }

  void onArrived(boolean byMulticast, long nowMs) {
    heardMs = nowMs;
    if (byMulticast) heardByMulticastMs = nowMs;
  }

  void onSaid(boolean isHearingUs, long nowMs) {
    hearsUs = isHearingUs;
    saidMs = nowMs;
  }

  /** This node has another name now, of which the member has said nothing yet. */
  void onUnknown() {
    hearsUs = false;
  }

  boolean isHeard(ReachSettings settings, long nowMs) {
    return isWithin(heardByMulticastMs, settings.heardForMs(), nowMs);
  }

  boolean isReached(ReachSettings settings, long nowMs) {
    boolean now =
        hearsUs && isHeard(settings, nowMs) && isWithin(saidMs, settings.believeForMs(), nowMs);
    if (now != reached) sinceMs = nowMs;
    reached = now;
    return now;
  }

  /**
   * Called after {@link #isReached}. A member that is not heard at all is another one's concern.
   */
  boolean changesNote(ReachSettings settings, long nowMs) {
    if (noted != reached || nowMs - sinceMs < settings.noteAfterMs()) return false;
    if (!noted && !isWithin(heardMs, settings.suspectAfterMs(), nowMs)) return false;
    noted = !noted;
    return true;
  }

  boolean isNoted() {
    return noted;
  }

  private static boolean isWithin(long sinceMs, long spanMs, long nowMs) {
    return sinceMs != NEVER && nowMs - sinceMs <= spanMs;
  }
}
