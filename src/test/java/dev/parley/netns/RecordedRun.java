package dev.parley.netns;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The histories of all nodes of one run on one machine, merged by their common clock; the order
 * within each history is kept. A history with a hole is refused; one that breaks off, because its
 * process was killed, is not.
 */
final class RecordedRun {
  private final List<RecordedEvent> events = new ArrayList<>();
  private final Set<Integer> killed = new TreeSet<>();
  private int processes;

  private RecordedRun() {}

  static RecordedRun read(List<Path> files) {
    var run = new RecordedRun();
    for (var file : files) {
      try {
        run.add(Files.readAllLines(file));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return run.sorted();
  }

  /** One history, of one node. */
  static RecordedRun of(List<String> lines) {
    var run = new RecordedRun();
    run.add(lines);
    return run.sorted();
  }

  private RecordedRun sorted() {
    // Stable: what one process wrote at the same time stays in its order.
    events.sort(Comparator.comparingLong(RecordedEvent::at));
    return this;
  }

  private void add(List<String> lines) {
    long latest = Long.MIN_VALUE;
    boolean isOpen = false;
    String torn = null;
    for (var line : lines) {
      if (line.isBlank()) continue;
      var fields = RecordedEvent.parse(line);
      var kind = fields.map(f -> f.path("ev").asText()).orElse("");
      // Half a line is the end of a process that was killed.
      if (torn != null && !kind.equals("started")) throw new AssertionError("no event: " + torn);
      torn = fields.isEmpty() ? line : null;
      if (fields.isEmpty()) continue;
      if (kind.equals("continued"))
        throw new AssertionError("a history whose beginning is gone: raise parley.record-size");
      if (kind.equals("leftOut")) throw new AssertionError("a history with a hole: " + line);
      if (kind.equals("started")) {
        if (isOpen) killed.add(processes);
        processes++;
        isOpen = true;
      }
      if (kind.equals("ended")) isOpen = false;
      // Two actors may have read the clock in one order and written in the other.
      latest = Math.max(latest, fields.get().path("t").asLong());
      events.add(new RecordedEvent(latest, processes, kind, fields.get()));
    }
    if (isOpen) killed.add(processes);
  }

  /** In the order in which they happened. */
  List<RecordedEvent> events() {
    return events;
  }

  /** Says whether the last events of {@code process} may be missing. */
  boolean wasKilled(int process) {
    return killed.contains(process);
  }
}
