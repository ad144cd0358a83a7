package dev.parley.group;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.typed.ActorRef;
import dev.parley.protocol.Signal;
import dev.parley.protocol.VersionVector;
import dev.parley.protocol.election.ElectionMode;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The four protocol actors fail, restart and rejoin as one, and the state above survives that. */
class GroupSupervisionTest {
  private final ActorTestKit kit = ActorTestKit.create();

  @AfterEach
  void stop() {
    kit.shutdownTestKit();
  }

  @Test
  void a_failed_multicast_restarts_all_four_and_the_node_joins_again_as_a_new_member() {
    var network = new TestNetwork(kit, ElectionMode.EAGER);
    var a = network.start("a");
    var b = network.start("b");
    a.awaitView(a, b);
    b.awaitView(a, b);
    b.submit("before");
    a.awaitTexts("before");
    b.awaitTexts("before");
    var before = b.actors();
    var firstLife = b.id();

    // A view whose base claims messages that this member never sent: an invariant is broken.
    var impossible = VersionVector.of(Map.of(firstLife, 99L));
    before
        .causalMulticast()
        .tell(new ProtocolActor.Signalled(new Signal.ViewInstalled(b.view(), impossible)));

    Awaitility.await("a new life")
        .atMost(20, TimeUnit.SECONDS)
        .until(() -> b.id().incarnation() == firstLife.incarnation() + 1);
    Awaitility.await("both lives to be told apart")
        .atMost(20, TimeUnit.SECONDS)
        .until(() -> a.view().contains(b.id()) && b.view().contains(a.id()));
    assertThat(a.view().contains(firstLife)).isFalse();
    for (ActorRef<?> stopped :
        new ActorRef<?>[] {
          before.groupManager(), before.heartbeat(), before.election(), before.causalMulticast()
        }) {
      kit.createTestProbe().expectTerminated(stopped, java.time.Duration.ofSeconds(5));
    }
    assertThat(b.contexts().get(1))
        .as("the new life knows what the state above holds")
        .isEqualTo(VersionVector.of(Map.of(firstLife, 1L)));
    assertThat(b.texts()).containsExactly("before");
    b.submit("after");
    a.awaitTexts("before", "after");
  }
}
