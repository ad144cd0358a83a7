package dev.parley.http;

import static java.util.Map.entry;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/** The files of the chat page, by the paths that browsers ask for; there are no others. */
final class WebFiles {
  /**
   * Scripts and styles are ours alone; connections go to any server of the cluster, which is on
   * another port or host.
   */
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
          + " connect-src 'self' ws: wss:; base-uri 'none'; form-action 'none';"
          + " frame-ancestors 'none'";

  private static final Map<String, String> TYPES =
      Map.ofEntries(
          entry("/chat", "text/html"),
          entry("/chat.css", "text/css"),
          entry("/chat.js", "text/javascript"),
          entry("/connection.js", "text/javascript"),
          entry("/conversations.js", "text/javascript"),
          entry("/entrance.js", "text/javascript"),
          entry("/identification.js", "text/javascript"),
          entry("/itinerary.js", "text/javascript"),
          entry("/keeping.js", "text/javascript"),
          entry("/log.js", "text/javascript"),
          entry("/outbox.js", "text/javascript"),
          entry("/people.js", "text/javascript"));

  private final Map<String, Answer> answers =
      TYPES.entrySet().stream()
          .collect(Collectors.toMap(Map.Entry::getKey, e -> read(e.getKey(), e.getValue())));

  private static Answer read(String path, String type) {
    var file = "/web" + (path.equals("/chat") ? "/chat.html" : path);
    try (var stream = WebFiles.class.getResourceAsStream(file)) {
      var bytes = Objects.requireNonNull(stream, file).readAllBytes();
      return new Answer(200, type, new String(bytes, StandardCharsets.UTF_8), POLICY);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Optional<Answer> get(String path) {
    return Optional.ofNullable(answers.get(path));
  }
}
