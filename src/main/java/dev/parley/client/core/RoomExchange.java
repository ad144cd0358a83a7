package dev.parley.client.core;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.client.core.ClientOutput.Tell;
import dev.parley.client.core.ClientOutput.Write;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * What the user asks about rooms and wants of them, and what happens in theirs. What they do
 * themselves with this client is answered, and not told as an event as well.
 */
final class RoomExchange {
  /** There are no more rooms: what a server names beyond them is not told. */
  static final int MAX_INVITATIONS = 500;

  /** An event comes soon after the answer, or it does not come: then it was so already. */
  static final int MAX_WISHES = 16;

  private static final Optional<RoomRequest> NO_WISH = Optional.empty();

  private static final String UNKNOWN =
      "This server is of an earlier version, which knows no rooms: try again when its operator has"
          + " replaced it.";

  private final String self;
  private final UnreadCounts unread = new UnreadCounts();
  private final TreeSet<String> invitations = new TreeSet<>(); // that the user was told of
  private final ArrayDeque<RoomRequest> wishes = new ArrayDeque<>(); // that have not happened yet
  private boolean areKnown;

  /** {@code self}: the user's name. */
  RoomExchange(String self) {
    this.self = self;
  }

  /** Logged in at a server that knows this version of the protocol, and rooms with the latest. */
  void onWelcome(long version) {
    areKnown = version >= Requests.WITH_ROOMS;
  }

  /** Whether the server knows rooms. */
  boolean areKnown() {
    return areKnown;
  }

  /** The user looks at this conversation from now on; at none if it is empty. */
  void onOpened(String peer) {
    unread.onOpened(peer);
  }

  /** A message to a room was shown. */
  void onMessage(String room) {
    unread.onMessage(room);
  }

  /** How many messages of a room were shown while the user looked at another conversation. */
  int unreadOf(String room) {
    return unread.of(room);
  }

  List<ClientOutput> onAsked(RoomRequest request) {
    if (!areKnown) return told(new ClientEvent.Told(UNKNOWN, request.op()));
    wishes.addLast(request);
    if (wishes.size() > MAX_WISHES) wishes.removeFirst();
    return List.of(new Write(request.line()));
  }

  // Lines of the server.

  List<ClientOutput> onLine(ServerLine line) {
    return switch (line.ev()) {
      case "rooms" -> onRooms(line);
      case "room-info" -> onRoom(line);
      case "room-done" -> onDone(line);
      case "room" -> onEvent(line);
      default -> List.of();
    };
  }

  private List<ClientOutput> onRooms(ServerLine line) {
    var outputs = new ArrayList<ClientOutput>();
    boolean isAsked = !line.re().equals(Requests.REFRESH);
    for (var room : line.fields().path("list"))
      if (!isAsked && room.path("invited").asBoolean()) outputs.addAll(onInvitation(room));
    outputs.add(new Tell(new ClientEvent.RoomsTold(line.fields(), isAsked)));
    return outputs;
  }

  /** An invitation of a time in which the user was not there is told at the login. */
  private List<ClientOutput> onInvitation(JsonNode room) {
    var name = room.path("room").asText();
    return isNewInvitation(name)
        ? told(new ClientEvent.RoomHappened(name, "invited", "", self, "", true))
        : List.of();
  }

  private boolean isNewInvitation(String room) {
    return invitations.size() < MAX_INVITATIONS && invitations.add(room.toLowerCase(Locale.ROOT));
  }

  private List<ClientOutput> onRoom(ServerLine line) {
    var by = Requests.authorOfTopic(line.re());
    if (by.isPresent()) return told(topic(line, by.get(), line.text("topic")));
    return told(new ClientEvent.RoomTold(line.fields()));
  }

  private static ClientEvent topic(ServerLine line, String by, String topic) {
    return new ClientEvent.RoomHappened(line.text("room"), "topic", by, "", topic, false);
  }

  private List<ClientOutput> onDone(ServerLine line) {
    var whom =
        last(w -> w.op().equals(line.re()) && isAboutRoomOf(w, line))
            .map(RoomRequest::whom)
            .orElse("");
    return told(new ClientEvent.RoomDone(line.re(), line.text("room"), whom));
  }

  private List<ClientOutput> onEvent(ServerLine line) {
    var room = line.text("room");
    var what = line.text("what");
    var by = line.text("by");
    var whom = line.text("whom");
    var wished = by.equalsIgnoreCase(self) ? last(w -> isWanted(line, w)) : NO_WISH;
    if (wished.isPresent()) {
      wishes.removeLastOccurrence(wished.get());
      return List.of();
    }
    boolean isAboutUser = whom.equalsIgnoreCase(self);
    if (isAboutUser && what.equals("invited")) isNewInvitation(room);
    // The event has no topic, and this is the only change that says nothing without what it is.
    if (what.equals("topic")) return List.of(new Write(Requests.topicOf(room, by).line()));
    return told(new ClientEvent.RoomHappened(room, what, by, whom, "", isAboutUser));
  }

  private Optional<RoomRequest> last(Predicate<RoomRequest> isMeant) {
    return wishes.stream().filter(isMeant).reduce((first, second) -> second);
  }

  private static boolean isAboutRoomOf(RoomRequest wish, ServerLine line) {
    return wish.room().equalsIgnoreCase(line.text("room"));
  }

  private static boolean isWanted(ServerLine event, RoomRequest wish) {
    return isAboutRoomOf(wish, event)
        && wish.whom().equalsIgnoreCase(event.text("whom"))
        && isEventOf(wish.op(), event.text("what"));
  }

  private static boolean isEventOf(String op, String what) {
    return switch (what) {
      case "created" -> op.equals("room-create");
      case "closed" -> op.equals("room-close");
      case "joined" -> op.equals("room-join");
      case "left" -> op.equals("room-leave");
      case "invited" -> op.equals("room-invite");
      case "removed" -> op.equals("room-remove");
      default -> op.equals("room-set");
    };
  }

  private static List<ClientOutput> told(ClientEvent event) {
    return List.of(new Tell(event));
  }
}
