package dev.parley.group;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import dev.parley.protocol.election.ElectionMode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The scenario of a leader that crashes, on the real protocol actors: three nodes of one actor
 * system in each election mode.
 */
class LeaderCrashTest {
  private final ActorTestKit kit = ActorTestKit.create();

  @AfterEach
  void stop() {
    kit.shutdownTestKit();
  }

  @ParameterizedTest
  @EnumSource(ElectionMode.class)
  void the_survivors_elect_a_leader_and_go_on_and_the_crashed_node_joins_again(ElectionMode mode) {
    var network = new TestNetwork(kit, mode);
    var all = threeMembers(network);
    all[0].submit("before");
    for (var node : all) node.awaitTexts("before");
    var old = all[0].view();
    var leader = leader(all);
    var survivors = new ArrayList<>(List.of(all));
    survivors.remove(leader);

    leader.crash();
    var first = survivors.get(0);
    var second = survivors.get(1);
    first.awaitView(first, second);
    second.awaitView(first, second);

    assertThat(first.view()).isEqualTo(second.view());
    assertThat(first.view().id().epoch()).isGreaterThan(old.id().epoch());
    assertThat(first.view().leader()).as("the largest survivor").isEqualTo(second.id());
    first.submit("after");
    first.awaitTexts("before", "after");
    second.awaitTexts("before", "after");

    leader.start();
    for (var node : all) node.awaitView(all);
    assertThat(leader.id().incarnation()).isEqualTo(2);
    leader.submit("back");
    first.awaitTexts("before", "after", "back");
  }

  @ParameterizedTest
  @EnumSource(ElectionMode.class)
  void what_the_leader_sent_to_one_survivor_alone_reaches_the_other(ElectionMode mode) {
    var network = new TestNetwork(kit, mode);
    var all = threeMembers(network);
    var leader = leader(all);
    var survivors = new ArrayList<>(List.of(all));
    survivors.remove(leader);
    var deaf = survivors.get(1);

    // The deaf one hears nothing of the leader's multicast, neither first nor repaired.
    var leaderId = leader.id();
    network.lose(
        letter ->
            letter.to().equals(deaf.bus())
                && letter.message() instanceof dev.parley.protocol.multicast.MulticastMessage
                && letter.from().equals(leaderId));
    leader.submit("last words");
    survivors.get(0).awaitTexts("last words");
    leader.crash();

    deaf.awaitTexts("last words");
    deaf.awaitView(survivors.toArray(TestNode[]::new));
  }

  private static TestNode[] threeMembers(TestNetwork network) {
    var all = new TestNode[] {network.start("a"), network.start("b"), network.start("c")};
    for (var node : all) node.awaitView(all);
    return all;
  }

  private static TestNode leader(TestNode... nodes) {
    for (var node : nodes) {
      if (node.id().equals(nodes[0].view().leader())) return node;
    }
    throw new AssertionError("no leader in " + nodes[0].view());
  }
}
