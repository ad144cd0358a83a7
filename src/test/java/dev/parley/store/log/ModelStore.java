package dev.parley.store.log;

import dev.parley.chat.AccountLogouts;
import dev.parley.chat.ChatSnapshot;
import dev.parley.chat.ChatSnapshot.StreamState;
import dev.parley.chat.accounts.Account;
import dev.parley.chat.accounts.AccountLog;
import dev.parley.chat.history.ArchiveRule;
import dev.parley.chat.history.Conversation;
import dev.parley.chat.history.ConversationList;
import dev.parley.chat.history.ConversationsRequest;
import dev.parley.chat.history.FoundConversations;
import dev.parley.chat.history.FoundMessages;
import dev.parley.chat.history.HistoryPage;
import dev.parley.chat.history.HistoryQuery;
import dev.parley.chat.history.SearchRequest;
import dev.parley.chat.model.BlockEntry;
import dev.parley.chat.model.ClientStream;
import dev.parley.chat.model.Mail;
import dev.parley.chat.model.MessageId;
import dev.parley.chat.model.UserName;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.VersionVector;
import dev.parley.replica.ChatStore;
import dev.parley.replica.HistorySource;
import dev.parley.store.log.CheckpointPlan.Archive;
import dev.parley.store.log.CheckpointPlan.ArchiveTable;
import dev.parley.store.log.CheckpointPlan.Delete;
import dev.parley.store.log.CheckpointPlan.Mark;
import dev.parley.store.log.CheckpointPlan.Step;
import dev.parley.store.log.CheckpointPlan.WriteRows;
import dev.parley.wire.CommitCodec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A store whose tables and log are maps, of which each commit and each step is written as a whole.
 * The product's own {@link CheckpointPlan} decides.
 */
public final class ModelStore implements ChatStore, HistorySource {
  private final CheckpointLimits limits;
  private final TreeMap<UserName, Account> accounts = new TreeMap<>();
  private final TreeMap<ClientStream, StreamState> streams = new TreeMap<>();
  private final TreeMap<MessageId, Mail> mails = new TreeMap<>();
  private final TreeMap<MemberId, Long> counts = new TreeMap<>();
  private final TreeMap<Long, byte[]> log = new TreeMap<>();
  private final TreeMap<String, BlockEntry> blocks = new TreeMap<>();
  private final TreeMap<UserName, AccountLogouts> logouts = new TreeMap<>();
  private Optional<AccountLog> registry = Optional.empty();
  private long lamport;
  private final boolean isArchiving;
  private final TreeMap<MessageId, Mail> archive = new TreeMap<>();
  private boolean isCopyDue;
  private boolean isCopy;
  private long archived;
  private long mark;
  private CheckpointPlan plan;

  public ModelStore(CheckpointLimits limits) {
    this(limits, false);
  }

  public ModelStore(CheckpointLimits limits, boolean isArchiving) {
    this.limits = limits;
    this.isArchiving = isArchiving;
    this.plan = new CheckpointPlan(limits, isArchiving);
  }

  public void put(Account account) {
    accounts.put(account.name(), account);
  }

  public void put(AccountLog known) {
    registry = Optional.of(known);
  }

  /** What a process finds that starts now, while this one goes on. */
  Kept afterCrash() {
    var running = plan;
    try {
      return load();
    } finally {
      plan = running;
    }
  }

  /** A mutant: a copy is a state. */
  public void believeCopy() {
    isCopy = false;
  }

  @Override
  public Kept load() {
    if (isCopy) {
      clear();
      mark = log.isEmpty() ? mark : log.lastKey();
      log.clear();
      isCopy = false;
    }
    plan = new CheckpointPlan(limits, isArchiving);
    plan.onTables(mark, log.isEmpty() ? mark : log.firstKey() - 1, archived);
    log.tailMap(mark, false)
        .forEach(
            (number, bytes) -> {
              if (number != plan.next()) throw new AssertionError("no record " + plan.next());
              plan.onRead(CommitCodec.decode(bytes, plan::has).orElseThrow(), bytes.length);
            });
    return new Kept(
        new ChatSnapshot(
            plan.lamport(lamport),
            List.copyOf(accounts.values()),
            plan.streams(List.copyOf(streams.values())),
            plan.mails(List.copyOf(mails.values())),
            List.of(),
            List.of(),
            registry.stream().toList(),
            List.copyOf(blocks.values()),
            List.copyOf(logouts.values())),
        plan.delivered(VersionVector.of(counts)));
  }

