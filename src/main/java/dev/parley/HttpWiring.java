package dev.parley;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import dev.parley.config.NodeSettings;
import dev.parley.http.HttpServer;
import dev.parley.http.HttpSettings;
import dev.parley.replica.ReplicaProtocol;
import dev.parley.session.Sessions;
import dev.parley.store.AdminToken;
import dev.parley.store.StoreCopier;
import dev.parley.transport.clients.ClientMemory;
import java.util.List;
import java.util.Optional;

/** The settings of the node that the page needs. */
final class HttpWiring {
  private HttpWiring() {}

  static Behavior<HttpServer.Command> server(
      NodeSettings settings,
      Optional<NodeKey> key,
      ActorRef<ReplicaProtocol.Command> replica,
      ActorRef<Sessions.Command> sessions,
      ClientMemory memory,
      ActorRef<HttpServer.PageOpening> listener) {
    return HttpServer.create(
        new HttpSettings(
            settings.bind(),
            settings.ports().http(),
            settings.cluster(),
            AdminToken.of(settings.data()),
            settings.limits().passwordIterations(),
            () -> NodeKey.report(key.orElse(null)),
            NodeKey.pageTls(key, settings),
            StoreCopier.of(settings.data(), settings.store()),
            access(settings, NodeKey.clientTls(key, settings).isByProxy())),
        replica,
        sessions,
        memory,
        listener);
  }

  private static HttpSettings.Access access(NodeSettings settings, boolean isByProxy) {
    var addresses = settings.addresses();
    return new HttpSettings.Access(
        List.of(addresses.bind(), addresses.forMembers(), addresses.forClients()),
        settings.http().hosts(),
        settings.http().origins(),
        settings.http().publicStatus(),
        settings.ports().http() - settings.ports().client(),
        settings.transport().proxies(),
        isByProxy,
        settings.http().hsts());
  }
}
