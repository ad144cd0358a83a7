package dev.parley.group;

import akka.actor.typed.ActorRef;
import akka.util.ByteString;
import dev.parley.protocol.Endpoint;
import java.net.InetSocketAddress;

/**
 * The messages between {@link FrameRouter} and the sockets of this node. Datagrams may be lost,
 * doubled and reordered in both directions; nobody is notified.
 */
public final class Datagrams {
  private Datagrams() {}

  /** A command to the sockets. */
  public interface Command {}

  /**
   * Send to one process. If its name must be looked up first, it is looked up, and the datagram is
   * dropped.
   */
  public record Send(Endpoint to, ByteString bytes) implements Command {}

  /** Send to all in the multicast group; nothing happens while multicast is unavailable. */
  public record Multicast(ByteString bytes) implements Command {}

  /** Leave the multicast group and join it again; datagrams that arrive in between are lost. */
  public enum RejoinGroup implements Command {
    INSTANCE
  }

  /** An event that the sockets report. */
  public sealed interface Event extends FrameRouter.Command {}

  /** The sockets are open; {@code sockets} takes commands from now on. */
  public record Opened(Endpoint bus, ActorRef<Command> sockets) implements Event {}

  /**
   * A datagram arrived; with {@code byMulticast} it came to the group, not to this node's own
   * address.
   */
  public record Received(ByteString bytes, InetSocketAddress from, boolean byMulticast)
      implements Event {}

  /**
   * All datagrams before this are to be taken before {@code reached} runs, which only sends a
   * message: the socket is not read further ahead than a few marks.
   */
  public record Mark(Runnable reached) implements Event {}

  /** Multicast works, or works again. */
  public enum MulticastAvailable implements Event {
    INSTANCE
  }

  /** Multicast is off or does not work; {@code why} is a sentence. */
  public record MulticastUnavailable(String why) implements Event {}
}
