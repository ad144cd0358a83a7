package dev.parley.client.pipe;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.client.core.ClientEvent;
import dev.parley.client.core.InputInterpreter;
import dev.parley.client.core.Requests;
import dev.parley.client.core.UnsentMessage;
import dev.parley.client.core.UserAction;
import java.util.List;
import java.util.Set;

/** JSON lines for programs, a small part of the client protocol: the client sees to the rest. */
final class JsonPipeFormat implements PipeFormat {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();
  private static final String EXPECTED =
      "A line is {\"to\":\"NAME\",\"text\":\"…\"}, with an \"id\" if you like, {\"op\":\"list\"}, or"
          + " {\"op\":\"rooms\"} and the others about rooms.";

  private static final Set<String> ABOUT_ROOMS =
      Set.of(
          "rooms",
          "room-info",
          "room-create",
          "room-join",
          "room-leave",
          "room-close",
          "room-invite",
          "room-remove",
          "room-set");

  @Override
  public List<UserAction> onInput(String line) {
    if (line.isBlank()) return List.of();
    JsonNode request;
    try {
      request = MAPPER.readTree(line);
    } catch (JsonProcessingException notJson) {
      return List.of(new UserAction.Reject(new UnsentMessage(0, "", "", "", ""), EXPECTED));
    }
    var op = request.path("op").asText();
    if (op.equals("list")) return List.of(new UserAction.Ask(Requests.plain("list")));
    if (ABOUT_ROOMS.contains(op))
      return List.of(new UserAction.AskRooms(Requests.ofProgram((ObjectNode) request)));
    var ref = request.path("id").asText("");
    var to = request.path("to").asText("");
    var name = InputInterpreter.receiver(to);
    if (name.isEmpty() || !request.path("text").isTextual())
      return List.of(new UserAction.Reject(new UnsentMessage(0, to, "", "", ref), EXPECTED));
    return List.of(InputInterpreter.send(name.get(), request.path("text").asText(), ref));
  }

  @Override
  public boolean saysRefusals() {
    return true;
  }

  @Override
  public List<String> onEvent(ClientEvent event) {
    var line = JsonNodeFactory.instance.objectNode();
    return describe(event, line) ? List.of(line.toString()) : List.of();
  }

  private static boolean describe(ClientEvent event, ObjectNode line) {
    if (event instanceof ClientEvent.Connected h) {
      line.put("ev", "connected").put("name", h.name()).put("server", h.server());
    } else if (event instanceof ClientEvent.Disconnected h) {
      line.put("ev", "disconnected").put("reason", h.reason());
    } else if (event instanceof ClientEvent.Received h) {
      boolean isOfRoom = h.message().isOfRoom();
      line.put("ev", "message").put("from", isOfRoom ? h.message().from() : h.message().peer());
      if (isOfRoom) line.put("room", h.message().peer());
      line.put("text", h.message().text());
      line.put("msg", h.message().msg()).put("sentAt", h.message().sentAt());
      line.put("stored", h.stored());
    } else if (event instanceof ClientEvent.SentElsewhere h) {
      line.put("ev", "sent").put(h.message().isOfRoom() ? "room" : "to", h.message().peer());
      line.put("text", h.message().text());
      line.put("msg", h.message().msg()).put("sentAt", h.message().sentAt());
    } else if (event instanceof ClientEvent.Accepted h) {
      sent(line.put("ev", "accepted"), h.draft()).put("msg", h.message().msg());
      line.put("copies", h.copies());
    } else if (event instanceof ClientEvent.Refused h) {
      sent(line.put("ev", "refused"), h.draft()).put("text", h.reason());
    } else if (event instanceof ClientEvent.Delivered h) {
      line.put("ev", "delivered").put("msg", h.msg()).put("to", h.to());
    } else if (event instanceof ClientEvent.Returned h) {
      line.put("ev", "returned").put("msg", h.msg()).put("to", h.to()).put("text", h.sentence());
    } else if (event instanceof ClientEvent.Came h) {
      line.put("ev", "online").put("name", h.name());
    } else if (event instanceof ClientEvent.Went h) {
      line.put("ev", "offline").put("name", h.name());
    } else if (event instanceof ClientEvent.Listed h) {
      h.online().forEach(line.put("ev", "users").putArray("online")::add);
      if (h.more() > 0) line.put("more", h.more());
    } else {
      return describeRoom(event, line);
    }
    return true;
  }

  private static boolean describeRoom(ClientEvent event, ObjectNode line) {
    if (event instanceof ClientEvent.RoomsTold h) {
      line.put("ev", "rooms").set("list", h.rooms().path("list"));
    } else if (event instanceof ClientEvent.RoomTold h) {
      line.setAll((ObjectNode) h.room());
      line.remove("re");
    } else if (event instanceof ClientEvent.RoomDone h) {
      line.put("ev", "room-done").put("op", h.op()).put("room", h.room());
    } else if (event instanceof ClientEvent.RoomHappened h) {
      line.put("ev", "room").put("room", h.room()).put("what", h.what());
      if (!h.by().isEmpty()) line.put("by", h.by());
      if (!h.whom().isEmpty()) line.put("whom", h.whom());
      if (h.what().equals("topic")) line.put("topic", h.topic());
    } else if (event instanceof ClientEvent.Told h && h.re().startsWith("room")) {
      line.put("ev", "refused").put("op", h.re()).put("text", h.sentence());
    } else {
      return false;
    }
    return true;
  }

  private static ObjectNode sent(ObjectNode line, UnsentMessage draft) {
    if (!draft.ref().isEmpty()) line.put("id", draft.ref());
    return draft.to().isEmpty() ? line : line.put("to", draft.to());
  }
}
