package dev.parley.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.testing.Seed;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class DeflatedTest {
  @Test
  void bytes_come_back_as_they_were() {
    var random = Seed.next().random();
    for (int size : new int[] {0, 1, 8_191, 8_192, 8_193, 100_000}) {
      var bytes = new byte[size];
      random.nextBytes(bytes);
      assertThat(Deflated.inflate(Deflated.deflate(bytes), size)).isEqualTo(bytes);
    }
  }

  @Test
  void inflates_to_the_limit_and_not_a_byte_more() {
    var bomb = Deflated.deflate(new byte[1_000_000]);

    assertThat(bomb).hasSizeLessThan(2_000);
    assertThat(Deflated.inflate(bomb, 1_000_000)).hasSize(1_000_000);
    assertThatThrownBy(() -> Deflated.inflate(bomb, 999_999))
        .isInstanceOf(MalformedException.class)
        .hasMessage("inflates over 999999");
  }

  @Test
  void what_is_cut_damaged_or_followed_by_more_is_malformed() {
    var seed = Seed.next();
    var random = seed.random();
    var whole =
        Deflated.deflate(
            "member member member member"
                .repeat(20)
                .getBytes(java.nio.charset.StandardCharsets.UTF_8));
    for (int length = 0; length < whole.length; length++) {
      var cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> Deflated.inflate(cut, 1_000)).isInstanceOf(MalformedException.class);
    }
    var longer = Arrays.copyOf(whole, whole.length + 1);
    assertThatThrownBy(() -> Deflated.inflate(longer, 1_000)).hasMessage("bytes after the end");
    for (int i = 0; i < 10_000; i++) {
      var damaged = whole.clone();
      damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
      try {
        assertThat(Deflated.inflate(damaged, 1_000)).as("%s", seed).hasSizeLessThanOrEqualTo(1_000);
      } catch (MalformedException expected) {
        assertThat(expected.reason()).isNotEmpty();
      }
    }
  }
}
