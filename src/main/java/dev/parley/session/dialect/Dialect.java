package dev.parley.session.dialect;

import dev.parley.chat.model.Refusal;
import dev.parley.replica.ChatService;
import java.util.List;

/**
 * A language between client and session. Decides and renders, does nothing itself: what must happen
 * is in the steps it returns.
 */
public interface Dialect {
  /** The client may be greeted. */
  List<Step> onStart();

  /** A line without its end. */
  List<Step> onLine(String line);

  /**
   * A line of a client that waits for its farewell: only the answer to a question of {@link #onAsk}
   * counts, and nothing else is kept of it.
   */
  default List<Step> onLineWhileLeaving(String line) {
    return List.of();
  }

  /** A line that could not be read. */
  List<Step> onUnreadable(Refusal refusal);

  List<Step> onReply(ClientReply reply);

  List<Step> onEvent(ChatService.Event event);

  /** What a client's answers to {@link #onAsk} stand for once it is logged in. */
  KeepAlive.Answers answers(ClientCommand.Login login);

  /** Asks the client whether it is there; {@code token} is to come back. */
  Step onAsk(long token);
}
