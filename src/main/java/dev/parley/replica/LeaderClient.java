package dev.parley.replica;

import dev.parley.chat.AccountService;
import dev.parley.chat.accounts.AccountChange;
import dev.parley.chat.accounts.AccountChange.InvitationEnded;
import dev.parley.chat.accounts.AccountChange.InvitationsMade;
import dev.parley.chat.accounts.AccountChange.PasswordChanged;
import dev.parley.chat.accounts.AccountChange.RegistrationChanged;
import dev.parley.chat.accounts.AccountChange.RoomDecided;
import dev.parley.chat.accounts.Invitation;
import dev.parley.chat.accounts.LeaderMessage;
import dev.parley.chat.accounts.LeaderMessage.Answer;
import dev.parley.chat.accounts.LeaderMessage.Ask;
import dev.parley.chat.accounts.LeaderMessage.ChangePassword;
import dev.parley.chat.accounts.LeaderMessage.ChangeRoom;
import dev.parley.chat.accounts.LeaderMessage.Denied;
import dev.parley.chat.accounts.LeaderMessage.EndInvitation;
import dev.parley.chat.accounts.LeaderMessage.GiveUpVote;
import dev.parley.chat.accounts.LeaderMessage.MakeInvitations;
import dev.parley.chat.accounts.LeaderMessage.Question;
import dev.parley.chat.accounts.LeaderMessage.Register;
import dev.parley.chat.accounts.LeaderMessage.RegisterInvited;
import dev.parley.chat.accounts.LeaderMessage.SetRegistration;
import dev.parley.chat.accounts.LeaderMessage.Verdict;
import dev.parley.chat.accounts.LeaderMessage.VotersQuestion;
import dev.parley.chat.accounts.LeaderRequests;
import dev.parley.chat.accounts.PortAnswer;
import dev.parley.chat.rooms.RoomAbilities;
import dev.parley.protocol.Destination;
import dev.parley.protocol.Endpoint;
import dev.parley.protocol.Member;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.Output.Transmit;
import dev.parley.protocol.View;
import dev.parley.replica.ReplicaProtocol.ServerForClient;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Questions to the leader, at both ends: this node's own until they are answered, and, while this
 * node leads, those of all members. The rules are {@link LeaderRequests}' and {@link
 * AccountService}'s.
 *
 * @param <C> a caller at this node that waits for a verdict
 */
final class LeaderClient<C> {
  /**
   * At most this many questions wait. Each member has one at a time; a member that is left out asks
   * again.
   */
  private static final int MAX_VOTERS_QUESTIONS = View.MAX_MEMBERS;

  private static final String THE_MODE = "registration mode";
  private static final String INVITING = "invitation made ";
  private static final String A_ROOM = "room ";
  private static final String ENDING = "invitation ended ";

  private record Asker(Member member, long request) {}

  private final AccountService accountService;
  private final LeaderRequests<C> calls;
  private final AccountLogDriver registry;
  private final ReplicaOutputs outputs;

  /** By what is decided. */
  private final TreeMap<String, List<Asker>> deciding = new TreeMap<>();

  /** Members resend the same question: the latest address counts. */
  private final Map<VotersQuestion, Asker> votersQuestions = new LinkedHashMap<>();

  private @Nullable MemberId self;
  private @Nullable View view;

  LeaderClient(
      AccountService accountService,
      LeaderRequests<C> calls,
      AccountLogDriver registry,
      ReplicaOutputs outputs) {
    this.accountService = accountService;
    this.calls = calls;
    this.registry = registry;
    this.outputs = outputs;
  }

  void onView(MemberId member, View installed, long nowMs) {
    self = member;
    view = installed;
    accountService.onView();
    deciding.clear();
    votersQuestions.clear();
    registry.onView(member, installed, nowMs);
    perform(calls.onLeader(nowMs), nowMs);
  }

  /** What all servers of the view know of rooms. */
  void onRoomAbilities(RoomAbilities common) {
    accountService.onRoomAbilities(common);
  }

  /** The protocols restart: sequence numbers start at 1, and the askers ask again. */
  void onRestart() {
    view = null;
    deciding.clear();
    votersQuestions.clear();
    registry.onRestart();
  }

  /**
   * The server that a client should use; empty if there is a leader to answer, and it is another
   * member.
   */
  Optional<ServerForClient> serverForClient(boolean isLed, List<Endpoint> servers, long nowMs) {
    var current = view;
    if (current == null || self == null) return Optional.empty();
    boolean leads = current.leader().equals(self);
    if (!leads && isLed) return Optional.empty();
    var server = accountService.assignServer(current, nowMs);
    return Optional.of(new ServerForClient(server, leads, servers));
  }

  void onCall(C caller, Question question, long nowMs) {
    perform(calls.onCall(caller, question, nowMs), nowMs);
  }

  /** {@code wallMs} is the time of day. */
  void onTick(long nowMs, long wallMs) {
    accountService.onTime(wallMs);
    perform(calls.onTick(nowMs), nowMs);
    registry.onTick(nowMs);
    answerVotersQuestions();
  }

  void onProbed(Member member, PortAnswer answer) {
    registry.onProbed(member, answer);
    answerVotersQuestions();
  }

