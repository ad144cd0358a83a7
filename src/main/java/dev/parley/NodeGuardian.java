package dev.parley;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.Terminated;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import dev.parley.config.NodeSettings;
import dev.parley.node.ChatService;
import dev.parley.node.FrameRouter;
import dev.parley.node.FrameRouter.ClientDiscovery;
import dev.parley.node.Group;
import dev.parley.node.NodeParts;
import dev.parley.node.Replica;
import dev.parley.session.Sessions;
import dev.parley.store.NodeIdentity;
import dev.parley.transport.TcpServer;
import dev.parley.transport.UdpTransport;
import dev.parley.wire.ClientDiscoveryCodec;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The composition root: starts the parts of a node, watches over them, and stops them in order. */
public final class NodeGuardian extends AbstractBehavior<NodeGuardian.Command> {
  public sealed interface Command {}

  /** Leave the group, close the clients, stop. */
  public enum Stop implements Command {
    INSTANCE
  }

  private record UdpStarted(UdpTransport.Status status) implements Command {}

  private record TcpStarted(TcpServer.Status status) implements Command {}

  private enum FirstView implements Command {
    INSTANCE
  }

  private enum LeftGroup implements Command {
    INSTANCE
  }

  private enum StopTimeout implements Command {
    INSTANCE
  }

  private record ClientAsks(ClientDiscovery discovery) implements Command {}

  private record ClientServed(ClientDiscovery discovery, Replica.@Nullable ServerForClient server)
      implements Command {}
}
