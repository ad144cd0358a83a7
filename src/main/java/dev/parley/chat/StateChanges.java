package dev.parley.chat;

import dev.parley.chat.ChatSnapshot.StreamState;
import dev.parley.chat.accounts.Account;
import dev.parley.chat.accounts.AccountLog;
import dev.parley.chat.model.BlockEntry;
import dev.parley.chat.model.Mail;
import dev.parley.chat.model.MessageId;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The changes of a state since they were last taken, for a store that keeps rows by key: each
 * changed account and stream as it is now (a stream that is gone has a highest number of 0), each
 * changed block (one that is gone has the time 0), the messages that arrived, and those that are
 * gone. A message that came and went meanwhile is in neither of the two. {@code replaced} are those
 * of {@code arrived} that are not new: a store may have another copy of them. {@code logouts} are
 * those of accounts of which some are new or gone. {@code passed} are the messages that came and
 * went, for a store that keeps an archive, and {@code historyBeforeMs} is the time before which it
 * keeps nothing that was read (0 if that is as it was). Presence is not included: it ends with the
 * sessions.
 */
public record StateChanges(
    long lamport,
    List<Account> accounts,
    List<StreamState> streams,
    List<Mail> arrived,
    List<MessageId> gone,
    Optional<AccountLog> registry,
    List<BlockEntry> blocks,
    List<AccountLogouts> logouts,
    SortedSet<MessageId> replaced,
    List<Mail> passed,
    long historyBeforeMs) {
  public StateChanges {
    accounts = List.copyOf(accounts);
    streams = List.copyOf(streams);
    arrived = List.copyOf(arrived);
    gone = List.copyOf(gone);
    blocks = List.copyOf(blocks);
    logouts = List.copyOf(logouts);
    replaced = Collections.unmodifiableSortedSet(new TreeSet<>(replaced));
    passed = List.copyOf(passed);
  }

  /** How many accounts, streams, messages, blocks and lists of logouts they are about. */
  public int size() {
    return accounts.size()
        + streams.size()
        + arrived.size()
        + gone.size()
        + blocks.size()
        + logouts.size()
        + passed.size();
  }

  /** Changes without blocks and logouts, in which every message that arrived is new. */
  public StateChanges(
      long lamport,
      List<Account> accounts,
      List<StreamState> streams,
      List<Mail> arrived,
      List<MessageId> gone,
      Optional<AccountLog> registry) {
    this(lamport, accounts, streams, arrived, gone, registry, Collections.emptySortedSet());
  }

  /** Changes without blocks and logouts, in which no message came and went. */
  public StateChanges(
      long lamport,
      List<Account> accounts,
      List<StreamState> streams,
      List<Mail> arrived,
      List<MessageId> gone,
      Optional<AccountLog> registry,
      SortedSet<MessageId> replaced) {
    this(
        lamport, accounts, streams, arrived, gone, registry, List.of(), List.of(), replaced,
        List.of(), 0);
  }

  /** The same with these messages that came and went. */
  public StateChanges withPassed(List<Mail> mails) {
    return new StateChanges(
        lamport,
        accounts,
        streams,
        arrived,
        gone,
        registry,
        blocks,
        logouts,
        replaced,
        mails,
        historyBeforeMs);
  }

  StateChanges with(
      List<BlockEntry> changedBlocks, List<AccountLogouts> changedLogouts, long beforeMs) {
    return new StateChanges(
        lamport,
        accounts,
        streams,
        arrived,
        gone,
        registry,
        changedBlocks,
        changedLogouts,
        replaced,
        passed,
        beforeMs);
  }

  public boolean isEmpty() {
    return accounts.isEmpty()
        && streams.isEmpty()
        && arrived.isEmpty()
        && gone.isEmpty()
        && passed.isEmpty()
        && historyBeforeMs == 0
        && registry.isEmpty()
        && blocks.isEmpty()
        && logouts.isEmpty();
  }
}
