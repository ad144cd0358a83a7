package dev.parley.transport.clients;

import dev.parley.session.dialect.DialectChooser.Choice;
import java.util.List;
import java.util.Optional;

/**
 * Converts the content of one kind of {@link Wire} into lines, and back. Pure.
 *
 * @param <I> the result of one read
 * @param <T> a piece of the output
 */
public interface LineCodec<I, T> {
  /** The dialect that the client speaks; empty until its first byte decides. */
  Optional<Choice> dialect();

  /** Adds the result of one read. */
  void feed(I read);

  /** The next line, or nothing until more is fed. */
  Optional<Line> next();

  /** Whether all input has been looked at: no line waits. */
  boolean isDrained();

  /** When there is no more input: the content after the last line end. */
  Optional<Line> end();

  /** Whether the end of the input ends a line, too. */
  boolean isLastLineWhole();

  /** The bytes of memory that the input takes that has not become lines yet. */
  default int heldBytes() {
    return 0;
  }

  /** From the next line on, the client has logged in, or out: other limits hold for its lines. */
  default void admit(boolean isLoggedIn) {}

  /** Text with its line ends as pieces to write; an empty text is no piece. */
  List<T> encode(String text);

  /** The memory that a piece takes, in bytes. */
  int bytes(T piece);

  /** The refusal for a client that is not admitted. */
  String refusal(String sentence);

  /** The bytes that the wire's own protocol requires to be sent now. */
  default List<T> takeReplies() {
    return List.of();
  }

  /** Whether the client has been found to negotiate as telnet does. */
  default boolean hasNegotiated() {
    return false;
  }

  /** How many timing marks have been answered since the last call. */
  default int takeAnsweredMarks() {
    return 0;
  }

  /** Asks for a timing mark. Only for a client that {@link #hasNegotiated}. */
  default void askForTimingMark() {}

  /** Makes the client hide or show typed characters from here on, where the wire supports that. */
  default void setTyping(boolean hidden) {}
}
