package dev.parley.transport.clients;

import akka.io.Tcp;
import akka.io.TcpMessage;
import dev.parley.session.Session;
import dev.parley.session.dialect.DialectChooser.Choice;
import dev.parley.session.dialect.Refusals;
import java.util.function.Consumer;

/**
 * The incoming half of a client's connection: a line for each that the session asks for. Of what
 * the session does not want yet, no more than one packet is read from the socket.
 */
final class ConnectionInput {
  private final LineProtocol protocol;
  private final Consumer<Tcp.Command> socket;
  private final Consumer<Session.Command> session;
  private boolean isLineWanted;
  private boolean isReading;
  private boolean hasEnded;

  ConnectionInput(
      LineProtocol protocol, Consumer<Tcp.Command> socket, Consumer<Session.Command> session) {
    this.protocol = protocol;
    this.socket = socket;
    this.session = session;
  }

  /** What was asked for by {@link #read} has come. */
  void onBytes(byte[] bytes) {
    isReading = false;
    boolean isFirst = protocol.dialect().isEmpty();
    protocol.feed(bytes);
    if (isFirst) protocol.dialect().ifPresent(this::tellDialect);
  }

  /** Bytes came that nobody will look at. */
  void onIgnored() {
    isReading = false;
  }

  /** The client sends nothing more. */
  void onEnd() {
    isReading = false;
    hasEnded = true;
    if (!isLineWanted) session.accept(Session.InputEnding.INSTANCE);
  }

  void onSession() {
    protocol.dialect().ifPresent(this::tellDialect);
  }

  private void tellDialect(Choice dialect) {
    session.accept(new Session.FirstByte(dialect));
  }

  void onLineWanted() {
    isLineWanted = true;
  }

  /** Gives the session the line that it asked for, or reads on. */
  void giveLine() {
    if (!isLineWanted) {
      readAhead();
      return;
    }
    var line = protocol.next();
    if (line.isPresent()) {
      give(line.get().told());
    } else if (hasEnded) {
      give(protocol.end().map(this::unfinished).orElse(Session.InputEnded.INSTANCE));
    } else {
      read();
    }
  }

  private void give(Session.Command line) {
    isLineWanted = false;
    session.accept(line);
    readAhead();
  }

  /** One packet at most: so a client that hangs up while its request is at work is noticed. */
  private void readAhead() {
    if (protocol.isDrained()) read();
  }

  private Session.Command unfinished(Line line) {
    boolean isPiece = line instanceof Line.Text && !protocol.isJson();
    return isPiece ? new Session.LineRefused(Refusals.unfinishedLine()) : line.told();
  }

  void read() {
    if (isReading || hasEnded) return;
    isReading = true;
    socket.accept(TcpMessage.resumeReading());
  }
}
