package dev.parley.netns;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.parley.protocol.Ballot;
import dev.parley.protocol.Dot;
import dev.parley.protocol.Endpoint;
import dev.parley.protocol.Member;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.VersionVector;
import dev.parley.protocol.View;
import dev.parley.protocol.ViewId;
import java.util.ArrayList;
import java.util.Optional;
import java.util.TreeMap;

/** One line of a node's history; {@code process} numbers the processes of the whole run. */
record RecordedEvent(long at, int process, String kind, JsonNode fields) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Histories do not say where a member is reached; no invariant asks. */
  private static final Endpoint NOWHERE = new Endpoint("0.0.0.0", 1);

  /** Nothing for what is no whole line. */
  static Optional<JsonNode> parse(String line) {
    try {
      var fields = JSON.readTree(line);
      return fields.has("ev") ? Optional.of(fields) : Optional.empty();
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  MemberId member() {
    return member(text("m"));
  }

  String text(String name) {
    return fields.path(name).asText();
  }

  long number(String name) {
    return fields.path(name).asLong();
  }

  Dot dot() {
    var text = text("dot");
    int colon = text.lastIndexOf(':');
    return new Dot(member(text.substring(0, colon)), Long.parseLong(text.substring(colon + 1)));
  }

  Ballot ballot() {
    var id = viewId(text("ballot"));
    return new Ballot(id.epoch(), id.leader());
  }

  ViewId viewId() {
    return viewId(text("view"));
  }

  View view() {
    var members = new ArrayList<Member>();
    fields
        .path("members")
        .forEach(m -> members.add(new Member(member(m.asText()), NOWHERE, NOWHERE)));
    return View.of(viewId(), members);
  }

  VersionVector context(String name) {
    var counts = new TreeMap<MemberId, Long>();
    fields
        .path(name)
        .properties()
        .forEach(e -> counts.put(member(e.getKey()), e.getValue().asLong()));
    return VersionVector.of(counts);
  }

  private static ViewId viewId(String text) {
    int slash = text.indexOf('/');
    return new ViewId(Long.parseLong(text.substring(0, slash)), member(text.substring(slash + 1)));
  }

  private static MemberId member(String text) {
    int dot = text.lastIndexOf('.');
    return new MemberId(text.substring(0, dot), Long.parseLong(text.substring(dot + 1)));
  }
}
