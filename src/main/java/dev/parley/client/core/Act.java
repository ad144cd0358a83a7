package dev.parley.client.core;

import java.util.List;

/** What a typed line asks for. */
public sealed interface Act {
  /** Show these lines. */
  record Say(List<String> lines) implements Act {
    public static Act lines(String... lines) {
      return new Say(List.of(lines));
    }
  }

  /** {@code ref}: what the user's program calls it. */
  record Send(String to, String text, String ref) implements Act {
    public Draft draft(String writtenAt) {
      return new Draft(0, to, text, writtenAt, ref);
    }
  }

  /** This cannot be sent, for this reason. */
  record Reject(Draft draft, String reason) implements Act {}

  /** A line for the server, as {@link Requests} makes it. */
  record Ask(String request) implements Act {}

  /**
   * The last messages with {@code peer}; {@code isAsked}: also those that are still on the screen.
   */
  record Recall(String peer, int count, boolean isAsked) implements Act {}

  enum Special implements Act {
    SHOW_WAITING,
    CHANGE_PASSWORD,
    LOG_IN_AGAIN,
    QUIT
  }
}
