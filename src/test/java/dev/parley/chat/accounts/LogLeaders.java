package dev.parley.chat.accounts;

import dev.parley.chat.accounts.AccountLogLeader.Append;
import dev.parley.chat.accounts.AccountLogLeader.Commit;
import dev.parley.protocol.View;
import java.util.Optional;

/** LogLeaders for tests of what a leader does when it may decide. */
public final class LogLeaders {
  private LogLeaders() {}

  /** The logLeader of {@code view} after it founded a registry, and all disks have that. */
  public static AccountLogLeader open(View view) {
    var logLeader =
        new AccountLogLeader(view, view.leader(), Optional.empty(), AccountLogSettings.DEFAULT, 0);
    var opening = ((Append) logLeader.onWanted().get(0)).entry();
    var registry = AccountLog.found(opening).orElseThrow();
    logLeader.onAppended(opening, registry, 1);
    var commit = (Commit) logLeader.onDecided(1).get(0);
    logLeader.onCommitted(registry.commit(commit.upTo()).registry());
    return logLeader;
  }
}
