package dev.parley.session.dialect;

import java.util.List;
import java.util.stream.Stream;

/** What a dialect wants done, in order. */
public sealed interface DialectOutput {
  /** Write text, line ends included. */
  record Say(String text) implements DialectOutput {}

  /** Write message number {@code n}; it counts as shown as {@link KeepAlive} has it. */
  record Show(String text, long n) implements DialectOutput {}

  /** Write these words, which ask whether the client is there. */
  record Ask(String text) implements DialectOutput {}

  /** Ask the same by a timing mark. */
  enum AskByMark implements DialectOutput {
    INSTANCE
  }

  record Perform(ClientCommand command) implements DialectOutput {}

  /** What the client types from here on is not shown, or shown again. */
  enum Echo implements DialectOutput {
    HIDDEN,
    SHOWN
  }

  /** Nothing more is said: close when everything has been written. */
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
