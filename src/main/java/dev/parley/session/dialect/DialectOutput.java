package dev.parley.session.dialect;

import java.util.List;
import java.util.stream.Stream;

/** The steps that a dialect returns, to be performed in order. */
public sealed interface DialectOutput {
  /** Writes text, line ends included. */
  record Say(String text) implements DialectOutput {}

  /** Writes message number {@code n}; {@link KeepAlive} decides when it counts as shown. */
  record Show(String text, long n) implements DialectOutput {}

  /** Writes these words, which ask whether the client is alive. */
  record Ask(String text) implements DialectOutput {}

  /** Asks the same by a timing mark. */
  enum AskByMark implements DialectOutput {
    INSTANCE
  }

  record Perform(ClientCommand command) implements DialectOutput {}

  /** From now on, input that the client types is hidden, or shown again. */
  enum Echo implements DialectOutput {
    HIDDEN,
    SHOWN
  }

  /** Closes the connection when everything has been written; no more output follows. */
  enum HangUp implements DialectOutput {
    INSTANCE
  }

  static List<DialectOutput> say(String text) {
    return text.isEmpty() ? List.of() : List.of(new Say(text));
  }

  static List<DialectOutput> perform(ClientCommand command) {
    return List.of(new Perform(command));
  }

  static List<DialectOutput> concat(DialectOutput first, List<DialectOutput> rest) {
    return Stream.concat(Stream.of(first), rest.stream()).toList();
  }
}
