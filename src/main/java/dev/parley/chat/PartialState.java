package dev.parley.chat;

/**
 * The state of another part of the group, as far as it is different from a state here: {@code
 * state} has everything that is in {@code different} there, and what belongs to no user. Each other
 * bucket has the same contents there as here.
 */
public record PartialState(ChatSnapshot state, BucketSet different) {
  /** A state of which nothing is known here. */
  public static PartialState whole(ChatSnapshot state) {
    return new PartialState(state, BucketSet.ALL);
  }

  /** This state with more of what is equal: {@code here} has the contents of {@code equal}. */
  PartialState with(BucketSet equal, ChatSnapshot here) {
    if (equal.isEmpty()) return this;
    var lists = new SnapshotLists();
    lists.addAll(state);
    lists.addAll(here);
    return new PartialState(lists.in(state), different.union(equal));
  }

  /** What is in no bucket: everything else is equal. */
  public PartialState withoutBuckets() {
    return new PartialState(new SnapshotLists().in(state), BucketSet.NONE);
  }

  /** See {@link ChatSnapshot#before}. */
  public PartialState before(long epoch) {
    return new PartialState(state.before(epoch), different);
  }
}
