package dev.parley.session.dialect;

import java.util.List;
import java.util.stream.Stream;

/** What a dialect wants done, in order. */
public sealed interface Step {
  /** Write text, line ends included. */
  record Say(String text) implements Step {}

  /** Write message number {@code n}; it counts as shown as {@link KeepAlive} has it. */
  record Show(String text, long n) implements Step {}

  /** Write these words, which ask whether the client is there. */
  record Ask(String text) implements Step {}

  /** Ask the same by a timing mark. */
  enum AskByMark implements Step {
    INSTANCE
  }

  record Perform(ClientCommand command) implements Step {}

  /** What the client types from here on is not shown, or shown again. */
  enum Typing implements Step {
    HIDDEN,
    SHOWN
  }

  /** Nothing more is said: close when everything has been written. */
  enum HangUp implements Step {
    INSTANCE
  }

  static List<Step> say(String text) {
    return text.isEmpty() ? List.of() : List.of(new Say(text));
  }

  static List<Step> perform(ClientCommand command) {
    return List.of(new Perform(command));
  }

  static List<Step> concat(Step first, List<Step> rest) {
    return Stream.concat(Stream.of(first), rest.stream()).toList();
  }
}
