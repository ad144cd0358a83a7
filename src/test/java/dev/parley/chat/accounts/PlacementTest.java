package dev.parley.chat.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.protocol.MemberId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PlacementTest {
  private static final MemberId A = new MemberId("a", 1);
  private static final MemberId B = new MemberId("b", 1);
  private static final MemberId C = new MemberId("c", 1);

  @Test
  void chooses_the_server_with_the_fewest_sessions() {
    assertThat(Placement.choose(List.of(A, B, C), Map.of(A, 2, B, 1, C, 3), Set.of())).isEqualTo(B);
  }

  @Test
  void chooses_the_smallest_of_servers_with_equally_few() {
    assertThat(Placement.choose(List.of(C, B, A), Map.of(A, 1, B, 1, C, 1), Set.of())).isEqualTo(A);
  }

  @Test
  void counts_a_server_that_is_not_named_as_empty() {
    assertThat(Placement.choose(List.of(A, B), Map.of(A, 1), Set.of())).isEqualTo(B);
  }

  @Test
  void leaves_servers_outside_the_view_alone() {
    assertThat(Placement.choose(List.of(B), Map.of(A, 0, B, 9), Set.of())).isEqualTo(B);
  }

  @Test
  void a_server_that_is_emptied_gets_nobody_unless_all_are() {
    assertThat(Placement.choose(List.of(A, B), Map.of(B, 9), Set.of(A))).isEqualTo(B);
    assertThat(Placement.choose(List.of(A, B), Map.of(B, 9), Set.of(A, B))).isEqualTo(A);
  }
}
