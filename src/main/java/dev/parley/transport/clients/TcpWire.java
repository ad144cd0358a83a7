package dev.parley.transport.clients;

import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Adapter;
import akka.io.Tcp;
import akka.io.TcpMessage;
import akka.util.ByteString;
import dev.parley.transport.clients.ClientConnection.Command;
import java.util.List;

/**
 * A client's socket in pull mode. All bytes of the client pass through here, in {@link #told} and
 * in {@link #write}: a conversion of bytes into bytes, such as TLS, belongs here, between the
 * socket and the lines.
 */
public final class TcpWire implements Wire<ByteString> {
  /** Acknowledges a write: everything up to it has been passed to the socket. */
  private enum Taken implements Tcp.Event {
    INSTANCE
  }

  private final akka.actor.ActorRef socket;
  private final akka.actor.ActorRef connection;

  /** {@code socket}: a connection for which no actor has registered yet. */
  public TcpWire(ActorContext<Command> context, akka.actor.ActorRef socket) {
    this.socket = socket;
    connection = Adapter.toClassic(context.messageAdapter(Tcp.Event.class, TcpWire::told));
    // The socket is kept open when the client has ended its input: the client may still read.
    tell(TcpMessage.register(connection, true, false));
  }

  private static Command told(Tcp.Event event) {
    if (event instanceof Tcp.Received received)
      return new ClientConnection.Arrived<>(received.data().toArray());
    if (event == Taken.INSTANCE) return ClientConnection.Written.INSTANCE;
    if (event instanceof Tcp.ConnectionClosed closed && closed.isPeerClosed())
      return ClientConnection.InputEnded.INSTANCE;
    if (event instanceof Tcp.ConnectionClosed || event instanceof Tcp.CommandFailed)
      return ClientConnection.Lost.INSTANCE;
    throw new AssertionError("not asked for: " + event);
  }

  @Override
  public ActorRef<?> socket() {
    return Adapter.toTyped(socket);
  }

  @Override
  public boolean isHalfClosable() {
    return true;
  }

  @Override
  public void read() {
    tell(TcpMessage.resumeReading());
  }

  @Override
  public void write(List<ByteString> pieces) {
    var bytes = ByteString.createBuilder();
    pieces.forEach(bytes::append);
    tell(TcpMessage.write(bytes.result(), Taken.INSTANCE));
  }

  @Override
  public void finish() {
    tell(TcpMessage.confirmedClose());
  }

  @Override
  public void abort() {
    tell(TcpMessage.abort());
  }

  @Override
  public void release() {
    // Akka closes a socket whose handler has stopped.
  }

  private void tell(Tcp.Command command) {
    socket.tell(command, connection);
  }
}
