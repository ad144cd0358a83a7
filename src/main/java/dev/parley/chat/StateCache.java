package dev.parley.chat;

import dev.parley.chat.ChatSnapshot.StreamState;
import java.util.TreeMap;

/**
 * Buckets that were copied from another member before a view change, each under the digest of what
 * came. Nothing of it is merged by itself: a bucket is taken from here if a member that is frozen
 * has one with the same digest, and then it need not be sent. So it does no harm if what is here is
 * old, damaged or from another part of the group.
 */
public final class StateCache {
  private record Copy(BucketDigest digest, ChatSnapshot contents) {}

  private final TreeMap<Integer, Copy> copies = new TreeMap<>();
  private final SharedParts parts = new SharedParts();
  private final BucketDigest.Hasher hasher = new BucketDigest.Hasher();

  /**
   * Keeps what is in the buckets that are different in {@code copied}, unless it is what a state
   * with the digests {@code own} has. Returns how many buckets were not known before.
   */
  public int put(PartialState copied, BucketDigests own) {
    var filled = SnapshotLists.byBucket(copied.state());
    int news = 0;
    for (int bucket : copied.different().stream().toArray()) {
      var lists = filled.getOrDefault(bucket, new SnapshotLists());
      if (put(bucket, shared(lists), own.of(bucket))) news++;
    }
    return news;
  }

  private boolean put(int bucket, ChatSnapshot contents, BucketDigest own) {
    var digest = hasher.of(contents);
    var before = digest.equals(own) ? copies.remove(bucket) : copies.get(bucket);
    if (digest.equals(before == null ? own : before.digest())) return false;
    if (!digest.equals(own)) copies.put(bucket, new Copy(digest, contents));
    return true;
  }

  /** A copy lies here longer than its message from the network. */
  private ChatSnapshot shared(SnapshotLists lists) {
    lists.accounts.forEach(account -> parts.share(account.name()));
    lists.streams.replaceAll((StreamState stream) -> parts.share(stream));
    lists.mails.replaceAll(parts::share);
    return lists.snapshot();
  }

  /** The number of buckets here. */
  public int size() {
    return copies.size();
  }

  /**
   * The digests to ask others with who are to send what is neither here nor in a state with the
   * digests {@code own}.
   */
  public BucketDigests with(BucketDigests own) {
    if (copies.isEmpty()) return own;
    var both = own.builder();
    copies.forEach((bucket, copy) -> both.set(bucket, copy.digest()));
    return both.build();
  }

  /**
   * The answer to the digests {@link #with} {@code own}, in which a bucket that is not different
   * has the digest that it has here, with these buckets: what is different from the state with the
   * digests {@code own}.
   */
  public PartialState complete(PartialState answer, BucketDigests own) {
    var lists = new SnapshotLists();
    var taken =
        copies.entrySet().stream()
            .filter(copy -> !answer.different().contains(copy.getKey()))
            .filter(copy -> !copy.getValue().digest().equals(own.of(copy.getKey())))
            .toList();
    taken.forEach(copy -> lists.addAll(copy.getValue().contents()));
    var buckets = BucketSet.of(taken.stream().mapToInt(copy -> copy.getKey()));
    return answer.with(buckets, lists.snapshot());
  }
}
