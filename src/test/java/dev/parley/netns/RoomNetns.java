package dev.parley.netns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.netns.ClientEvent.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A room whose members are on both sides of a network that is cut. */
class RoomNetns {
  @Test
  void a_room_on_both_sides_of_a_cut_has_one_order_and_every_message_once_when_it_heals() {
    try (var scene = Scene.of("room", 5)) {
      scene.startAll();
      var users = scene.loadWithRoom(5, 250);
      var small = List.of(scene.node(0), scene.node(4));
      var large = scene.nodes().subList(1, 4);
      scene.partition(small, large);
      scene.settle("small-part", small);
      scene.settle("large-part", large);
      long before = posts(users, "");
      Scene.sleep(20_000);
      // The user of node 1, and of node 2: one on each side.
      for (var user : List.of("u1", "u2"))
        assertThat(posts(users, user)).as("posts of %s", user).isPositive();
      scene.figure("posts-while-cut", posts(users, "") - before);
      scene.heal();
      scene.settle("healed");
      Scene.sleep(3_000);
      scene.drain("drain");
      scene.checkKept();
      scene.judge();
    }
  }

  /** The number of messages to the room, of all users if {@code user} is empty. */
  private static long posts(Workload users, String user) {
    return users.events().stream()
        .filter(event -> event.kind() == Kind.SENT && SharedRoom.is(event.peer()))
        .filter(event -> user.isEmpty() || event.client().equals(user))
        .count();
  }
}
