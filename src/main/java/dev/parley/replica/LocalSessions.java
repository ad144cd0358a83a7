package dev.parley.replica;

import akka.actor.typed.ActorRef;
import dev.parley.chat.ChatEvent.ServerDraining;
import dev.parley.chat.ChatEvent.SessionClosed;
import dev.parley.chat.ChatEvent.SessionOpened;
import dev.parley.chat.ChatEvent.SessionsTold;
import dev.parley.chat.ChatEvent.UserKicked;
import dev.parley.chat.ChatState;
import dev.parley.chat.Notice;
import dev.parley.chat.SendAdmission;
import dev.parley.chat.model.ClaimPair;
import dev.parley.chat.model.ClientStream;
import dev.parley.chat.model.DeliveryReceipt;
import dev.parley.chat.model.Mail;
import dev.parley.chat.model.ReadPosition;
import dev.parley.chat.model.ReturnedMail;
import dev.parley.chat.model.UserName;
import dev.parley.protocol.Member;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.VersionVector;
import dev.parley.protocol.View;
import dev.parley.replica.ReplicaProtocol.NodeStatus;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * The sessions at this node: opens and closes them, tells the other servers of them, and them of
 * what happens. They hear of nothing that is not durable here.
 */
final class LocalSessions {
  private static final String KICKED =
      "The operator ended this connection: log in again, or ask the operator why.";
  private static final String REPLACED =
      "You logged in somewhere else, so this connection ends: log in again here to take it back,"
          + " and change your password if that was not you.";

  private static final String ANOTHER_ACCOUNT =
      "This name now belongs to a different account: log in again.";

  private static final String DISABLED = "This account was disabled: ask the operator.";

  /**
   * What the node around it knows: of its cluster, of what was delivered, and of the time of day.
   */
  record Environment(
      Supplier<NodeStatus> status,
      Supplier<VersionVector> delivered,
      LongSupplier wallClockMs,
      Logger log) {}

  /** A client that has seen more than this server knows. */
  private record Waiting(ReplicaProtocol.OpenSession open, long untilMs) {}

  private final ChatState state;
  private final SendAdmission gate;
  private final OwnEvents submissions;
  private final SessionTable sessions;
  private final Environment means;
  private final List<Waiting> waiting = new ArrayList<>();
  private @Nullable Member self;
  private boolean isDraining;

  /** {@code later} runs what it is given when all that changed before is durable, in order. */
  LocalSessions(
      ChatState state,
      OwnEvents submissions,
      SendAdmission gate,
      Consumer<Runnable> later,
      Environment means) {
    this.state = state;
    this.gate = gate;
    this.submissions = submissions;
    this.sessions = new SessionTable(later);
    this.means = means;
  }

  /** The node is {@code member} from now on. */
  void onGroupStarting(Member member) {
    self = member;
  }

  /** The sessions belong to the new member from now on. */
  void onGroupStarted(Member member) {
    sessions.all().forEach(entry -> submitOpened(entry, member.id()));
  }

  void onView(@Nullable View before, View installed, MemberId member) {
    // A member that comes from another part has dropped this node's sessions there, in a view
    // without this node. The state that it fetched names them; told again, they are right anyway.
    boolean isAnybodyNew = before == null || !before.ids().containsAll(installed.ids());
    for (var entry : sessions.all()) {
      boolean isKnown = state.presence().find(entry.name, entry.id(member)).isPresent();
      if (isAnybodyNew || !isKnown) submitOpened(entry, member);
    }
    if (isAnybodyNew) tellWhichLive(member);
    if (isAnybodyNew && isDraining) submissions.submit(new ServerDraining(member, true));
    sessions.tellAll(new ReplicaProtocol.ServersChanged(means.status().get().servers()));
  }

  void onOpen(ReplicaProtocol.OpenSession open, long nowMs) {
    if (isKnown(open, means.delivered().get())) open(open, false);
    else waiting.add(new Waiting(open, nowMs + ReadPosition.PATIENCE_MS));
  }

  private boolean isKnown(ReplicaProtocol.OpenSession open, VersionVector delivered) {
    return open.after().isKnown(delivered) && isHolder(open);
  }

  /** What was checked was the account that has the name here, and not one that lost it since. */
  private boolean isHolder(ReplicaProtocol.OpenSession open) {
    return open.claim() == ClaimPair.ANY || open.claim() == state.claim(open.name());
  }

