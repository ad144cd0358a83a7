package dev.parley.client.core;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** An event for the user, in the order in which it happened. */
public sealed interface ClientEvent {
  /** Logged in at {@code server}; {@code unread} messages come now. */
  record Connected(String name, String server, String leader, long unread, boolean isFirst)
      implements ClientEvent {}

  /** No server at the moment, for this reason. */
  record Disconnected(String reason) implements ClientEvent {}

  /** No server has answered for a whole round. */
  record NobodyAnswers(int waiting) implements ClientEvent {}

  record Came(String name) implements ClientEvent {}

  record Went(String name) implements ClientEvent {}

  record UnreadBegins(long count) implements ClientEvent {}

  enum UnreadEnds implements ClientEvent {
    INSTANCE
  }

  /** A message for the user, never shown before. */
  record Received(StoredMessage message, boolean stored) implements ClientEvent {}

  /** A message that the user has sent with another client, never shown before. */
  record SentElsewhere(StoredMessage message) implements ClientEvent {}

  /** Another client of the user has done something that is not shown here: a sentence about it. */
  record NotShown(String sentence) implements ClientEvent {}

  /** The user has written this; it is kept, and will be sent. */
  record Written(UnsentMessage draft) implements ClientEvent {}

  /**
   * The user's message is on {@code copies} disks. {@code isReturned}: {@link Returned} came first,
   * as it may when the server that accepted the message died before its answer arrived.
   */
  record Accepted(UnsentMessage draft, StoredMessage message, long copies, boolean isReturned)
      implements ClientEvent {}

  /** The receiver of the message with this id has seen it. */
  record Delivered(String msg, String to) implements ClientEvent {}

  /**
   * The message with this id, accepted by a server, goes to nobody; the sentence gives the reason.
   */
  record Returned(String msg, String to, String sentence) implements ClientEvent {}

  /** The message will not be sent, for this reason. */
  record Refused(UnsentMessage draft, String reason) implements ClientEvent {}

  /**
   * The first users who are online, by name, and how many {@code more} there are. {@code isAsked}:
   * by the user, and not only for the screen.
   */
  record Listed(List<String> online, long more, boolean isAsked) implements ClientEvent {}

  /** Which of the users whom the client watches are online. */
  record Watched(List<String> online, List<String> offline) implements ClientEvent {}

  /** What the servers have of a conversation, the oldest first; nothing of one that cannot say. */
  record HistoryTold(List<Past> messages) implements ClientEvent {
    /** {@code isDelivered}: it does not wait for its receiver. */
    public record Past(StoredMessage message, boolean isDelivered) {}

    /** More in one answer is not believed: no server gives as much. */
    static final int MAX_MESSAGES = 200;

    public HistoryTold {
      messages = List.copyOf(messages);
    }
  }

  record SessionsTold(JsonNode sessions) implements ClientEvent {}

  record DevicesTold(JsonNode devices) implements ClientEvent {}

  record DeviceEnded(String device) implements ClientEvent {}

  record StatusTold(JsonNode status, boolean isAsked) implements ClientEvent {}

  /** The user has blocked {@code name}, or blocks them no more. */
  record BlockSet(String name, boolean isBlocked) implements ClientEvent {}

  record BlocksListed(List<String> names) implements ClientEvent {}

  /** The answer of a server about rooms; {@code isAsked}: by the user. */
  record RoomsTold(JsonNode rooms, boolean isAsked) implements ClientEvent {}

  /** The answer of a server about one room and its members. */
  record RoomTold(JsonNode room) implements ClientEvent {}

  /** What the user wanted of a room by the request {@code op} is so, for {@code whom} if any. */
  record RoomDone(String op, String room, String whom) implements ClientEvent {}

  /**
   * Something happened in a room: the words are those of the protocol. Those that do not apply are
   * empty; {@code topic} is the new one, {@code isAboutUser} whether {@code whom} is the user.
   */
  record RoomHappened(
      String room, String what, String by, String whom, String topic, boolean isAboutUser)
      implements ClientEvent {}

  enum PasswordChanged implements ClientEvent {
    INSTANCE
  }

  /** Whether a refusal with this code asks for the code of an invitation. */
  static boolean isAboutInvitation(String code) {
    return code.equals("INVITE_NEEDED") || code.equals("INVITE_WRONG");
  }

  /** The login or registration was refused: other credentials are needed. */
  record CredentialsRefused(String code, String reason) implements ClientEvent {
    /** The code of a refusal by the client itself: the server was not shown the password. */
    public static final String DISTRUSTED = "DISTRUSTED";
  }

  /**
   * Something was refused, or takes long: a sentence for the user. {@code re}: the request, if it
   * was one.
   */
  record Told(String sentence, String re) implements ClientEvent {
    Told(String sentence) {
      this(sentence, "");
    }
  }

  /** The leader, or where it is, has changed. */
  record ServersChanged(List<String> servers) implements ClientEvent {}
}
