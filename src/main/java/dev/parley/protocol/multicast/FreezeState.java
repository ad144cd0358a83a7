package dev.parley.protocol.multicast;

import dev.parley.protocol.Ballot;
import dev.parley.protocol.Dot;
import dev.parley.protocol.Member;
import dev.parley.protocol.Output;
import dev.parley.protocol.Signal.CutDecided;
import dev.parley.protocol.Signal.CutReached;
import dev.parley.protocol.VersionVector;
import dev.parley.protocol.multicast.MulticastOutput.CutDelivered;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How far a view change has come for the multicast: frozen, with a cut to reach, at the cut. */
final class FreezeState {
  private @Nullable Ballot ballot;
  private @Nullable CutDecided cut;
  private boolean isReached;

  boolean isFrozen() {
    return ballot != null;
  }

  /** The messages to deliver before the next view, once that is decided. */
  @Nullable CutDecided cut() {
    return cut;
  }

  /** The members that come from the same view and deliver the same cut. */
  List<Member> companions() {
    return cut == null ? List.of() : cut.holders();
  }

  /**
   * After a freeze a delivery that the cut does not name would be in this member's past but in no
   * member's report.
   */
  boolean mayDeliver(Dot dot) {
    return ballot == null || (cut != null && cut.reach().contains(dot));
  }

  /** A later freeze replaces an earlier one and its cut. */
  void onFreeze(Ballot promised) {
    ballot = promised;
    cut = null;
    isReached = false;
  }

  /** Returns true if the cut is that of the ballot for which this member is frozen. */
  boolean onCutDecided(CutDecided decided) {
    if (!decided.ballot().equals(ballot)) return false;
    cut = decided;
    isReached = false;
    return true;
  }

  /** Reports once that the cut is reached. */
  List<Output> onDelivered(VersionVector delivered) {
    var decided = cut;
    if (decided == null || isReached || !delivered.covers(decided.reach())) return List.of();
    isReached = true;
    return List.of(
        new CutDelivered(decided.ballot(), decided.reach(), decided.isWanted()),
        new CutReached(decided.ballot()));
  }

  void onViewInstalled() {
    ballot = null;
    cut = null;
  }
}
