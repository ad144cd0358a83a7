package dev.parley.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.parley.chat.BucketDigest;
import dev.parley.chat.BucketDigests;
import dev.parley.chat.BucketId;
import dev.parley.chat.BucketSet;
import dev.parley.testing.Seed;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class BucketCodecTest {
  @Test
  void digests_come_back_as_they_were_from_none_to_all() {
    var seed = Seed.next();
    var random = seed.random();
    for (int count : new int[] {0, 1, 300, BucketId.COUNT}) {
      var digests = new BucketDigests.Builder();
      for (int bucket = 0; bucket < count; bucket++)
        digests.set(
            bucket * (BucketId.COUNT / Math.max(1, count)),
            new BucketDigest(random.nextLong(), 1 + random.nextInt(9)));
      var built = digests.build();
      var bytes = BucketCodec.encode(built);

      assertThat(bytes).hasSize(18 * count).hasSizeLessThanOrEqualTo(BucketCodec.MAX_DIGESTS_BYTES);
      var decoded = BucketCodec.digests(bytes).orElseThrow();
      assertThat(decoded.different(built)).as("%s", seed).isEqualTo(BucketSet.NONE);
    }
  }

  @Test
  void digests_of_another_length_or_out_of_order_are_none() {
    assertThat(BucketCodec.isLengthOfDigests(BucketCodec.MAX_DIGESTS_BYTES)).isTrue();
    for (int length : new int[] {-18, -1, 17, BucketCodec.MAX_DIGESTS_BYTES + 18})
      assertThat(BucketCodec.isLengthOfDigests(length)).as("%s", length).isFalse();
    assertThat(BucketCodec.digests(new byte[17])).isEmpty();
    assertThat(BucketCodec.digests(new byte[36])).as("bucket 0 twice").isEmpty();
  }

  @Test
  void sets_come_back_as_they_were() {
    for (var set : new BucketSet[] {BucketSet.NONE, BucketSet.of(0, 77, 65_535), BucketSet.ALL})
      assertThat(BucketCodec.set(BucketCodec.encode(set))).contains(set);
    assertThat(BucketCodec.set(new byte[8_191])).isEmpty();
    assertThat(BucketCodec.set(new byte[8_193])).isEmpty();
  }

  @Test
  void the_head_of_a_slice_comes_back_and_what_is_none_is_refused() {
    var buckets = BucketSet.of(0, 77, 65_535);
    var head = BucketCodec.encodeSlice(buckets, 3);
    assertThat(head).hasSize(8);
    assertThat(BucketCodec.sliceHead(head)).contains(new BucketCodec.SliceHead(buckets, 3));
    assertThat(BucketCodec.sliceHead(BucketCodec.encodeSlice(buckets, 0))).isEmpty();
    assertThat(BucketCodec.sliceHead(BucketCodec.encodeSlice(BucketSet.NONE, 1))).isEmpty();
    for (int length : new int[] {0, 1, 7})
      assertThat(BucketCodec.sliceHead(Arrays.copyOf(head, length))).as("%s", length).isEmpty();
  }

  @Test
  void random_bytes_never_throw() {
    var seed = Seed.next();
    var random = seed.random();
    for (int i = 0; i < 2_000; i++) {
      var bytes = new byte[18 * random.nextInt(5)];
      random.nextBytes(bytes);
      assertThatCode(() -> BucketCodec.digests(bytes)).as("%s", seed).doesNotThrowAnyException();
    }
  }
}
