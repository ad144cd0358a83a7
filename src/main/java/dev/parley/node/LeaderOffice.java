package dev.parley.node;

import akka.actor.typed.ActorRef;
import dev.parley.chat.ChatEvent;
import dev.parley.chat.ChatEvent.AccountRegistered;
import dev.parley.chat.ChatEvent.PasswordChanged;
import dev.parley.chat.ChatState;
import dev.parley.chat.LeaderCalls;
import dev.parley.chat.LeaderDesk;
import dev.parley.chat.LeaderMessage.Answer;
import dev.parley.chat.LeaderMessage.Ask;
import dev.parley.chat.LeaderMessage.Denied;
import dev.parley.chat.LeaderMessage.Found;
import dev.parley.chat.LeaderMessage.Question;
import dev.parley.chat.LeaderMessage.Stored;
import dev.parley.chat.LeaderMessage.Verdict;
import dev.parley.chat.UserName;
import dev.parley.node.ChatService.AccountAnswer;
import dev.parley.protocol.Destination;
import dev.parley.protocol.Member;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.Output.Transmit;
import dev.parley.protocol.View;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Requests to the leader, at both ends: this node's own until they are answered, and, while this
 * node leads, everybody's. The rules are {@link LeaderCalls}' and {@link LeaderDesk}'s.
 */
final class LeaderOffice {
  private record Asker(Member member, long request) {}

  /** Decided here and multicast; answered when enough members have it. */
  private record Decided(Verdict verdict, List<Asker> askers) {}

  private final LeaderDesk desk;
  private final LeaderCalls<ActorRef<AccountAnswer>> calls;
  private final Consumer<Transmit> network;
  private final Consumer<ChatEvent> submit;
  private final TreeMap<UserName, List<Asker>> deciding = new TreeMap<>();
  private final TreeMap<Long, Decided> decided = new TreeMap<>();
  private @Nullable MemberId self;
  private @Nullable View view;

  LeaderOffice(
      ChatState state, long giveUpMs, Consumer<Transmit> network, Consumer<ChatEvent> submit) {
    this.desk = new LeaderDesk(state);
    this.calls = new LeaderCalls<>(giveUpMs);
    this.network = network;
    this.submit = submit;
  }

  void onView(MemberId member, View installed, long nowMs) {
    self = member;
    view = installed;
    perform(calls.onLeader(nowMs), nowMs);
  }

  /** The protocols start again: sequence numbers start at 1, and the askers ask again. */
  void onRestart() {
    view = null;
    deciding.clear();
    decided.clear();
  }

  /** The client address of the server that the next client should use. */
  String assign(View current, long nowMs) {
    return desk.assignServer(current, nowMs);
  }

  void call(ActorRef<AccountAnswer> caller, Question question, long nowMs) {
    perform(calls.onCall(caller, question, nowMs), nowMs);
  }

  void onTick(long nowMs) {
    perform(calls.onTick(nowMs), nowMs);
  }

  void onAnswer(Answer answer) {
    calls.onAnswer(answer).ifPresent(LeaderOffice::tell);
  }

  /**
   * A member asks; only the leader answers, others leave it to the next resend to find the leader.
   */
  void onAsk(MemberId from, Ask ask, long nowMs) {
    var current = view;
    if (current == null || self == null || !current.leader().equals(self)) return;
    var asker = current.member(from);
    if (asker.isEmpty()) return;
    var decision = desk.onQuestion(ask.question(), current, nowMs);
    decision.verdict().ifPresent(verdict -> answer(new Asker(asker.get(), ask.request()), verdict));
    if (decision.verdict().isPresent()) return;
    var name = nameOf(ask.question());
    var askers = deciding.computeIfAbsent(name, n -> new ArrayList<>(1));
    var waiting = new Asker(asker.get(), ask.request());
    if (!askers.contains(waiting)) askers.add(waiting);
    decision.event().ifPresent(submit);
  }

  private static UserName nameOf(Question question) {
    if (question instanceof dev.parley.chat.LeaderMessage.Register register) return register.name();
    if (question instanceof dev.parley.chat.LeaderMessage.ChangePassword change)
      return change.name();
    throw new AssertionError("no event follows from " + question);
  }

  /** This node's event {@code seq} was delivered here. */
  void onDelivered(ChatEvent event, long seq) {
    if (event instanceof AccountRegistered registered) {
      noteDecided(registered.account().name(), event, seq);
    } else if (event instanceof PasswordChanged changed) noteDecided(changed.name(), event, seq);
  }

  private void noteDecided(UserName name, ChatEvent event, long seq) {
    var verdict = desk.onDecided(event);
    var askers = deciding.remove(name);
    if (askers != null && verdict.isPresent()) {
      decided.put(seq, new Decided(verdict.get(), askers));
    }
  }

  void onReplicated(long seq) {
    var done = decided.headMap(seq, true);
    for (var decision : done.values()) {
      decision.askers().forEach(asker -> answer(asker, decision.verdict()));
    }
    done.clear();
  }

  private void answer(Asker asker, Verdict verdict) {
    var answer = new Answer(asker.request(), verdict);
    if (asker.member().id().equals(self)) onAnswer(answer);
    else network.accept(new Transmit(Destination.to(asker.member()), answer));
  }

  private void perform(List<LeaderCalls.Output<ActorRef<AccountAnswer>>> outputs, long nowMs) {
    for (var output : outputs) {
      if (output instanceof LeaderCalls.Send<ActorRef<AccountAnswer>> send) ask(send.ask(), nowMs);
      else if (output instanceof LeaderCalls.Awaiting<ActorRef<AccountAnswer>> awaiting) {
        awaiting.caller().tell(ChatService.LeaderAwaited.INSTANCE);
      } else if (output instanceof LeaderCalls.Done<ActorRef<AccountAnswer>> done) tell(done);
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

  private static void tell(LeaderCalls.Done<ActorRef<AccountAnswer>> done) {
    done.caller().tell(answer(done.verdict()));
  }

  private static AccountAnswer answer(Verdict verdict) {
    if (verdict instanceof Found found) {
      return new ChatService.AccountFound(found.name(), found.verifier(), found.assignedServer());
    }
    if (verdict instanceof Stored stored) return new ChatService.AccountStored(stored.name());
    if (verdict instanceof Denied denied) return new ChatService.Refused(denied.refusal());
    throw new AssertionError("no answer for " + verdict);
  }
}
