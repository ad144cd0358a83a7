package dev.parley.client.core;

import java.util.List;

/** A request of the user in a typed line. */
public sealed interface UserAction {
  /** Show these lines. */
  record Say(List<String> lines) implements UserAction {
    public static UserAction lines(String... lines) {
      return new Say(List.of(lines));
    }
  }

  /** {@code ref}: the name that the user's program gave the message. */
  record Send(String to, String text, String ref) implements UserAction {
    public UnsentMessage draft(String writtenAt) {
      return new UnsentMessage(0, to, text, writtenAt, ref);
    }
  }

  /** This cannot be sent, for this reason. */
  record Reject(UnsentMessage draft, String reason) implements UserAction {}

  /** A line for the server, as {@link Requests} makes it. */
  record Ask(String request) implements UserAction {}

  /** A request about rooms. */
  record AskRooms(RoomRequest request) implements UserAction {}

  /**
   * The last messages with {@code peer}; {@code isAsked}: also those that are still on the screen.
   */
  record Recall(String peer, int count, boolean isAsked) implements UserAction {}

  enum Special implements UserAction {
    /** The user's rooms, below the users who are online, if the server knows rooms. */
    SHOW_ROOMS,
    SHOW_WAITING,
    CHANGE_PASSWORD,
    LOG_IN_AGAIN,
    QUIT
  }
}
