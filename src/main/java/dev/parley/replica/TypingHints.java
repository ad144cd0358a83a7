package dev.parley.replica;

import dev.parley.chat.ChatState;
import dev.parley.chat.Typing;
import dev.parley.chat.model.UserName;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.View;
import java.util.List;

/**
 * Passes on that a user types: to the sessions of the other user here, and to the servers of those
 * elsewhere. Who is blocked by the other one, or blocks them, types unseen.
 *
 * @param <S> a session, as its opener refers to it; equal only to itself
 */
final class TypingHints<S> {
  private final ChatState state;
  private final SessionTable<S> sessions;
  private final UserServers servers;

  TypingHints(ChatState state, SessionTable<S> sessions, ReplicaOutputs outputs) {
    this.state = state;
    this.sessions = sessions;
    this.servers = new UserServers(state, outputs);
  }

  /** The user of this session types to {@code to}. */
  void onTyping(S session, UserName to, View view, MemberId self, long nowMs) {
    var entry = sessions.find(session);
    if (entry.isEmpty() || !entry.get().typing.admits(to, nowMs)) return;
    var hint = new Typing(entry.get().name, to);
    if (isHidden(hint) || to.equals(hint.from())) return;
    tell(hint);
    servers.send(hint, List.of(to), view, self);
  }

  /** Another server passes it on, which may do so for the users that are logged in there. */
  void onArrived(MemberId from, Typing hint) {
    if (servers.isAt(hint.from(), from) && !isHidden(hint)) tell(hint);
  }

  private boolean isHidden(Typing hint) {
    return state.blocks(hint.to(), hint.from()) || state.blocks(hint.from(), hint.to());
  }

  private void tell(Typing hint) {
    sessions.tellOfTyping(hint.to(), new ReplicaProtocol.Types(hint.from()));
  }
}
