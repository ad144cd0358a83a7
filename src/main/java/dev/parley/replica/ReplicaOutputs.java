package dev.parley.replica;

import dev.parley.replica.ReplicaOutput.Log;
import dev.parley.replica.ReplicaOutput.Severity;
import java.util.ArrayList;
import java.util.List;

/** Gathers, in order, the outputs of the parts of {@link ReplicatedChat} for one input. */
final class ReplicaOutputs {
  private List<ReplicaOutput> gathered = new ArrayList<>();

  void add(ReplicaOutput output) {
    gathered.add(output);
  }

  void debug(String sentence) {
    add(new Log(Severity.DEBUG, sentence));
  }

  void info(String sentence) {
    add(new Log(Severity.INFO, sentence));
  }

  void warn(String sentence) {
    add(new Log(Severity.WARNING, sentence));
  }

  /** The outputs gathered since the last call. */
  List<ReplicaOutput> take() {
    if (gathered.isEmpty()) return List.of();
    var taken = gathered;
    gathered = new ArrayList<>();
    return taken;
  }
}
