package dev.parley.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The answer to one request; {@code policy} is what a browser may do with it. */
record Answer(int code, String type, String body, String policy) {
  private static final String NOTHING_BUT_STYLE = "default-src 'none'; style-src 'unsafe-inline'";
  private static final ObjectMapper JSON = new ObjectMapper();

  private Answer(int code, String type, String body) {
    this(code, type, body, NOTHING_BUT_STYLE);
  }

  static ObjectNode object() {
    return JSON.createObjectNode();
  }

  static Answer html(String body) {
    return new Answer(200, "text/html", body);
  }

  static Answer text(int code, String sentence) {
    return new Answer(code, "text/plain", sentence + "\n");
  }

  static Answer json(ObjectNode body) {
    return new Answer(200, "application/json", body + "\n");
  }

  /** {@code sentence} says what to do next. */
  static Answer refused(int code, String sentence) {
    return new Answer(code, "application/json", object().put("error", sentence) + "\n");
  }
}
