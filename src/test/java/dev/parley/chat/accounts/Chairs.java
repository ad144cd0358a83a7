package dev.parley.chat.accounts;

import dev.parley.chat.accounts.AccountLogLeader.Append;
import dev.parley.chat.accounts.AccountLogLeader.Commit;
import dev.parley.protocol.View;
import java.util.Optional;

/** Chairs for tests of what a leader does when it may decide. */
public final class Chairs {
  private Chairs() {}

  /** The chair of {@code view} after it founded a registry, and all disks have that. */
  public static AccountLogLeader open(View view) {
    var chair =
        new AccountLogLeader(view, view.leader(), Optional.empty(), AccountLogSettings.DEFAULT, 0);
    var opening = ((Append) chair.onWanted().get(0)).entry();
    var registry = AccountLog.found(opening).orElseThrow();
    chair.onAppended(opening, registry, 1);
    var commit = (Commit) chair.onDecided(1).get(0);
    chair.onCommitted(registry.commit(commit.upTo()).registry());
    return chair;
  }
}
