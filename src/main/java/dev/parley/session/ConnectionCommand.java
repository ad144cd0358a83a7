package dev.parley.session;

import java.util.List;

/**
 * What a session asks of its client's connection. The connection writes in order, and answers with
 * the messages of {@link Session} that say so; when either of the two stops, the other follows.
 */
public sealed interface ConnectionCommand {
  /** The mark of text that nobody waits for. */
  long NO_MARK = 0;

  /**
   * What a session asks while it handles one message, in order: sent at once, so that what it says
   * can be written at once.
   */
  record Turn(List<ConnectionCommand> requests) {
    public Turn {
      requests = List.copyOf(requests);
    }
  }

  /**
   * Give the lines that come next: one {@link Session.LinesReceived}. The session has no other line
   * when it asks.
   */
  enum NextLine implements ConnectionCommand {
    INSTANCE
  }

  /** When the socket took text with a mark, {@link Session.Taken} tells it. Marks rise. */
  record Write(String text, long mark) implements ConnectionCommand {}

  /** Asks a client that speaks telnet to say when it is here, as a {@link Write} with this mark. */
  record TimingMark(long mark) implements ConnectionCommand {}

  /** From the next line on, what is typed is hidden or shown where the client can do that. */
  record Echo(boolean hidden) implements ConnectionCommand {}

  /**
   * Write these last words, even if too much waits already, and close when everything has been
   * written.
   */
  record Close(String lastWords) implements ConnectionCommand {}
}