  private void openWaiting(long nowMs) {
    if (waiting.isEmpty()) return;
    var delivered = means.delivered().get();
    for (var next : List.copyOf(waiting)) {
      boolean isKnown = isKnown(next.open(), delivered);
      if (!isKnown && nowMs < next.untilMs()) continue;
      waiting.remove(next);
      if (isHolder(next.open())) open(next.open(), !isKnown);
      else refuse(next.open());
    }
  }

  private void refuse(ReplicaProtocol.OpenSession open) {
    open.session()
        .tell(new ReplicaProtocol.Closing("KICKED", ANOTHER_ACCOUNT, Optional.empty(), 0));
  }

  private void open(ReplicaProtocol.OpenSession open, boolean isBehind) {
    var name = state.account(open.name()).map(account -> account.name()).orElse(open.name());
    var waiting = state.waiting(name);
    var stored = waiting.stream().filter(mail -> !DeliveryReceipt.is(mail)).toList();
    var entry = sessions.open(open, name, stored);
    long next = gate.highest(new ClientStream(name, open.client())) + 1;
    sessions.tell(
        entry,
        new ReplicaProtocol.Opened(name, means.status().get(), stored.size(), "", next, isBehind));
    waiting.stream().filter(DeliveryReceipt::is).forEach(receipt -> tellReceipt(entry, receipt));
    state.returned(name).forEach(mail -> tellReturned(entry, mail));
    sessions.push(entry, entry.outbox.onOpen());
    if (isDraining) sendAway(List.of(entry));
    var member = self;
    if (member != null) submitOpened(entry, member.id());
    means.log().info("session opened: {} at {}", name, member == null ? "-" : member.id());
  }

  /** Some may have heard of a session, and not of its end. */
  private void tellWhichLive(MemberId member) {
    var numbers = sessions.all().stream().map(entry -> entry.number).sorted().toList();
    SessionsTold.of(member, numbers).forEach(submissions::submit);
  }

  private void submitOpened(SessionTable.Entry entry, MemberId member) {
    // Told again, a session keeps its age: which of a user's sessions is the newest stays as it is.
    var id = entry.id(member);
    var known = state.presence().find(entry.name, id);
    long lamport = known.isPresent() ? known.get().lamport() : state.nextLamport();
    submissions.submit(new SessionOpened(entry.name, id, lamport, entry.claim));
  }

  /** This node's own users are online from their welcome on, before the others hear of them. */
  SortedSet<UserName> online() {
    var online = new TreeSet<>(state.presence().online());
    sessions.all().forEach(entry -> online.add(entry.name));
    return online;
  }

  void onClose(ActorRef<?> ref) {
    waiting.removeIf(other -> other.open().session().equals(ref));
    var closed = sessions.close(ref);
    var member = self;
    if (closed.isEmpty() || member == null) return;
    submitSeen(closed.get());
    submissions.submit(new SessionClosed(closed.get().name, closed.get().id(member.id())));
    means.log().info("session closed: {} at {}", closed.get().name, member.id());
  }

  Optional<SessionTable.Entry> find(ActorRef<?> ref) {
    return sessions.find(ref);
  }

  Collection<SessionTable.Entry> all() {
    return sessions.all();
  }

  void onAcknowledge(ActorRef<?> session, long n) {
    var entry = sessions.find(session);
    if (entry.isEmpty()) return;
    var shown = entry.get().outbox.onAcknowledged(n);
    if (shown.isEmpty()) return;
    if (entry.get().note(shown)) submitSeen(entry.get());
    shown.forEach(this::keepReceipt);
    sessions.push(entry.get(), entry.get().outbox.push());
  }

  private void submitSeen(SessionTable.Entry entry) {
    entry.take(state::claim).forEach(submissions::submit);
  }

  /** For a sender who is away; who is online hears of it by the acknowledgement itself. */
  private void keepReceipt(Mail shown) {
    var member = self;
    if (member == null || state.presence().isOnline(shown.from()) || submissions.isNearlyFull())
      return;
    gate.onShown(shown, member.id(), means.wallClockMs().getAsLong())
        .ifPresent(submissions::submit);
  }

  /** Told is gone: there is no answer to it. */
  private void tellReceipt(SessionTable.Entry entry, Mail receipt) {
    DeliveryReceipt.shown(receipt)
        .ifPresent(
            shown ->
                sessions.tell(
                    entry, new ReplicaProtocol.Delivered(shown.id(), shown.msg(), receipt.from())));
    if (entry.note(List.of(receipt))) submitSeen(entry);
  }

