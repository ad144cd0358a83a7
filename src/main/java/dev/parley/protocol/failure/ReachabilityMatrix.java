package dev.parley.protocol.failure;

import dev.parley.protocol.MemberId;
import dev.parley.protocol.View;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Records which members hear each other themselves, as the members publish it, and chooses the
 * member that must leave where that stays incomplete. Two members that do not hear each other count
 * as alive by the reports of the others; a leader tolerates that only for a while. The rows of
 * members that the leader does not hear itself are not used: they are stale or come from the wrong
 * side of the fault. A member that only the leader does not hear is not removed, since the others
 * hear it.
 */
final class ReachabilityMatrix {
  private static final long NEVER = Long.MIN_VALUE;

  private final View view;
  private final MemberId self;
  private final FailureSettings settings;
  private final Map<MemberId, Long> rows = new TreeMap<>();
  private long brokenSinceMs = NEVER;

  ReachabilityMatrix(View view, MemberId self, FailureSettings settings) {
    this.view = view;
    this.self = self;
    this.settings = settings;
  }

  void onRow(MemberId from, LivenessDigest heard) {
    if (heard.fits(view.size())) rows.put(from, heard.direct());
  }

  /**
   * The member to remove now: of those in a broken pair the one with the fewest links that work
   * both ways, and the smallest of these. One at a time, each after {@link
   * FailureSettings#partialAfterMs()} of an incomplete graph; after a pause that time starts again.
   */
  Optional<MemberId> onTick(Map<MemberId, MemberWatch> watches, long nowMs) {
    @Nullable MemberId poorest = null;
    int fewest = Integer.MAX_VALUE;
    for (var id : view.ids()) {
      if (id.equals(self) || !isTrusted(id, watches)) continue;
      int links = 0;
      boolean isBroken = false;
      for (var other : view.ids()) {
        if (other.equals(id) || !isTrusted(other, watches)) continue;
        boolean isLinked = hears(id, other, watches, nowMs) && hears(other, id, watches, nowMs);
        if (isLinked) links++;
        isBroken |= !isLinked && !other.equals(self);
      }
      if (!isBroken || links >= fewest) continue;
      poorest = id;
      fewest = links;
    }
    if (poorest == null) brokenSinceMs = NEVER;
    else if (brokenSinceMs == NEVER) brokenSinceMs = nowMs;
    if (poorest == null || nowMs - brokenSinceMs <= settings.partialAfterMs())
      return Optional.empty();
    brokenSinceMs = NEVER;
    return Optional.of(poorest);
  }

  void onPause() {
    brokenSinceMs = NEVER;
  }

  private boolean isTrusted(MemberId id, Map<MemberId, MemberWatch> watches) {
    var watch = watches.get(id);
    return id.equals(self) || (watch != null && watch.isTrusted());
  }

  /** Innocent where there is no evidence: without its row a member counts as hearing all others. */
  private boolean hears(
      MemberId listener, MemberId speaker, Map<MemberId, MemberWatch> watches, long nowMs) {
    if (listener.equals(self)) return isDirect(watches.get(speaker), nowMs);
    var row = rows.get(listener);
    if (row == null || !isDirect(watches.get(listener), nowMs)) return true;
    return (row >>> view.slotOf(speaker) & 1) == 1;
  }

  private boolean isDirect(@Nullable MemberWatch watch, long nowMs) {
    return watch != null && watch.isHeardDirectly(nowMs, settings.suspectAfterMs());
  }
}
