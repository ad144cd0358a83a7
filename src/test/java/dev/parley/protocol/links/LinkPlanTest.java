package dev.parley.protocol.links;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.protocol.Endpoint;
import dev.parley.protocol.Member;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.View;
import dev.parley.protocol.ViewId;
import java.util.ArrayList;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LinkPlanTest {
  private static View view(int size) {
    var members =
        IntStream.rangeClosed(1, size)
            .mapToObj(
                i ->
                    new Member(
                        new MemberId("n%02d".formatted(i), 1),
                        new Endpoint("h", i),
                        new Endpoint("h", 100 + i)))
            .toList();
    return View.of(new ViewId(7, members.get(0).id()), members);
  }

  private static SortedSet<MemberId> linked(View view, MemberId member) {
    var neighbourhood = LinkPlan.of(view, member);
    var linked = new TreeSet<>(neighbourhood.dialled().keySet());
    linked.addAll(neighbourhood.expected().keySet());
    return linked;
  }

  @Test
  void of_every_pair_exactly_one_dials_and_the_other_expects_it() {
    for (int size = 1; size <= View.MAX_MEMBERS; size++) {
      var view = view(size);
      for (var self : view.ids()) {
        var mine = LinkPlan.of(view, self);
        assertThat(mine.dialled()).doesNotContainKey(self);
        assertThat(mine.expected()).doesNotContainKey(self);
        for (var peer : mine.dialled().keySet()) {
          assertThat(mine.expected()).doesNotContainKey(peer);
          assertThat(LinkPlan.of(view, peer).expected())
              .as("%s of %s", self, size)
              .containsKey(self);
        }
        for (var peer : mine.expected().keySet()) {
          assertThat(LinkPlan.of(view, peer).dialled()).containsKey(self);
        }
      }
    }
  }

  @Test
  void up_to_five_members_are_linked_each_with_each() {
    for (int size = 1; size <= 5; size++) {
      var view = view(size);
      for (var self : view.ids()) assertThat(linked(view, self)).hasSize(size - 1);
    }
  }

  @Test
  void more_members_have_four_links_each() {
    for (int size = 6; size <= View.MAX_MEMBERS; size++) {
      var view = view(size);
      for (var self : view.ids()) {
        assertThat(linked(view, self)).hasSize(4);
        assertThat(LinkPlan.of(view, self).dialled()).hasSize(2);
      }
    }
  }

  @Test
  void any_two_that_die_together_leave_each_a_witness_of_its_own() {
    for (int size = 3; size <= 12; size++) {
      var view = view(size);
      for (var first : view.ids()) {
        for (var second : view.ids()) {
          var witnesses = new ArrayList<>(linked(view, first));
          witnesses.remove(second);
          assertThat(witnesses).as("%s and %s of %s", first, second, size).isNotEmpty();
        }
      }
    }
  }

  @Test
  void who_is_not_in_the_view_has_no_neighbours() {
    assertThat(LinkPlan.of(view(3), new MemberId("x", 1))).isEqualTo(LinkPlan.NONE);
  }
}
