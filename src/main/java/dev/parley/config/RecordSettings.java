package dev.parley.config;

import com.typesafe.config.Config;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where a run record goes: {@code file} and, with numbers behind their names, the {@code files} - 1
 * before it, each of about {@code bytes}.
 */
public record RecordSettings(Path file, long bytes, int files) {
  /** Less would be full before a view is installed. */
  static final long MIN_BYTES = 1 << 16;

  static final int MAX_FILES = 1_000;

  public RecordSettings {
    if (bytes < MIN_BYTES)
      throw new ConfigProblem(
          "parley.record-size must be 64 KiB at least, not %d bytes.".formatted(bytes));
    if (files < 1 || files > MAX_FILES)
      throw new ConfigProblem("parley.record-files must be 1 to 1000, not %d.".formatted(files));
  }

  static Optional<RecordSettings> read(Config config) {
    var given = config.getString("record");
    if (given.isEmpty()) return Optional.empty();
    return Optional.of(
        new RecordSettings(
            SystemPath.of("parley.record", given),
            config.getBytes("record-size"),
            config.getInt("record-files")));
  }
}
