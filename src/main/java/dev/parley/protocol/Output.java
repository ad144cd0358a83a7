package dev.parley.protocol;

import java.util.Optional;

/**
 * A request of a core to its shell. The shell performs outputs in list order before it gives the
 * core its next input. A {@link Signal} goes to the other cores of the same node, in order.
 */
public interface Output {
  /** Send a message; it may be lost, doubled and reordered, as datagrams are. */
  record Transmit(Destination to, Message message) implements Output {}

  /**
   * A transition worth a line in the log: the event in the field's words, the particulars, and the
   * one member that it is about, where there is one. Never has what is the chat's: texts, or names
   * of users.
   */
  record Note(String event, Optional<MemberId> about, String particulars) implements Output {
    public Note(String event, String particulars) {
      this(event, Optional.empty(), particulars);
    }

    public Note(String event, MemberId about, String particulars) {
      this(event, Optional.of(about), particulars);
    }
  }
}
