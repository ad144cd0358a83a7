package dev.parley.replica;

import dev.parley.chat.ChatState;
import dev.parley.protocol.VersionVector;
import dev.parley.replica.ChatStore.Commit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Holds back what may be told only when the store has what it rests on: nobody is shown what a
 * crash of this node could take back. Commits in groups: while one is written, what changes
 * meanwhile gathers for the next, so a slow disk makes larger groups, not longer queues. A node
 * that keeps nothing holds nothing back.
 */
final class Durability {
  private final ChatState state;
  private final Supplier<VersionVector> delivered;
  private final Optional<Consumer<Commit>> journal;
  private List<Runnable> gathering = new ArrayList<>();
  private List<Runnable> writing = List.of();
  private VersionVector written;
  private VersionVector durable;
  private boolean busy;
  private boolean dirty;

  /**
   * {@code journal} writes a commit and then has {@link #onWritten} called; {@code kept} is what
   * the store had at the start.
   */
  Durability(
      ChatState state,
      Supplier<VersionVector> delivered,
      VersionVector kept,
      Optional<Consumer<Commit>> journal) {
    this.state = state;
    this.delivered = delivered;
    this.journal = journal;
    this.written = kept;
    this.durable = kept;
  }

  /** The state has changed, or what was delivered. */
  void onChanged() {
    dirty = journal.isPresent();
  }

  /** What was delivered for what the store has. */
  VersionVector durable() {
    return durable;
  }

  /** Runs {@code effect} when everything that changed so far is durable, in the order of calls. */
  void whenDurable(Runnable effect) {
    if (busy || dirty || !gathering.isEmpty()) gathering.add(effect);
    else effect.run();
  }

  /** Starts the next commit if the last one is done. */
  void afterInput() {
    if (busy || !dirty) return;
    busy = true;
    dirty = false;
    writing = gathering;
    gathering = new ArrayList<>();
    written = delivered.get();
    var commit = new Commit(state.takeChanges(), written);
    journal.ifPresent(writer -> writer.accept(commit));
  }

  /** The last commit is durable. */
  void onWritten() {
    var done = writing;
    writing = List.of();
    busy = false;
    durable = written;
    done.forEach(Runnable::run);
    if (!dirty) runGathered();
    afterInput();
  }

  /** What was said meanwhile rests on nothing that changed meanwhile. */
  private void runGathered() {
    var gathered = gathering;
    gathering = new ArrayList<>();
    gathered.forEach(Runnable::run);
  }
}
