package dev.parley.transport.clients;

import akka.util.ByteString;
import dev.parley.session.dialect.DialectChooser;
import dev.parley.session.dialect.DialectChooser.Choice;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * The bytes of one connection as lines. The first byte decides: a program's bytes are lines as they
 * are; a person's may have telnet's commands among them.
 *
 * <p>The protocol does not show whether the client is telnet: telnet on a port other than its own
 * sends no command before it was sent one, and nc would show the command. But telnet ends lines
 * with CR LF or CR NUL, and nc with LF. So a person whose client has ended a line with CR, or has
 * sent a command, is taken for a user of telnet.
 */
final class LineProtocol implements LineCodec<byte[], ByteString> {
  private final LineSplitter splitter = new LineSplitter();
  private final Telnet telnet = new Telnet();
  private Optional<Choice> dialect;

  /** {@code fixed}: the port's only dialect; without it the first byte decides. */
  LineProtocol(Optional<Choice> fixed) {
    dialect = fixed;
  }

  @Override
  public Optional<Choice> dialect() {
    return dialect;
  }

  @Override
  public void feed(byte[] bytes) {
    if (bytes.length == 0) return;
    if (dialect.isEmpty()) dialect = Optional.of(DialectChooser.byFirstByte(bytes[0]));
    splitter.feed(isForPeople() ? telnet.strip(bytes) : bytes);
  }

  /**
   * The refusal for a client that is not admitted: in the dialect of its port, or in words if the
   * dialect is not known yet.
   */
  @Override
  public String refusal(String sentence) {
    boolean isIrc = dialect.orElse(Choice.TEXT) == Choice.IRC;
    return (isIrc ? "ERROR :" : "") + sentence + "\r\n";
  }

  @Override
  public Optional<Line> next() {
    return splitter.next();
  }

  @Override
  public boolean isDrained() {
    return splitter.isDrained();
  }

  @Override
  public Optional<Line> end() {
    return splitter.end();
  }

  @Override
  public int heldBytes() {
    return splitter.keptBytes();
  }

  @Override
  public void admit(boolean isLoggedIn) {
    splitter.limitTo(
        isLoggedIn ? LineSplitter.MAX_LINE_BYTES : LineSplitter.MAX_BYTES_BEFORE_LOGIN);
  }

  /** Makes the client hide or show typed characters from here on, if this is telnet. */
  @Override
  public void setTyping(boolean hidden) {
    if (hidden && isForPeople() && isTelnet()) telnet.hideTyping();
    if (!hidden) telnet.showTyping();
  }

  @Override
  public boolean hasNegotiated() {
    return isForPeople() && telnet.hasSeenNegotiation();
  }

  @Override
  public void askForTimingMark() {
    telnet.askForTimingMark();
  }

  @Override
  public int takeAnsweredMarks() {
    return telnet.takeAnsweredMarks();
  }

  @Override
  public List<ByteString> takeReplies() {
    return piece(ByteString.fromArrayUnsafe(telnet.takeReplies()));
  }

  @Override
  public List<ByteString> encode(String text) {
    return piece(ByteString.fromString(text, StandardCharsets.UTF_8));
  }

  private static List<ByteString> piece(ByteString bytes) {
    return bytes.isEmpty() ? List.of() : List.of(bytes);
  }

  @Override
  public int bytes(ByteString piece) {
    return piece.size();
  }

  /** Half an object is not JSON, but half a sentence looks like a whole one. */
  @Override
  public boolean isLastLineWhole() {
    return dialect.isPresent() && dialect.get() == Choice.JSON;
  }

  private boolean isForPeople() {
    return dialect.orElse(Choice.TEXT) == Choice.TEXT;
  }

  private boolean isTelnet() {
    return telnet.hasSeenCommand() || splitter.hasSeenCarriageReturn();
  }
}
