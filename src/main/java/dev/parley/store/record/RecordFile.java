package dev.parley.store.record;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.parley.config.ConfigProblem;
import dev.parley.config.RecordSettings;
import dev.parley.group.RunRecorder;
import dev.parley.observe.TracePoint;
import dev.parley.observe.TraceTap;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.Message;
import dev.parley.protocol.Output;
import dev.parley.protocol.ViewId;
import dev.parley.protocol.multicast.Payload;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * The record of a node's run: one JSON object a line, appended over all its incarnations, for a
 * checker that reads it afterwards. A thread of its own writes; events that it is too slow for are
 * left out, and a line counts them, so that a record with a hole is not taken for a whole one. The
 * last moments before a {@code kill -9} may be missing, a prefix only where the record had more
 * files than it may have: a file that is not the first one begins with a line that says so.
 */
public final class RecordFile implements AutoCloseable {
  /** Some seconds of full load. An event takes about 100 bytes. */
  static final int MAX_WAITING = 65_536;

  /** Longer than it takes to write a full queue; a stop is not held up by a broken disk. */
  private static final long CLOSE_PATIENCE_MS = 1_000;

  private static final long IDLE_MS = 100;

  private static final int EVERY_MESSAGE = 1;

  private final BlockingQueue<RecordLine> waiting = new ArrayBlockingQueue<>(MAX_WAITING);
  private final AtomicLong leftOut = new AtomicLong();
  private final @Nullable Thread writer;
  private volatile boolean closing;

  private RecordFile(@Nullable OutputStream out, @Nullable RecordParts parts) {
    if (out == null) {
      writer = null;
      return;
    }
    writer = new Thread(() -> write(out, parts), "record");
    writer.setDaemon(true);
  }

  /** Records nothing. */
  public static RecordFile none() {
    return new RecordFile(null, null);
  }

  /** Appends to the file; ConfigProblem if it cannot be written. */
  public static RecordFile open(RecordSettings settings) {
    try {
      var parts = new RecordParts(settings);
      var out = parts.open();
      // A process that was killed may have left half a line.
      out.write('\n');
      return to(out, parts);
    } catch (IOException e) {
      throw new ConfigProblem(
          "The record "
              + settings.file()
              + " cannot be written ("
              + e
              + "): give another parley.record.");
    }
  }

  /** Without {@code parts} all is written to {@code out}. */
  static RecordFile to(OutputStream out, @Nullable RecordParts parts) {
    var record = new RecordFile(out, parts);
    record.add(RecordLine.started(ProcessHandle.current().pid(), System.currentTimeMillis()));
    if (record.writer != null) record.writer.start();
    return record;
  }

  /** Records the notifications of {@code self}. */
  public RunRecorder recorder(MemberId self) {
    return writer == null ? RunRecorder.NONE : new Recorder(self);
  }

  private final class Recorder implements RunRecorder {
    private final MemberId self;

    /** Of every message; what it keeps is changed by the multicast's events only. */
    private final TraceTap tap;

    Recorder(MemberId self) {
      this.self = self;
      this.tap = new TraceTap(self);
    }

    @Override
    public void receives(Message message) {
      tap.onReceived(message, EVERY_MESSAGE);
    }

    @Override
    public void performs(Output output) {
      add(tap.onOutput(output, EVERY_MESSAGE, 0));
      RecordLine.of(self, output).ifPresent(RecordFile.this::add);
    }

    @Override
    public void turnEnds() {
      add(tap.onTurnEnded(0));
    }

    private void add(List<TracePoint> points) {
      for (var point : points) RecordLine.ofPoint(self, point).ifPresent(RecordFile.this::add);
    }

    @Override
    public void promised(long epoch) {
      RecordFile.this.add(RecordLine.promised(self, epoch));
    }

    @Override
    public void submits(Payload payload) {
      RecordFile.this.add(RecordLine.submitted(self, payload));
    }

    @Override
    public void leaves() {
      RecordFile.this.add(RecordLine.leaving(self));
    }

    @Override
    public void begins(ViewId view, Supplier<String> digest) {
      RecordFile.this.add(RecordLine.state(self, view, digest.get()));
    }
  }

  void add(RecordLine line) {
    if (!waiting.offer(line)) leftOut.incrementAndGet();
  }

  // The writer.

  private void write(OutputStream out, @Nullable RecordParts parts) {
    try {
      var lines = RecordLine.writer(out);
      long told = 0;
      for (var batch = next(); batch.isPresent(); batch = next()) {
        for (var line : batch.get()) {
          lines = continued(lines, parts);
          line.write(lines);
        }
        long lost = leftOut.get();
        if (lost > told) RecordLine.leftOut(lost).write(lines);
        told = lost;
        // A killed process loses the lines that it did not give to the system.
        lines.flush();
      }
      RecordLine.ended().write(lines);
      lines.close();
    } catch (IOException e) {
      LoggerFactory.getLogger(RecordFile.class).error("the record ends here", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Where the next line goes: to a new file, if the one of {@code lines} is full. */
  private static JsonGenerator continued(JsonGenerator lines, @Nullable RecordParts parts)
      throws IOException {
    if (parts == null || !parts.isFull()) return lines;
    lines.close();
    var next = RecordLine.writer(parts.next());
    RecordLine.continued().write(next);
    return next;
  }

  /** Everything that waits; nothing when all is written and the file is closed. */
  private Optional<List<RecordLine>> next() throws InterruptedException {
    List<RecordLine> batch = new ArrayList<>();
    while (waiting.drainTo(batch) == 0) {
      if (closing && waiting.isEmpty()) return Optional.empty();
      var line = waiting.poll(IDLE_MS, TimeUnit.MILLISECONDS);
      if (line == null) continue;
      batch.add(line);
      break;
    }
    return Optional.of(batch);
  }

  /** Writes the waiting lines, and a last one that marks the record as complete. */
  @Override
  public void close() {
    closing = true;
    try {
      if (writer != null) writer.join(CLOSE_PATIENCE_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
