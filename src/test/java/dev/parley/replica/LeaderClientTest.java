package dev.parley.replica;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.AccountService;
import dev.parley.chat.ChatState;
import dev.parley.chat.accounts.Account;
import dev.parley.chat.accounts.AccountChange.AccountRegistered;
import dev.parley.chat.accounts.AccountLogSettings;
import dev.parley.chat.accounts.LeaderMessage;
import dev.parley.chat.accounts.LeaderMessage.Answer;
import dev.parley.chat.accounts.LeaderMessage.Ask;
import dev.parley.chat.accounts.LeaderMessage.Denied;
import dev.parley.chat.accounts.LeaderMessage.Find;
import dev.parley.chat.accounts.LeaderMessage.Found;
import dev.parley.chat.accounts.LeaderMessage.GiveUpVote;
import dev.parley.chat.accounts.LeaderMessage.Register;
import dev.parley.chat.accounts.LeaderMessage.VotersKept;
import dev.parley.chat.accounts.LeaderRequests;
import dev.parley.chat.accounts.NodeWithoutAccounts;
import dev.parley.chat.accounts.ScramVerifier;
import dev.parley.chat.model.Refusal;
import dev.parley.chat.model.UserName;
import dev.parley.protocol.Destination;
import dev.parley.protocol.Endpoint;
import dev.parley.protocol.Member;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.Output.Transmit;
import dev.parley.protocol.View;
import dev.parley.protocol.ViewId;
import dev.parley.replica.ReplicaOutput.Judge;
import dev.parley.replica.ReplicaOutput.LeaderAwaited;
import dev.parley.replica.ReplicaOutput.Send;
import dev.parley.replica.ReplicaOutput.Submit;
import java.util.List;
import org.junit.jupiter.api.Test;

class LeaderClientTest {
  private static final long GIVE_UP_MS = 2_000;
  private static final UserName FANG = UserName.of("fang");
  private static final ScramVerifier VERIFIER = new ScramVerifier("salt", 1, "k", "v");
  private static final Account ACCOUNT = Account.register(FANG, VERIFIER, 1);
  private static final Member A = member("a", 1111);
  private static final Member B = member("b", 2222);

  private final ReplicaOutputs outputs = new ReplicaOutputs();
  private final ChatState state = new ChatState();
  private final OwnEvents ownEvents = new OwnEvents(outputs);
  private final AccountLogDriver registry =
      new AccountLogDriver(
          state, AccountLogSettings.DEFAULT, new NodeWithoutAccounts(false), ownEvents, outputs);
  private final LeaderClient<String> leaderClient =
      new LeaderClient<>(
          new AccountService(state), new LeaderRequests<>(GIVE_UP_MS, 0), registry, outputs);

  LeaderClientTest() {
    ownEvents.onStarted();
    state.apply(new AccountRegistered(ACCOUNT));
  }

  @Test
  void answers_at_once_what_is_asked_here_while_this_node_leads() {
    lead(A);
    leaderClient.onCall("caller", new Find(FANG), 0);

    var found = new Found(FANG, VERIFIER, A.client(), ACCOUNT.claim().number());
    assertThat(outputs.take()).containsExactly(new Judge<>("caller", found));
  }

  @Test
  void sends_a_question_to_the_leader_and_its_verdict_to_the_caller_once() {
    lead(B);
    leaderClient.onCall("caller", new Find(FANG), 0);
    assertThat(outputs.take()).containsExactly(send(B, new Ask(1, new Find(FANG))));

    var answer = new Answer(1, new Denied(refusal()));
    leaderClient.onAnswer(B.id(), answer);
    leaderClient.onAnswer(B.id(), answer);
    assertThat(outputs.take()).containsExactly(new Judge<>("caller", new Denied(refusal())));
  }

