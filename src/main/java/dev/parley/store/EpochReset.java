package dev.parley.store;

import dev.parley.chat.ChatSnapshot;
import dev.parley.chat.StateChanges;
import dev.parley.chat.accounts.AccountLog;
import dev.parley.chat.accounts.AccountLogEntry;
import dev.parley.chat.accounts.AccountLogEntry.Position;
import dev.parley.config.ConfigProblem;
import dev.parley.protocol.Fence;
import dev.parley.replica.ChatStore;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Gives a directory whose epochs were driven to the end of all numbers epochs that leave room
 * again. Order is kept: a larger one stays larger, also between the directories of one cluster, as
 * long as the huge epochs follow each other. So it must be done to all of them, while no node runs.
 */
public final class EpochReset {
  /** The remedy for an operator. */
  static final String HOW =
      "Stop all nodes of the cluster, run each once with --reset-epoch, and start them again.";

  /** No cluster reaches this by view changes: with a thousand a second it takes 8,900 years. */
  static final long SANE_EPOCH = 1L << 48;

  /**
   * Huge epochs continue above the next multiple of this, so that they stay above the sane ones.
   */
  static final long ROOM = 1L << 40;

  /** Of a huge epoch only the end is kept. */
  static final long KEPT = (1L << 20) - 1;

  private EpochReset() {}

  /** ConfigProblem if no entry can follow those of the registry in {@code state}. */
  public static void check(ChatSnapshot state, Path data) {
    for (var registry : state.registry()) {
      long epoch = registry.last().epoch();
      if (epoch < Fence.JOINED_EPOCH) continue;
      throw new ConfigProblem(
          "The store of "
              + data
              + " has a decision of epoch "
              + epoch
              + ", which no cluster reaches: a forged or broken message set it. "
              + HOW);
    }
  }

  /**
   * Resets the numbers of {@code identity} and its store, and returns a sentence about it.
   * ConfigProblem if there is nothing to reset.
   */
  public static String run(NodeIdentity identity, Optional<? extends ChatStore> store) {
    var kept = store.map(ChatStore::load);
    var registry = kept.flatMap(loaded -> loaded.state().registry().stream().findFirst());
    long promised = identity.promisedEpoch();
    long base = base(promised, registry);
    if (!isHuge(promised, registry) && !identity.isIncarnationHuge()) {
      throw new ConfigProblem(
          "The epochs of this node are in order (the largest that it promised is "
              + promised
              + "): start it without --reset-epoch.");
    }
    long decided = registry.map(log -> reset(log.last().epoch(), base)).orElse(0L);
    // First the store: a promise must never be below a decision.
    if (store.isPresent() && kept.isPresent() && registry.isPresent()) {
      var changed =
          new StateChanges(
              kept.get().state().lamport(),
              List.of(),
              List.of(),
              List.of(),
              List.of(),
              Optional.of(reset(registry.get(), base)));
      store.get().commit(new ChatStore.Commit(changed, kept.get().delivered()));
    }
    identity.resetNumbers(Math.max(reset(promised, base), decided));
    return "The epoch of "
        + identity.node()
        + " was "
        + promised
        + " and is "
        + identity.promisedEpoch()
        + " now. Do this to every node of the cluster before you start one of them.";
  }

  private static boolean isHuge(long promised, Optional<AccountLog> registry) {
    return epochs(promised, registry).anyMatch(epoch -> epoch > SANE_EPOCH);
  }

  static long base(long promised, Optional<AccountLog> registry) {
    long sane = epochs(promised, registry).filter(epoch -> epoch <= SANE_EPOCH).max().orElse(0);
    return (sane / ROOM + 1) * ROOM;
  }

  private static LongStream epochs(long promised, Optional<AccountLog> registry) {
    var positions =
        registry.stream()
            .flatMap(
                log ->
                    Stream.concat(
                        Stream.of(log.committed()),
                        log.pending().stream().map(AccountLogEntry::position)));
    return LongStream.concat(LongStream.of(promised), positions.mapToLong(Position::epoch));
  }

  static long reset(long epoch, long base) {
    return epoch <= SANE_EPOCH ? epoch : base + (epoch & KEPT);
  }

  static AccountLog reset(AccountLog log, long base) {
    var pending =
        log.pending().stream()
            .map(entry -> new AccountLogEntry(reset(entry.position(), base), entry.content()))
            .toList();
    return new AccountLog(
        log.founding(),
        reset(log.committed(), base),
        log.voters(),
        log.primary(),
        log.known(),
        pending,
        log.rules(),
        log.rooms());
  }

  private static Position reset(Position position, long base) {
    return new Position(reset(position.epoch(), base), position.index());
  }
}
