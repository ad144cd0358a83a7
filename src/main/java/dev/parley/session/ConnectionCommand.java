package dev.parley.session;

import java.util.List;

/**
 * The requests of a session to its client's connection. The connection writes in order, and answers
 * with those messages of {@link Session} that say so; when either of the two stops, the other
 * follows.
 */
public sealed interface ConnectionCommand {
  /** The mark of text for which no report is wanted. */
  long NO_MARK = 0;

  /**
   * The requests of a session while it handles one message, in order. They are sent together, so
   * that their text can be written together.
   */
  record Turn(List<ConnectionCommand> requests) {
    public Turn {
      requests = List.copyOf(requests);
    }
  }

  /**
   * Asks for the next lines, in one {@link Session.LinesReceived}. The session has no other line
   * when it asks.
   */
  enum NextLine implements ConnectionCommand {
    INSTANCE
  }

  /**
   * Writes text. When the socket has taken text with a mark, {@link Session.Taken} reports it.
   * Marks rise.
   */
  record Write(String text, long mark) implements ConnectionCommand {}

  /**
   * Asks a client that speaks telnet to answer when this arrives; the socket's progress is reported
   * as for a {@link Write} with this mark.
   */
  record TimingMark(long mark) implements ConnectionCommand {}

  /**
   * From the next line on, the limits for clients that have logged in hold, or those for all
   * others.
   */
  record Admit(boolean isLoggedIn) implements ConnectionCommand {}

  /** From the next line on, typed input is hidden or shown if the client can do that. */
  record Echo(boolean hidden) implements ConnectionCommand {}

  /**
   * Writes these last words, even if too much output waits already, and closes when everything has
   * been written.
   */
  record Close(String lastWords) implements ConnectionCommand {}
}
