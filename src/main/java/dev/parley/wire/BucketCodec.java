package dev.parley.wire;

import dev.parley.chat.BucketDigest;
import dev.parley.chat.BucketDigests;
import dev.parley.chat.BucketId;
import dev.parley.chat.BucketSet;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Optional;

/** Digests and sets of buckets as bytes; {@code doc/wire-format.md} has the tables. */
public final class BucketCodec {
  /** A bucket, and the two halves of its digest. */
  private static final int ENTRY_BYTES = Short.BYTES + 2 * Long.BYTES;

  /** The longest digests: no bucket is empty. */
  public static final int MAX_DIGESTS_BYTES = BucketId.COUNT * ENTRY_BYTES;

  /** A set of buckets, one bit for each. */
  private static final int SET_BYTES = BucketId.COUNT / Byte.SIZE;

  private BucketCodec() {}

  /** The digests of all buckets that are not empty, by bucket. */
  public static byte[] encode(BucketDigests digests) {
    var filled = digests.filled();
    var out = new ByteWriter(filled.size() * ENTRY_BYTES);
    filled.stream()
        .forEach(
            bucket -> {
              var digest = digests.of(bucket);
              out.u16(bucket).u64(digest.high()).u64(digest.low());
            });
    return out.toArray();
  }

  /** Whether digests may have this many bytes. */
  public static boolean isLengthOfDigests(int bytes) {
    return bytes >= 0 && bytes <= MAX_DIGESTS_BYTES && bytes % ENTRY_BYTES == 0;
  }

  /** The digests in {@code bytes}; nothing if there are none. */
  public static Optional<BucketDigests> digests(byte[] bytes) {
    if (!isLengthOfDigests(bytes.length)) return Optional.empty();
    var in = new ByteReader(bytes);
    var digests = new BucketDigests.Builder();
    int last = -1;
    while (in.remaining() > 0) {
      int bucket = in.u16();
      if (bucket <= last) return Optional.empty();
      last = bucket;
      digests.set(bucket, new BucketDigest(in.u64(), in.u64()));
    }
    return Optional.of(digests.build());
  }

  /** A few buckets, and how many parts with their contents follow. */
  static byte[] encodeSlice(BucketSet buckets, int parts) {
    var out = new ByteWriter(Short.BYTES * (1 + buckets.size())).u16(parts);
    buckets.stream().forEach(out::u16);
    return out.toArray();
  }

  /** The first part of a slice. */
  public record SliceHead(BucketSet buckets, int parts) {}

  /** The head in {@code bytes}; nothing if there is none. */
  public static Optional<SliceHead> sliceHead(byte[] bytes) {
    if (bytes.length < 2 * Short.BYTES || bytes.length % Short.BYTES != 0) return Optional.empty();
    var in = new ByteReader(bytes);
    int parts = in.u16();
    var buckets = new BitSet(BucketId.COUNT);
    while (in.remaining() > 0) buckets.set(in.u16());
    return parts == 0
        ? Optional.empty()
        : Optional.of(new SliceHead(BucketSet.of(buckets.stream()), parts));
  }

  public static byte[] encode(BucketSet buckets) {
    var bits = new BitSet(BucketId.COUNT);
    buckets.stream().forEach(bits::set);
    return Arrays.copyOf(bits.toByteArray(), SET_BYTES);
  }

  /** The set in {@code bytes}; nothing if there is none. */
  public static Optional<BucketSet> set(byte[] bytes) {
    if (bytes.length != SET_BYTES) return Optional.empty();
    return Optional.of(BucketSet.of(BitSet.valueOf(bytes).stream()));
  }
}
