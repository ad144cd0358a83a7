package dev.parley.protocol.multicast;

import dev.parley.protocol.Output;
import dev.parley.protocol.Output.Note;
import dev.parley.protocol.View;
import java.util.List;

/**
 * Messages that only a broken member sends: each member of a view is reported once, so that it is
 * noticed and does not fill the log. What it sent is ignored.
 */
final class MemberFaults {
  private final View view;

  /** A bit for each slot. */
  private long reported;

  MemberFaults(View view) {
    this.view = view;
  }

  /** {@code what} continues a sentence whose subject is the member in slot {@code member}. */
  List<Output> report(int member, String what) {
    long bit = 1L << member;
    if ((reported & bit) != 0) return List.of();
    reported |= bit;
    var id = view.members().get(member).id();
    return List.of(
        new Note(
            "member at fault",
            id,
            id
                + " in view "
                + view.id()
                + " "
                + what
                + ": that is ignored. It was forged, or that node is broken: restart it"));
  }
}
