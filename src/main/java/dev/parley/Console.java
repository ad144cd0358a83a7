package dev.parley;

import static dev.parley.time.MonotonicClock.nowMs;

import java.io.ByteArrayOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.util.List;

/**
 * Standard output or error as a stream that never makes its writer wait: a thread of its own writes
 * the output. A pipe that nobody reads, or a terminal that is stopped with Ctrl-S, thus stops no
 * actor that logs. Lines that a full {@link ConsoleBuffer} cannot take are left out.
 */
final class Console extends OutputStream {
  /** A node that ends gives a reader this long to take its last lines: an operator waits for it. */
  private static final long FLUSH_MS = 500;

  /** A text without a line end is passed on at this size. */
  private static final int MAX_PENDING_BYTES = 16 * 1024;

  private static volatile List<Console> installed = List.of();

  private final OutputStream target;
  private final ConsoleBuffer buffer = new ConsoleBuffer(ConsoleBuffer.LIMIT_BYTES);
  private final ByteArrayOutputStream pending = new ByteArrayOutputStream();
  private boolean isWriting;

  Console(String name, OutputStream target) {
    this.target = target;
    var writer = new Thread(this::writeAll, "console " + name);
    writer.setDaemon(true);
    writer.start();
  }

  /** From here on no output in this process blocks, whichever code prints it. */
  static void install() {
    var out = new Console("output", new FileOutputStream(FileDescriptor.out));
    var error = new Console("error", new FileOutputStream(FileDescriptor.err));
    System.setOut(out.stream("stdout.encoding"));
    System.setErr(error.stream("stderr.encoding"));
    installed = List.of(out, error);
  }

  /** Waits until everything is written, for half a second at most. */
  static void flushInstalled() {
    long untilMs = nowMs() + FLUSH_MS;
    for (var console : installed) console.awaitWritten(untilMs);
  }

  // JDK 17 has the name of a terminal's encoding only under "sun."; elsewhere its default counts.
  private PrintStream stream(String encodingKey) {
    var name = System.getProperty(encodingKey, System.getProperty("sun." + encodingKey));
    return new PrintStream(this, false, name == null ? Charset.defaultCharset() : charset(name));
  }

  private static Charset charset(String name) {
    return Charset.isSupported(name) ? Charset.forName(name) : Charset.defaultCharset();
  }

  @Override
  public synchronized void write(int single) {
    write(new byte[] {(byte) single}, 0, 1);
  }

  @Override
  public synchronized void write(byte[] bytes, int offset, int length) {
    if (length == 0) return;
    pending.write(bytes, offset, length);
    boolean isLine = bytes[offset + length - 1] == '\n';
    if (isLine || pending.size() >= MAX_PENDING_BYTES) flush();
  }

  /** Passes on the text that has no line end yet; does not wait until it is written. */
  @Override
  public synchronized void flush() {
    if (pending.size() == 0) return;
    buffer.offer(pending.toByteArray());
    pending.reset();
    notifyAll();
  }

  private synchronized void awaitWritten(long untilMs) {
    flush();
    try {
      while (isWriting || !buffer.isEmpty()) {
        long leftMs = untilMs - nowMs();
        if (leftMs <= 0) return;
        wait(leftMs);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void writeAll() {
    try {
      while (true) {
        var text = next();
        try {
          target.write(text);
        } catch (IOException closed) {
          // The console is closed: later output is dropped in the same way.
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized byte[] next() throws InterruptedException {
    isWriting = false;
    notifyAll();
    var text = buffer.take();
    while (text.isEmpty()) {
      wait();
      text = buffer.take();
    }
    isWriting = true;
    return text.get();
  }
}
