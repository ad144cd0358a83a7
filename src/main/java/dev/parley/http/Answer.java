package dev.parley.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The answer to one request. */
record Answer(int code, String type, String body) {
  private static final ObjectMapper JSON = new ObjectMapper();

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
