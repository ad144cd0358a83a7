package dev.parley.client.core;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;

/** How things about rooms read on a screen, without colours. */
public final class ScreenRooms {
  private static final String NO_ROOM = "You are in no room: /create #NAME makes one.";

  private ScreenRooms() {}

  /** The rooms of an answer; a sentence if there is none. {@code unread} is as below. */
  public static List<String> list(JsonNode rooms, ToIntFunction<String> unread) {
    var lines = lines(rooms, unread);
    return lines.isEmpty() ? List.of(NO_ROOM) : lines;
  }

  /**
   * The rooms of an answer, or nothing. {@code unread}: how many messages of a room the user has
   * not looked at, although they were shown; others wait at the servers.
   */
  public static List<String> lines(JsonNode rooms, ToIntFunction<String> unread) {
    var lines = new ArrayList<String>();
    for (var room : rooms.path("list"))
      lines.add(line(room, unread.applyAsInt(room.path("room").asText())));
    return ScreenText.safe(lines);
  }

  private static String line(JsonNode room, int unread) {
    int members = room.path("members").asInt();
    var topic = room.path("topic").asText();
    return "Room: %s (%s; %s)%s"
        .formatted(
            room.path("room").asText(),
            members == 1 ? "1 member" : members + " members",
            standing(room, unread),
            topic.isEmpty() ? "" : ": " + topic);
  }

  private static String standing(JsonNode room, int unread) {
    if (!room.has("role")) return room.path("invited").asBoolean() ? "you are invited" : "open";
    var role = room.path("role").asText();
    int all = unread + room.path("unread").asInt();
    return "you are " + its(role) + ", " + all + " unread";
  }

  private static String its(String role) {
    return role.equals("owner") ? "its owner" : "a " + role;
  }

  /** A room with its members, in the order of the answer; {@code unread} is as above. */
  public static List<String> members(JsonNode room, ToIntFunction<String> unread) {
    var lines = new ArrayList<String>();
    lines.add(line(room, unread.applyAsInt(room.path("room").asText())));
    for (var member : room.path("list")) {
      var online = member.path("online").asBoolean() ? ", online" : "";
      var role = member.path("role").asText();
      lines.add("Member: " + member.path("name").asText() + " (" + role + online + ")");
    }
    return ScreenText.safe(lines);
  }

  /** That a wish is fulfilled. */
  public static List<String> done(ClientEvent.RoomDone done) {
    var room = done.room();
    var line =
        switch (done.op()) {
          case "room-create", "room-join" -> "You are in " + room + ": /chat " + room + ".";
          case "room-leave" -> "You have left " + room + ".";
          case "room-close" -> room + " is closed.";
          case "room-invite" -> done.whom() + " is invited to " + room + ".";
          case "room-remove" -> done.whom() + " is not in " + room + " any more.";
          default -> done.whom().isEmpty() ? room + " is changed." : role(done);
        };
    return ScreenText.safe(List.of(line));
  }

  private static String role(ClientEvent.RoomDone done) {
    return "The role of " + done.whom() + " in " + done.room() + " is another one now.";
  }

  /** What happened in a room; nothing for a word that is not known. */
  public static Optional<String> event(ClientEvent.RoomHappened event) {
    var by = event.by().isEmpty() ? "another part of the cluster" : event.by();
    var whom = event.isAboutUser() ? "you" : event.whom();
    var said =
        switch (event.what()) {
          case "created" -> by + " created it";
          case "closed" -> (event.by().isEmpty() ? "the operator" : by) + " closed it";
          case "joined" -> by + " is here";
          case "left" -> by + " left";
          case "invited" -> invited(event);
          case "removed" -> by + " removed " + whom;
          case "banned" -> by + " banned " + whom;
          case "unbanned" -> by + " ended the ban of " + whom;
          case "muted" -> by + " muted " + whom;
          case "unmuted" -> by + " let " + whom + " write again";
          case "history-all" -> by + " let new members read what was written before";
          case "history-joined" -> by + " keeps what was written before from new members";
          case "topic" -> topic(by, event.topic());
          case "opened" -> by + " opened it for everybody";
          case "invite-only" -> by + " closed it for those who are not invited";
          case "changed" -> by + " changed it, or closed it";
          case "owner" -> by + " made " + whom + " its owner";
          case "moderator", "member" -> by + " made " + whom + " a " + event.what();
          default -> "";
        };
    return said.isEmpty()
        ? Optional.empty()
        : Optional.of(ScreenText.safe(List.of(event.room() + ": " + said + ".")).get(0));
  }

  private static String invited(ClientEvent.RoomHappened event) {
    if (!event.isAboutUser()) return event.by() + " invited " + event.whom();
    var invited = event.by().isEmpty() ? "you are invited" : event.by() + " invited you";
    return invited + " (/join " + event.room() + ")";
  }

  private static String topic(String by, String topic) {
    return topic.isEmpty() ? by + " removed the topic" : by + " set the topic: " + topic;
  }
}
