package dev.parley.node;

import dev.parley.chat.ChatState;
import dev.parley.protocol.Context;
import dev.parley.store.ChatStore.Commit;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Holds back what may be told only when the store has what it rests on: nobody is shown, or told to
 * be accepted, what a crash of this node could take back. Commits in groups: while one is written,
 * what changes meanwhile gathers for the next, so a slow disk makes larger groups, not longer
 * queues.
 */
final class Durability {
  private final ChatState state;
  private final Supplier<Context> delivered;
  private final Consumer<Commit> journal;
  private List<Runnable> gathering = new ArrayList<>();
  private List<Runnable> writing = List.of();
  private boolean busy;
  private boolean dirty;

  /** {@code journal} writes a commit and then has {@link #onWritten} called. */
  Durability(ChatState state, Supplier<Context> delivered, Consumer<Commit> journal) {
    this.state = state;
    this.delivered = delivered;
    this.journal = journal;
  }

  /** The state has changed, or what was delivered. */
  void onChanged() {
    dirty = true;
  }

  /** Runs {@code effect} when everything that changed so far is durable, in the order of calls. */
  void whenDurable(Runnable effect) {
    if (busy || dirty || !gathering.isEmpty()) gathering.add(effect);
    else effect.run();
  }

  /** What was said meanwhile rests on nothing that changed meanwhile. */
  private void runGathered() {
    var gathered = gathering;
    gathering = new ArrayList<>();
    gathered.forEach(Runnable::run);
  }

  /** Starts the next commit if the last one is done. */
  void afterInput() {
    if (busy || !dirty) return;
    busy = true;
    dirty = false;
    writing = gathering;
    gathering = new ArrayList<>();
    journal.accept(new Commit(state.takeChanges(), delivered.get()));
  }

  /** The last commit is durable. */
  void onWritten() {
    var done = writing;
    writing = List.of();
    busy = false;
    done.forEach(Runnable::run);
    if (!dirty) runGathered();
    afterInput();
  }
}
