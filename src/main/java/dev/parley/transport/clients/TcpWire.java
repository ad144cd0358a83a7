package dev.parley.transport.clients;

import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Adapter;
import akka.io.Tcp;
import akka.io.TcpMessage;
import akka.util.ByteString;
import dev.parley.transport.clients.ClientConnection.Command;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A client's socket in pull mode. The first byte decides whether the connection is encrypted; then
 * a {@link TlsChannel} is between the socket and the lines. Before all that a proxy says for whom
 * it connects ({@link ProxyHeader}). At most one write at a time is with the socket, for it refuses
 * a second.
 */
public final class TcpWire implements Wire<ByteString> {
  /** The first byte of a handshake of TLS (RFC 8446, section 5.1); no dialect begins with it. */
  private static final byte HANDSHAKE = 0x16;

  /** Acknowledges a write: everything up to it has been passed to the socket. */
  private enum Taken implements Tcp.Event {
    INSTANCE
  }

  private final ActorContext<Command> context;
  private final akka.actor.ActorRef socket;
  private final akka.actor.ActorRef connection;
  private final ClientTls tls;
  private final boolean takesPlain;
  private boolean isDecided;
  private @Nullable ProxyHeader header; // until it is there
  private ByteString early = ByteString.emptyByteString(); // came with the header
  private @Nullable TlsChannel channel;
  private ByteString unsent = ByteString.emptyByteString();
  private ByteString held = ByteString.emptyByteString(); // until the handshake is over
  private boolean isWriting;
  private boolean isWriteAwaited;
  private boolean isReadAwaited; // until unsent is taken
  private boolean isFinishing;
  private boolean isEndOnly; // nothing is read but the end of the socket

  /**
   * {@code socket}: a connection for which no actor has registered yet. {@code isLocal}: both of
   * its ends are loopback addresses.
   */
  public TcpWire(
      ActorContext<Command> context, akka.actor.ActorRef socket, ClientTls tls, boolean isLocal) {
    this.context = context;
    this.socket = socket;
    this.tls = tls;
    takesPlain = tls.takesPlain(isLocal);
    isDecided = tls.engines().isEmpty();
    connection = Adapter.toClassic(context.messageAdapter(Tcp.Event.class, this::told));
    // The socket is kept open when the client has ended its input: the client may still read.
    tell(TcpMessage.register(connection, true, false));
  }

  /** The socket is a proxy's, which must say first for whom it connects. */
  void expectHeader() {
    header = new ProxyHeader();
  }

  /** False if the client can be served only after a handshake. */
  boolean isReady() {
    return takesPlain;
  }

  private Command told(Tcp.Event event) {
    if (event instanceof Tcp.Received received) return arrived(received.data().toArray());
    if (event == Taken.INSTANCE) return taken();
    if (event instanceof Tcp.ConnectionClosed closed && closed.isPeerClosed())
      return ClientConnection.InputEnded.INSTANCE;
    if (event instanceof Tcp.ConnectionClosed || event instanceof Tcp.CommandFailed)
      return ClientConnection.Lost.INSTANCE;
    throw new AssertionError("not asked for: " + event);
  }

  private Command introduced(ProxyHeader header, byte[] bytes) {
    var read = header.feed(bytes);
    if (read == ProxyHeader.Incomplete.INSTANCE) {
      readOn();
      return ClientConnection.Handled.INSTANCE;
    }
    this.header = null;
    if (!(read instanceof ProxyHeader.Whole whole)) {
      // What follows belongs to it, and is neither a handshake nor a line.
      isDecided = true;
      return new ClientConnection.NotIntroduced(bytes.length == 0 ? 0 : bytes[0]);
    }
    early = ByteString.fromArrayUnsafe(whole.rest());
    return new ClientConnection.Introduced(whole.client());
  }

  private Command arrived(byte[] bytes) {
    if (header != null) return introduced(header, bytes);
    if (!isDecided && bytes.length > 0) {
      isDecided = true;
      if (bytes[0] == HANDSHAKE) channel = new TlsChannel(tls.engines().orElseThrow().get());
      else if (!takesPlain) return new ClientConnection.PlainRefused(bytes[0]);
    }
    return channel == null ? new ClientConnection.Arrived<>(bytes) : decrypted(channel, bytes);
  }

  private Command decrypted(TlsChannel channel, byte[] bytes) {
    boolean wasOpen = channel.isOpen();
    byte[] plain = channel.receive(bytes);
    if (channel.isOpen() && !held.isEmpty()) {
      channel.send(held);
      held = ByteString.emptyByteString();
    }
    flush(channel);
    if (channel.isBroken()) {
      tell(TcpMessage.close());
      return ClientConnection.Lost.INSTANCE;
    }
    if (!takesPlain && !wasOpen && channel.isOpen()) {
      // Lines that came with the end of the handshake are told after it.
      if (plain.length > 0) context.getSelf().tell(new ClientConnection.Arrived<>(plain));
      return ClientConnection.Encrypted.INSTANCE;
    }
    if (plain.length > 0) return new ClientConnection.Arrived<>(plain);
    if (channel.isInputOver() && !isEndOnly) return ClientConnection.InputEnded.INSTANCE;
    readOn();
    return ClientConnection.Handled.INSTANCE;
  }

  /**
   * A client may ask for an answer of the channel with each record (RFC 8446, section 4.6.3), and
   * take none. So no more is read while such answers wait for a write to be taken: they are never
   * more than those to one read. A write alone does not stop the reading, which is the session's to
   * decide.
   */
  private void readOn() {
    isReadAwaited = !unsent.isEmpty();
    if (!isReadAwaited) tell(TcpMessage.resumeReading());
  }

  private Command taken() {
    isWriting = false;
    if (channel != null) flush(channel);
    if (isReadAwaited) readOn();
    if (isWriting || !isWriteAwaited || !held.isEmpty()) return ClientConnection.Handled.INSTANCE;
    isWriteAwaited = false;
    return ClientConnection.Written.INSTANCE;
  }

  private void flush(TlsChannel channel) {
    unsent = unsent.concat(channel.takeOutgoing());
    if (isWriting) return;
    if (!unsent.isEmpty()) {
      isWriting = true;
      tell(TcpMessage.write(unsent, Taken.INSTANCE));
      unsent = ByteString.emptyByteString();
    } else if (isFinishing) {
      isFinishing = false;
      tell(TcpMessage.confirmedClose());
    }
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
    if (!early.isEmpty()) {
      connection.tell(new Tcp.Received(early), akka.actor.ActorRef.noSender());
      early = ByteString.emptyByteString();
      return;
    }
    if (channel != null && channel.isInputOver() && !isEndOnly)
      context.getSelf().tell(ClientConnection.InputEnded.INSTANCE);
    else readOn();
  }

  @Override
  public void write(List<ByteString> pieces) {
    var bytes = ByteString.createBuilder();
    pieces.forEach(bytes::append);
    isWriteAwaited = true;
    if (channel == null) {
      isWriting = true;
      tell(TcpMessage.write(bytes.result(), Taken.INSTANCE));
    } else if (channel.isOpen()) {
      channel.send(bytes.result());
      flush(channel);
    } else {
      held = held.concat(bytes.result());
    }
  }

  @Override
  public void finish() {
    if (channel == null) {
      tell(TcpMessage.confirmedClose());
      return;
    }
    isFinishing = true;
    isEndOnly = true;
    channel.close();
    flush(channel);
    // Nobody else does after the client's farewell; and a socket that is not read never ends.
    if (channel.isInputOver()) readOn();
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
