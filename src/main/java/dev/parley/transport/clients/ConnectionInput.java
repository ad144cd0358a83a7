package dev.parley.transport.clients;

import dev.parley.session.Session;
import dev.parley.session.dialect.DialectChooser.Choice;
import dev.parley.session.dialect.Refusals;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The incoming half of a client's connection: each time that the session asks, it gets all lines of
 * a read. At most one read that the session does not want yet is taken from the wire.
 */
final class ConnectionInput<I> {
  /**
   * Lines given at a time; more wait in their read. As objects, short lines take many times their
   * bytes, and a session may have to keep them while one of them waits.
   */
  static final int MAX_LINES = 64;

  private final LineCodec<I, ?> codec;
  private final Wire<?> wire;
  private final Consumer<Session.Command> session;
  private boolean isLineWanted;
  private boolean isReading;
  private boolean hasEnded;

  ConnectionInput(LineCodec<I, ?> codec, Wire<?> wire, Consumer<Session.Command> session) {
    this.codec = codec;
    this.wire = wire;
    this.session = session;
  }

  /** The result of a {@link #read} has arrived. */
  void onArrived(I read) {
    isReading = false;
    boolean isFirst = codec.dialect().isEmpty();
    codec.feed(read);
    if (isFirst) codec.dialect().ifPresent(this::tellDialect);
  }

  /** Input arrived that is ignored. */
  void onIgnored() {
    isReading = false;
  }

  /** The client sends nothing more. */
  void onEnd() {
    isReading = false;
    hasEnded = true;
    if (!isLineWanted) session.accept(Session.InputEnding.INSTANCE);
  }

  boolean hasEnded() {
    return hasEnded;
  }

  void onSession() {
    codec.dialect().ifPresent(this::tellDialect);
  }

  private void tellDialect(Choice dialect) {
    session.accept(new Session.FirstByte(dialect));
  }

  void onLineWanted() {
    isLineWanted = true;
  }

  /** Gives the session the lines that it asked for, or continues to read. */
  void giveLines() {
    if (!isLineWanted) {
      readAhead();
      return;
    }
    var lines = take();
    if (!lines.isEmpty()) {
      give(lines);
    } else if (hasEnded) {
      give(List.of(codec.end().map(this::unfinished).orElse(Session.InputEnded.INSTANCE)));
    } else {
      read();
    }
  }

  private List<Session.Input> take() {
    var lines = new ArrayList<Session.Input>();
    for (var line = codec.next(); line.isPresent(); line = codec.next()) {
      lines.add(line.get().told());
      if (lines.size() == MAX_LINES) break;
    }
    return lines;
  }

  private void give(List<Session.Input> lines) {
    isLineWanted = false;
    session.accept(new Session.LinesReceived(lines));
    readAhead();
  }

  /**
   * At most one read ahead: it shows that a client has hung up while its request is being
   * processed.
   */
  private void readAhead() {
    if (codec.isDrained()) read();
  }

  private Session.Input unfinished(Line line) {
    boolean isPiece = line instanceof Line.Text && !codec.isLastLineWhole();
    return isPiece ? new Session.LineRefused(Refusals.unfinishedLine()) : line.told();
  }

  void read() {
    if (isReading || hasEnded) return;
    isReading = true;
    wire.read();
  }
}
