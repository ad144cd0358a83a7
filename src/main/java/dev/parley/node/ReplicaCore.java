package dev.parley.node;

import akka.actor.typed.ActorRef;
import akka.util.ByteString;
import dev.parley.chat.ChatEvent;
import dev.parley.chat.ChatEvent.MailSent;
import dev.parley.chat.ChatEvent.SessionClosed;
import dev.parley.chat.ChatEvent.SessionOpened;
import dev.parley.chat.ChatState;
import dev.parley.chat.LeaderMessage;
import dev.parley.chat.Notice;
import dev.parley.chat.Refusal;
import dev.parley.chat.SendGate;
import dev.parley.chat.Stream;
import dev.parley.chat.UserName;
import dev.parley.node.ChatService.AccountAnswer;
import dev.parley.node.ChatService.NodeStatus;
import dev.parley.protocol.Ballot;
import dev.parley.protocol.Context;
import dev.parley.protocol.Dot;
import dev.parley.protocol.Member;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.View;
import dev.parley.protocol.multicast.MulticastOutput;
import dev.parley.protocol.multicast.MulticastOutput.CutDelivered;
import dev.parley.protocol.multicast.MulticastOutput.Delivered;
import dev.parley.protocol.multicast.MulticastOutput.Overloaded;
import dev.parley.protocol.multicast.MulticastOutput.Replicated;
import dev.parley.protocol.multicast.MulticastOutput.ViewDelivered;
import dev.parley.wire.ChatEventCodec;
import dev.parley.wire.SnapshotCodec;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * What {@link Replica} does with each message: asks the chat's rules and performs what they answer.
 */
final class ReplicaCore {
  private record Fetched(Ballot ballot, List<ByteString> states) {}

  private final Replica.Surroundings surroundings;
  private final Logger log;
  private final ChatState state = new ChatState();
  private final SendGate gate = new SendGate(state);
  private final SessionBook sessions = new SessionBook();
  private final Acceptances acceptances = new Acceptances();
  private final Submissions submissions = new Submissions();
  private final LeaderOffice office;
  private final TreeMap<MemberId, Long> applied = new TreeMap<>();
  private @Nullable Member self;
  private @Nullable View view;
  private @Nullable Fetched fetched;
  private String nodeState = "joining";

  ReplicaCore(Replica.Surroundings surroundings, Logger log) {
    this.surroundings = surroundings;
    this.log = log;
    this.office =
        new LeaderOffice(
            state, surroundings.leaderPatienceMs(), surroundings::send, submissions::submit);
  }

  // The group.

  Context onGroupStarting(Member member) {
    self = member;
    submissions.onStopped();
    acceptances.onRestart();
    office.onRestart();
    return Context.of(applied);
  }

  void onGroupStarted(Member member, ActorRef<ProtocolActor.Command> multicast) {
    submissions.onStarted(multicast);
    // The sessions belong to the new member from now on.
    sessions.all().forEach(entry -> submitOpened(entry, member.id()));
  }

  void onStateChanged(String changed) {
    nodeState = changed;
  }

  void onStatesArrived(Ballot ballot, List<ByteString> states) {
    fetched = new Fetched(ballot, states);
  }

  void onMulticast(MulticastOutput output) {
    if (output instanceof Delivered delivered) onDelivered(delivered);
    else if (output instanceof Replicated replicated) {
      acceptances.onReplicated(replicated.seq(), replicated.copies());
      office.onReplicated(replicated.seq());
    } else if (output instanceof CutDelivered cut) onCut(cut);
    else if (output instanceof ViewDelivered delivered) onView(delivered);
    else if (output instanceof Overloaded) {
      throw new IllegalStateException(
          "more submitted than the multicast takes: " + submissions.size());
    } else throw new AssertionError("no effect for " + output);
  }

