package dev.parley.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.chat.ChatSnapshot;
import dev.parley.chat.accounts.AccountLog;
import dev.parley.chat.accounts.AccountLogEntry;
import dev.parley.chat.accounts.AccountLogEntry.Electorate;
import dev.parley.chat.accounts.AccountLogEntry.Founding;
import dev.parley.chat.accounts.AccountLogEntry.Position;
import dev.parley.config.ConfigProblem;
import dev.parley.protocol.Fence;
import dev.parley.protocol.MemberId;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EpochResetTest {
  private static AccountLog registry(Position committed, Position pending) {
    var entry = new AccountLogEntry(pending, new Electorate(List.of("n-1")));
    var founding = Founding.first(1, new MemberId("n-1", 1));
    return new AccountLog(
        founding, committed, List.of("n-1"), List.of(), List.of(), List.of(entry));
  }

  @Test
  void sane_epochs_stay_and_huge_ones_go_on_above_them() {
    long base = EpochReset.base(Long.MAX_VALUE, Optional.empty());
    assertThat(base).isEqualTo(EpochReset.ROOM);
    assertThat(EpochReset.reset(EpochReset.SANE_EPOCH, base)).isEqualTo(EpochReset.SANE_EPOCH);
    assertThat(EpochReset.reset(EpochReset.SANE_EPOCH + 1, base)).isEqualTo(base + 1);
  }

  @Test
  void the_order_of_a_log_stays_also_after_a_second_reset() {
    var log = registry(new Position(9, 4), new Position(Long.MAX_VALUE - 1, 5));
    var once = EpochReset.reset(log, EpochReset.base(Long.MAX_VALUE, Optional.of(log)));
    assertThat(once.committed()).isEqualTo(new Position(9, 4));
    assertThat(once.last().index()).isEqualTo(5);
    assertThat(once.last().epoch()).isBetween(EpochReset.ROOM, 2 * EpochReset.ROOM);

    var struck = registry(once.last(), new Position(1L << 55, 6));
    var twice = EpochReset.reset(struck, EpochReset.base(1L << 55, Optional.of(struck)));
    assertThat(twice.committed()).isEqualTo(once.last());
    assertThat(twice.last()).isGreaterThan(once.last());
  }

  @Test
  void what_follows_in_one_directory_follows_in_another() {
    long base = EpochReset.ROOM;
    assertThat(EpochReset.reset(Long.MAX_VALUE - 1, base))
        .isLessThan(EpochReset.reset(Long.MAX_VALUE, base));
  }

  @Test
  void a_store_with_a_decision_beyond_all_epochs_is_refused() {
    EpochReset.check(state(Fence.JOINED_EPOCH - 1), Path.of("data"));
    assertThatThrownBy(() -> EpochReset.check(state(Fence.JOINED_EPOCH), Path.of("data")))
        .isInstanceOf(ConfigProblem.class)
        .hasMessageContaining("--reset-epoch");
  }

  private static ChatSnapshot state(long epoch) {
    var log = registry(new Position(1, 1), new Position(epoch, 2));
    return new ChatSnapshot(1, List.of(), List.of(), List.of(), List.of(), List.of(), List.of(log));
  }
}
