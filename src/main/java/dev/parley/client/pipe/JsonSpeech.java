package dev.parley.client.pipe;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.chat.model.UserName;
import dev.parley.client.core.Act;
import dev.parley.client.core.Dialogue;
import dev.parley.client.core.Draft;
import dev.parley.client.core.Happening;
import dev.parley.client.core.Requests;
import java.util.List;

/** JSON lines for programs, a small part of the client protocol: the client sees to the rest. */
final class JsonSpeech implements Speech {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();
  private static final String EXPECTED =
      "A line is {\"to\":\"NAME\",\"text\":\"…\"}, with an \"id\" if you like, or {\"op\":\"list\"}.";

  @Override
  public List<Act> onInput(String line) {
    if (line.isBlank()) return List.of();
    JsonNode request;
    try {
      request = MAPPER.readTree(line);
    } catch (JsonProcessingException notJson) {
      return List.of(new Act.Reject(new Draft(0, "", "", "", ""), EXPECTED));
    }
    if (request.path("op").asText().equals("list"))
      return List.of(new Act.Ask(Requests.plain("list")));
    var ref = request.path("id").asText("");
    var to = request.path("to").asText("");
    var name = UserName.parse(to);
    if (name.isEmpty() || !request.path("text").isTextual())
      return List.of(new Act.Reject(new Draft(0, to, "", "", ref), EXPECTED));
    return List.of(Dialogue.send(name.get().spelling(), request.path("text").asText(), ref));
  }

  @Override
  public boolean saysRefusals() {
    return true;
  }

  @Override
  public List<String> onHappening(Happening happening) {
    var line = JsonNodeFactory.instance.objectNode();
    return describe(happening, line) ? List.of(line.toString()) : List.of();
  }

  private static boolean describe(Happening happening, ObjectNode line) {
    if (happening instanceof Happening.Connected h) {
      line.put("ev", "connected").put("name", h.name()).put("server", h.server());
    } else if (happening instanceof Happening.Disconnected h) {
      line.put("ev", "disconnected").put("reason", h.reason());
    } else if (happening instanceof Happening.Received h) {
      line.put("ev", "message").put("from", h.letter().peer()).put("text", h.letter().text());
      line.put("msg", h.letter().msg()).put("sentAt", h.letter().sentAt());
      line.put("stored", h.stored());
    } else if (happening instanceof Happening.Accepted h) {
      sent(line.put("ev", "accepted"), h.draft()).put("msg", h.letter().msg());
      line.put("copies", h.copies());
    } else if (happening instanceof Happening.Refused h) {
      sent(line.put("ev", "refused"), h.draft()).put("text", h.reason());
    } else if (happening instanceof Happening.Delivered h) {
      line.put("ev", "delivered").put("msg", h.msg()).put("to", h.to());
    } else if (happening instanceof Happening.Returned h) {
      line.put("ev", "returned").put("msg", h.msg()).put("to", h.to()).put("text", h.sentence());
    } else if (happening instanceof Happening.Came h) {
      line.put("ev", "online").put("name", h.name());
    } else if (happening instanceof Happening.Went h) {
      line.put("ev", "offline").put("name", h.name());
    } else if (happening instanceof Happening.Listed h) {
      h.online().forEach(line.put("ev", "users").putArray("online")::add);
    } else {
      return false;
    }
    return true;
  }

  private static ObjectNode sent(ObjectNode line, Draft draft) {
    if (!draft.ref().isEmpty()) line.put("id", draft.ref());
    return draft.to().isEmpty() ? line : line.put("to", draft.to());
  }
}
