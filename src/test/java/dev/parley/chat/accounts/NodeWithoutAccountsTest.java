package dev.parley.chat.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.accounts.AccountLogEntry.Founding;
import dev.parley.chat.accounts.AccountLogEntry.Position;
import dev.parley.chat.model.Refusal;
import dev.parley.protocol.MemberId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NodeWithoutAccountsTest {
  private static final Optional<AccountLog> MET =
      Optional.of(
          new AccountLog(
              Founding.first(1, new MemberId("n-1", 1)),
              new Position(1, 1),
              List.of("n-1"),
              List.of(),
              List.of(),
              List.of()));

  @Test
  void a_node_that_was_made_anew_founds_nothing_until_it_has_met_the_accounts() {
    var newcomer = new NodeWithoutAccounts(true);
    assertThat(newcomer.onState(Optional.empty())).isFalse();
    assertThat(newcomer.refusal().orElseThrow().code()).isEqualTo(Refusal.Code.NO_QUORUM);
    assertThat(newcomer.onState(MET)).isTrue();
    assertThat(newcomer.refusal()).isEmpty();
  }

  @Test
  void it_settles_once() {
    var newcomer = new NodeWithoutAccounts(true);
    newcomer.onState(MET);
    assertThat(newcomer.onState(MET)).isFalse();
  }

  @Test
  void any_other_node_founds_as_it_likes() {
    var node = new NodeWithoutAccounts(false);
    assertThat(node.refusal()).isEmpty();
    assertThat(node.onState(MET)).isFalse();
  }
}
