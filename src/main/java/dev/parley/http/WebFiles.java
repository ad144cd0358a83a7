package dev.parley.http;

import static java.util.Map.entry;

import akka.http.javadsl.model.ContentType;
import akka.http.javadsl.model.ContentTypes;
import akka.http.javadsl.model.HttpCharsets;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.MediaTypes;
import akka.http.javadsl.server.AllDirectives;
import akka.http.javadsl.server.Route;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** The files of the pages, by the paths that browsers ask for; there are no others. */
final class WebFiles extends AllDirectives {
  private static final ContentType.NonBinary HTML = ContentTypes.TEXT_HTML_UTF8;
  private static final ContentType.NonBinary STYLE =
      ContentTypes.create(MediaTypes.TEXT_CSS, HttpCharsets.UTF_8);
  private static final ContentType.NonBinary SCRIPT =
      ContentTypes.create(MediaTypes.APPLICATION_JAVASCRIPT, HttpCharsets.UTF_8);

  /**
   * Scripts and styles come from this server alone; connections go to any server of the cluster,
   * which is on another port or host.
   */
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
          + " connect-src 'self' ws: wss:; "
          + Responses.UNFRAMED;

  private static final Map<String, ContentType.NonBinary> TYPES =
      Map.ofEntries(
          entry("/chat", HTML),
          entry("/chat.css", STYLE),
          entry("/chat.js", SCRIPT),
          entry("/connection.js", SCRIPT),
          entry("/conversations.js", SCRIPT),
          entry("/entrance.js", SCRIPT),
          entry("/identification.js", SCRIPT),
          entry("/itinerary.js", SCRIPT),
          entry("/keeping.js", SCRIPT),
          entry("/diagram.js", SCRIPT),
          entry("/events.js", SCRIPT),
          entry("/figures.js", SCRIPT),
          entry("/learn.js", SCRIPT),
          entry("/ring.js", SCRIPT),
          entry("/status.css", STYLE),
          entry("/log.js", SCRIPT),
          entry("/openrooms.js", SCRIPT),
          entry("/outbox.js", SCRIPT),
          entry("/blocks.js", SCRIPT),
          entry("/people.js", SCRIPT),
          entry("/roomrequests.js", SCRIPT),
          entry("/rooms.js", SCRIPT),
          entry("/roomview.js", SCRIPT),
          entry("/scram.js", SCRIPT),
          entry("/status.js", SCRIPT));

  private final Map<String, HttpResponse> responses =
      TYPES.entrySet().stream()
          .collect(Collectors.toMap(Map.Entry::getKey, e -> read(e.getKey(), e.getValue())));

  private static HttpResponse read(String path, ContentType.NonBinary type) {
    return Responses.of(200, type, text(path.equals("/chat") ? "/chat.html" : path), POLICY);
  }

  /** What a file of the pages has in it. */
  static String text(String path) {
    var file = "/web" + path;
    try (var stream = WebFiles.class.getResourceAsStream(file)) {
      return new String(
          Objects.requireNonNull(stream, file).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Rejects all other paths. */
  Route route() {
    return extractRequest(
        request -> {
          var response = responses.get(request.getUri().path());
          return response == null ? reject() : complete(response);
        });
  }
}
