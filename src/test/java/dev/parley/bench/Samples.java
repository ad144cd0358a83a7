package dev.parley.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** Measured values and what is said of them. */
final class Samples {
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

  static void print(String figure, String fields) {
    System.out.println("{\"figure\":\"" + figure + "\"," + fields + "}");
  }
}
