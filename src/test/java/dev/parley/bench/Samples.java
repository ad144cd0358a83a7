package dev.parley.bench;

import dev.parley.it.NodeProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** Measured values and what is said of them. */
final class Samples {
  private static final String WRITTEN = "write_bytes: ";

  private final List<Double> values = new ArrayList<>();

  void add(double value) {
    values.add(value);
  }

  private double quantile(double part) {
    var sorted = new ArrayList<>(values);
    Collections.sort(sorted);
    return sorted.get((int) Math.min(sorted.size() - 1L, Math.round(part * (sorted.size() - 1))));
  }

  /** As fields of a JSON object. */
  String fields(String unit) {
    return String.format(
        Locale.ROOT,
        "\"runs\":%d,\"unit\":\"%s\",\"min\":%.1f,\"median\":%.1f,\"p90\":%.1f,\"worst\":%.1f",
        values.size(),
        unit,
        quantile(0),
        quantile(0.5),
        quantile(0.9),
        quantile(1));
  }

  /** The bytes that a process of Linux has handed to the disk; {@code process} may be "self". */
  static long diskBytes(String process) {
    try {
      for (var line : Files.readAllLines(Path.of("/proc", process, "io"))) {
        if (line.startsWith(WRITTEN)) return Long.parseLong(line.substring(WRITTEN.length()));
      }
      return 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void print(String figure, String fields) {
    System.out.println("{\"figure\":\"" + figure + "\"," + fields + "}");
  }

  /** What the nodes have used of the processors, together. */
  static double cpuSeconds(List<NodeProcess> nodes) {
    return nodes.stream()
        .mapToDouble(
            node ->
                ProcessHandle.of(node.pid())
                    .flatMap(handle -> handle.info().totalCpuDuration())
                    .map(duration -> duration.toMillis() / 1e3)
                    .orElse(0.0))
        .sum();
  }
}
