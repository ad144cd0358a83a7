package dev.parley.replica;

import akka.actor.typed.ActorRef;
import dev.parley.chat.AccountService;
import dev.parley.chat.ChatEvent.AccountChange;
import dev.parley.chat.ChatEvent.AccountRegistered;
import dev.parley.chat.ChatEvent.PasswordChanged;
import dev.parley.chat.accounts.LeaderMessage.Answer;
import dev.parley.chat.accounts.LeaderMessage.Ask;
import dev.parley.chat.accounts.LeaderMessage.Denied;
import dev.parley.chat.accounts.LeaderMessage.Question;
import dev.parley.chat.accounts.LeaderMessage.Verdict;
import dev.parley.chat.accounts.LeaderMessage.VotersQuestion;
import dev.parley.chat.accounts.LeaderRequests;
import dev.parley.chat.model.UserName;
import dev.parley.protocol.Destination;
import dev.parley.protocol.Member;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.Output.Transmit;
import dev.parley.protocol.View;
import dev.parley.replica.ReplicaProtocol.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Requests to the leader, at both ends: this node's own until they are answered, and, while this
 * node leads, everybody's. The rules are {@link LeaderRequests}' and {@link AccountService}'s.
 */
final class LeaderClient {
  private record Caller(ActorRef<Verdict> replyTo, Optional<ActorRef<Event>> waiting) {}

  private record Asker(Member member, long request) {}

  private final AccountService desk;
  private final LeaderRequests<Caller> calls;
  private final Consumer<Transmit> network;
  private final AccountLogDriver registry;
  private final TreeMap<UserName, List<Asker>> deciding = new TreeMap<>();
  private @Nullable MemberId self;
  private @Nullable View view;

  LeaderClient(
      AccountService desk, long giveUpMs, Consumer<Transmit> network, AccountLogDriver registry) {
    this.desk = desk;
    this.calls = new LeaderRequests<>(giveUpMs);
    this.network = network;
    this.registry = registry;
  }

  void onView(MemberId member, View installed, long nowMs) {
    self = member;
    view = installed;
    desk.onView();
    deciding.clear();
    registry.onView(member, installed, nowMs);
    perform(calls.onLeader(nowMs), nowMs);
  }

  /** The protocols start again: sequence numbers start at 1, and the askers ask again. */
  void onRestart() {
    view = null;
    deciding.clear();
    registry.onRestart();
  }

  /** Where a client should go; nothing if there is a leader that should say, and it is another. */
  Optional<Replica.ServerForClient> serverForClient(
      boolean isLed, List<String> servers, long nowMs) {
    var current = view;
    if (current == null || self == null) return Optional.empty();
    boolean leads = current.leader().equals(self);
    if (!leads && isLed) return Optional.empty();
    var server = desk.assignServer(current, nowMs);
    return Optional.of(new Replica.ServerForClient(server, leads, servers));
  }

  void call(ReplicaProtocol.AskLeader call, long nowMs) {
    var caller = new Caller(call.replyTo(), call.waiting());
    perform(calls.onCall(caller, call.question(), nowMs), nowMs);
  }

  void onTick(long nowMs) {
    perform(calls.onTick(nowMs), nowMs);
    registry.onTick(nowMs);
  }

  void onAnswer(Answer answer) {
    calls.onAnswer(answer).ifPresent(LeaderClient::tell);
  }

  /**
   * A member asks; only the leader answers, others leave it to the next resend to find the leader.
   */
  void onAsk(MemberId from, Ask ask, long nowMs) {
    var current = view;
    if (current == null || self == null || !current.leader().equals(self)) return;
    var asker = current.member(from);
    if (asker.isEmpty()) return;
    var chair = registry.chair();
    if (chair.isEmpty()) return;
    var waiting = new Asker(asker.get(), ask.request());
    if (ask.question() instanceof VotersQuestion question) {
      registry.onVotersQuestion(question, verdict -> answer(waiting, verdict), nowMs);
      return;
    }
    var decision = desk.onQuestion(ask.question(), current, chair.get(), nowMs);
    if (decision instanceof AccountService.Answered answered) answer(waiting, answered.verdict());
    else if (decision instanceof AccountService.TooEarly) onWanted(waiting);
    else {
      var askers = deciding.computeIfAbsent(nameOf(ask.question()), n -> new ArrayList<>(1));
      if (!askers.contains(waiting)) askers.add(waiting);
      if (decision instanceof AccountService.Proposed proposed) registry.decide(proposed.change());
    }
  }

  private void onWanted(Asker asker) {
    registry
        .unfounded()
        .ifPresentOrElse(refusal -> answer(asker, new Denied(refusal)), () -> registry.onWanted());
  }

  private static UserName nameOf(Question question) {
    if (question instanceof dev.parley.chat.accounts.LeaderMessage.Register register)
      return register.name();
    if (question instanceof dev.parley.chat.accounts.LeaderMessage.ChangePassword change)
      return change.name();
    throw new AssertionError("no event follows from " + question);
  }

  /** This is decided, and in the state. */
  void onDecided(AccountChange change) {
    if (change instanceof AccountRegistered registered) {
      tellDecided(registered.account().name(), change);
    } else if (change instanceof PasswordChanged changed) tellDecided(changed.name(), change);
  }

  private void tellDecided(UserName name, AccountChange change) {
    var verdict = desk.onDecided(change);
    var askers = deciding.remove(name);
    if (askers != null) askers.forEach(asker -> answer(asker, verdict));
  }

  private void answer(Asker asker, Verdict verdict) {
    var answer = new Answer(asker.request(), verdict);
    if (asker.member().id().equals(self)) onAnswer(answer);
    else network.accept(new Transmit(Destination.to(asker.member()), answer));
  }

  private void perform(List<LeaderRequests.Output<Caller>> outputs, long nowMs) {
    for (var output : outputs) {
      if (output instanceof LeaderRequests.Send<Caller> send) ask(send.ask(), nowMs);
      else if (output instanceof LeaderRequests.Awaiting<Caller> awaiting) {
        awaiting
            .caller()
            .waiting()
            .ifPresent(session -> session.tell(ReplicaProtocol.LeaderAwaited.INSTANCE));
      } else if (output instanceof LeaderRequests.Done<Caller> done) tell(done);
      else throw new AssertionError("no effect for " + output);
    }
  }

  private void ask(Ask ask, long nowMs) {
    var current = view;
    if (current == null || self == null) return;
    if (current.leader().equals(self)) {
      onAsk(self, ask, nowMs);
    } else {
      current
          .member(current.leader())
          .ifPresent(leader -> network.accept(new Transmit(Destination.to(leader), ask)));
    }
  }

  private static void tell(LeaderRequests.Done<Caller> done) {
    done.caller().replyTo().tell(done.verdict());
  }
}
