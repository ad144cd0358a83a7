package dev.parley.replica;

import dev.parley.replica.ReplicaOutput.Log;
import dev.parley.replica.ReplicaOutput.Severity;
import java.util.ArrayList;
import java.util.List;

/** Gathers, in order, what the parts of {@link ReplicatedChat} make of one input. */
final class ReplicaOutputs {
  private List<ReplicaOutput> gathered = new ArrayList<>();

  void add(ReplicaOutput output) {
    gathered.add(output);
  }

  void info(String sentence) {
    add(new Log(Severity.INFO, sentence));
  }

  void warn(String sentence) {
    add(new Log(Severity.WARNING, sentence));
  }

  /** What was gathered since the last call. */
  List<ReplicaOutput> take() {
    if (gathered.isEmpty()) return List.of();
    var taken = gathered;
    gathered = new ArrayList<>();
    return taken;
  }
}
