package dev.parley.chat;

/**
 * Checks whether the state has room for more, before it is accepted. All servers hold the same
 * state and may have heaps of different sizes, so the smallest limit in the view counts for all of
 * them. State that exists already stays, whatever it takes: a merge adds up the state of two parts,
 * and a server loads all that it has on its disk.
 */
public final class MemoryRoom {
  /** No limit. */
  public static final long UNLIMITED = Long.MAX_VALUE;

  /**
   * A server's automatic limit for all mail is its heap divided by this. Two full parts that merge
   * then take two fifths of the heap, and accounts and client ids a fifth more; old objects may
   * have half of the heap (NewRatio=1) before the collector has to work for each new one.
   */
  public static final int SHARE_OF_HEAP = 5;

  /**
   * Accounts and client ids, which are kept for ever, may take the mail's limit divided by this.
   */
  static final int MAIL_PER_KEPT = 2;

  /**
   * What was sent to rooms may take the mail's limit divided by this, while it waits: one member
   * fills hundreds of mailboxes with it, and private mail must find room nevertheless.
   */
  static final int MAIL_PER_COPIES = 2;

  private final ChatState state;
  private final long ownBytes;

  /** This server gives {@code ownBytes} to all mail, or is {@link #UNLIMITED}. */
  public MemoryRoom(ChatState state, long ownBytes) {
    this.state = state;
    this.ownBytes = ownBytes;
  }

  /** The memory that all mail may take, in bytes. */
  public long limit() {
    return state.memoryLimits().smallest(ownBytes);
  }

  /** The memory that this server gives to all mail, in bytes. */
  public long own() {
    return ownBytes;
  }

  /**
   * The part of the free memory that this server may fill with mail under way: every server of the
   * view may do so at the same time.
   */
  private long share() {
    return Math.max(0, limit() - state.mailMemory()) / members();
  }

  private int members() {
    return state.memoryLimits().members();
  }

  /** Whether mail of {@code bytes} fits, if {@code underWay} bytes were submitted here. */
  boolean hasRoom(long underWay, long bytes) {
    return underWay + bytes <= share();
  }

  /** As {@link #hasRoom}, in the part of the memory that is for what was sent to rooms. */
  boolean hasRoomForCopies(long underWay, long bytes) {
    return underWay + bytes <= Math.max(0, copyLimit() - state.copyMemory()) / members();
  }

  /** Whether more than half of that part is used. */
  boolean areCopiesMany() {
    return state.copyMemory() > copyLimit() / 2;
  }

  private long copyLimit() {
    return limit() / MAIL_PER_COPIES;
  }

  /** The memory that so many copies with this text will take, in bytes. */
  long cost(int copies, String text) {
    return MemoryCost.expected(copies, text, members());
  }

  /** The memory that a message that is about to be multicast will take, in bytes. */
  long cost(String text) {
    return MemoryCost.expected(text, members());
  }

  /** Whether another account, or another client id, fits. */
  boolean hasRoomForEver(long bytes) {
    return state.keptMemory() + bytes <= limit() / MAIL_PER_KEPT;
  }

  /** Whether the largest message would be refused even if nothing were under way. */
  public boolean isFull() {
    return !hasRoom(0, MemoryCost.largest(members()));
  }
}