  private void onDelivered(Delivered delivered) {
    Dot dot = delivered.dot();
    applied.put(dot.origin(), dot.seq());
    boolean isOwn = self != null && dot.origin().equals(self.id());
    if (isOwn) submissions.onDelivered();
    var event = ChatEventCodec.decode(delivered.payload().unsafeArray());
    if (event.isEmpty()) {
      log.error(
          "message {} is no chat event and is left out: is a member of another version?", dot);
      return;
    }
    var stamped = stamp(event.get(), delivered);
    tell(state.apply(stamped));
    if (!isOwn) return;
    office.onDelivered(stamped, dot.seq());
    if (stamped instanceof MailSent sent) {
      gate.onDelivered(sent.mail().id());
      acceptances.onDelivered(sent.mail().id(), dot.seq(), SessionBook.at(sent.mail().clock()));
    }
  }

  private static ChatEvent stamp(ChatEvent event, Delivered by) {
    if (!(event instanceof MailSent sent)) return event;
    return new MailSent(sent.mail().withClock(by.clock().asContext()));
  }

  private void onCut(CutDelivered cut) {
    if (!cut.isWanted()) return;
    surroundings.offerState(cut.ballot(), SnapshotCodec.encode(state.snapshot()));
  }

  private void onView(ViewDelivered delivered) {
    mergeFetched(delivered.view());
    applied.clear();
    applied.putAll(delivered.base().counts());
    var before = view == null ? List.<MemberId>of() : view.ids();
    view = delivered.view();
    tell(state.onView(delivered.view()));
    var member = self;
    if (member == null) return;
    surroundings.witness(member.id()).begins(delivered.view().id(), state::digest);
    // A member that comes from another part has dropped this node's sessions there, in a view
    // without this node. The state that it fetched names them; told again, they are right anyway.
    boolean isAnybodyNew = !before.containsAll(delivered.view().ids());
    for (var entry : sessions.all()) {
      boolean isKnown = state.presence().find(entry.name, entry.id(member.id())).isPresent();
      if (isAnybodyNew || !isKnown) submitOpened(entry, member.id());
    }
    sessions.tellAll(new ChatService.ServersChanged(status().servers()));
    office.onView(member.id(), delivered.view(), ProtocolActor.nowMs());
    surroundings.viewInstalled(delivered.view());
  }

  private void mergeFetched(View installed) {
    var arrived = fetched;
    fetched = null;
    var ballot = new Ballot(installed.id().epoch(), installed.leader());
    if (arrived == null || !arrived.ballot().equals(ballot)) return;
    for (var bytes : arrived.states()) {
      var snapshot = SnapshotCodec.decode(bytes.toArrayUnsafe());
      if (snapshot.isEmpty()) throw new IllegalStateException("a fetched state cannot be read");
      tell(state.merge(snapshot.get()));
    }
    log.info("merged: {} states in view {}", arrived.states().size(), installed.id());
  }

  private void tell(List<Notice> notices) {
    for (var notice : notices) {
      if (notice instanceof Notice.MailArrived arrived) sessions.onMail(arrived.mail());
      else if (notice instanceof Notice.MailDelivered delivered) {
        var sender = delivered.id().stream().sender();
        sessions.tell(sender, new ChatService.Delivered(delivered.id(), delivered.to()));
        sessions.onRemoved(delivered);
      } else if (notice instanceof Notice.CameOnline came) {
        sessions.tellOthers(came.name(), new ChatService.CameOnline(came.name()));
      } else if (notice instanceof Notice.WentOffline went) {
        sessions.tellOthers(went.name(), new ChatService.WentOffline(went.name()));
      } else if (notice instanceof Notice.SessionReplaced replaced) onReplaced(replaced);
      else if (notice instanceof Notice.NameLost lost) onNameLost(lost.name());
      else if (!(notice instanceof Notice.AccountKnown))
        throw new AssertionError("no effect for " + notice);
    }
  }

  private void onReplaced(Notice.SessionReplaced replaced) {
    if (self == null || !replaced.session().gateway().equals(self.id())) return;
    var text = "You logged in somewhere else, so this connection ends.";
    sessions.find(replaced).ifPresent(entry -> end(entry, "SESSION_REPLACED", text));
  }

  private void onNameLost(UserName name) {
    var text = "Somebody else had registered '" + name + "' first: register another name.";
    sessions.of(name).forEach(entry -> end(entry, "KICKED", text));
  }

  private void end(SessionBook.Entry entry, String code, String text) {
    entry.ref.tell(new ChatService.Closing(code, text, Optional.empty(), 0));
    onCloseSession(entry.ref);
  }

