package dev.parley.wire;

import dev.parley.chat.StateChanges;
import dev.parley.protocol.MemberId;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One commit of a store, as its log keeps it: the changes of mail and streams, and the members of
 * which more is delivered than before. The changes of accounts, blocks and logouts are not in it.
 */
public record CommitRecord(StateChanges changes, SortedMap<MemberId, Long> delivered) {
  public CommitRecord {
    delivered = Collections.unmodifiableSortedMap(new TreeMap<>(delivered));
  }
}
