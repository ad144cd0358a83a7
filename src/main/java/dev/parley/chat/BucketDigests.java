package dev.parley.chat;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The digests of all buckets of a state, by which two members find what is different between their
 * states. Immutable. They are in pages, of which most are one and the same in a small state, so
 * that a small group compares little.
 */
public final class BucketDigests {
  /** The buckets in one page. */
  static final int PAGE = 256;

  private static final int PAGES = BucketId.COUNT / PAGE;

  /** A page of empty buckets, two halves for each. */
  private static final long[] EMPTY_PAGE = new long[2 * PAGE];

  /** The digests of a state with nothing in it. */
  public static final BucketDigests EMPTY = new Builder().build();

  private final long[][] pages;

  private BucketDigests(long[][] pages) {
    this.pages = pages;
  }

  /** Digests that change. What was built before does not: a page is copied before it is written. */
  public static final class Builder {
    private final long[][] pages = new long[PAGES][];
    private final boolean[] isShared = new boolean[PAGES];

    public Builder() {
      Arrays.fill(pages, EMPTY_PAGE);
      Arrays.fill(isShared, true);
    }

    private Builder(long[][] first) {
      System.arraycopy(first, 0, pages, 0, PAGES);
      Arrays.fill(isShared, true);
    }

    public void set(int bucket, BucketDigest digest) {
      int page = bucket / PAGE;
      if (isShared[page]) {
        pages[page] = pages[page].clone();
        isShared[page] = false;
      }
      pages[page][2 * (bucket % PAGE)] = digest.high();
      pages[page][2 * (bucket % PAGE) + 1] = digest.low();
    }

    BucketDigest of(int bucket) {
      return BucketDigests.of(pages, bucket);
    }

    public BucketDigests build() {
      Arrays.fill(isShared, true);
      return new BucketDigests(pages.clone());
    }
  }

  /** Digests that begin as these. */
  Builder builder() {
    return new Builder(pages);
  }

  public BucketDigest of(int bucket) {
    return of(pages, bucket);
  }

  private static BucketDigest of(long[][] pages, int bucket) {
    var page = pages[bucket / PAGE];
    return new BucketDigest(page[2 * (bucket % PAGE)], page[2 * (bucket % PAGE) + 1]);
  }

  /** The buckets whose contents are not the same there. */
  public BucketSet different(BucketDigests other) {
    return BucketSet.of(
        IntStream.range(0, PAGES)
            .filter(page -> !Arrays.equals(pages[page], other.pages[page]))
            .flatMap(page -> IntStream.range(PAGE * page, PAGE * (page + 1)))
            .filter(bucket -> !of(bucket).equals(other.of(bucket))));
  }

  /** The buckets with something in them. */
  public BucketSet filled() {
    return different(EMPTY);
  }
}
