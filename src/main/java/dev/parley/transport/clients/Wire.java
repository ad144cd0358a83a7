package dev.parley.transport.clients;

import akka.actor.typed.ActorRef;
import java.util.List;

/**
 * What carries a client's lines: a TCP socket, or a WebSocket. One {@link ClientConnection} alone
 * drives it, and hears of what comes of it as messages of its own.
 *
 * @param <T> what is written: a piece of it
 */
public interface Wire<T> {
  /** Ends when the wire is cut, whoever cut it. */
  ActorRef<?> socket();

  /** Whether a client that has ended its input can still read. */
  boolean isHalfClosable();

  /**
   * Lets one more read come: {@link ClientConnection.Arrived} or {@link
   * ClientConnection.InputEnded}. Not to be asked for before the last one has come.
   */
  void read();

  /**
   * Writes these at once, and tells of it with {@link ClientConnection.Written} when they are
   * taken. Not before the last ones are.
   */
  void write(List<T> pieces);

  /** Closes behind everything that was written. */
  void finish();

  /** Gives up a client that takes nothing while its connection closes. */
  void abort();

  /** The connection is over, however it ended: nothing of the wire stays. */
  void release();
}
