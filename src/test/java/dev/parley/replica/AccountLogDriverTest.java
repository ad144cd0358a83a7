package dev.parley.replica;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.ChatEvent;
import dev.parley.chat.ChatEvent.RegistryAppended;
import dev.parley.chat.ChatEvent.RegistryCommitted;
import dev.parley.chat.ChatState;
import dev.parley.chat.Notice;
import dev.parley.chat.accounts.AccountLogSettings;
import dev.parley.chat.accounts.NodeWithoutAccounts;
import dev.parley.protocol.Endpoint;
import dev.parley.protocol.Member;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.View;
import dev.parley.protocol.ViewId;
import dev.parley.protocol.multicast.Quorum;
import dev.parley.replica.ReplicaOutput.AwaitQuorums;
import dev.parley.replica.ReplicaOutput.Log;
import dev.parley.replica.ReplicaOutput.Settled;
import dev.parley.replica.ReplicaOutput.Severity;
import dev.parley.replica.ReplicaOutput.Submit;
import dev.parley.wire.VersionedCbor;
import java.util.List;
import org.junit.jupiter.api.Test;

class AccountLogDriverTest {
  private static final Member A = member("a");
  private static final Member B = member("b");
  private static final Member C = member("c");
  private static final View ALL = view(1, A, B, C);

  private final ReplicaOutputs outputs = new ReplicaOutputs();
  private final ChatState state = new ChatState();
  private final OwnEvents ownEvents = new OwnEvents(outputs);
  private AccountLogDriver leaderClient = leaderClient(false);

  AccountLogDriverTest() {
    ownEvents.onStarted();
  }

  @Test
  void asks_for_the_quorums_of_an_entry_when_it_is_delivered_here() {
    begin(ALL);
    leaderClient.onWanted();
    deliver(7);

    var quorum = new Quorum(List.of("a", "b", "c"), 2);
    assertThat(outputs.take()).containsExactly(new AwaitQuorums(7, List.of(quorum)));
  }

  @Test
  void may_decide_when_the_quorums_have_the_first_entry() {
    found();
    assertThat(leaderClient.logLeader().orElseThrow().isOpen()).isTrue();
    assertThat(leaderClient.closed()).isEmpty();
  }

  @Test
  void awaits_nothing_for_what_another_coordinator_wrote() {
    begin(ALL);
    leaderClient.onWanted();
    var appended = (RegistryAppended) submitted();
    var notices = state.apply(appended, A.id());
    assertThat(notices).hasSize(1).allMatch(Notice.EntryAppended.class::isInstance);

    leaderClient.onAppended(B.id(), appended.entry(), 7);
    assertThat(outputs.take()).isEmpty();
  }

  @Test
  void says_that_accounts_cannot_be_changed_only_when_that_lasts() {
    found();
    begin(view(2, A));
    outputs.take();

    leaderClient.onTick(0);
    leaderClient.onTick(999);
    assertThat(outputs.take()).isEmpty();
    leaderClient.onTick(1_000);
    var said = (Log) outputs.take().get(0);
    assertThat(said.severity()).isEqualTo(Severity.WARNING);
    assertThat(said.sentence()).startsWith("accounts cannot be changed: only a of the voters");
    leaderClient.onTick(5_000);
    assertThat(outputs.take()).as("once").isEmpty();
  }

  @Test
  void is_settled_once_when_a_newcomer_has_met_its_clusters_accounts() {
    found();
    leaderClient = leaderClient(true);
    assertThat(leaderClient.unfounded()).isPresent();

    begin(view(2, A, B, C));
    assertThat(outputs.take()).contains(Settled.INSTANCE);
    assertThat(leaderClient.unfounded()).isEmpty();
    begin(view(3, A, B, C));
    assertThat(outputs.take()).doesNotContain(Settled.INSTANCE);
  }

  @Test
  void has_no_chair_while_another_leads_or_the_protocols_start_again() {
    leaderClient.onView(B.id(), ALL, 0);
    assertThat(leaderClient.logLeader()).isEmpty();

    begin(ALL);
    assertThat(leaderClient.logLeader()).isPresent();
    leaderClient.onRestart();
    assertThat(leaderClient.logLeader()).isEmpty();
  }

  private AccountLogDriver leaderClient(boolean isNewcomer) {
    return new AccountLogDriver(
        state, AccountLogSettings.DEFAULT, new NodeWithoutAccounts(isNewcomer), ownEvents, outputs);
  }

  /** At A, which leads. */
  private void begin(View view) {
    state.onView(view);
    leaderClient.onView(A.id(), view, 0);
  }

  private void found() {
    begin(ALL);
    leaderClient.onWanted();
    deliver(1);
    outputs.take();
    leaderClient.onDecided(1);
    state.apply((RegistryCommitted) submitted(), A.id());
    leaderClient.onDelivered();
  }

  /** What was submitted comes back as A's message {@code seq}. */
  private void deliver(long seq) {
    var appended = (RegistryAppended) submitted();
    state.apply(appended, A.id());
    leaderClient.onAppended(A.id(), appended.entry(), seq);
  }

  private ChatEvent submitted() {
    var submit = (Submit) outputs.take().get(0);
    return VersionedCbor.EVENT.decode(submit.payload().unsafeArray()).orElseThrow();
  }

  private static View view(long epoch, Member... members) {
    return View.of(new ViewId(epoch, A.id()), List.of(members));
  }

  private static Member member(String node) {
    return new Member(new MemberId(node, 1), new Endpoint(node, 1), new Endpoint(node, 2));
  }
}
