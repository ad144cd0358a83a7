package dev.parley.client.pipe;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The lines of an input in UTF-8, ended by LF, CR or CR LF, the last one by the input's end as
 * well. A line that is not UTF-8, or too long, is reported instead of guessed at.
 */
final class PipeInput {
  /** No message and no request is that long, and memory has an end; the servers' limit too. */
  static final int MAX_BYTES = 65_536;

  /** {@code problem} names the fault of this line, and is empty if it can be used. */
  record Line(String text, String problem) {}

  private final InputStream input;
  private long number;
  private boolean wasReturn;

  /** {@code input} is read byte by byte: it has a buffer. */
  PipeInput(InputStream input) {
    this.input = input;
  }

  /** Nothing at the end of the input. */
  Optional<Line> next() throws IOException {
    var bytes = new ByteArrayOutputStream();
    int next = input.read();
    if (next == '\n' && wasReturn) next = input.read(); // the other half of a line's end
    if (next < 0) return Optional.empty();
    number++;
    long length = 0;
    for (; next >= 0 && next != '\n' && next != '\r'; next = input.read())
      if (++length <= MAX_BYTES) bytes.write(next);
    wasReturn = next == '\r';
    return Optional.of(
        length > MAX_BYTES
            ? unusable("has more than " + MAX_BYTES + " bytes")
            : decoded(bytes.toByteArray()));
  }

  private Line decoded(byte[] bytes) {
    try {
      // A new decoder refuses malformed bytes; a String's would put U+FFFD in their place.
      var decoder = StandardCharsets.UTF_8.newDecoder();
      return new Line(decoder.decode(ByteBuffer.wrap(bytes)).toString(), "");
    } catch (CharacterCodingException e) {
      return unusable("is not UTF-8 (iconv -f ENCODING -t UTF-8 converts it)");
    }
  }

  private Line unusable(String problem) {
    return new Line("", "Line " + number + " of the input " + problem);
  }
}
