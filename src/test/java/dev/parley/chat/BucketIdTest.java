package dev.parley.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.model.UserName;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class BucketIdTest {
  @Test
  void a_bucket_never_changes_because_members_of_two_versions_compare_theirs() {
    assertThat(bucket("fang")).isEqualTo(16_747);
    assertThat(bucket("shao")).isEqualTo(47_832);
    assertThat(bucket("a")).isEqualTo(7_734);
    assertThat(bucket("user-99999")).isEqualTo(4_112);
  }

  @Test
  void a_bucket_does_not_depend_on_the_spelling() {
    assertThat(bucket("FanG")).isEqualTo(bucket("fang"));
  }

  @Test
  void names_that_are_counted_fill_the_buckets_evenly() {
    var sizes = new int[BucketId.COUNT];
    for (int i = 0; i < 16 * BucketId.COUNT; i++) sizes[bucket("user" + i)]++;
    for (int size : sizes) assertThat(size).isBetween(0, 60);
    assertThat(Arrays.stream(sizes).filter(size -> size == 0).count())
        .isLessThan(BucketId.COUNT / 100);
  }

  private static int bucket(String name) {
    return BucketId.of(UserName.of(name));
  }
}
