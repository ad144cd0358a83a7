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
 * bucket is different; the digest is computed when somebody asks, or when there is time ({@link
 * DigestPace}), from the whole bucket. So a message costs next to nothing here, and a bucket that
 * changes a thousand times in between is hashed once.
 */
final class StateBuckets {
  private static final int PAGE = BucketDigests.PAGE;

  /**
   * A bucket that has just changed soon changes again, mostly: it is left alone this long, or its
   * digest would be computed for nothing with each message.
   */
  static final long QUIET_MS = 1_000;

  private static final UserName[] NOBODY = {};
  private static final UserName[][] EMPTY_PAGE = emptyPage();

  private final Function<Collection<UserName>, ChatSnapshot> contents;
  private final UserName[][][] users = new UserName[BucketId.COUNT / PAGE][][];
  private final BitSet changed = new BitSet();

  /** Those of them that have changed since {@link #quiet} was taken. */
  private final BitSet recent = new BitSet();

  /** Those that had not changed for {@link #QUIET_MS} at {@link #quietAtMs}. */
  private BitSet quiet = new BitSet();

  private long quietAtMs = Long.MIN_VALUE;
  private int next;
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
    recent.set(bucket);
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
    changed.stream().forEach(this::digest);
    changed.clear();
    return digests.build();
  }

  /** Returns how many entries were read. */
  private int digest(int bucket) {
    var here = contents.apply(List.of(in(bucket)));
    digests.set(bucket, hasher.of(here));
    return here.entries();
  }

  /** That of a bucket with these contents, in the order of a snapshot. */
  BucketDigest digestOf(ChatSnapshot bucket) {
    return hasher.of(bucket);
  }

  /** Whether the bucket is known to have this digest. */
  boolean isKnown(int bucket, BucketDigest digest) {
    return !changed.get(bucket) && digests.of(bucket).equals(digest);
  }

  /** The bucket has become what has this digest. */
  void onReplaced(int bucket, BucketDigest digest) {
    changed.clear(bucket);
    digests.set(bucket, digest);
  }

  /** The users in the bucket, now or before. */
  List<UserName> users(int bucket) {
    return List.of(in(bucket));
  }

  /**
   * The buckets that may be different in a state with the digests {@code other}: those whose
   * digests are not known are among them.
   */
  BucketSet perhapsDifferent(BucketDigests other) {
    return digests.build().different(other).union(BucketSet.of(changed.stream()));
  }

  /** The number of buckets whose digests are not known. */
  int undigested() {
    return changed.cardinality();
  }

  /**
   * Computes digests that are not known, until some {@code entries} were read: the last bucket may
   * go beyond. With {@code isQuiet} only of buckets that have not changed for a while. Returns how
   * many entries were read.
   */
  int digestSome(int entries, boolean isQuiet, long nowMs) {
    if (changed.isEmpty()) return 0;
    if (nowMs - quietAtMs >= QUIET_MS || quietAtMs == Long.MIN_VALUE) takeQuiet(nowMs);
    int read = 0;
    while (read < entries) {
      int bucket = nextOf(isQuiet ? quiet : changed);
      if (bucket < 0) break;
      quiet.clear(bucket);
      if (isQuiet && recent.get(bucket)) continue;
      changed.clear(bucket);
      next = bucket + 1;
      read += 1 + digest(bucket);
    }
    return read;
  }

  private void takeQuiet(long nowMs) {
    quietAtMs = nowMs;
    quiet = (BitSet) changed.clone();
    quiet.andNot(recent);
    recent.clear();
  }

  /** In turn, so that each has its time however many are different. */
  private int nextOf(BitSet buckets) {
    int bucket = buckets.nextSetBit(next);
    return bucket < 0 ? buckets.nextSetBit(0) : bucket;
  }

  /** What is in these buckets, in the order of a snapshot. */
  ChatSnapshot contents(BucketSet buckets) {
    var inOrder = new TreeSet<UserName>();
    buckets.stream().forEach(bucket -> inOrder.addAll(List.of(in(bucket))));
    return contents.apply(inOrder);
  }
}
