package dev.parley.transport.clients;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * Cuts a stream of bytes into lines that end with CR LF, CR NUL or LF; a CR alone belongs to its
 * line. How the bytes are cut into packets makes no difference. Keeps the packet that was fed last
 * and at most {@link #MAX_LINE_BYTES} more: the rest of a longer line is thrown away as it arrives.
 * A client that has not logged in has shorter lines.
 */
public final class LineSplitter {
  /** The longest line, in bytes without its end: the client protocol's 64 KiB. */
  public static final int MAX_LINE_BYTES = 64 * 1024;

  /** The longest line of a client that has not logged in: anybody can send those. */
  public static final int MAX_BYTES_BEFORE_LOGIN = 4 * 1024;

  private static final int FIRST_BUFFER_BYTES = 256;
  private static final byte[] NOTHING = {};

  private byte[] packet = NOTHING;
  private int position;
  private byte[] line = NOTHING;
  private int length;
  private boolean carriageReturnPending;
  private boolean discarding;
  private boolean carriageReturnEndedLine;
  private int maxBytes = MAX_BYTES_BEFORE_LOGIN;

  /** The limit of the lines that are not complete yet, in bytes. */
  void limitTo(int bytes) {
    maxBytes = bytes;
  }

  /** Adds a packet; bytes that were fed before and are not taken yet come first. */
  void feed(byte[] bytes) {
    if (position == packet.length) {
      packet = bytes;
    } else {
      var joined = Arrays.copyOfRange(packet, position, packet.length + bytes.length);
      System.arraycopy(bytes, 0, joined, packet.length - position, bytes.length);
      packet = joined;
    }
    position = 0;
  }

  /** The next line, or nothing until more is fed. */
  Optional<Line> next() {
    while (position < packet.length) {
      var found = onByte(packet[position++]);
      if (found.isPresent()) return found;
    }
    packet = NOTHING;
    position = 0;
    return Optional.empty();
  }

  /** Returns true if {@link #next} has seen everything that was fed. */
  boolean isDrained() {
    return position == packet.length;
  }

  /**
   * At the end of the stream, after the last {@link #next}: the content after the last line end, if
   * there is any.
   */
  Optional<Line> end() {
    boolean wasTold = discarding;
    discarding = false;
    if (carriageReturnPending) {
      carriageReturnPending = false;
      if (!wasTold && !append((byte) '\r')) return Optional.of(new Line.TooLong(maxBytes));
    }
    return wasTold || length == 0 ? Optional.empty() : Optional.of(take());
  }

  /**
   * Returns true if any line has ended with CR LF or CR NUL: telnet ends its lines like this, nc
   * does not.
   */
  boolean hasSeenCarriageReturn() {
    return carriageReturnEndedLine;
  }

  /** Bytes of memory that are held: the line that is not complete yet, and what is not cut yet. */
  int keptBytes() {
    return line.length + packet.length;
  }

  private Optional<Line> onByte(byte next) {
    if (next == '\n' || (next == 0 && carriageReturnPending)) return onLineEnd();
    boolean fits = !carriageReturnPending || append((byte) '\r');
    carriageReturnPending = next == '\r';
    if (!carriageReturnPending) fits = fits && append(next);
    if (fits) return Optional.empty();
    length = 0;
    line = NOTHING;
    discarding = true;
    return Optional.of(new Line.TooLong(maxBytes));
  }

  private Optional<Line> onLineEnd() {
    carriageReturnEndedLine |= carriageReturnPending;
    carriageReturnPending = false;
    if (discarding) {
      discarding = false; // the refusal was sent when the line became too long
      return Optional.empty();
    }
    return Optional.of(take());
  }

  /** False if the line is too long with this byte. */
  private boolean append(byte next) {
    if (discarding) return true;
    if (length >= maxBytes) return false;
    if (length == line.length) {
      line = Arrays.copyOf(line, Math.min(maxBytes, Math.max(FIRST_BUFFER_BYTES, 2 * length)));
    }
    line[length++] = next;
    return true;
  }

  private Line take() {
    var bytes = ByteBuffer.wrap(line, 0, length);
    length = 0;
    if (line.length > 4 * FIRST_BUFFER_BYTES)
      line = NOTHING; // most lines are short: do not keep the memory that one long line needed
    try {
      var decoder = StandardCharsets.UTF_8.newDecoder();
      decoder
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT);
      return new Line.Text(decoder.decode(bytes).toString());
    } catch (CharacterCodingException notUtf8) {
      return Line.NotUtf8.INSTANCE;
    }
  }
}