  /**
   * Only the leader of the view answers. A leader that is no longer one has been asked in vain: the
   * same question went to its successor when the view began.
   */
  void onAnswer(MemberId from, Answer answer) {
    var current = view;
    if (current != null && current.leader().equals(from))
      calls.onAnswer(answer).ifPresent(this::judge);
  }

  /**
   * A member asks; only the leader answers. Other members ignore the question, and the next resend
   * finds the leader.
   */
  void onAsk(MemberId from, Ask ask, long nowMs) {
    var current = view;
    if (current == null || self == null || !current.leader().equals(self)) return;
    var member = current.member(from);
    var logLeader = registry.logLeader();
    if (member.isEmpty() || logLeader.isEmpty()) return;
    var asker = new Asker(member.get(), ask.request());
    if (ask.question() instanceof VotersQuestion question) {
      if (isOwnVote(from, question)) onVotersQuestion(question, asker, nowMs);
      return;
    }
    var decision = accountService.onQuestion(ask.question(), current, logLeader.get(), nowMs);
    if (decision instanceof AccountService.Answered answered) answer(asker, answered.verdict());
    else if (decision instanceof AccountService.TooEarly) onWanted(asker);
    else {
      var askers = deciding.computeIfAbsent(subjectOf(ask.question()), n -> new ArrayList<>(1));
      if (!askers.contains(asker)) askers.add(asker);
      if (decision instanceof AccountService.Proposed proposed) registry.decide(proposed.change());
    }
  }

  /** No member gives up the vote of another. */
  private static boolean isOwnVote(MemberId from, VotersQuestion question) {
    return !(question instanceof GiveUpVote leaving) || leaving.node().equals(from.node());
  }

  private void onVotersQuestion(VotersQuestion question, Asker asker, long nowMs) {
    registry.onVotersQuestion(question, nowMs);
    boolean hasRoom = votersQuestions.size() < MAX_VOTERS_QUESTIONS;
    if (hasRoom || votersQuestions.containsKey(question)) votersQuestions.put(question, asker);
    answerVotersQuestions();
  }

  private void answerVotersQuestions() {
    if (votersQuestions.isEmpty()) return;
    for (var question : List.copyOf(votersQuestions.keySet())) {
      var verdict = registry.verdict(question);
      if (verdict.isEmpty()) continue;
      var asker = votersQuestions.remove(question);
      if (asker != null) answer(asker, verdict.get());
    }
  }

  private void onWanted(Asker asker) {
    registry
        .unfounded()
        .ifPresentOrElse(refusal -> answer(asker, new Denied(refusal)), () -> registry.onWanted());
  }

  // What is decided: an account by its name, which has no space in it.
  private static String subjectOf(Question question) {
    if (question instanceof Register register) return register.name().key();
    if (question instanceof RegisterInvited invited) return invited.name().key();
    if (question instanceof ChangePassword change) return change.name().key();
    if (question instanceof SetRegistration) return THE_MODE;
    if (question instanceof MakeInvitations make) return INVITING + make.hashes().get(0);
    if (question instanceof EndInvitation end) return ENDING + end.id();
    if (question instanceof ChangeRoom change) return A_ROOM + change.change().room().key();
    throw new AssertionError("no event follows from " + question);
  }

  private static String subjectOf(AccountChange change) {
    if (change instanceof PasswordChanged changed) return changed.name().key();
    if (change instanceof RegistrationChanged) return THE_MODE;
    if (change instanceof InvitationsMade made)
      return INVITING + made.invitations().stream().map(Invitation::hash).findFirst().orElse("");
    if (change instanceof InvitationEnded ended) return ENDING + ended.id();
    if (change instanceof RoomDecided room) return A_ROOM + room.change().room().key();
    return AccountChange.registered(change)
        .map(account -> account.name().key())
        .orElseThrow(() -> new AssertionError("nobody asked for " + change));
  }

  /** The change is decided, and in the state. */
  void onDecided(AccountChange change) {
    var verdict = accountService.onDecided(change);
    var askers = deciding.remove(subjectOf(change));
    if (askers != null) askers.forEach(asker -> answer(asker, verdict));
  }

  private void answer(Asker asker, Verdict verdict) {
    var answer = new Answer(asker.request(), verdict);
    var member = asker.member().id();
    if (member.equals(self)) onAnswer(member, answer);
    else send(asker.member(), answer);
  }

  private void perform(List<LeaderRequests.Output<C>> steps, long nowMs) {
    for (var step : steps) {
      if (step instanceof LeaderRequests.Send<C> send) ask(send.ask(), nowMs);
      else if (step instanceof LeaderRequests.Awaiting<C> awaiting) {
        outputs.add(new ReplicaOutput.LeaderAwaited<>(awaiting.caller()));
      } else if (step instanceof LeaderRequests.Done<C> done) judge(done);
      else throw new AssertionError("no effect for " + step);
    }
  }

  private void ask(Ask ask, long nowMs) {
    var current = view;
    if (current == null || self == null) return;
    if (current.leader().equals(self)) onAsk(self, ask, nowMs);
    else current.member(current.leader()).ifPresent(leader -> send(leader, ask));
  }

  private void send(Member member, LeaderMessage message) {
    outputs.add(new ReplicaOutput.Send(new Transmit(Destination.to(member), message)));
  }

  private void judge(LeaderRequests.Done<C> done) {
    outputs.add(new ReplicaOutput.Judge<>(done.caller(), done.verdict()));
  }
}
