package dev.parley.client.core;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** What the user is to see, in the order in which it happened. */
public sealed interface Happening {
  /** Logged in at {@code server}; {@code unread} messages come now. */
  record Connected(String name, String server, String leader, long unread, boolean isFirst)
      implements Happening {}

  /** No server at the moment, for this reason. */
  record Disconnected(String reason) implements Happening {}

  /** Nobody has answered for a whole round. */
  record NobodyAnswers(int waiting) implements Happening {}

  record Came(String name) implements Happening {}

  record Went(String name) implements Happening {}

  record UnreadBegins(long count) implements Happening {}

  enum UnreadEnds implements Happening {
    INSTANCE
  }

  /** A message for the user, never shown before. */
  record Received(Letter letter, boolean stored) implements Happening {}

  /** The user has written this; it is kept, and will be sent. */
  record Written(Draft draft) implements Happening {}

  /**
   * The user's message is on {@code copies} disks. {@code isReturned}: {@link Returned} came first,
   * as it may when the server that accepted the message died before it could say so.
   */
  record Accepted(Draft draft, Letter letter, long copies, boolean isReturned)
      implements Happening {}

  /** The receiver of the message with this id has seen it. */
  record Delivered(String msg, String to) implements Happening {}

  /** The message with this id, accepted by a server, goes to nobody; the sentence says why. */
  record Returned(String msg, String to, String sentence) implements Happening {}

  /** The message will not be sent, for this reason. */
  record Refused(Draft draft, String reason) implements Happening {}

  /** {@code isAsked}: by the user, and not only for the screen. */
  record Listed(List<String> online, boolean isAsked) implements Happening {}

  record StatusTold(JsonNode status, boolean isAsked) implements Happening {}

  enum PasswordChanged implements Happening {
    INSTANCE
  }

  /** The login or registration was refused: other credentials are needed. */
  record CredentialsRefused(String code, String reason) implements Happening {}

  /**
   * Something was refused, or takes long: a sentence for the user. {@code re}: the request, if it
   * was one.
   */
  record Told(String sentence, String re) implements Happening {
    Told(String sentence) {
      this(sentence, "");
    }
  }

  /** The leader, or where it is, has changed. */
  record ServersChanged(List<String> servers) implements Happening {}
}
