package dev.parley.sim;

import dev.parley.chat.ChatSnapshot;
import dev.parley.chat.ChatSnapshot.StreamState;
import dev.parley.chat.accounts.Account;
import dev.parley.chat.accounts.AccountLog;
import dev.parley.chat.model.ClientStream;
import dev.parley.chat.model.Mail;
import dev.parley.chat.model.MessageId;
import dev.parley.chat.model.UserName;
import dev.parley.protocol.VersionVector;
import dev.parley.replica.ChatStore.Commit;
import dev.parley.replica.ChatStore.Kept;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** What a machine keeps of the chat, whatever becomes of its process: rows, commit by commit. */
final class SimDisk {
  private final TreeMap<UserName, Account> accounts = new TreeMap<>();
  private final TreeMap<ClientStream, StreamState> streams = new TreeMap<>();
  private final TreeMap<MessageId, Mail> mails = new TreeMap<>();
  private Optional<AccountLog> registry = Optional.empty();
  private VersionVector delivered = VersionVector.EMPTY;
  private BitSet payloads = new BitSet();
  private long lamport;

  void format(List<Account> known) {
    known.forEach(account -> accounts.put(account.name(), account));
  }

  /** {@code delivered}: the payloads of the multicast that the commit stands for. */
  void commit(Commit commit, BitSet deliveredPayloads) {
    var changes = commit.changes();
    lamport = changes.lamport();
    changes.accounts().forEach(account -> accounts.put(account.name(), account));
    changes.streams().forEach(stream -> streams.put(stream.stream(), stream));
    changes.arrived().forEach(mail -> mails.put(mail.id(), mail));
    changes.gone().forEach(mails::remove);
    if (changes.registry().isPresent()) registry = changes.registry();
    delivered = commit.delivered();
    payloads = deliveredPayloads;
  }

  Kept load() {
    return new Kept(
        new ChatSnapshot(
            lamport,
            List.copyOf(accounts.values()),
            List.copyOf(streams.values()),
            List.copyOf(mails.values()),
            List.of(),
            List.of(),
            registry.stream().toList()),
        delivered);
  }

  BitSet payloads() {
    return (BitSet) payloads.clone();
  }

  VersionVector delivered() {
    return delivered;
  }

  /** The message was written here; it may be gone again, shown to its receiver. */
  boolean has(MessageId id) {
    var stream = streams.get(id.stream());
    return stream != null && stream.highest() >= id.seq();
  }
}
