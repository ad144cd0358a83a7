package dev.parley.session;

/**
 * What a session asks of its client's connection. The connection writes in order, and answers with
 * the messages of {@link Session} that say so; when either of the two stops, the other follows.
 */
public sealed interface ConnectionCommand {
  /** The mark of text that nobody waits for. */
  long NO_MARK = 0;

  /**
   * Give the next line: one {@link Session.LineReceived}, {@link Session.LineRefused} or {@link
   * Session.InputEnded}.
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
