package dev.parley.transport.clients;

import dev.parley.session.dialect.DialectChooser;
import dev.parley.session.dialect.DialectChooser.Choice;
import java.util.Optional;

/**
 * The bytes of one connection as lines. The first byte decides: a program's bytes are lines as they
 * are; a person's may have telnet's commands among them.
 *
 * <p>Who is at the other end is not said: telnet on a port other than its own sends no command
 * before it was sent one, and nc would show the command. But telnet ends lines with CR LF or CR
 * NUL, and nc with LF. So a person whose client has ended a line with CR, or has sent a command, is
 * taken for a user of telnet.
 */
final class LineProtocol {
  private final LineSplitter splitter = new LineSplitter();
  private final Telnet telnet = new Telnet();
  private Optional<Choice> dialect;

  /** {@code fixed}: the port's only dialect; without it the first byte decides. */
  LineProtocol(Optional<Choice> fixed) {
    dialect = fixed;
  }

  /** Which dialect the first byte chose; empty before it. */
  Optional<Choice> dialect() {
    return dialect;
  }

  void feed(byte[] bytes) {
    if (bytes.length == 0) return;
    if (dialect.isEmpty()) dialect = Optional.of(DialectChooser.byFirstByte(bytes[0]));
    splitter.feed(isForPeople() ? telnet.strip(bytes) : bytes);
  }

  /** For one who is not let in: in his port's dialect, or in words, if that is not known yet. */
  String refusal(String sentence) {
    boolean isIrc = dialect.orElse(Choice.TEXT) == Choice.IRC;
    return (isIrc ? "ERROR :" : "") + sentence + "\r\n";
  }

  /** The next line, or nothing until more is fed. */
  Optional<Line> next() {
    return splitter.next();
  }

  /** Says whether everything that was fed has been looked at: no line waits. */
  boolean isDrained() {
    return splitter.isDrained();
  }

  /** At the end of the stream: what came after the last line end. */
  Optional<Line> end() {
    return splitter.end();
  }

  /** Has what is typed hidden or shown from here on, if this is telnet. */
  void setTyping(boolean hidden) {
    if (hidden && isForPeople() && isTelnet()) telnet.hideTyping();
    if (!hidden) telnet.showTyping();
  }

  /** A person's client has been found to negotiate as telnet does. */
  boolean hasNegotiated() {
    return isForPeople() && telnet.hasSeenNegotiation();
  }

  void askForTimingMark() {
    telnet.askForTimingMark();
  }

  /** How many timing marks have been answered since the last call. */
  int takeAnsweredMarks() {
    return telnet.takeAnsweredMarks();
  }

  /** What telnet must be sent now. */
  byte[] takeReplies() {
    return telnet.takeReplies();
  }

  /**
   * Says whether the end of the stream ends a line too: half an object is no JSON, but half a
   * sentence looks like a whole one.
   */
  boolean isJson() {
    return dialect.isPresent() && dialect.get() == Choice.JSON;
  }

  private boolean isForPeople() {
    return dialect.orElse(Choice.TEXT) == Choice.TEXT;
  }

  private boolean isTelnet() {
    return telnet.hasSeenCommand() || splitter.hasSeenCarriageReturn();
  }
}
