package dev.parley.session;

import akka.actor.typed.ActorRef;
import dev.parley.chat.model.Refusal;
import dev.parley.replica.ReplicaProtocol;
import dev.parley.session.ConnectionCommand.Close;
import dev.parley.session.ConnectionCommand.Echo;
import dev.parley.session.ConnectionCommand.NextLine;
import dev.parley.session.ConnectionCommand.Write;
import dev.parley.session.dialect.ClientCommand;
import dev.parley.session.dialect.ClientReply;
import dev.parley.session.dialect.Dialect;
import dev.parley.session.dialect.DialectChooser;
import dev.parley.session.dialect.DialectChooser.Choice;
import dev.parley.session.dialect.DialectOutput;
import dev.parley.session.dialect.KeepAlive;
import dev.parley.session.dialect.irc.IrcDialect;
import dev.parley.session.dialect.json.JsonDialect;
import dev.parley.session.dialect.text.TextDialect;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * The client's side of a session: the dialect, and what was said over the connection. Methods
 * return the command that the client gives.
 */
final class DialectDriver {
  private final ActorRef<ConnectionCommand.Turn> link;
  private final List<ConnectionCommand> turn =
      new ArrayList<>(); // asked of the connection since flush()
  private final int httpPort;
  private Dialect dialect = new TextDialect();
  private boolean hasStarted;
  private boolean lineAsked;
  private boolean lineSeen;
  private Iterator<Session.Input> received = Collections.emptyIterator(); // and not taken yet
  private boolean isPaused;
  private boolean inputEnded;
  private boolean isOver;
  private final Marks marks = new Marks();

  DialectDriver(ActorRef<ConnectionCommand.Turn> link, int httpPort) {
    this.link = link;
    this.httpPort = httpPort;
  }

  void onFirstByte(Choice choice) {
    if (choice == Choice.TEXT)
      return; // the greeting waits for the whole line: it may be a browser's
    dialect = choice == Choice.JSON ? new JsonDialect() : new IrcDialect(InstantSource.system());
    hasStarted = true;
  }

  /** Greets, unless it has happened. */
  void greet() {
    if (hasStarted) return;
    hasStarted = true;
    perform(dialect.onStart());
  }

  /** Lines have come that were asked for; {@link #nextLine} gives them one by one. */
  void onReceived(List<Session.Input> lines) {
    received = lines.iterator();
  }

  /** While so much waits for the client, it should be given nothing more to read. */
  void pause(boolean isMuch) {
    isPaused = isMuch;
  }

  /** The next of the lines that have come, if the session has asked for it. */
  Optional<Session.Input> nextLine() {
    if (!lineAsked || isPaused || isOver || !received.hasNext()) return Optional.empty();
    var next = received.next();
    if (!received.hasNext()) received = Collections.emptyIterator(); // keeps no lines of the past
    return Optional.of(next);
  }

  Optional<ClientCommand> onLine(String line) {
    lineAsked = false;
    boolean isFirst = !lineSeen;
    lineSeen = true;
    if (isFirst && isPerson() && DialectChooser.isHttpRequest(line)) {
      close(DialectChooser.httpSentence(httpPort));
      return Optional.empty();
    }
    greet();
    return perform(dialect.onLine(line));
  }

  /** A line of a client that waits for its farewell. */
  Optional<ClientCommand> onLineWhileLeaving(String line) {
    lineAsked = false;
    return perform(dialect.onLineWhileLeaving(line));
  }

  void onUnreadable(Refusal refusal) {
    lineAsked = false;
    greet();
    perform(dialect.onUnreadable(refusal));
  }

  void onInputEnded() {
    lineAsked = false;
    inputEnded = true;
  }

  Marks.Taken onTaken(long mark) {
    return marks.onTaken(mark);
  }

  /** Asks the client whether it is there. */
  void ask(long token) {
    perform(List.of(dialect.onAsk(token)));
  }

  KeepAlive.Answers answers(ClientCommand.Login login) {
    return dialect.answers(login);
  }

  /** A reply may lead a person's dialect to a command of its own: to log in who has registered. */
  Optional<ClientCommand> reply(ClientReply reply) {
    return perform(dialect.onReply(reply));
  }

  void tell(ReplicaProtocol.Event event) {
    perform(dialect.onEvent(event));
  }

  /** Says why, and closes. */
  void close(ReplicaProtocol.Closing closing) {
    var words = new StringBuilder();
    for (var step : dialect.onEvent(closing)) {
      if (step instanceof DialectOutput.Say say) words.append(say.text());
    }
    close(words.toString());
  }

  void close(String lastWords) {
    if (isOver) return;
    isOver = true;
    turn.add(new Close(lastWords));
  }

  /** The client is listened to: what it says next is taken. */
  boolean isListening() {
    return lineAsked;
  }

  /** Lets the next line come, if it is not on its way. */
  void askForLine() {
    if (lineAsked || inputEnded || isOver) return;
    lineAsked = true;
    if (!received.hasNext()) turn.add(NextLine.INSTANCE);
  }

  /** Sends what has been asked of the connection. */
  void flush() {
    if (turn.isEmpty()) return;
    link.tell(new ConnectionCommand.Turn(turn));
    turn.clear();
  }

  /** The client can read, and wants to know what takes long. */
  boolean isPerson() {
    return dialect instanceof TextDialect;
  }

  /** Everything with a number that was written has reached the socket. */
  boolean isAllTaken() {
    return marks.isAllTaken();
  }

  /** The last message with a number that was written. */
  long written() {
    return marks.written();
  }

  boolean isProgram() {
    return dialect instanceof JsonDialect;
  }

  boolean hasInputEnded() {
    return inputEnded;
  }

  /** The connection was told to close: nothing more can be said. */
  boolean isOver() {
    return isOver;
  }

  private Optional<ClientCommand> perform(List<DialectOutput> steps) {
    Optional<ClientCommand> command = Optional.empty();
    for (var step : steps) {
      if (isOver) break;
      if (step instanceof DialectOutput.Perform perform) command = Optional.of(perform.command());
      else say(step);
    }
    return command;
  }

  private void say(DialectOutput step) {
    if (step instanceof DialectOutput.Say say) {
      turn.add(new Write(say.text(), ConnectionCommand.NO_MARK));
    } else if (step instanceof DialectOutput.Show show) {
      turn.add(new Write(show.text(), marks.message(show.n())));
    } else if (step instanceof DialectOutput.Ask ask) {
      turn.add(new Write(ask.text(), marks.question()));
    } else if (step instanceof DialectOutput.AskByMark) {
      turn.add(new ConnectionCommand.TimingMark(marks.question()));
    } else if (step instanceof DialectOutput.Echo typing) {
      turn.add(new Echo(typing == DialectOutput.Echo.HIDDEN));
    } else if (step instanceof DialectOutput.HangUp) {
      close("");
    } else {
      throw new AssertionError("no effect for " + step);
    }
  }
}
