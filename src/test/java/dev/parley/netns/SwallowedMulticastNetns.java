package dev.parley.netns;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Networks that carry unicast and swallow multicast without a word, as those of most clouds do. */
class SwallowedMulticastNetns {
  /** Several times what it takes to suspect, exclude and merge. */
  private static final long LONG_MS = 8_000;

  private static final String LOST = "no multicast between this node and";
  private static final String BACK = "multicast works";

  @Test
  void nodes_with_seeds_are_a_stable_group_where_no_multicast_ever_arrived() {
    try (var scene = Scene.of("swallowed-from-the-start", 3)) {
      scene.swallowMulticast();
      for (var node : scene.nodes()) node.seeds(scene.others(node));
      scene.startAll();
      assertStable(scene);
      scene.awaitLogged(LOST, scene.nodes());
      scene.heal();
      scene.awaitLogged(BACK, scene.nodes());
      assertLoggedOnce(scene.nodes());
      scene.judge();
    }
  }

  @Test
  void a_running_group_survives_the_moment_at_which_multicast_stops_and_goes_back_to_it() {
    try (var scene = Scene.of("swallowed-later", 3)) {
      scene.startAll();
      scene.load(3, 50);
      assertThat(scene.node(0).logged(LOST)).isZero();
      scene.swallowMulticast();
      assertSameView(scene);
      scene.awaitLogged(LOST, scene.nodes());
      scene.heal();
      scene.awaitLogged(BACK, scene.nodes());
      assertLoggedOnce(scene.nodes());
      scene.judge();
    }
  }

  @Test
  void a_host_that_alone_hears_no_multicast_stays_in_the_group() {
    try (var scene = Scene.of("swallowed-at-one", 3)) {
      scene.startAll();
      scene.load(3, 50);
      scene.fault(scene.node(1).host().hearsNoMulticast());
      assertSameView(scene);
      scene.awaitLogged(LOST, scene.nodes());
      scene.heal();
      scene.judge();
    }
  }

  private static void assertStable(Scene scene) {
    scene.load(3, 50);
    assertSameView(scene);
  }

  private static void assertSameView(Scene scene) {
    var before = epochs(scene);
    Scene.sleep(LONG_MS);
    assertThat(epochs(scene)).as("views").isEqualTo(before);
  }

  private static List<Long> epochs(Scene scene) {
    return scene.nodes().stream().map(scene::epoch).toList();
  }

  /** For all others in one line, or for one and then for both. */
  private static void assertLoggedOnce(List<Node> nodes) {
    for (var node : nodes) assertThat(node.logged(LOST)).as(node.output()).isLessThanOrEqualTo(2);
  }
}
