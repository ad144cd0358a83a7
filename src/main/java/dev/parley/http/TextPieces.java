package dev.parley.http;

import dev.parley.transport.clients.Line;
import dev.parley.transport.clients.LineSplitter;
import java.nio.charset.StandardCharsets;

/** A text that arrives in pieces; from the byte on that makes it too long nothing is kept. */
final class TextPieces {
  private final StringBuilder text = new StringBuilder();
  private long bytes;

  TextPieces plus(String piece) {
    bytes += piece.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > LineSplitter.MAX_LINE_BYTES) text.setLength(0);
    else text.append(piece);
    return this;
  }

  Line line() {
    return bytes > LineSplitter.MAX_LINE_BYTES
        ? new Line.TooLong(LineSplitter.MAX_LINE_BYTES)
        : new Line.Text(text.toString());
  }
}