  @Test
  void believes_no_answer_but_the_leaders() {
    lead(B);
    leaderClient.onCall("caller", new Find(FANG), 0);
    outputs.take();
    var forged = new Answer(1, new Found(FANG, VERIFIER, Endpoint.parse("h:1"), 7));

    leaderClient.onAnswer(new MemberId("c", 1), forged);
    leaderClient.onAnswer(A.id(), forged);
    assertThat(outputs.take()).isEmpty();

    leaderClient.onView(A.id(), View.of(new ViewId(2, A.id()), List.of(A, B)), 1);
    outputs.take();
    leaderClient.onCall("another", new Register(UserName.of("shao"), VERIFIER), 1);
    leaderClient.onAnswer(B.id(), new Answer(2, new Denied(refusal())));
    assertThat(outputs.take()).as("B leads no more").noneMatch(Judge.class::isInstance);
  }

  @Test
  void takes_no_vote_at_the_word_of_another() {
    lead(A);
    leaderClient.onAsk(B.id(), new Ask(8, new GiveUpVote("a")), 0);
    assertThat(outputs.take()).isEmpty();
  }

  @Test
  void says_once_that_a_leader_is_awaited_before_the_verdict() {
    leaderClient.onCall("caller", new Find(FANG), 0);
    for (long nowMs = 0; nowMs < GIVE_UP_MS; nowMs += 20) leaderClient.onTick(nowMs, 0);
    assertThat(outputs.take()).containsExactly(new LeaderAwaited<>("caller"));

    leaderClient.onTick(GIVE_UP_MS, 0);
    var judged = outputs.take();
    assertThat(judged).hasSize(1).allMatch(Judge.class::isInstance);
    var denied = (Denied) ((Judge<?>) judged.get(0)).verdict();
    assertThat(denied.refusal().code()).isEqualTo(Refusal.Code.UNAVAILABLE);
  }

  @Test
  void asks_the_next_leader_what_the_last_one_did_not_answer() {
    lead(B);
    leaderClient.onCall("caller", new Find(FANG), 0);
    outputs.take();

    leaderClient.onView(A.id(), View.of(new ViewId(2, B.id()), List.of(A, B)), 1);
    assertThat(outputs.take()).containsExactly(send(B, new Ask(1, new Find(FANG))));
  }

  @Test
  void answers_nobody_while_another_leads_and_no_stranger() {
    lead(B);
    leaderClient.onAsk(B.id(), new Ask(7, new Find(FANG)), 0);
    assertThat(outputs.take()).isEmpty();

    lead(A);
    leaderClient.onAsk(new MemberId("c", 1), new Ask(7, new Find(FANG)), 0);
    assertThat(outputs.take()).isEmpty();
  }

  @Test
  void founds_the_registry_when_the_first_name_is_wanted_and_lets_the_asker_ask_again() {
    lead(A);
    leaderClient.onAsk(B.id(), new Ask(7, new Register(UserName.of("shao"), VERIFIER)), 0);

    assertThat(outputs.take()).hasSize(1).allMatch(Submit.class::isInstance);
  }

  @Test
  void answers_the_latest_address_of_a_question_about_the_voters() {
    lead(A);
    leaderClient.onAsk(B.id(), new Ask(8, new GiveUpVote("b")), 0);

    var kept = new VotersKept("This part of the cluster cannot decide.");
    assertThat(outputs.take()).containsExactly(send(B, new Answer(8, kept)));
  }

  @Test
  void asks_again_only_after_a_while() {
    lead(B);
    leaderClient.onCall("caller", new Find(FANG), 0);
    outputs.take();

    leaderClient.onTick(LeaderRequests.RESEND_MS - 1, 0);
    assertThat(outputs.take()).isEmpty();
    leaderClient.onTick(LeaderRequests.RESEND_MS, 0);
    assertThat(outputs.take()).containsExactly(send(B, new Ask(1, new Find(FANG))));
  }

  private void lead(Member leader) {
    leaderClient.onView(A.id(), View.of(new ViewId(1, leader.id()), List.of(A, B)), 0);
  }

  private static Send send(Member to, LeaderMessage message) {
    return new Send(new Transmit(Destination.to(to), message));
  }

  private static Refusal refusal() {
    return Refusal.of(Refusal.Code.NO_SUCH_USER, "There is nobody of that name.");
  }

  private static Member member(String node, int port) {
    return new Member(new MemberId(node, 1), new Endpoint("h", port), new Endpoint("h", port + 1));
  }
}
