package dev.parley.chat.model;

/**
 * What {@code owner} said last about {@code name}, at this Lamport time: blocked, or no more. An
 * entry about the owner's own name is a floor: whatever the owner said before that time, and has
 * not said again since, is forgotten.
 */
public record BlockEntry(UserName owner, UserName name, long lamport, boolean isBlocked) {
  /** The floor of a list: what was said before {@code lamport} is forgotten. */
  public static BlockEntry floor(UserName owner, long lamport) {
    return new BlockEntry(owner, owner, lamport, false);
  }

  public boolean isFloor() {
    return owner.equals(name);
  }

  /** Whether this is said later; of two parts of a group that say it at once, blocked wins. */
  public boolean isAfter(BlockEntry other) {
    return lamport == other.lamport ? isBlocked && !other.isBlocked : lamport > other.lamport;
  }
}
