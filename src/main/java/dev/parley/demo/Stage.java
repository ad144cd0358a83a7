package dev.parley.demo;

import java.util.List;
import java.util.Optional;

/** The demonstration, as its page sees it. Safe for several threads. */
public interface Stage {
  /** Whether a server's process runs. */
  enum State {
    RUNNING,
    STOPPED,
    FROZEN
  }

  /**
   * {@code port}: that of clients. {@code node}: its name, empty before it was ready once. {@code
   * isCut}: from all others.
   */
  record Server(int port, String node, State state, boolean isCut, int lossPercent) {}

  /** The servers, in the order of their start. */
  List<Server> servers();

  /** Returns why it cannot be done, as a sentence; nothing when it is done. */
  Optional<String> act(Act act, int port);

  /** The users who write to each other. */
  List<String> users();

  /** {@code user} writes to the other one; the result is as above. */
  Optional<String> write(String user);
}
