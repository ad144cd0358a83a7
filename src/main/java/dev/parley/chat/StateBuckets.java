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
  private static final int PAGE = BucketDigests.PAGE;

  private static final UserName[] NOBODY = {};
  private static final UserName[][] EMPTY_PAGE = emptyPage();

  private final Function<Collection<UserName>, ChatSnapshot> contents;
  private final UserName[][][] users = new UserName[BucketId.COUNT / PAGE][][];
  private final BitSet changed = new BitSet();
  private final BucketDigests.Builder digests = new BucketDigests.Builder();
  private final BucketDigest.Hasher hasher = new BucketDigest.Hasher();

  /** {@code contents} makes a snapshot of what is known of some users, who come in order. */
  StateBuckets(Function<Collection<UserName>, ChatSnapshot> contents) {
    this.contents = contents;
    Arrays.fill(users, EMPTY_PAGE);
  }

  private static UserName[][] emptyPage() {
    var page = new UserName[PAGE][];
    Arrays.fill(page, NOBODY);
    return page;
  }

  /** Something of {@code user} is different, or new, or gone. */
  void onChanged(UserName user) {
    int bucket = BucketId.of(user);
    changed.set(bucket);
    var here = in(bucket);
    int place = Arrays.binarySearch(here, user);
    if (place < 0) put(bucket, inserted(here, user, -place - 1));
  }

  private UserName[] in(int bucket) {
    return users[bucket / PAGE][bucket % PAGE];
  }

  private void put(int bucket, UserName[] here) {
    int page = bucket / PAGE;
    if (users[page] == EMPTY_PAGE) users[page] = EMPTY_PAGE.clone();
    users[page][bucket % PAGE] = here;
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
    changed.stream()
        .forEach(bucket -> digests.set(bucket, hasher.of(contents.apply(List.of(in(bucket))))));
    changed.clear();
    return digests.build();
  }

  /** What is in these buckets, in the order of a snapshot. */
  ChatSnapshot contents(BucketSet buckets) {
    var inOrder = new TreeSet<UserName>();
    buckets.stream().forEach(bucket -> inOrder.addAll(List.of(in(bucket))));
    return contents.apply(inOrder);
  }
}
