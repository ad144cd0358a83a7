package dev.parley.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Optional;

/**
 * A line of a run record, as far as a diagram shows it. {@code at}: nanoseconds on a clock that the
 * processes of one machine share. {@code node}: the member without its incarnation. {@code dot}: of
 * the message, or empty. {@code text}: the view, where it is about one.
 */
record RunEvent(long at, String node, String kind, String dot, String text) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Nothing for a line that is about no member, or was not finished. */
  static Optional<RunEvent> of(String line) {
    try {
      var fields = JSON.readTree(line);
      var member = fields == null ? "" : fields.path("m").asText();
      if (fields == null || member.isEmpty()) return Optional.empty();
      return Optional.of(
          new RunEvent(
              fields.path("t").asLong(),
              node(member),
              fields.path("ev").asText(),
              fields.path("dot").asText(),
              text(fields)));
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  private static String text(JsonNode fields) {
    return fields.path("view").asText(fields.path("ballot").asText());
  }

  /** Names of nodes have no dot of their own before the last one. */
  static String node(String member) {
    int end = member.lastIndexOf('.');
    return end < 0 ? member : member.substring(0, end);
  }

  /** The node that the message is of. */
  String origin() {
    int end = dot.lastIndexOf(':');
    return end < 0 ? "" : node(dot.substring(0, end));
  }

  /** The number of the view or ballot. */
  String epoch() {
    return text.substring(0, Math.max(0, text.indexOf('/')));
  }

  boolean isOwn() {
    return origin().equals(node);
  }
}
