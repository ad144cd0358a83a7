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
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * The client's side of a session: the dialect, and the state of the conversation. Methods return
 * the command that the client gives.
 */
final class DialectDriver {
  private final ActorRef<ConnectionCommand.Turn> link;
  private final ClientMeters meters;
  private final List<ConnectionCommand> turn =
      new ArrayList<>(); // requests to the connection since flush()
  private final int httpPort;
  private Dialect dialect = new TextDialect();
  private boolean hasStarted;
  private boolean lineAsked;
  private boolean lineSeen;
  private Iterator<Session.Input> received = Collections.emptyIterator(); // lines not taken yet
  private boolean isPaused;
  private boolean inputEnded;
  private boolean isOver;
  private final Marks marks = new Marks();

  DialectDriver(ActorRef<ConnectionCommand.Turn> link, ClientMeters meters, int httpPort) {
    this.link = link;
    this.meters = meters;
    this.httpPort = httpPort;
  }

  void onFirstByte(Choice choice) {
    if (choice == Choice.TEXT)
      return; // the greeting waits for the whole line: it may be a browser's
    dialect = choice == Choice.JSON ? new JsonDialect() : new IrcDialect();
    hasStarted = true;
    meters.onSpoken(ClientMeters.kind(this));
  }

  /** Greets the client, unless it was greeted already. */
  void greet() {
    if (hasStarted) return;
    hasStarted = true;
    perform(dialect.onStart());
  }

  /** The requested lines have arrived; {@link #nextLine} returns them one by one. */
  void onReceived(List<Session.Input> lines) {
    received = lines.iterator();
  }

  /** Pauses input while much output waits for the client, so that no more is added. */
  void pause(boolean isMuch) {
    isPaused = isMuch;
  }

  /** The next of the lines that have arrived, if the session has asked for one. */
  Optional<Session.Input> nextLine() {
    if (!lineAsked || isPaused || isOver || !received.hasNext()) return Optional.empty();
    var next = received.next();
    if (!received.hasNext()) received = Collections.emptyIterator(); // keeps no old lines
    return Optional.of(next);
  }

  Optional<ClientCommand> onLine(String line) {
    lineAsked = false;
    boolean isFirst = !lineSeen;
    lineSeen = true;
    if (isFirst && !isProgram() && DialectChooser.isHttpRequest(line)) {
      closeBrowser();
      return Optional.empty();
    }
    meters.onSpoken(ClientMeters.kind(this));
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
    boolean isFirst = !lineSeen;
    lineSeen = true;
    // A page may choose a target that is longer than a line; its next lines would be commands.
    if (isFirst && !isProgram() && refusal.code() == Refusal.Code.LINE_TOO_LONG) {
      closeBrowser();
      return;
    }
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

  /** The client has logged in, or out: other limits hold for its lines. */
  void admit(boolean isLoggedIn) {
    turn.add(new ConnectionCommand.Admit(isLoggedIn));
  }

  /** Asks the client whether it is alive. */
  void ask(long token) {
    perform(List.of(dialect.onAsk(token)));
  }

  KeepAlive.Answers answers(ClientCommand.Login login) {
    return dialect.answers(login);
  }

  /**
   * A reply may lead the text dialect to a command of its own: it logs in a user who has
   * registered.
   */
  Optional<ClientCommand> reply(ClientReply reply) {
    meters.onReply(reply);
    return perform(dialect.onReply(reply));
  }

  /** A request of the dialect's own, when no other is under way. */
  Optional<ClientCommand> onIdle() {
    return perform(dialect.onIdle());
  }

  void tell(ReplicaProtocol.Event event) {
    perform(dialect.onEvent(event));
  }

  /** Writes the reason, and closes. */
  void close(ReplicaProtocol.Closing closing) {
    var words = new StringBuilder();
    for (var step : dialect.onEvent(closing)) {
      if (step instanceof DialectOutput.Say say) words.append(say.text());
    }
    close(words.toString());
  }

  /**
   * Any page can make a browser send a request to this port, and its lines would be carried out.
   */
  private void closeBrowser() {
    var sentence = DialectChooser.httpSentence(httpPort);
    close(isPerson() ? sentence : "ERROR :" + sentence);
  }

  void close(String lastWords) {
    if (isOver) return;
    isOver = true;
    turn.add(new Close(lastWords));
  }

  /** Whether the client's next line is taken when it arrives. */
  boolean isListening() {
    return lineAsked;
  }

  /** Lets the next line come, unless it was asked for already. */
  void askForLine() {
    if (lineAsked || inputEnded || isOver) return;
    lineAsked = true;
    if (!received.hasNext()) turn.add(NextLine.INSTANCE);
  }

  /** Sends the gathered requests to the connection. */
  void flush() {
    if (turn.isEmpty()) return;
    link.tell(new ConnectionCommand.Turn(turn));
    turn.clear();
  }

  /** Whether the client is a person, who can read and wants to be notified of delays. */
  boolean isPerson() {
    return dialect instanceof TextDialect;
  }

  /** Whether every numbered message that was written has reached the socket. */
  boolean isAllTaken() {
    return marks.isAllTaken();
  }

  /** The last numbered message that was written. */
  long written() {
    return marks.written();
  }

  boolean isProgram() {
    return dialect instanceof JsonDialect;
  }

  boolean hasInputEnded() {
    return inputEnded;
  }

  /** Whether the connection was asked to close: nothing more can be written. */
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