  /** As {@link #tellReceipt}. */
  private void tellReturned(SessionTable.Entry entry, Mail mail) {
    var msg = ReturnedMail.msg(mail);
    sessions.tell(entry, new ReplicaProtocol.Returned(mail.id(), msg, mail.to()));
    entry.noteReturned(mail.id());
  }

  /** Tells the others what was acknowledged since the last time. */
  void onTick(long nowMs) {
    openWaiting(nowMs);
    sessions.all().forEach(this::submitSeen);
  }

  void tell(List<Notice> notices) {
    for (var notice : notices) {
      if (notice instanceof Notice.MailArrived arrived) onMail(arrived.mail());
      else if (notice instanceof Notice.MailDelivered delivered) {
        onGone(delivered);
      } else if (notice instanceof Notice.MailReturned back) {
        sessions.of(back.returned().from()).forEach(entry -> tellReturned(entry, back.returned()));
      } else if (notice instanceof Notice.MailForgotten forgotten) {
        sessions.onRemoved(forgotten.id(), forgotten.to());
      } else if (notice instanceof Notice.CameOnline came) {
        sessions.tellOthers(came.name(), new ReplicaProtocol.CameOnline(came.name()));
      } else if (notice instanceof Notice.WentOffline went) {
        sessions.tellOthers(went.name(), new ReplicaProtocol.WentOffline(went.name()));
      } else if (notice instanceof Notice.SessionReplaced replaced) onReplaced(replaced);
      else if (notice instanceof Notice.NameLost lost) onNameLost(lost.name());
      else if (notice instanceof Notice.AccountDisabled off) endAll(off.name(), DISABLED);
      else if (notice instanceof Notice.UserKicked kicked) endAll(kicked.name(), KICKED);
      // Nothing of the rest is for sessions.
    }
  }

  private void onMail(Mail mail) {
    if (!DeliveryReceipt.is(mail)) sessions.onMail(mail);
    else sessions.of(mail.to()).forEach(entry -> tellReceipt(entry, mail));
  }

  private void onGone(Notice.MailDelivered delivered) {
    var sender = delivered.id().stream().sender();
    if (!DeliveryReceipt.is(delivered.id()))
      sessions.tell(
          sender,
          new ReplicaProtocol.Delivered(delivered.id(), delivered.mail().uuid(), delivered.to()));
    sessions.onRemoved(delivered.id(), delivered.to());
  }

  private void onReplaced(Notice.SessionReplaced replaced) {
    var member = self;
    if (member == null || !replaced.session().gateway().equals(member.id())) return;
    sessions.find(replaced).ifPresent(entry -> end(entry, "SESSION_REPLACED", REPLACED));
  }

  private void onNameLost(UserName name) {
    var text =
        "Another user had registered '"
            + name
            + "' first, on servers that have only now met these: register another name. Your "
            + "messages that nobody had read are gone, and messages to you are returned "
            + "to their senders.";
    endAll(name, text);
    sessions.onSenderLost(name);
  }

  private void endAll(UserName name, String text) {
    sessions.of(name).forEach(entry -> end(entry, "KICKED", text));
  }

  // The operator's.

  /** Gives how many sessions of the user are known. */
  int onKick(UserName name) {
    submissions.submit(new UserKicked(name));
    return state.presence().count(name);
  }

  /** Gives how many sessions are here. */
  int onDrain(boolean drain) {
    isDraining = drain;
    var member = self;
    if (member != null) submissions.submit(new ServerDraining(member.id(), drain));
    if (drain) sendAway(List.copyOf(sessions.all()));
    means
        .log()
        .info(drain ? "draining: {} sessions" : "revived: {} sessions", sessions.all().size());
    return sessions.all().size();
  }

  /** If there is anywhere to go. */
  private void sendAway(List<SessionTable.Entry> entries) {
    var servers = means.status().get().otherServers();
    if (servers.isEmpty()) return;
    var farewell = RedirectPlan.draining(servers);
    for (int i = 0; i < entries.size(); i++) sessions.tell(entries.get(i), farewell.to(i));
  }

  private void end(SessionTable.Entry entry, String code, String text) {
    sessions.tell(entry, new ReplicaProtocol.Closing(code, text, Optional.empty(), 0));
    onClose(entry.ref);
  }
}
