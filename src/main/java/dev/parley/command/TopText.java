package dev.parley.command;

import java.util.List;
import java.util.Locale;

/** The figures of the last seconds as lines for a person. */
final class TopText {
  private static final double MILLIS = 1_000;
  private static final double MIB = 1 << 20;

  private TopText() {}

  static List<String> of(Metrics now, Metrics before, double seconds) {
    return List.of(
        line("accepted", now.rate("parley_accept_seconds_count", before, seconds), "messages/s"),
        line(
            "displayed",
            now.rate("parley_messages_displayed_total", before, seconds),
            "messages/s"),
        line("acceptance", mean("parley_accept_seconds", now, before), "ms"),
        line("commit to disk", mean("parley_store_commit_seconds", now, before), "ms"),
        line("logins", now.rate("parley_logins_total", before, seconds), "/s"),
        line("refused", now.rate("parley_refused_total", before, seconds), "/s"),
        line("datagrams", now.rate("parley_datagrams_total", before, seconds), "/s"),
        line("held back", now.get("parley_held_back"), "messages"),
        line("unstable", now.get("parley_unstable"), "messages"),
        line("waiting output", now.get("parley_output_queued_bytes") / MIB, "MiB"),
        line("waiting mail", now.get("parley_mail_bytes") / MIB, "MiB"),
        line("processor", now.get("process_cpu_usage") * 100, "% of the machine"));
  }

  /** The mean of a histogram since {@code before}, in milliseconds; 0 of nothing. */
  private static double mean(String name, Metrics now, Metrics before) {
    double events = now.get(name + "_count") - before.get(name + "_count");
    double took = now.get(name + "_sum") - before.get(name + "_sum");
    return events > 0 ? took / events * MILLIS : 0;
  }

  private static String line(String what, double value, String unit) {
    return String.format(Locale.ROOT, "  %-15s %10.1f %s", what, value, unit);
  }
}
