package dev.parley.observe;

import dev.parley.protocol.MemberId;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * The latest events of a node: one more than there is room for displaces the oldest. Ids only grow,
 * also from one start of the node to the next unless its clock was set back meanwhile, so whoever
 * knows the last one that it was given can ask for those after it, whatever happened meanwhile.
 */
public final class EventRing {
  /** Some hours of a group with a bad network, and at most a megabyte. */
  public static final int MAX_EVENTS = 1_000;

  /** The list of the members of a large view is cut; {@code /api/cluster} has it whole. */
  public static final int MAX_CHARACTERS = 500;

  /** A node has fewer events in a millisecond, so no later start begins with an id of this one. */
  private static final long IDS_OF_A_MILLISECOND = 1_000;

  private final Deque<GroupEvent> events = new ArrayDeque<>();
  private long lastId;

  /** {@code startedAtMs}: the time of day. */
  public EventRing(long startedAtMs) {
    lastId = startedAtMs * IDS_OF_A_MILLISECOND;
  }

  public GroupEvent add(long atMs, String event, Optional<MemberId> about, String particulars) {
    var added = new GroupEvent(++lastId, atMs, cut(event), about, cut(particulars));
    events.addLast(added);
    if (events.size() > MAX_EVENTS) events.removeFirst();
    return added;
  }

  /**
   * The events that are kept and came after the one with this id, the oldest first: all, if that
   * one is yet to come. It is of a start at which the clock was ahead.
   */
  public List<GroupEvent> after(long id) {
    if (id > lastId) return List.copyOf(events);
    return events.stream().filter(event -> event.id() > id).toList();
  }

  private static String cut(String text) {
    return text.length() <= MAX_CHARACTERS ? text : text.substring(0, MAX_CHARACTERS - 1) + "…";
  }
}
