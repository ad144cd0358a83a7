package dev.parley;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;

/**
 * The output that waits for a console that may not be read. Never holds more than its limit: lines
 * that come when it is full are left out, and a line in their place counts them.
 */
final class ConsoleBuffer {
  /** Some thousand lines: the log of a busy node in some minutes, and little memory. */
  static final int LIMIT_BYTES = 256 * 1024;

  private final int limitBytes;
  private final Queue<byte[]> texts = new ArrayDeque<>();
  private int waitingBytes;
  private long leftOutLines;

  ConsoleBuffer(int limitBytes) {
    this.limitBytes = limitBytes;
  }

  /** Takes {@code text}, one line or several, as a whole or not at all. */
  void offer(byte[] text) {
    // Once full it takes nothing before half of it is written: else a slow reader would get a
    // notice for every other line.
    int room = leftOutLines > 0 ? limitBytes / 2 : limitBytes;
    if (waitingBytes + text.length > room) {
      leftOutLines += lines(text);
      return;
    }
    if (leftOutLines > 0) add(takeNotice());
    add(text);
  }

  /** The next text to write, if any. */
  Optional<byte[]> take() {
    var next = texts.poll();
    if (next == null && leftOutLines > 0) return Optional.of(takeNotice());
    if (next == null) return Optional.empty();
    waitingBytes -= next.length;
    return Optional.of(next);
  }

  boolean isEmpty() {
    return texts.isEmpty() && leftOutLines == 0;
  }

  private void add(byte[] text) {
    texts.add(text);
    waitingBytes += text.length;
  }

  private byte[] takeNotice() {
    var notice =
        "parley: "
            + leftOutLines
            + (leftOutLines == 1 ? " line was" : " lines were")
            + " left out here, because this console was not read in time.\n";
    leftOutLines = 0;
    return notice.getBytes(UTF_8);
  }

  private static long lines(byte[] text) {
    long ends = 0;
    for (byte each : text) if (each == '\n') ends++;
    return Math.max(1, ends);
  }
}
