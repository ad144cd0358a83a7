package dev.parley.chat;

import dev.parley.chat.ChatSnapshot.StreamState;
import dev.parley.chat.model.ClientStream;
import dev.parley.chat.model.ClockMembers;
import dev.parley.chat.model.Mail;
import dev.parley.chat.model.UserName;
import java.util.TreeMap;

/**
 * Keeps one object of what entries of a state have in common while the state is read: from bytes
 * each comes with its own names, client id and clock, and would take three times as much memory. It
 * is small beside the state, and is to be dropped when that is read. All values are as they were.
 */
public final class SharedParts {
  private final TreeMap<String, UserName> names = new TreeMap<>(); // by spelling
  private final TreeMap<ClientStream, ClientStream> streams = new TreeMap<>();
  private final TreeMap<ClockMembers, ClockMembers> clocks = new TreeMap<>();

  /** {@code name}, or the object for it that was seen first. */
  public UserName share(UserName name) {
    return names.computeIfAbsent(name.spelling(), spelling -> name);
  }

  public Mail share(Mail mail) {
    var members = clocks.computeIfAbsent(mail.clockMembers(), same -> same);
    return mail.sharing(one(mail.id().stream())).sharing(share(mail.to())).sharing(members);
  }

  public StreamState share(StreamState state) {
    var stream = state.stream().sharing(one(state.stream()));
    return new StreamState(stream, state.highest(), state.recent(), state.usedMs());
  }

  private ClientStream one(ClientStream stream) {
    return streams.computeIfAbsent(
        stream, first -> new ClientStream(share(first.sender()), first.client()));
  }

  public StateChanges share(StateChanges changes) {
    return new StateChanges(
        changes.lamport(),
        changes.accounts(),
        changes.streams().stream().map(this::share).toList(),
        changes.arrived().stream().map(this::share).toList(),
        changes.gone(),
        changes.registry(),
        changes.blocks(),
        changes.logouts(),
        changes.replaced(),
        changes.passed(),
        changes.historyBeforeMs());
  }
}
