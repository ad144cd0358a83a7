package dev.parley.protocol.membership;

import dev.parley.protocol.MemberId;
import dev.parley.protocol.Output;
import dev.parley.protocol.Output.Note;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reports each node whose settings differ from ours, once. */
final class SettingsMismatch {
  /**
   * At most this many nodes are reported; more reports say nothing new, and must not fill memory or
   * the log.
   */
  static final int MAX_NODES = 64;

  private final SharedSettings own;
  private final SortedMap<String, SharedSettings> told = new TreeMap<>();

  SettingsMismatch(SharedSettings own) {
    this.own = own;
  }

  /** Returns true if {@code terms} keep a node out. */
  boolean isWith(SharedSettings terms) {
    return !own.agreesWith(terms);
  }

  List<Output> tell(MemberId node, SharedSettings terms) {
    boolean isTold = terms.equals(told.get(node.node()));
    if (isTold || (told.size() == MAX_NODES && !told.containsKey(node.node()))) return List.of();
    told.put(node.node(), terms);
    return List.of(
        new Note(
            "settings differ",
            node + " has " + terms + ", this node " + own + ": they cannot form one group"));
  }
}
