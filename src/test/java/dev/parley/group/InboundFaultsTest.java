package dev.parley.group;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.protocol.MemberId;
import dev.parley.testing.Seed;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class InboundFaultsTest {
  private static final MemberId A = new MemberId("n-a", 1);
  private static final MemberId B = new MemberId("n-b", 1);

  private final InboundFaults faults = new InboundFaults(Seed.next().random());

  private long dropped(MemberId from) {
    return IntStream.range(0, 1_000).filter(i -> faults.drops(from)).count();
  }

  @Test
  void a_node_drops_nothing_by_itself() {
    assertThat(dropped(A)).isZero();
  }

  @Test
  void everything_of_a_node_that_is_cut_off_is_dropped_in_whatever_life_and_nothing_of_others() {
    faults.become(Set.of("n-a"), 0);
    assertThat(dropped(A)).isEqualTo(1_000);
    assertThat(dropped(new MemberId("n-a", 2))).isEqualTo(1_000);
    assertThat(dropped(B)).isZero();
    faults.become(Set.of(), 0);
    assertThat(dropped(A)).isZero();
  }

  @Test
  void a_part_of_what_others_send_is_lost() {
    faults.become(Set.of("n-a"), 20);
    assertThat(dropped(B)).isBetween(100L, 300L);
    faults.become(Set.of(), 100);
    assertThat(dropped(B)).isEqualTo(1_000);
  }
}
