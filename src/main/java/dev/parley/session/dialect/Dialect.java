package dev.parley.session.dialect;

import dev.parley.chat.model.Refusal;
import dev.parley.replica.ReplicaProtocol;
import java.util.List;

/**
 * A language between client and session. Decides and renders, but performs nothing itself: it
 * returns the steps that must be performed.
 */
public interface Dialect {
  /** The client may be greeted now. */
  List<DialectOutput> onStart();

  /** A line without its end. */
  List<DialectOutput> onLine(String line);

  /**
   * A line of a client that waits for its farewell: only an answer to a question of {@link #onAsk}
   * counts, and anything else in it is dropped.
   */
  default List<DialectOutput> onLineWhileLeaving(String line) {
    return List.of();
  }

  /** A line that could not be read. */
  List<DialectOutput> onUnreadable(Refusal refusal);

  List<DialectOutput> onReply(ClientReply reply);

  List<DialectOutput> onEvent(ReplicaProtocol.Event event);

  /**
   * No request is under way: the dialect may make one of its own. The client's next line waits
   * until it is answered.
   */
  default List<DialectOutput> onIdle() {
    return List.of();
  }

  /** The meaning of a client's answers to {@link #onAsk} once it is logged in. */
  KeepAlive.Answers answers(ClientCommand.Login login);

  /** Asks the client whether it is alive; its answer must carry {@code token}. */
  DialectOutput onAsk(long token);
}
