package dev.parley.client.core;

import dev.parley.chat.model.RoomName;
import dev.parley.chat.model.UserName;
import dev.parley.chat.rooms.RoomRole;
import java.util.Optional;

/**
 * The requests that typed commands make of rooms. In a chat in a room its name may be left out, but
 * not where the room would end.
 */
final class RoomCommands {
  private RoomCommands() {}

  /** Nothing if {@code rest}, what follows the command's word, is not what it takes. */
  static Optional<RoomRequest> request(
      ClientSlashCommand word, String rest, Optional<RoomName> chat) {
    if (word == ClientSlashCommand.ROOMS) return Optional.of(Requests.rooms(true));
    boolean isNamed = RoomName.isMarked(rest);
    var words = rest.split("\\s+", 2);
    var room = isNamed ? RoomName.parse(words[0]) : chat;
    var argument = !isNamed ? rest : words.length > 1 ? words[1] : "";
    boolean mustBeNamed = word == ClientSlashCommand.CREATE || word == ClientSlashCommand.CLOSE;
    return mustBeNamed && !isNamed
        ? Optional.empty()
        : room.map(RoomName::spelling).flatMap(name -> request(word, name, argument));
  }

  private static Optional<RoomRequest> request(
      ClientSlashCommand word, String room, String argument) {
    return switch (word) {
      case CREATE -> Optional.of(Requests.createRoom(room, argument));
      case TOPIC ->
          argument.isEmpty()
              ? alone("room-info", room, argument)
              : Optional.of(Requests.setTopic(room, argument));
      case JOIN -> alone("room-join", room, argument);
      case LEAVE -> alone("room-leave", room, argument);
      case CLOSE -> alone("room-close", room, argument);
      case MEMBERS -> alone("room-info", room, argument);
      case INVITE -> about("room-invite", room, argument);
      case REMOVE -> about("room-remove", room, argument);
      case ROLE -> role(room, argument.split("\\s+", 3));
      default -> Optional.empty();
    };
  }

  private static Optional<RoomRequest> alone(String op, String room, String argument) {
    return argument.isEmpty() ? Optional.of(Requests.room(op, room)) : Optional.empty();
  }

  private static Optional<RoomRequest> about(String op, String room, String whom) {
    return UserName.parse(whom).map(name -> Requests.room(op, room, name.spelling()));
  }

  private static Optional<RoomRequest> role(String room, String[] words) {
    return words.length == 2 && RoomRole.parse(words[1]).isPresent()
        ? UserName.parse(words[0]).map(name -> Requests.setRole(room, name.spelling(), words[1]))
        : Optional.empty();
  }
}
