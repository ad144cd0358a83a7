package dev.parley.group;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.protocol.Endpoint;
import dev.parley.protocol.Member;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.View;
import dev.parley.protocol.ViewId;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class UnicastFanOutTest {
  private static final Endpoint SELF = bus(1);

  @Test
  void before_the_first_view_everybody_is_the_seeds_without_this_node() {
    var fanOut = new UnicastFanOut(SELF, List.of(bus(1), bus(2), bus(2)));

    assertThat(fanOut.seeds()).containsExactly(bus(2));
    assertThat(fanOut.everybody()).containsExactly(bus(2));
    assertThat(fanOut.view()).isEmpty();
  }

  @Test
  void members_and_seeds_are_named_once_and_this_node_never() {
    var fanOut = new UnicastFanOut(SELF, List.of(bus(2), bus(4)));
    fanOut.onView(view(1, 2, 3));

    assertThat(fanOut.view()).containsExactly(bus(2), bus(3));
    assertThat(fanOut.everybody()).containsExactly(bus(2), bus(3), bus(4));
  }

  @Test
  void who_was_a_member_before_belongs_to_everybody_until_it_is_one_again() {
    var fanOut = new UnicastFanOut(SELF, List.of());
    fanOut.onView(view(1, 2, 3));
    fanOut.onView(view(1, 3));
    assertThat(fanOut.view()).containsExactly(bus(3));
    assertThat(fanOut.everybody()).containsExactly(bus(3), bus(2));

    fanOut.onView(view(1, 2));
    assertThat(fanOut.everybody()).containsExactly(bus(2), bus(3));
  }

  @Test
  void former_members_beyond_the_limit_are_forgotten_oldest_first() {
    var fanOut = new UnicastFanOut(SELF, List.of());
    for (int i = 2; i <= UnicastFanOut.MAX_FORMER + 3; i++) fanOut.onView(view(1, i));
    fanOut.onView(view(1));

    var remembered = fanOut.everybody();
    assertThat(remembered).hasSize(UnicastFanOut.MAX_FORMER).doesNotContain(bus(2), bus(3));
    assertThat(remembered).contains(bus(4), bus(UnicastFanOut.MAX_FORMER + 3));
  }

  private static View view(int... nodes) {
    var members =
        Arrays.stream(nodes)
            .mapToObj(n -> new Member(new MemberId("n" + n, 1), bus(n), bus(n)))
            .toList();
    return View.of(new ViewId(1, members.get(0).id()), members);
  }

  private static Endpoint bus(int node) {
    return new Endpoint("127.0.0.1", 10_000 + node);
  }
}
