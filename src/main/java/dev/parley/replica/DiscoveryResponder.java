package dev.parley.replica;

import static dev.parley.time.MonotonicClock.nowMs;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import dev.parley.group.FrameRouter;
import dev.parley.group.FrameRouter.ClientDiscovery;
import dev.parley.protocol.Endpoint;
import dev.parley.wire.ClientDiscoveryCodec;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Answers clients that look for a server on the multicast group with the server to connect to. The
 * leader answers; another member does so only while there is no leader. Answers go to neighbours
 * only, unless the group reaches further, and not more of them than {@link DiscoveryLimit} lets.
 */
public final class DiscoveryResponder {
  /** The replica answers at once or not at all. */
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private record Served(ClientDiscovery client, ReplicaProtocol.@Nullable ServerForClient server) {}

  private DiscoveryResponder() {}

  /**
   * {@code fingerprint}: what the cluster's servers show to clients, if they have encryption.
   * {@code reachesFurther}: the group is on more networks than those of this machine.
   */
  public static Behavior<ClientDiscovery> create(
      ActorRef<ReplicaProtocol.Command> replica,
      ActorRef<FrameRouter.Command> router,
      Supplier<Optional<String>> fingerprint,
      boolean reachesFurther) {
    var limit = new DiscoveryLimit();
    var networks = new LocalNetworks();
    return Behaviors.<Object>setup(
            context ->
                Behaviors.receive(Object.class)
                    .onMessage(
                        ClientDiscovery.class,
                        client -> {
                          var host = client.replyTo().host();
                          if (!limit.mayAnswer(host, nowMs())) return Behaviors.same();
                          if (!reachesFurther && !networks.contain(host, nowMs()))
                            return Behaviors.same();
                          context.ask(
                              ReplicaProtocol.ServerForClient.class,
                              replica,
                              PATIENCE,
                              ReplicaProtocol.ClientLooksForServer::new,
                              (server, failure) -> new Served(client, server));
                          return Behaviors.same();
                        })
                    .onMessage(
                        Served.class,
                        served -> {
                          answer(served, router, fingerprint.get());
                          return Behaviors.same();
                        })
                    .build())
        .narrow();
  }

  private static void answer(
      Served served, ActorRef<FrameRouter.Command> router, Optional<String> fingerprint) {
    var server = served.server();
    // Another node answers, or the client asks again.
    if (server == null) return;
    var nonce = served.client().nonce();
    router.tell(
        new FrameRouter.AnswerClient(
            served.client().replyTo(),
            new ClientDiscoveryCodec.Answer(
                nonce,
                server.server().toString(),
                server.isLeader(),
                fingerprint,
                texts(server.servers())),
            served.client().maxAnswerBytes()));
  }

  private static List<String> texts(List<Endpoint> servers) {
    return servers.stream().map(Endpoint::toString).toList();
  }
}
