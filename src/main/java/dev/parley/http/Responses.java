package dev.parley.http;

import akka.http.javadsl.model.ContentType;
import akka.http.javadsl.model.ContentTypes;
import akka.http.javadsl.model.HttpCharsets;
import akka.http.javadsl.model.HttpEntities;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.MediaTypes;
import akka.http.javadsl.model.headers.RawHeader;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/** The form of all responses, with the headers that restrict what a browser may do with them. */
final class Responses {
  /** No page of anybody's may hold one of these in a frame, where clicks are not what they seem. */
  static final String UNFRAMED = "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  static final String NOTHING_BUT_STYLE =
      "default-src 'none'; style-src 'unsafe-inline'; " + UNFRAMED;

  private static final ContentType.NonBinary PROMETHEUS =
      MediaTypes.customWithOpenCharset("text", "plain", Map.of("version", "0.0.4"), false)
          .toContentType(HttpCharsets.UTF_8);

  private Responses() {}

  /** A page whose styles and scripts are files of its server, which it may ask. */
  static HttpResponse html(String body) {
    return of(
        200,
        ContentTypes.TEXT_HTML_UTF8,
        body,
        "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self';"
            + " img-src data:; "
            + UNFRAMED);
  }

  static HttpResponse text(int code, String sentence) {
    return of(code, ContentTypes.TEXT_PLAIN_UTF8, sentence + "\n", NOTHING_BUT_STYLE);
  }

  /** Meters in the text format of Prometheus. */
  static HttpResponse metrics(String meters) {
    return of(200, PROMETHEUS, meters, NOTHING_BUT_STYLE);
  }

  static HttpResponse json(ObjectNode body) {
    return json(200, body);
  }

  /** {@code sentence} says what to do next. */
  static HttpResponse refused(int code, String sentence) {
    return json(code, JsonNodeFactory.instance.objectNode().put("error", sentence));
  }

  static HttpResponse unauthorized() {
    return refused(
            401,
            "This needs the header 'Authorization: Bearer TOKEN'; the token is in the file"
                + " admin-token of the node's data directory.")
        .addHeader(RawHeader.create("WWW-Authenticate", "Bearer"));
  }

  private static HttpResponse json(int code, ObjectNode body) {
    return of(code, ContentTypes.APPLICATION_JSON, body + "\n", NOTHING_BUT_STYLE);
  }

  /** {@code policy}: the resources that the response may load and run in a browser. */
  static HttpResponse of(int code, ContentType.NonBinary type, String body, String policy) {
    return HttpResponse.create()
        .withStatus(code)
        .addHeader(RawHeader.create("Cache-Control", "no-store"))
        .addHeader(RawHeader.create("Content-Security-Policy", policy))
        .addHeader(RawHeader.create("X-Content-Type-Options", "nosniff"))
        .addHeader(RawHeader.create("X-Frame-Options", "DENY"))
        .addHeader(RawHeader.create("Cross-Origin-Resource-Policy", "same-origin"))
        .addHeader(RawHeader.create("Referrer-Policy", "no-referrer"))
        .withEntity(HttpEntities.create(type, body));
  }
}
