package dev.parley.group;

import dev.parley.protocol.Endpoint;
import dev.parley.protocol.links.LinkGreeting;
import dev.parley.protocol.links.LinkGreeting.Verdict;
import java.util.function.Consumer;

/**
 * The connections under {@link NeighbourLinks}. Events of one link come in order, on any thread,
 * and {@link Closed} is the last of them.
 */
public interface LinkTransport {
  /** This node's end of one link. Safe for use by several threads; nothing here blocks. */
  interface Handle {
    /** Answers the greeting, and closes the link if the verdict is anything but a welcome. */
    void reply(Verdict verdict);

    /** Sends a goodbye and closes. */
    void hangUp();

    /** Closes without a goodbye, as a death would. */
    void cut();
  }

  /** An event of a link. */
  sealed interface Event {}

  /** The greeting was answered; only on links that this node dialled. */
  record Answered(Verdict verdict) implements Event {}

  /** No connection was made; {@code refused} if the other machine replied that nobody listens. */
  record Unreachable(boolean refused) implements Event {}

  /** The other end sent a goodbye. */
  enum Goodbye implements Event {
    INSTANCE
  }

  /** The connection is gone, whoever closed it. */
  enum Closed implements Event {
    INSTANCE
  }

  /** Takes links that others dialled. */
  @FunctionalInterface
  interface Acceptor {
    /**
     * A greeting arrived on a link; {@code end} waits for a reply. The link's events go to the
     * returned consumer.
     */
    Consumer<Event> accept(Handle end, LinkGreeting greeting);
  }

  /**
   * Connects and greets. {@link Answered}, {@link Unreachable} or {@link Closed} follows within
   * seconds.
   */
  Handle dial(Endpoint bus, LinkGreeting greeting, Consumer<Event> events);

  /** Links that arrive from now on go to {@code acceptor}, which replaces an earlier one. */
  void acceptWith(Acceptor acceptor);
}
