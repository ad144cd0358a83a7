package dev.parley.protocol.multicast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SlotVectorTest {
  @Test
  void a_vector_keeps_what_it_was_made_of() {
    var counts = new long[] {0, 4};
    var vector = SlotVector.of(counts);
    counts[0] = 9;
    vector.toArray()[1] = 9;

    assertThat(vector).isEqualTo(SlotVector.of(0, 4)).hasToString("[0, 4]");
    assertThat(vector.slots()).isEqualTo(2);
  }

  @Test
  void a_negative_count_is_refused() {
    assertThatThrownBy(() -> SlotVector.of(0, -1)).hasMessageContaining("not negative");
  }
}
