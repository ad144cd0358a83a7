package dev.parley.sim;

import dev.parley.chat.accounts.Account;
import dev.parley.chat.accounts.AccountLog;
import dev.parley.chat.history.ArchiveRule;
import dev.parley.chat.model.ClientStream;
import dev.parley.chat.model.Mail;
import dev.parley.chat.model.MessageId;
import dev.parley.protocol.VersionVector;
import dev.parley.replica.ChatStore.Basis;
import dev.parley.replica.ChatStore.Commit;
import dev.parley.replica.ChatStore.Kept;
import dev.parley.store.log.CheckpointLimits;
import dev.parley.store.log.ModelStore;
import java.util.BitSet;
import java.util.List;
import java.util.TreeMap;

/**
 * What a machine keeps of the chat, whatever becomes of its process: tables, and a log of commits
 * that go to the tables step by step. A process dies between any two commits and steps.
 */
final class SimDisk {
  /** So small that a run has many checkpoints, and most processes die within one. */
  private static final CheckpointLimits LIMITS = new CheckpointLimits(4, 2_000, 2);

  private final ModelStore store = new ModelStore(LIMITS, true);
  private final TreeMap<ClientStream, Long> highest = new TreeMap<>();
  private final TreeMap<MessageId, Mail> history = new TreeMap<>();
  private VersionVector delivered = VersionVector.EMPTY;
  private boolean isCopy;
  private BitSet payloads = new BitSet();

  void format(List<Account> known) {
    known.forEach(store::put);
  }

  void format(AccountLog known) {
    store.put(known);
  }

  /** {@code delivered}: the payloads of the multicast that the commit stands for. */
  void commit(Commit commit, BitSet deliveredPayloads) {
    store.commit(commit);
    isCopy = commit.basis() == Basis.COPY;
    commit.changes().arrived().forEach(this::keep);
    commit.changes().passed().forEach(this::keep);
    // A stream that is forgotten has no highest number; what was written of it was written.
    commit
        .changes()
        .streams()
        .forEach(stream -> highest.merge(stream.stream(), stream.highest(), Math::max));
    delivered = commit.delivered();
    payloads = deliveredPayloads;
  }

  /** A step of a checkpoint, if there is one to do. */
  void step() {
    if (store.hasStep()) store.step();
  }

  private void keep(Mail mail) {
    if (ArchiveRule.admits(mail)) history.merge(mail.id(), mail, Mail::smaller);
  }

  /** What a process finds that starts now; the archive has every message that was committed. */
  Kept load() {
    var kept = store.load();
    if (isCopy) onCopyForgotten();
    if (!store.kept().equals(history))
      throw new AssertionError("the archive has " + store.kept() + " and not " + history);
    return kept;
  }

  /** What of it is in the archive stays there. */
  private void onCopyForgotten() {
    isCopy = false;
    highest.clear();
    history.clear();
    history.putAll(store.kept());
    delivered = VersionVector.EMPTY;
  }

  /** A mutant. */
  void believeCopy() {
    if (isCopy) store.believeCopy();
    isCopy = false;
  }

  /** Whether what it has was copied by a node that has not been in a view. */
  boolean isCopy() {
    return isCopy;
  }

  BitSet payloads() {
    return (BitSet) payloads.clone();
  }

  VersionVector delivered() {
    return delivered;
  }

  /** The message was written here; it may be gone again, shown to its receiver. */
  boolean has(MessageId id) {
    return !isCopy && highest.getOrDefault(id.stream(), 0L) >= id.seq();
  }
}
