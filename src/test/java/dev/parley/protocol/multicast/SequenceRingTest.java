package dev.parley.protocol.multicast;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testing.Seed;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class SequenceRingTest {
  @Test
  void does_whatever_a_sorted_map_does() {
    var seed = Seed.next();
    var random = seed.random();
    for (int round = 0; round < 200; round++) {
      var ring = new SequenceRing<Long>();
      var map = new TreeMap<Long, Long>();
      long middle = 1L + random.nextInt(1_000);
      for (int step = 0; step < 300; step++) {
        long seq = middle + random.nextInt(80);
        switch (random.nextInt(8)) {
          case 0 -> assertThat(ring.remove(seq)).as("%s", seed).isEqualTo(map.remove(seq));
          case 1 -> {
            ring.dropThrough(seq - 60);
            map.headMap(seq - 60, true).clear();
          }
          case 2 -> {
            ring.dropBeyond(seq + 20);
            map.tailMap(seq + 20, false).clear();
          }
          case 3 -> middle += random.nextInt(40);
          default -> {
            if (map.putIfAbsent(seq, seq) == null) ring.put(seq, seq);
          }
        }
        assertThat(ring.size()).as("%s", seed).isEqualTo(map.size());
        for (long at = middle - 90; at < middle + 90; at++)
          assertThat(ring.get(at)).as("%s", seed).isEqualTo(map.get(at));
        if (map.isEmpty()) continue;
        assertThat(ring.low()).as("%s", seed).isLessThanOrEqualTo(map.firstKey());
        assertThat(ring.high()).as("%s", seed).isGreaterThanOrEqualTo(map.lastKey());
      }
    }
  }

  @Tag("slow")
  @Test
  void does_not_grow_with_numbers_that_are_long_gone() {
    var ring = new SequenceRing<Long>();
    ring.put(1, 1L);
    for (long seq = 2; seq < 3_000_000_000L; seq += 1_000_000) {
      ring.put(seq, seq);
      ring.remove(ring.low());

      // The lowest that is here, not the one before a gap of a million.
      assertThat(ring.low()).isEqualTo(seq);
    }
  }

  @Test
  void numbers_beyond_32_bits_have_places_too() {
    var ring = new SequenceRing<String>();
    long large = (1L << 40) + 3;

    ring.put(large, "a");
    ring.put(large - 2, "b");

    assertThat(ring.get(large)).isEqualTo("a");
    assertThat(ring.get(large - 2)).isEqualTo("b");
    assertThat(ring.get(3)).isNull();
  }
}
