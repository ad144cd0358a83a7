package dev.parley.replica;

import dev.parley.chat.ChatState;
import dev.parley.protocol.VersionVector;
import dev.parley.replica.ChatStore.Commit;
import java.util.ArrayList;
import java.util.List;
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
  private final boolean isStored;
  private final ReplicaOutputs outputs;
  private List<ReplicaOutput> gathering = new ArrayList<>();
  private List<ReplicaOutput> writing = List.of();
  private VersionVector written;
  private VersionVector durable;
  private boolean busy;
  private boolean dirty;

  /**
   * What is delivered now is what the store has; without a store, {@code isStored} is false and
   * everything counts as kept.
   */
  Durability(
      ChatState state,
      Supplier<VersionVector> delivered,
      boolean isStored,
      ReplicaOutputs outputs) {
    this.state = state;
    this.delivered = delivered;
    this.isStored = isStored;
    this.outputs = outputs;
    this.written = delivered.get();
    this.durable = written;
  }

  /** The state has changed, or what was delivered. */
  void onChanged() {
    dirty = isStored;
  }

  /** What was delivered for what the store has. */
  VersionVector durable() {
    return durable;
  }

  /**
   * {@code output} is due when everything that changed so far is durable, in the order of calls.
   */
  void whenDurable(ReplicaOutput output) {
    if (busy || dirty || !gathering.isEmpty()) gathering.add(output);
    else outputs.add(output);
  }

  /** Starts the next commit if the last one is done. */
  void afterInput() {
    if (busy || !dirty) return;
    busy = true;
    dirty = false;
    writing = gathering;
    gathering = new ArrayList<>();
    written = delivered.get();
    outputs.add(new ReplicaOutput.Write(new Commit(state.takeChanges(), written)));
  }

  /** The last commit is durable. */
  void onWritten() {
    var done = writing;
    writing = List.of();
    busy = false;
    durable = written;
    done.forEach(outputs::add);
    if (!dirty) addGathered();
    afterInput();
  }

  /** What was said meanwhile rests on nothing that changed meanwhile. */
  private void addGathered() {
    gathering.forEach(outputs::add);
    gathering = new ArrayList<>();
  }
}
