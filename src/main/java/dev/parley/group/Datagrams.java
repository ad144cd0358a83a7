package dev.parley.group;

import akka.actor.typed.ActorRef;
import akka.util.ByteString;
import dev.parley.protocol.Endpoint;
import java.net.InetSocketAddress;

/**
 * The language between {@link FrameRouter} and the sockets of this node. Datagrams may be lost,
 * doubled and reordered in both directions; nobody is told.
 */
public final class Datagrams {
  private Datagrams() {}

  /** What the sockets are asked. */
  public interface Command {}

  /** To one process. A name that must be looked up first is looked up, and the datagram dropped. */
  public record Send(Endpoint to, ByteString bytes) implements Command {}

  /** To everybody in the multicast group; nothing happens while multicast is unavailable. */
  public record Multicast(ByteString bytes) implements Command {}

  /** Leave the multicast group and join it again; what arrives in between is lost. */
  public enum RejoinGroup implements Command {
    INSTANCE
  }

  /** What the sockets tell. */
  public sealed interface Event extends FrameRouter.Command {}

  /** The sockets are open; {@code sockets} takes commands from now on. */
  public record Opened(Endpoint bus, ActorRef<Command> sockets) implements Event {}

  /** {@code byMulticast}: it came to the group, not to this node's own address. */
  public record Received(ByteString bytes, InetSocketAddress from, boolean byMulticast)
      implements Event {}

  /** Multicast works, or does again. */
  public enum MulticastAvailable implements Event {
    INSTANCE
  }

  /** Multicast is off or does not work; {@code why} is a sentence. */
  public record MulticastUnavailable(String why) implements Event {}
}
