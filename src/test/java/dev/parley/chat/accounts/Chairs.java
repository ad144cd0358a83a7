package dev.parley.chat.accounts;

import dev.parley.chat.accounts.RegistryChair.Append;
import dev.parley.chat.accounts.RegistryChair.Commit;
import dev.parley.protocol.View;
import java.util.Optional;

/** Chairs for tests of what a leader does when it may decide. */
public final class Chairs {
  private Chairs() {}

  /** The chair of {@code view} after it founded a registry, and all disks have that. */
  public static RegistryChair open(View view) {
    var chair =
        new RegistryChair(view, view.leader(), Optional.empty(), RegistrySettings.DEFAULT, 0);
    var opening = ((Append) chair.onWanted().get(0)).entry();
    var registry = Registry.found(opening).orElseThrow();
    chair.onAppended(opening, registry, 1);
    var commit = (Commit) chair.onDecided(1).get(0);
    chair.onCommitted(registry.commit(commit.upTo()).registry());
    return chair;
  }
}
