package dev.parley.replica;

import dev.parley.chat.ChatState;
import dev.parley.protocol.VersionVector;
import dev.parley.replica.ChatStore.Basis;
import dev.parley.replica.ChatStore.Commit;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Holds back each output until the store has the changes that it rests on: no user is shown
 * anything that a crash of this node could take back. Commits in groups: while one commit is
 * written, new changes gather for the next, so a slow disk makes larger groups, not longer queues.
 * A node that keeps nothing holds nothing back.
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
  private Basis basis = Basis.STATE;

  /**
   * The store has everything delivered now; without a store, {@code isStored} is false and
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

  /** The state has changed, or the delivered messages have. */
  void onChanged() {
    dirty = isStored;
  }

  /** What the changes from now on stand on. {@link Basis#NOTHING} is meant for one commit. */
  void onBasis(Basis changed) {
    basis = changed;
  }

  /** The messages delivered for the state that the store has. */
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
    outputs.add(new ReplicaOutput.Write(new Commit(state.takeChanges(), written, basis)));
    if (basis == Basis.NOTHING) basis = Basis.STATE;
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

  /**
   * Nothing has changed since these outputs were gathered, so they rest on nothing that is not
   * durable.
   */
  private void addGathered() {
    gathering.forEach(outputs::add);
    gathering = new ArrayList<>();
  }
}
