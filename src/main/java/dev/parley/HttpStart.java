package dev.parley;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import dev.parley.config.NodeSettings;
import dev.parley.http.HttpServer;
import dev.parley.http.HttpSettings;
import dev.parley.node.ChatService;
import dev.parley.store.AdminToken;
import java.io.IOException;
import java.util.Optional;

/** Begins with the page, or says why not. */
final class HttpStart {
  private HttpStart() {}

  /** The server; nothing if there can be none, which {@code outcome} has been told then. */
  static Optional<HttpServer> start(
      NodeSettings settings,
      ActorSystem<?> system,
      ActorRef<ChatService.Command> replica,
      NodeOutcome outcome) {
    var port = settings.ports().http();
    try {
      return Optional.of(
          HttpServer.start(
              new HttpSettings(
                  settings.bind(),
                  port,
                  settings.cluster(),
                  AdminToken.of(settings.data()),
                  settings.limits().passwordIterations()),
              system,
              replica));
    } catch (IOException e) {
      outcome.failed(
          "The port "
              + port
              + " for HTTP cannot be used ("
              + e.getMessage()
              + "): stop what uses it, or set parley.http.port.");
      return Optional.empty();
    }
  }
}
