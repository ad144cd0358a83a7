package dev.parley.netns;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Machines with a copy of the cluster's key, and one without. */
class KeyNetns {
  @Test
  void a_machine_without_the_key_or_with_another_is_no_member_and_knows_nobody() {
    try (var scene = Scene.of("key", 4)) {
      var three = scene.nodes().subList(0, 3);
      var fourth = scene.node(3);
      three.forEach(Node::start);
      three.forEach(Node::awaitReady);
      scene.settle("start", three);
      scene.load(3, 50);

      fourth.anotherKey();
      fourth.start();
      fourth.awaitReady();
      scene.awaitLogged("somebody else's cluster is here", scene.nodes());
      assertAlone(scene, fourth);

      fourth.leave();
      fourth.insecure();
      fourth.start();
      fourth.awaitReady();
      scene.awaitLogged("datagrams without a seal were dropped", three);
      scene.awaitLogged("sealed datagrams were dropped", List.of(fourth));
      assertAlone(scene, fourth);

      for (var node : scene.nodes())
        assertThat(node.logged("with 4 members")).as(node.output()).isZero();
      fourth.leave();
      scene.settle("still-three", three);
      scene.judge(three);
    }
  }

  /** Users of the others are nobody there. */
  private static void assertAlone(Scene scene, Node node) {
    scene.settle("alone", List.of(node));
    assertThat(scene.logIn("u1", node)).isEqualTo("BAD_CREDENTIALS");
  }
}
