package dev.parley.netns;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** What a scenario measured: a line of JSON for each, on the console and in a file. */
final class Figures {
  private final String scenario;
  private final Map<String, Long> values = new LinkedHashMap<>();

  Figures(String scenario) {
    this.scenario = scenario;
  }

  void add(String what, long value) {
    values.put(what, value);
  }

  /** Adds to what was counted before. */
  void count(String what, long more) {
    values.merge(what, more, Long::sum);
  }

  String scenario() {
    return scenario;
  }

  void report() {
    var fields =
        values.entrySet().stream()
            .map(figure -> ",\"" + figure.getKey() + "\":" + figure.getValue())
            .collect(Collectors.joining());
    var line = "{\"scenario\":\"" + scenario + "\"" + fields + "}";
    System.out.println(line);
    try {
      Files.writeString(
          Path.of("target", "netns", "figures.ndjson"),
          line + "\n",
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
