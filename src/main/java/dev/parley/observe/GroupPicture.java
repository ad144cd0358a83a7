package dev.parley.observe;

import dev.parley.protocol.MemberId;
import dev.parley.protocol.Output;
import dev.parley.protocol.Output.Note;
import dev.parley.protocol.Signal;
import java.util.Collection;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * How this node sees the other members at the moment, gathered from what its cores tell each other:
 * whom it doubts, to whom its links are up, and whether it elects. The view itself is the replica's
 * to report.
 */
public final class GroupPicture {
  /** How far the doubt about a member has come. */
  public enum Doubt {
    /** It is silent to this node, and the others are being asked. */
    SUSPECTED,
    /** The others have agreed. */
    CONFIRMED
  }

  /** A moment of it. */
  public record Moment(
      SortedMap<MemberId, Doubt> doubts, SortedSet<MemberId> linked, boolean isElecting) {}

  private static final Set<String> ELECTS = Set.of("election started", "election restarted");

  private final SortedMap<MemberId, Doubt> doubts = new TreeMap<>();
  private final SortedSet<MemberId> linked = new TreeSet<>();
  private boolean isElecting;

  /** Whether {@link #onOutput} would look at {@code output}: most are none of its business. */
  public static boolean matters(Output output) {
    return output instanceof Signal || output instanceof Note;
  }

  public void onOutput(Output output) {
    if (output instanceof Signal.Suspected suspected) {
      doubts.putIfAbsent(suspected.member(), Doubt.SUSPECTED);
    } else if (output instanceof Signal.Confirmed confirmed) {
      doubts.put(confirmed.member(), Doubt.CONFIRMED);
    } else if (output instanceof Signal.Cleared cleared) {
      doubts.remove(cleared.member());
      // Whoever elects does so because of a dead leader; without any doubt there is none.
      if (doubts.isEmpty()) isElecting = false;
    } else if (output instanceof Signal.ViewInstalled) {
      doubts.clear();
      isElecting = false;
    } else if (output instanceof Note note && ELECTS.contains(note.event())) {
      isElecting = true;
    }
  }

  /** The links that are up now are those to {@code members}. */
  public void onLinks(Collection<MemberId> members) {
    linked.clear();
    linked.addAll(members);
  }

  public Moment now() {
    return new Moment(new TreeMap<>(doubts), new TreeSet<>(linked), isElecting);
  }
}
