package dev.parley.http;

import akka.http.javadsl.model.ContentType;
import akka.http.javadsl.model.ContentTypes;
import akka.http.javadsl.model.HttpEntities;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.headers.RawHeader;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The form of all responses, with the headers that restrict what a browser may do with them. */
final class Responses {
  private static final String NOTHING_BUT_STYLE = "default-src 'none'; style-src 'unsafe-inline'";

  private Responses() {}

  static HttpResponse html(String body) {
    return of(200, ContentTypes.TEXT_HTML_UTF8, body, NOTHING_BUT_STYLE);
  }

  static HttpResponse text(int code, String sentence) {
    return of(code, ContentTypes.TEXT_PLAIN_UTF8, sentence + "\n", NOTHING_BUT_STYLE);
  }

  static HttpResponse json(ObjectNode body) {
    return json(200, body);
  }

  /** {@code sentence} says what to do next. */
  static HttpResponse refused(int code, String sentence) {
    return json(code, JsonNodeFactory.instance.objectNode().put("error", sentence));
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
        .addHeader(RawHeader.create("Referrer-Policy", "no-referrer"))
        .withEntity(HttpEntities.create(type, body));
  }
}
