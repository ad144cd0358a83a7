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

  /**
   * A client that has not logged in gives one line at a time: the next one may come after its
   * login, and may then be longer.
   */
  private static final int MAX_LINES_BEFORE_LOGIN = 1;

  private final LineCodec<I, ?> codec;
  private final Wire<?> wire;
  private final Consumer<Session.Command> session;
  private boolean isLineWanted;
  private boolean isReading;
  private boolean hasEnded;
  private final InboundBudget budget;
  private int maxLines = MAX_LINES_BEFORE_LOGIN;
  private long givenBytes; // of the lines that the session may still hold
  private long held; // as counted in the budget
  private boolean isHeldBack;

  ConnectionInput(
      LineCodec<I, ?> codec,
      Wire<?> wire,
      InboundBudget budget,
      Consumer<Session.Command> session) {
    this.codec = codec;
    this.budget = budget;
    this.wire = wire;
    this.session = session;
  }

  /** The result of a {@link #read} has arrived. */
  void onArrived(I read) {
    isReading = false;
    boolean isFirst = codec.dialect().isEmpty();
    codec.feed(read);
    count();
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
    givenBytes = 0;
  }

  /** The client has logged in, or out. */
  void admit(boolean isLoggedIn) {
    maxLines = isLoggedIn ? MAX_LINES : MAX_LINES_BEFORE_LOGIN;
    codec.admit(isLoggedIn);
  }

  private void count() {
    long now = codec.heldBytes() + givenBytes;
    budget.change(now - held);
    held = now;
  }

  /** The connection is gone, and with it all that it held. */
  void discard() {
    budget.change(-held);
    held = 0;
  }

  /** Whether the client is not read from until others hold less: the caller must look again. */
  boolean isHeldBack() {
    return isHeldBack;
  }

  /** Gives the session the lines that it asked for, or continues to read. */
  void giveLines() {
    isHeldBack = false;
    if (!isLineWanted) {
      readAhead();
      return;
    }
    var lines = take();
    count();
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
      if (line.get() instanceof Line.Text text) givenBytes += text.text().length();
      if (lines.size() == maxLines) break;
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
    isHeldBack = !budget.mayRead(held);
    if (isHeldBack) return;
    isReading = true;
    wire.read();
  }
}
