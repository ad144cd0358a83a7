package dev.parley.command;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** Reads run records line by line: they may be far larger than the memory. */
final class RecordReader {
  /** The line of the largest view is shorter; a longer one is of no record, and passed over. */
  static final int MAX_LINE_BYTES = 1 << 16;

  private RecordReader() {}

  /** Gives {@code take} each event of a member, file by file. */
  static void read(List<Path> files, Consumer<RunEvent> take) {
    for (var file : files) {
      try (var in = new BufferedInputStream(Files.newInputStream(file))) {
        lines(in, line -> RunEvent.of(line).ifPresent(take));
      } catch (IOException e) {
        throw new CommandProblem(
            CommandProblem.REFUSED, "The record " + file + " cannot be read: " + e.getMessage());
      }
    }
  }

  static void lines(InputStream in, Consumer<String> take) throws IOException {
    var line = new ByteArrayOutputStream();
    boolean isTooLong = false;
    for (int next = in.read(); next >= 0; next = in.read()) {
      if (next != '\n') {
        isTooLong |= line.size() == MAX_LINE_BYTES;
        if (!isTooLong) line.write(next);
        continue;
      }
      if (!isTooLong) take.accept(line.toString(StandardCharsets.UTF_8));
      line.reset();
      isTooLong = false;
    }
    if (!isTooLong && line.size() > 0) take.accept(line.toString(StandardCharsets.UTF_8));
  }
}