  @Override
  public void commit(Commit commit) {
    var changes = commit.changes();
    isCopy = commit.basis() == Basis.COPY;
    if (commit.basis() == Basis.NOTHING) {
      clear();
      plan.startOver();
    }
    changes.accounts().forEach(this::put);
    changes.blocks().forEach(this::put);
    changes.logouts().forEach(account -> logouts.put(account.name(), account));
    if (changes.registry().isPresent()) registry = changes.registry();
    var record = plan.record(commit);
    if (plan.isForTables(record) || commit.basis() == Basis.NOTHING) {
      plan.all(record).forEach(this::perform);
      // The product does it step by step, and before what is deleted.
      if (isCopyDue) mails.values().forEach(this::archive);
      isCopyDue = false;
      return;
    }
    var bytes = CommitCodec.encode(record, plan::has);
    log.put(plan.next(), bytes);
    plan.onAppended(record, bytes.length);
  }

  private void clear() {
    accounts.clear();
    streams.clear();
    mails.clear();
    counts.clear();
    blocks.clear();
    logouts.clear();
    registry = Optional.empty();
    lamport = 0;
  }

  @Override
  public boolean hasStep() {
    return plan.hasStep();
  }

  @Override
  public void step() {
    perform(plan.step());
  }

  @Override
  public void beginCheckpoint() {
    plan.beginIfAny();
  }

  private void perform(Step step) {
    if (step instanceof WriteRows write) {
      write.rows().streams().forEach(this::put);
      write.rows().arrived().forEach(mail -> mails.put(mail.id(), mail));
      write.rows().gone().forEach(mails::remove);
    } else if (step instanceof Archive ready) {
      ready.mails().forEach(this::archive);
      archived = ready.upTo();
    } else if (step == ArchiveTable.INSTANCE) isCopyDue = true;
    else if (step instanceof Mark reached) {
      mark = reached.upTo();
      lamport = reached.lamport();
      counts.putAll(reached.delivered());
    } else if (step instanceof Delete delete) log.headMap(delete.upTo(), true).clear();
    else throw new AssertionError("no effect for " + step);
  }

  private void archive(Mail mail) {
    if (ArchiveRule.admits(mail)) archive.merge(mail.id(), mail, Mail::smaller);
  }

  /** A page of the archive, and of what is not in it yet. */
  @Override
  public HistoryPage page(HistoryQuery query) {
    var conversations = query.conversation().withUnknownClaims();
    var found = new ArrayList<Mail>();
    for (var mail : archive.values())
      if (conversations.contains(Conversation.of(mail))) found.add(mail);
    for (var mail : plan.notArchived())
      if (conversations.contains(Conversation.of(mail))) found.add(mail);
    return HistoryPage.of(query, found);
  }

  @Override
  public FoundConversations conversations(ConversationsRequest request) {
    var list = new ConversationList(request);
    list.add(archive.values());
    list.add(plan.notArchived());
    return list.page(true);
  }

  @Override
  public FoundMessages search(SearchRequest request) {
    throw new UnsupportedOperationException("nobody searches the model");
  }

  @Override
  public boolean hasAll() {
    return true;
  }

  @Override
  public long count() {
    throw new UnsupportedOperationException("nobody counts here");
  }

  @Override
  public HistorySource openHistory() {
    return this;
  }

  /** Everything in the archive, and what is not in it yet. */
  public SortedMap<MessageId, Mail> kept() {
    var kept = new TreeMap<>(archive);
    for (var mail : plan.notArchived()) kept.merge(mail.id(), mail, Mail::smaller);
    return kept;
  }

  int archiveRows() {
    return archive.size();
  }

  private void put(BlockEntry block) {
    var key = block.owner().key() + " " + block.name().key();
    if (block.lamport() == 0) blocks.remove(key);
    else blocks.put(key, block);
  }

  private void put(StreamState stream) {
    if (stream.highest() == 0) streams.remove(stream.stream());
    else streams.put(stream.stream(), stream);
  }

  int logRows() {
    return log.size();
  }

  long logBytes() {
    return log.values().stream().mapToLong(bytes -> bytes.length).sum();
  }

  int mailRows() {
    return mails.size();
  }

  @Override
  public void close() {}
}
