package dev.parley.chat;

/**
 * The buckets of a snapshot, computed from all of it: what a state that follows its changes must
 * come to.
 */
public final class SnapshotBuckets {
  private SnapshotBuckets() {}

  /** The digests of a state, or of a part of it with everything of each bucket in it. */
  public static BucketDigests digests(ChatSnapshot state) {
    var buckets = SnapshotLists.byBucket(state);
    var hasher = new BucketDigest.Hasher();
    var digests = new BucketDigests.Builder();
    buckets.forEach((bucket, lists) -> digests.set(bucket, hasher.of(lists.snapshot())));
    return digests.build();
  }

  /** What is in the buckets that are {@code different} in {@code state}, and what is in none. */
  public static PartialState part(ChatSnapshot state, BucketSet different) {
    if (different.isAll()) return PartialState.whole(state);
    var lists = new SnapshotLists();
    var rest = new SnapshotLists();
    SnapshotLists.distribute(state, user -> different.contains(BucketId.of(user)) ? lists : rest);
    return new PartialState(lists.in(state), different);
  }
}
