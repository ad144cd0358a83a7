package dev.parley.chat;

import dev.parley.chat.model.UserName;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * The kept state in buckets: who is in which, and the digest of each. A change only notes that its
 * bucket is different; the digest is computed when somebody asks, from the whole bucket. So a
 * message costs next to nothing here, and a bucket that changes a thousand times between two
 * questions is hashed once.
 */
final class StateBuckets {
  private static final UserName[] NOBODY = {};

  private final Function<Collection<UserName>, ChatSnapshot> contents;
  private final UserName[][] users = new UserName[BucketId.COUNT][];
  private final BitSet changed = new BitSet(BucketId.COUNT);
  private final long[] halves = new long[2 * BucketId.COUNT];
  private final BucketDigest.Hasher hasher = new BucketDigest.Hasher();

  /** {@code contents} makes a snapshot of what is known of some users, who come in order. */
  StateBuckets(Function<Collection<UserName>, ChatSnapshot> contents) {
    this.contents = contents;
    Arrays.fill(users, NOBODY);
  }

  /** Something of {@code user} is different, or new, or gone. */
  void onChanged(UserName user) {
    int bucket = BucketId.of(user);
    changed.set(bucket);
    var here = users[bucket];
    int place = Arrays.binarySearch(here, user);
    if (place < 0) users[bucket] = inserted(here, user, -place - 1);
  }

  private static UserName[] inserted(UserName[] sorted, UserName user, int place) {
    var more = new UserName[sorted.length + 1];
    System.arraycopy(sorted, 0, more, 0, place);
    more[place] = user;
    System.arraycopy(sorted, place, more, place + 1, sorted.length - place);
    return more;
  }

  /** The digests of the state as it is now. */
  BucketDigests digests() {
    for (int bucket = changed.nextSetBit(0); bucket >= 0; bucket = changed.nextSetBit(bucket + 1)) {
      var digest = hasher.of(contents.apply(List.of(users[bucket])));
      halves[2 * bucket] = digest.high();
      halves[2 * bucket + 1] = digest.low();
    }
    changed.clear();
    return BucketDigests.of(halves.clone());
  }

  /** What is in these buckets, in the order of a snapshot. */
  ChatSnapshot contents(BucketSet buckets) {
    var inOrder = new TreeSet<UserName>();
    buckets.stream().forEach(bucket -> inOrder.addAll(List.of(users[bucket])));
    return contents.apply(inOrder);
  }
}
