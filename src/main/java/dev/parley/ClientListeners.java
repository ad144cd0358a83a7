package dev.parley;

import akka.actor.typed.ActorRef;
import dev.parley.config.NodeSettings;
import dev.parley.config.Ports;
import dev.parley.replica.RedirectPlan;
import dev.parley.session.Sessions;
import dev.parley.session.dialect.DialectChooser.Choice;
import dev.parley.transport.clients.ClientMemory;
import dev.parley.transport.clients.ClientTls;
import dev.parley.transport.clients.TcpServer;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Where clients connect: one port for people and programs, and one for IRC if it is wanted. */
final class ClientListeners {
  private final List<ActorRef<TcpServer.Command>> servers = new ArrayList<>();
  private int bound;

  /** Begins to open them; {@code outcomes} hears of each. */
  ClientListeners(
      VitalActors parts,
      NodeSettings settings,
      ActorRef<Sessions.Command> sessions,
      ClientMemory memory,
      ClientTls tls,
      ActorRef<TcpServer.Outcome> outcomes) {
    var ports = settings.ports();
    var main = new InetSocketAddress(settings.bind(), ports.client());
    servers.add(
        parts.spawn(
            TcpServer.create(main, Optional.empty(), memory, tls, sessions, outcomes),
            "tcp-server"));
    if (ports.irc() == Ports.NONE) return;
    var irc = new InetSocketAddress(settings.bind(), ports.irc());
    servers.add(
        parts.spawn(
            TcpServer.create(irc, Optional.of(Choice.IRC), memory, tls, sessions, outcomes),
            "irc-server"));
  }

  /** One more is open; returns true if all are. */
  boolean onBound() {
    bound++;
    return bound == servers.size();
  }

  /** Accepts no more clients, and disconnects all with this farewell. */
  void close(RedirectPlan farewell, ActorRef<TcpServer.Stopped> replyTo) {
    for (var server : servers) server.tell(new TcpServer.Stop(farewell, replyTo));
  }
}
