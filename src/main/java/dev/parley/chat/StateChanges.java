package dev.parley.chat;

import dev.parley.chat.ChatSnapshot.StreamState;
import dev.parley.chat.accounts.Account;
import dev.parley.chat.accounts.AccountLog;
import dev.parley.chat.model.Mail;
import dev.parley.chat.model.MessageId;
import java.util.List;
import java.util.Optional;

/**
 * The changes of a state since they were last taken, for a store that keeps rows by key: each
 * changed account and stream as it is now (a stream that is gone has a highest number of 0), the
 * messages that arrived, and those that are gone. A message that came and went meanwhile is in
 * neither list. Presence is not included: it ends with the sessions.
 */
public record StateChanges(
    long lamport,
    List<Account> accounts,
    List<StreamState> streams,
    List<Mail> arrived,
    List<MessageId> gone,
    Optional<AccountLog> registry) {
  public StateChanges {
    accounts = List.copyOf(accounts);
    streams = List.copyOf(streams);
    arrived = List.copyOf(arrived);
    gone = List.copyOf(gone);
  }

  public boolean isEmpty() {
    return accounts.isEmpty()
        && streams.isEmpty()
        && arrived.isEmpty()
        && gone.isEmpty()
        && registry.isEmpty();
  }
}
