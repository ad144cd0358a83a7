package dev.parley;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.PoisonPill;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Adapter;
import com.typesafe.config.ConfigFactory;
import dev.parley.config.NodeSettings;
import dev.parley.config.SettingsSources;
import dev.parley.store.NodeIdentity;
import dev.parley.store.record.RecordFile;
import dev.parley.testing.FreePort;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("slow")
class NodeGuardianTest {
  private static final long PATIENCE_SECONDS = 60;

  @TempDir private Path data;
  private @Nullable NodeIdentity identity;
  private final StartResult outcome = new StartResult();

  @ParameterizedTest
  @CsvSource({
    "frame-router, frame-router",
    "state-transfer, state-transfer",
    "journal, journal",
    "replica, replica",
    "sessions, sessions",
    "tcp-server, tcp-server",
    "tcp-server/*, tcp-server",
    "irc-server, irc-server",
    "http-server, http-server",
    "udp-transport, udp-transport",
    "bus-server, bus-server",
    "discovery-responder, discovery-responder",
    "key-watch, key-watch",
    "group, group",
  })
  void ends_the_node_with_a_sentence_when_a_part_of_it_has_ended(String path, String part)
      throws Exception {
    var system = start();

    Adapter.toClassic(system)
        .actorSelection("/user/" + path)
        .tell(PoisonPill.getInstance(), akka.actor.ActorRef.noSender());

    system.getWhenTerminated().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    assertThat(outcome.isBroken()).as("exit code 1").isTrue();
    assertThat(outcome.lastWords()).isEqualTo("The node ends because its " + part + " failed.");
  }

  @Test
  void ends_without_last_words_when_it_is_asked_to_stop() throws Exception {
    var system = start();

    system.tell(NodeGuardian.Stop.INSTANCE);

    system.getWhenTerminated().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    assertThat(outcome.isBroken()).isFalse();
  }

  @AfterEach
  void close() throws IOException {
    if (identity != null) identity.close();
  }

  private ActorSystem<NodeGuardian.Command> start() throws Exception {
    var flags =
        Map.<String, Object>of(
            "parley.client.port", FreePort.ofTcp(),
            "parley.bus.port", FreePort.ofTcp(),
            "parley.http.port", FreePort.ofTcp(),
            "parley.irc.port", FreePort.ofTcp(),
            "parley.multicast.enabled", false,
            "parley.data", data.toString());
    var config = new SettingsSources(flags, new Properties(), Map.of()).load(Optional.empty());
    var settings = NodeSettings.read(config, data);
    identity =
        NodeIdentity.open(data, settings.cluster(), settings.ports().client(), new SecureRandom());
    var files =
        NodeFiles.open(
            settings,
            identity,
            Optional.of(NodeKey.temporary(settings, identity)),
            RecordFile.none());
    var system =
        ActorSystem.create(
            NodeGuardian.create(settings, files, 100, outcome), "parley", ConfigFactory.load());
    var problem = outcome.started().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    assertThat(problem).isEmpty();
    return system;
  }
}
