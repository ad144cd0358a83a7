package dev.parley.group;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.ActorCell;
import akka.actor.ActorRefWithCell;
import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.typed.ActorRef;
import akka.actor.typed.DispatcherSelector;
import akka.actor.typed.javadsl.Adapter;
import com.typesafe.config.ConfigFactory;
import dev.parley.protocol.election.ElectionMode;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Where the four protocol actors run: the group manager waits for the disk. */
class GroupDispatcherTest {
  private static final String PROTOCOL = "parley.protocol-dispatcher";

  private final ActorTestKit kit = ActorTestKit.create(ConfigFactory.load());

  @AfterEach
  void stop() {
    kit.shutdownTestKit();
  }

  @Test
  void the_protocol_actors_run_on_the_dispatcher_that_their_group_was_given() {
    var node =
        new TestNetwork(kit, ElectionMode.EAGER)
            .startOn("a", DispatcherSelector.fromConfig(PROTOCOL));
    node.awaitView(node);

    var actors = node.actors();
    for (var actor :
        List.of(
            actors.groupManager(),
            actors.heartbeat(),
            actors.election(),
            actors.causalMulticast())) {
      assertThat(dispatcher(actor)).as(actor.path().name()).isEqualTo(PROTOCOL);
    }
    assertThat(node.promisingThread()).contains("protocol-dispatcher");
  }

  private static String dispatcher(ActorRef<?> actor) {
    var cell = ((ActorRefWithCell) Adapter.toClassic(actor)).underlying();
    return ((ActorCell) cell).dispatcher().id();
  }
}
