package dev.parley.protocol;

/**
 * A request of a core to its shell. The shell performs outputs in list order before it gives the
 * core its next input. A {@link Signal} goes to the other cores of the same node, in order.
 */
public interface Output {
  /** Send a message; it may be lost, doubled and reordered, as datagrams are. */
  record Transmit(Destination to, Message message) implements Output {}

  /** A transition worth a line in the log: the event in the field's words, and the particulars. */
  record Note(String event, String particulars) implements Output {}
}
