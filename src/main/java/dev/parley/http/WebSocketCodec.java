package dev.parley.http;

import dev.parley.chat.model.TextRules;
import dev.parley.session.RefusalLine;
import dev.parley.session.dialect.DialectChooser.Choice;
import dev.parley.session.dialect.Refusals;
import dev.parley.transport.clients.Line;
import dev.parley.transport.clients.LineCodec;
import dev.parley.transport.clients.LineSplitter;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;

/** Each text message of a WebSocket is a JSON line without its end, in both directions. */
final class WebSocketCodec implements LineCodec<Line, String> {
  private final ArrayDeque<Line> waiting = new ArrayDeque<>(1);
  private boolean isLoggedIn;

  @Override
  public Optional<Choice> dialect() {
    return Optional.of(Choice.JSON);
  }

  @Override
  public void feed(Line message) {
    waiting.addLast(message);
  }

  @Override
  public Optional<Line> next() {
    var line = waiting.pollFirst();
    if (line instanceof Line.Text text && isTooLong(text))
      return Optional.of(new Line.TooLong(LineSplitter.MAX_BYTES_BEFORE_LOGIN));
    return Optional.ofNullable(line);
  }

  private boolean isTooLong(Line.Text text) {
    return !isLoggedIn && TextRules.bytes(text.text()) > LineSplitter.MAX_BYTES_BEFORE_LOGIN;
  }

  @Override
  public void admit(boolean loggedIn) {
    isLoggedIn = loggedIn;
  }

  @Override
  public int heldBytes() {
    int bytes = 0;
    for (var line : waiting) if (line instanceof Line.Text text) bytes += bytes(text.text());
    return bytes;
  }

  @Override
  public boolean isDrained() {
    return waiting.isEmpty();
  }

  @Override
  public Optional<Line> end() {
    return Optional.empty();
  }

  @Override
  public boolean isLastLineWhole() {
    return true;
  }

  @Override
  public List<String> encode(String text) {
    return text.lines().toList();
  }

  /**
   * A character may take two bytes, and each does as soon as one of the text is no Latin letter.
   */
  @Override
  public int bytes(String message) {
    return 2 * message.length();
  }

  @Override
  public String refusal(String sentence) {
    return RefusalLine.of(Choice.JSON, Refusals.full(sentence));
  }
}
