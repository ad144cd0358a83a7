package dev.parley.client.core;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A line from a server. Fields that are missing or of another kind read as empty or 0: no line of a
 * server may make a client fail.
 */
record ServerLine(String ev, String re, JsonNode fields) {
  private static final ObjectReader READER = JsonMapper.builder().build().readerFor(JsonNode.class);

  /** Returns nothing for a line that is not an event: a greeting for people, for example. */
  static Optional<ServerLine> parse(String line) {
    if (!line.startsWith("{")) return Optional.empty();
    try {
      JsonNode node = READER.readTree(line);
      var ev = node.path("ev").asText("");
      return ev.isEmpty()
          ? Optional.empty()
          : Optional.of(new ServerLine(ev, node.path("re").asText(""), node));
    } catch (JsonProcessingException notJson) {
      return Optional.empty();
    }
  }

  String text(String field) {
    return fields.path(field).asText("");
  }

  long number(String field) {
    return fields.path(field).asLong(0);
  }

  boolean flag(String field) {
    return fields.path(field).asBoolean(false);
  }

  List<String> texts(String field) {
    var texts = new ArrayList<String>();
    for (var element : fields.path(field)) texts.add(element.asText(""));
    return texts;
  }
}