  // Sessions.

  void onOpenSession(ChatService.OpenSession open) {
    var name = state.account(open.name()).map(account -> account.name()).orElse(open.name());
    var stored = state.waiting(name);
    var entry = sessions.open(name, open.client(), open.session(), stored);
    long next = gate.highest(new Stream(name, open.client())) + 1;
    open.session().tell(new ChatService.Opened(name, status(), stored.size(), "", next));
    sessions.push(entry, entry.outbox.onOpen());
    if (self != null) submitOpened(entry, self.id());
    log.info("session opened: {} at {}", name, self == null ? "-" : self.id());
  }

  private void submitOpened(SessionBook.Entry entry, MemberId member) {
    // Told again, a session keeps its age: which of a user's sessions is the newest stays as it is.
    var id = entry.id(member);
    var known = state.presence().find(entry.name, id);
    long lamport = known.isPresent() ? known.get().lamport() : state.nextLamport();
    submissions.submit(new SessionOpened(entry.name, id, lamport));
  }

  void onCloseSession(ActorRef<?> ref) {
    var closed = sessions.close(ref);
    if (closed.isEmpty() || self == null) return;
    closed.get().takeAcknowledged().ifPresent(submissions::submit);
    submissions.submit(new SessionClosed(closed.get().name, closed.get().id(self.id())));
    log.info("session closed: {} at {}", closed.get().name, self.id());
  }

  void onSend(ChatService.Send send) {
    var entry = sessions.find(send.session());
    if (entry.isEmpty() || self == null) {
      var text = "You are not logged in: log in first.";
      send.replyTo().tell(new ChatService.Refused(Refusal.of(Refusal.Code.NOT_LOGGED_IN, text)));
      return;
    }
    // Without numbers of its own a client's messages are numbered in a stream of this server.
    var sender = entry.get().name;
    var stream =
        send.seq().isPresent()
            ? new Stream(sender, entry.get().client)
            : Stream.ofNode(sender, self.id());
    var decision =
        gate.onSend(stream, send.to(), send.text(), send.seq(), surroundings.wallClockMs());
    int copies = view == null ? 1 : Math.min(2, view.size());
    acceptances.onDecision(decision, send.replyTo(), copies).ifPresent(submissions::submit);
  }

  void onAcknowledge(ActorRef<?> session, long n) {
    var entry = sessions.find(session);
    if (entry.isEmpty()) return;
    var marks = entry.get().outbox.onAcknowledged(n);
    if (marks.isEmpty()) return;
    if (entry.get().note(marks)) entry.get().takeAcknowledged().ifPresent(submissions::submit);
    sessions.push(entry.get(), entry.get().outbox.push());
  }

  void onTick(long nowMs) {
    for (var entry : sessions.all()) entry.takeAcknowledged().ifPresent(submissions::submit);
    office.onTick(nowMs);
  }

  // Accounts and questions.

  void callLeader(ActorRef<AccountAnswer> caller, LeaderMessage.Question question, long nowMs) {
    office.call(caller, question, nowMs);
  }

  void onLeaderMessage(MemberId from, LeaderMessage message, long nowMs) {
    if (message instanceof LeaderMessage.Ask ask) office.onAsk(from, ask, nowMs);
    else if (message instanceof LeaderMessage.Answer answer) office.onAnswer(answer);
    else throw new AssertionError("no effect for " + message);
  }

  /** This node's own users are online from their welcome on, before the others hear of them. */
  SortedSet<UserName> online() {
    var online = new TreeSet<>(state.presence().online());
    sessions.all().forEach(entry -> online.add(entry.name));
    return online;
  }

  NodeStatus status() {
    return StatusReport.of(self, view, nodeState, state.presence().sessionsByServer());
  }

  /** Nothing unless this node may say: it leads, or there is no leader that could. */
  Optional<Replica.ServerForClient> serverForClient() {
    var current = view;
    var member = self;
    if (current == null || member == null) return Optional.empty();
    boolean leads = current.leader().equals(member.id());
    if (!leads && nodeState.equals("member")) return Optional.empty();
    var server = office.assign(current, ProtocolActor.nowMs());
    return Optional.of(new Replica.ServerForClient(server, leads, status().servers()));
  }
}
