package dev.parley.transport.clients;

import dev.parley.session.dialect.DialectChooser.Choice;
import java.util.List;
import java.util.Optional;

/**
 * What one kind of {@link Wire} carries, as lines, and back. Pure.
 *
 * @param <I> what is read at a time
 * @param <T> what is written: a piece of it
 */
public interface LineCodec<I, T> {
  /** Which dialect the client speaks; empty until its first byte tells. */
  Optional<Choice> dialect();

  /** Adds what was read. */
  void feed(I read);

  /** The next line, or nothing until more is fed. */
  Optional<Line> next();

  /** Whether everything that was fed has been looked at: no line waits. */
  boolean isDrained();

  /** When nothing more will be fed: what came after the last line end. */
  Optional<Line> end();

  /** Whether the end of the input ends a line, too. */
  boolean isLastLineWhole();

  /** Text with its line ends as pieces to write; nothing is no piece. */
  List<T> encode(String text);

  /** What a piece takes of memory, in bytes. */
  int bytes(T piece);

  /** For a client that is not let in. */
  String refusal(String sentence);

  /** What the wire's own protocol must be sent now. */
  default List<T> takeReplies() {
    return List.of();
  }

  /** The client has been found to negotiate as telnet does. */
  default boolean hasNegotiated() {
    return false;
  }

  /** How many timing marks have been answered since the last call. */
  default int takeAnsweredMarks() {
    return 0;
  }

  /** Only for a client that {@link #hasNegotiated}. */
  default void askForTimingMark() {}

  /** Has what is typed hidden or shown from here on, where the wire can ask for that. */
  default void setTyping(boolean hidden) {}
}
