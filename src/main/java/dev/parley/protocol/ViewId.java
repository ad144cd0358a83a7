package dev.parley.protocol;

/**
 * Names a view: its epoch and the leader that installed it. A larger epoch is later; two views of
 * one epoch with different leaders are concurrent parts of a partition. {@link #none} is the id
 * that a member carries before its first view.
 */
public record ViewId(long epoch, MemberId leader) {
  public ViewId {
    if (epoch < 0)
      throw new IllegalArgumentException("an epoch is not negative, this one is " + epoch);
  }

  /** The id of the state before {@code self}'s first view; no other member ever has it. */
  public static ViewId none(MemberId self) {
    return new ViewId(0, self);
  }

  public boolean isNone() {
    return epoch == 0;
  }

  @Override
  public String toString() {
    return epoch + "/" + leader;
  }
}
