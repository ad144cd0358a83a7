package dev.parley.session.dialect;

import dev.parley.chat.model.Refusal;
import dev.parley.replica.ReplicaProtocol;
import java.util.List;

/**
 * A language between client and session. Decides and renders, does nothing itself: what must happen
 * is in the steps it returns.
 */
public interface Dialect {
  /** The client may be greeted. */
  List<DialectOutput> onStart();

  /** A line without its end. */
  List<DialectOutput> onLine(String line);

  /**
   * A line of a client that waits for its farewell: only the answer to a question of {@link #onAsk}
   * counts, and nothing else is kept of it.
   */
  default List<DialectOutput> onLineWhileLeaving(String line) {
    return List.of();
  }

  /** A line that could not be read. */
  List<DialectOutput> onUnreadable(Refusal refusal);

  List<DialectOutput> onReply(ClientReply reply);

  List<DialectOutput> onEvent(ReplicaProtocol.Event event);

  /** What a client's answers to {@link #onAsk} stand for once it is logged in. */
  KeepAlive.Answers answers(ClientCommand.Login login);

  /** Asks the client whether it is there; {@code token} is to come back. */
  DialectOutput onAsk(long token);
}
