package dev.parley.chat;

/**
 * Notices when mail is refused because all of it takes too much memory, and when that is over: not
 * with the first message that is read, or each would be news.
 */
public final class MemoryWatch {
  /** It is over when mail takes less than this part of what it may take. */
  static final int RELIEVED_PERCENT = 90;

  private final ChatState state;
  private final MemoryRoom room;
  private boolean isFull;

  /** {@code room} is that of {@code state}. */
  public MemoryWatch(ChatState state, MemoryRoom room) {
    this.state = state;
    this.room = room;
  }

  /** Looks; returns true if something is different. */
  public boolean onTick() {
    boolean before = isFull;
    isFull = room.isFull() || (before && !isRelieved());
    return isFull != before;
  }

  // Divided first: the limit may be none at all.
  private boolean isRelieved() {
    return state.mailMemory() < room.limit() / 100 * RELIEVED_PERCENT;
  }

  /** Mail is refused, or was a moment ago. */
  public boolean isFull() {
    return isFull;
  }
}
