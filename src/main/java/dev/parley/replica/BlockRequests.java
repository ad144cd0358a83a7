package dev.parley.replica;

import dev.parley.chat.BlockAdmission;
import dev.parley.chat.ChatEvent.BlocksChanged;
import dev.parley.chat.ChatState;
import dev.parley.chat.model.Refusal;
import dev.parley.chat.model.UserName;
import java.util.TreeMap;

/**
 * The requests of this node's sessions to block a user, or to block them no more. Each is answered
 * when it is in this node's state, and durable there: the node need not hear of any other member.
 *
 * @param <S> a session, as its opener refers to it; equal only to itself
 */
final class BlockRequests<S> {
  private record Request<S>(S session, UserName name, boolean isBlocked) {}

  private final ChatState state;
  private final BlockAdmission admission;
  private final SessionTable<S> sessions;
  private final OwnEvents ownEvents;
  private final TreeMap<Long, Request<S>> underWay = new TreeMap<>(); // by Lamport time

  BlockRequests(
      ChatState state, BlockAdmission admission, SessionTable<S> sessions, OwnEvents ownEvents) {
    this.state = state;
    this.admission = admission;
    this.sessions = sessions;
    this.ownEvents = ownEvents;
  }

  void onSet(S session, UserName name, boolean isBlocked) {
    var entry = sessions.find(session);
    if (entry.isEmpty()) return;
    var decision = admission.onRequest(entry.get().name, name, isBlocked);
    if (decision instanceof BlockAdmission.Submit submit) {
      underWay.put(submit.event().lamport(), new Request<>(session, name, isBlocked));
      ownEvents.submit(submit.event());
    } else if (decision instanceof BlockAdmission.Refused refused) {
      sessions.tell(entry.get(), new ReplicaProtocol.BlockRefused(refused.refusal()));
    } else sessions.tell(entry.get(), new ReplicaProtocol.BlockSet(spelled(name), isBlocked));
  }

  private UserName spelled(UserName name) {
    return state.account(name).map(account -> account.name()).orElse(name);
  }

  /** An event of this node was delivered here. */
  void onDelivered(BlocksChanged event) {
    admission.onDelivered(event);
    var request = underWay.remove(event.lamport());
    if (request == null) return;
    sessions
        .find(request.session())
        .ifPresent(entry -> sessions.tell(entry, answer(entry.name, request)));
  }

  private ReplicaProtocol.Event answer(UserName owner, Request<S> request) {
    if (state.blocks(owner, request.name()) == request.isBlocked())
      return new ReplicaProtocol.BlockSet(spelled(request.name()), request.isBlocked());
    var text = "It was changed elsewhere at the same time: look at your list, and try again.";
    return new ReplicaProtocol.BlockRefused(Refusal.retry(Refusal.Code.UNAVAILABLE, text, 1_000));
  }

  void onList(S session) {
    sessions
        .find(session)
        .ifPresent(
            entry ->
                sessions.tell(
                    entry, new ReplicaProtocol.BlocksListed(state.blockedBy(entry.name))));
  }
}
