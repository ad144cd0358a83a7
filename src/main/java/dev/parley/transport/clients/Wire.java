package dev.parley.transport.clients;

import akka.actor.typed.ActorRef;
import java.util.List;

/**
 * The carrier of a client's lines: a TCP socket, or a WebSocket. Exactly one {@link
 * ClientConnection} drives it, and receives the results as messages of its own.
 *
 * @param <T> a piece of the output
 */
public interface Wire<T> {
  /** Ends when the wire is cut, whoever cut it. */
  ActorRef<?> socket();

  /** Whether a client that has ended its input can still read. */
  boolean isHalfClosable();

  /**
   * Requests one more read: {@link ClientConnection.Arrived} or {@link
   * ClientConnection.InputEnded}. Must not be called again before the last one has arrived.
   */
  void read();

  /**
   * Writes these at once, and sends {@link ClientConnection.Written} when the socket, or the stream
   * before it, has taken them: up to one part may still be on its way then. Must not be called
   * before the last ones are.
   */
  void write(List<T> pieces);

  /** Closes after everything that was written. */
  void finish();

  /** Abandons a client that takes nothing while its connection closes. */
  void abort();

  /** The connection is over, however it ended: the wire must free everything. */
  void release();
}
