package dev.parley.chat;

/**
 * Detects when mail is refused because all mail takes too much memory, and when that is over. It is
 * not over with the first message that is read, or each message would be a change.
 */
public final class MemoryWatch {
  /** The refusals are over when mail takes less than this percentage of its limit. */
  static final int RELIEVED_PERCENT = 90;

  private final ChatState state;
  private final MemoryRoom room;
  private boolean isFull;

  /** {@code room} is that of {@code state}. */
  public MemoryWatch(ChatState state, MemoryRoom room) {
    this.state = state;
    this.room = room;
  }

  /** Checks the memory; returns true if {@link #isFull} is different now. */
  public boolean onTick() {
    boolean before = isFull;
    isFull = room.isFull() || (before && !isRelieved());
    return isFull != before;
  }

  // The limit is divided first, because there may be no limit at all.
  private boolean isRelieved() {
    return state.mailMemory() < room.limit() / 100 * RELIEVED_PERCENT;
  }

  /** Whether mail is refused, or was a moment ago. */
  public boolean isFull() {
    return isFull;
  }
}
