package dev.parley.replica;

import dev.parley.chat.ChatEvent.DeviceOpened;
import dev.parley.chat.ChatEvent.LoggedOut;
import dev.parley.chat.ChatEvent.ServerDraining;
import dev.parley.chat.ChatEvent.SessionClosed;
import dev.parley.chat.ChatEvent.SessionOpened;
import dev.parley.chat.ChatEvent.SessionsTold;
import dev.parley.chat.ChatEvent.UserKicked;
import dev.parley.chat.ChatState;
import dev.parley.chat.Notice;
import dev.parley.chat.RoomReceipts;
import dev.parley.chat.SendAdmission;
import dev.parley.chat.accounts.Account;
import dev.parley.chat.accounts.ClientNumber;
import dev.parley.chat.accounts.ScramVerifier;
import dev.parley.chat.model.ClaimPair;
import dev.parley.chat.model.ClientStream;
import dev.parley.chat.model.DeliveryReceipt;
import dev.parley.chat.model.Device;
import dev.parley.chat.model.Mail;
import dev.parley.chat.model.MessageId;
import dev.parley.chat.model.ReadPosition;
import dev.parley.chat.model.Refusal;
import dev.parley.chat.model.ReturnedMail;
import dev.parley.chat.model.RoomPost;
import dev.parley.chat.model.UserName;
import dev.parley.protocol.Member;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.VersionVector;
import dev.parley.protocol.View;
import dev.parley.replica.ReplicaProtocol.NodeStatus;
import dev.parley.replica.ReplicaProtocol.OnlineList;
import dev.parley.replica.ReplicaProtocol.SessionInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The sessions at this node: opens and closes them, publishes them to the other servers, and
 * notifies them of events. They are notified of nothing that is not durable here.
 *
 * @param <S> a session, as its opener refers to it; equal only to itself
 */
final class LocalSessions<S> {
  private static final String KICKED =
      "The operator ended this connection: log in again, or ask the operator why.";
  private static final String REPLACED =
      "You logged in somewhere else, so this connection ends: log in again here to take it back,"
          + " and change your password if that was not you.";

  private static final String ONE_TOO_MANY =
      "More of your clients are logged in than may be at once, and this one is the oldest, so its"
          + " connection ends: log in again here to take its place back, and change your password"
          + " if one of them is not yours.";

  private static final String ANOTHER_ACCOUNT =
      "This name now belongs to a different account: log in again.";

  private static final String PASSWORD_REPLACED =
      "The password of this account was changed: log in with the new one.";

  private static final String LOGGED_OUT =
      "You logged out from another place: log in again with the password.";

  private static final String DEVICE_ENDED =
      "You ended this device from another place: log in again with the password.";

  private static final String DISABLED = "This account was disabled: ask the operator.";

  /** Voters come back, or not, in seconds rather than at once. */
  private static final long LOGOUT_AGAIN_MS = 2_000;

  /**
   * Read access to the parts around it: the chat, the status of the cluster, and the delivered
   * messages; how long a user is away before others are notified; and how many sessions a user may
   * have.
   */
  record Lookups(
      ChatState state,
      Supplier<NodeStatus> status,
      Supplier<VersionVector> delivered,
      long offlineAfterMs,
      int sessionsPerUser) {}

  /** A client that has seen more than this server knows. */
  private record Waiting<S>(S session, SessionRequest request, long untilMs) {}

  /** A client that waits until its logout is known here; {@code out} is the event that says so. */
  private record Leaving<S>(S session, LoggedOut out) {
    /** Whether it is a logout of this client. */
    boolean isOf(UserName name, long client) {
      return out.name().equals(name)
          && (out.client() == client || out.client() == ClientNumber.ALL);
    }
  }

  private final ChatState state;
  private final SendAdmission admission;
  private final OwnEvents ownEvents;
  private final SessionTable<S> sessions;
  private final RoomRequests<S> rooms;
  private final Lookups lookups;
  private final ReplicaOutputs outputs;
  private final List<Waiting<S>> waiting = new ArrayList<>();
  private final List<Leaving<S>> leaving = new ArrayList<>();
  private @Nullable Member self;
  private final PresenceDamping damping;
  private final RoomReceipts receipts = new RoomReceipts();
  private long lastTickMs;
  private boolean isDraining;

  LocalSessions(
      SessionTable<S> sessions,
      Lookups lookups,
      SendAdmission admission,
      OwnEvents ownEvents,
      ReplicaOutputs outputs) {
    this.state = lookups.state();
    this.damping = new PresenceDamping(lookups.offlineAfterMs());
    this.admission = admission;
    this.ownEvents = ownEvents;
    this.sessions = sessions;
    this.rooms = new RoomRequests<>(state, sessions, admission::roomsRefusal);
    this.lookups = lookups;
    this.outputs = outputs;
  }

  RoomRequests<S> rooms() {
    return rooms;
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
    // without this node. The state that it fetched names them; published again, they are right in
    // any case.
    boolean isAnybodyNew = before == null || !before.ids().containsAll(installed.ids());
    for (var entry : sessions.all()) {
      boolean isKnown = state.presence().find(entry.name, entry.id(member)).isPresent();
      if (isAnybodyNew || !isKnown) submitOpened(entry, member);
    }
    if (isAnybodyNew) tellWhichLive(member);
    if (isAnybodyNew && isDraining) ownEvents.submit(new ServerDraining(member, true));
    sessions.tellAll(new ReplicaProtocol.ServersChanged(lookups.status().get().servers()));
  }

  void onOpen(S session, SessionRequest request, long nowMs) {
    if (isKnown(request, lookups.delivered().get())) open(session, request, false);
    else waiting.add(new Waiting<>(session, request, nowMs + ReadPosition.PATIENCE_MS));
  }

  private boolean isKnown(SessionRequest request, VersionVector delivered) {
    return request.after().isKnown(delivered) && isHolder(request) && hasPassword(request);
  }

  /**
   * Whether the account that was checked has the name here, and is not one that has lost it since.
   */
  private boolean isHolder(SessionRequest request) {
    return request.claim() == ClaimPair.ANY || request.claim() == state.claim(request.name());
  }

  /**
   * Whether the account has the password here by which the client was admitted. It may have an
   * older one, until the change arrives, or a newer one, which ends sessions of the older.
   */
  private boolean hasPassword(SessionRequest request) {
    return request.verifier() == ScramVerifier.ANY
        || state
            .account(request.name())
            .filter(account -> account.verifier().number() == request.verifier())
            .isPresent();
  }

  private void openWaiting(long nowMs) {
    if (waiting.isEmpty()) return;
    var delivered = lookups.delivered().get();
    for (var next : List.copyOf(waiting)) {
      boolean isKnown = isKnown(next.request(), delivered);
      if (!isKnown && nowMs < next.untilMs()) continue;
      waiting.remove(next);
      if (!isHolder(next.request())) refuse(next.session(), ANOTHER_ACCOUNT);
      else if (!hasPassword(next.request())) refuse(next.session(), PASSWORD_REPLACED);
      else open(next.session(), next.request(), !isKnown);
    }
  }

  private void refuse(S session, String text) {
    var closing = new ReplicaProtocol.Closing(ClosingCode.KICKED, text, Optional.empty(), 0);
    outputs.add(new ReplicaOutput.Tell<>(session, closing));
  }

  private void open(S session, SessionRequest request, boolean isBehind) {
    var name = state.account(request.name()).map(Account::name).orElse(request.name());
    long logout = lastLogout(name, request.proof().client());
    if (!request.proof().knows(logout)) {
      outputs.add(new ReplicaOutput.Tell<>(session, ReplicaProtocol.TicketEnded.INSTANCE));
      return;
    }
    logout = request.proof().latest(logout);
    var waiting = state.waiting(name);
    boolean knowsRooms = request.traits().knowsRooms();
    var stored =
        waiting.stream()
            .filter(mail -> !DeliveryReceipt.is(mail) && (knowsRooms || !RoomPost.isCopy(mail)))
            .toList();
    var entry = sessions.open(session, request, name, logout, stored);
    long next = admission.highest(new ClientStream(name, request.client())) + 1;
    sessions.tell(
        entry,
        new ReplicaProtocol.Opened(
            name, lookups.status().get(), stored.size(), logout, next, isBehind));
    tellReceipts(entry, waiting);
    state.returned(name).forEach(mail -> tellReturned(entry, mail));
    sessions.push(entry, entry.window.onOpen());
    if (isDraining) sendAway(List.of(entry));
    var member = self;
    if (member != null) submitOpened(entry, member.id());
    outputs.debug("session opened: " + name + " at " + (member == null ? "-" : member.id()));
  }

  /** The last logout of this client, also one that is still under way to this very server. */
  private long lastLogout(UserName name, long client) {
    long last = state.logout(name, client);
    for (var other : leaving)
      if (other.isOf(name, client)) last = Math.max(last, other.out().mark());
    return last;
  }

  /** All that a client is sure of after its logout holds at once: its tickets are good no more. */
  void onLogOut(S session, boolean isAll, long wallMs) {
    var entry = sessions.find(session);
    // Nothing was noted of one that this server has ended: what ended it is on its way to it.
    if (entry.isEmpty()) return;
    var name = entry.get().name;
    long client = isAll ? ClientNumber.ALL : entry.get().proof.client();
    // A ticket may know of a later logout than this server, whose clock may be slow.
    long mark = Math.max(state.nextLogout(name, wallMs), entry.get().logout + 1);
    for (var other : leaving)
      if (other.out().name().equals(name)) mark = Math.max(mark, other.out().mark() + 1);
    var out = new LoggedOut(name, client, mark, entry.get().claim);
    onClose(session);
    leaving.add(new Leaving<>(session, out));
    ownEvents.submit(out);
  }

  /** {@code reason}: why nothing can be decided in this part of the group. */
  void refuseLogout(S session, String reason) {
    var text =
        "Your other sessions cannot be ended in this part of the cluster: "
            + reason
            + ". Try again when the other servers are back; a logout of this client alone is"
            + " possible.";
    var refusal = Refusal.retry(Refusal.Code.NO_QUORUM, text, LOGOUT_AGAIN_MS);
    outputs.add(new ReplicaOutput.Tell<>(session, new ReplicaProtocol.LogoutRefused(refusal)));
  }

  /** A logout counts when it is in the state; one of a name that was lost meanwhile never is. */
  private void answerLeaving() {
    if (leaving.isEmpty()) return;
    for (var next : List.copyOf(leaving)) {
      var out = next.out();
      boolean isKnown = state.logout(out.name(), out.client()) >= out.mark();
      boolean isLost = out.claim() != ClaimPair.ANY && out.claim() != state.claim(out.name());
      if (!isKnown && !isLost) continue;
      leaving.remove(next);
      sessions.tellDurably(next.session(), ReplicaProtocol.LoggedOut.INSTANCE);
    }
  }

  /** Some members may have received the opening of a session, and not its end. */
  private void tellWhichLive(MemberId member) {
    var numbers = sessions.all().stream().map(entry -> entry.number).sorted().toList();
    SessionsTold.of(member, numbers).forEach(ownEvents::submit);
  }

  private void submitOpened(SessionTable.Entry<S> entry, MemberId member) {
    // A session that is published again keeps its age, so the newest of a user's sessions stays the
    // newest.
    var id = entry.id(member);
    var known = state.presence().find(entry.name, id);
    long lamport = known.isPresent() ? known.get().lamport() : state.nextLamport();
    ownEvents.submit(new DeviceOpened(entry.name, id, lamport, entry.claim, entry.device()));
    ownEvents.submit(new SessionOpened(entry.name, id, lamport, entry.claim));
  }

  /**
   * The users online, without those who block {@code asker}: those of {@code about}, or the first
   * ones of all. The list agrees with the notices: who has just gone is online until others are
   * notified, or a client would wait for the return of somebody who is never said to come. This
   * node's own users are online from their welcome on, before the other members are notified.
   */
  OnlineList online(UserName asker, Optional<List<UserName>> about) {
    var online = new TreeSet<>(sessions.watchers().online());
    sessions.all().forEach(entry -> online.add(entry.name));
    online.removeIf(name -> state.blocks(name, asker));
    var names = new TreeSet<UserName>();
    if (about.isEmpty()) online.stream().limit(OnlineList.MAX_NAMES).forEach(names::add);
    for (var name : about.orElse(List.of()))
      if (online.contains(name)) names.add(Objects.requireNonNull(online.floor(name)));
    // Who asks about one user may be about to write to them, and must not miss that they go then.
    if (about.filter(asked -> asked.size() == 1).isPresent())
      sessions.onConversation(asker, about.get().get(0));
    return new OnlineList(names, online.size());
  }

  /** All sessions of the user of {@code session}: those here, and what is known of others. */
  List<SessionInfo> allOf(S session) {
    var own = sessions.find(session);
    if (own.isEmpty()) return List.of();
    var status = lookups.status().get();
    var all = new ArrayList<SessionInfo>();
    for (var entry : sessions.of(own.get().name)) {
      var seen = new SessionInfo.Seen(Device.shownOf(entry.client), entry.arrival);
      all.add(new SessionInfo(status.server(), Optional.of(seen), entry == own.get()));
    }
    var member = self;
    for (var id : state.presence().sessions(own.get().name)) {
      if (member == null || id.gateway().equals(member.id())) continue;
      var seen = state.presence().device(own.get().name, id).map(LocalSessions::seen);
      all.add(new SessionInfo(status.server(id.gateway()), seen, false));
    }
    return all;
  }

  private static SessionInfo.Seen seen(Device device) {
    return new SessionInfo.Seen(device.shown(), new Arrival("", device.sinceMs()));
  }

  void onClose(S session) {
    waiting.removeIf(other -> other.session().equals(session));
    var closed = sessions.close(session);
    var member = self;
    if (closed.isPresent() && !sessions.isToldOfReceipts(closed.get().name))
      receipts.onGone(closed.get().name);
    if (closed.isEmpty() || member == null) return;
    submitSeen(closed.get());
    ownEvents.submit(new SessionClosed(closed.get().name, closed.get().id(member.id())));
    outputs.debug("session closed: " + closed.get().name + " at " + member.id());
  }

  void onAcknowledge(S session, long n, long wallMs) {
    var entry = sessions.find(session);
    if (entry.isEmpty()) return;
    var shown = entry.get().window.onAcknowledged(n);
    // What another device has acknowledged before is gone, and its sender knows.
    var first = shown.stream().filter(state::isUnread).toList();
    if (!first.isEmpty() && entry.get().note(first)) submitSeen(entry.get());
    for (var mail : first) keepReceipt(mail, wallMs);
    sessions.push(entry.get(), entry.get().window.push());
  }

  private void submitSeen(SessionTable.Entry<S> entry) {
    entry.take(state::claim).forEach(ownEvents::submit);
  }

  /**
   * Only for a sender who is offline: a sender who is online is notified by the acknowledgement
   * itself. A sender who is blocked is not to know that the receiver was there.
   */
  private void keepReceipt(Mail shown, long wallMs) {
    var member = self;
    boolean isUnwanted =
        RoomPost.isCopy(shown)
            || state.presence().isOnline(shown.from())
            || state.blocks(shown.to(), shown.from());
    if (member == null || isUnwanted || ownEvents.isNearlyFull()) return;
    admission.onShown(shown, member.id(), wallMs).ifPresent(ownEvents::submit);
  }

  /** Two devices of a receiver may have acknowledged a message at once, at two servers. */
  private void tellReceipts(SessionTable.Entry<S> entry, List<Mail> waiting) {
    var told = new TreeSet<MessageId>();
    for (var mail : waiting) {
      var shown = DeliveryReceipt.shown(mail);
      if (shown.isEmpty()) continue;
      if (told.add(shown.get().id())) tellReceipt(entry, mail);
      else if (entry.note(List.of(mail))) submitSeen(entry);
    }
  }

  /** A receipt is deleted once it is sent: the client does not acknowledge it. */
  private void tellReceipt(SessionTable.Entry<S> entry, Mail receipt) {
    DeliveryReceipt.shown(receipt)
        .ifPresent(
            shown ->
                sessions.tellDelivered(
                    entry, new ReplicaProtocol.Delivered(shown.id(), shown.msg(), receipt.from())));
    if (entry.note(List.of(receipt))) submitSeen(entry);
  }

  /** Like {@link #tellReceipt}, a returned message is deleted once it is sent. */
  private void tellReturned(SessionTable.Entry<S> entry, Mail mail) {
    var msg = ReturnedMail.msg(mail);
    sessions.tell(entry, new ReplicaProtocol.Returned(mail.id(), msg, mail.to()));
    entry.noteReturned(mail.id());
  }

  /** Publishes the messages acknowledged since the last tick, and tells who has come to rest. */
  void onTick(long nowMs) {
    lastTickMs = nowMs;
    tellOthers(damping.onTick(nowMs));
    openWaiting(nowMs);
    sessions.all().forEach(this::submitSeen);
    for (var due : receipts.due(nowMs))
      sessions.tellOfReceipts(
          due.author(), new ReplicaProtocol.SeenInRoom(due.room(), due.counts()));
  }

  void tell(List<Notice> notices) {
    for (int i = 0; i < notices.size(); i++) {
      var notice = notices.get(i);
      if (notice instanceof Notice.MailArrived arrived) onMail(arrived.mail());
      else if (notice instanceof Notice.MailDelivered delivered) {
        onGone(delivered);
      } else if (notice instanceof Notice.MailReturned back) {
        sessions.of(back.returned().from()).forEach(entry -> tellReturned(entry, back.returned()));
      } else if (notice instanceof Notice.MailForgotten forgotten) {
        sessions.onRemoved(forgotten.id(), forgotten.to());
      } else if (notice instanceof Notice.Posted posted) {
        sessions.onPost(posted.post());
        if (sessions.isToldOfReceipts(posted.post().from())) receipts.onPosted(posted.post());
      } else if (notice instanceof Notice.RoomChanged changed) {
        rooms.onChanged(changed);
      } else if (notice instanceof Notice.RoomReplaced replaced) {
        rooms.onReplaced(replaced);
      } else if (notice instanceof Notice.CameOnline came) {
        tellOthers(damping.onChange(came.name(), true, lastTickMs));
      } else if (notice instanceof Notice.WentOffline went) {
        tellOthers(damping.onChange(went.name(), false, lastTickMs));
      } else if (notice instanceof Notice.BlockChanged changed) {
        onBlock(changed, notices.subList(i + 1, notices.size()));
      } else if (notice instanceof Notice.SessionAdded added) endExcess(added.name());
      else if (notice instanceof Notice.NameLost lost) onNameLost(lost.name());
      else if (notice instanceof Notice.AccountDisabled off) endAll(off.name(), DISABLED);
      else if (notice instanceof Notice.PasswordReplaced replaced) onPasswordReplaced(replaced);
      else if (notice instanceof Notice.LoggedOut out) endLoggedOut(out.name());
      else if (notice instanceof Notice.DeviceEnded ended) endDevice(ended.name(), ended.device());
      else if (notice instanceof Notice.UserKicked kicked) endAll(kicked.name(), KICKED);
      // The other notices are not for sessions.
    }
    sessions.pushReads();
    answerLeaving();
  }

  private void tellOthers(List<PresenceDamping.Change> changes) {
    for (var change : changes) sessions.onPresence(change.name(), change.isOnline(), state::blocks);
  }

  /** Who is blocked sees the other one go offline, and come back when that ends. */
  private void onBlock(Notice.BlockChanged changed, List<Notice> later) {
    if (sessions.of(changed.name()).isEmpty()) return;
    var owner = changed.owner();
    if (damping.isToldOnline(owner, wasOnline(owner, later)))
      sessions.tellPresence(changed.name(), owner, !changed.isBlocked());
  }

  /**
   * Whether the user was online before the {@code later} notices. A merge brings blocks and
   * sessions together: somebody to whom the blocker was never online must not see them go.
   */
  private boolean wasOnline(UserName name, List<Notice> later) {
    for (var notice : later) {
      if (notice instanceof Notice.CameOnline came && came.name().equals(name)) return false;
      if (notice instanceof Notice.WentOffline went && went.name().equals(name)) return true;
    }
    return state.presence().isOnline(name);
  }

  private void onMail(Mail mail) {
    if (RoomPost.isCopy(mail)) sessions.onCopy(mail);
    else if (!DeliveryReceipt.is(mail)) sessions.onMail(mail);
    else sessions.of(mail.to()).forEach(entry -> tellReceipt(entry, mail));
  }

  private void onGone(Notice.MailDelivered delivered) {
    var sender = delivered.id().stream().sender();
    // Most senders are at other servers, and the id of a message is a digest of it.
    boolean isTold = !sessions.of(sender).isEmpty() && !state.blocks(delivered.to(), sender);
    boolean isCopy = RoomPost.isCopy(delivered.mail());
    if (isTold && isCopy) receipts.onSeen(delivered.mail());
    if (isTold && !isCopy && !DeliveryReceipt.is(delivered.id()))
      sessions.tellDelivered(
          sender,
          new ReplicaProtocol.Delivered(delivered.id(), delivered.mail().uuid(), delivered.to()));
    sessions.onRead(delivered.mail());
  }

  /** Each server ends its own: all of them know the same sessions, sooner or later. */
  private void endExcess(UserName name) {
    var member = self;
    if (member == null || sessions.of(name).isEmpty()) return;
    for (var excess : state.presence().excess(name, lookups.sessionsPerUser())) {
      if (!excess.session().gateway().equals(member.id())) continue;
      var text = excess.isOneTooMany() ? ONE_TOO_MANY : REPLACED;
      sessions
          .find(name, excess.session().number())
          .ifPresent(entry -> end(entry, ClosingCode.SESSION_REPLACED, text));
    }
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

  void onPasswordChosen(S session, ScramVerifier verifier) {
    sessions.find(session).ifPresent(entry -> entry.choose(verifier));
  }

  /** Who knew the old password only, or has a session by it, is out. */
  private void onPasswordReplaced(Notice.PasswordReplaced replaced) {
    for (var entry : sessions.of(replaced.name())) {
      if (!entry.staysWith(replaced.verifier())) end(entry, ClosingCode.KICKED, PASSWORD_REPLACED);
    }
  }

  /** Whoever came in by what a logout elsewhere has ended is out. */
  private void endLoggedOut(UserName name) {
    for (var entry : sessions.of(name)) {
      if (state.askedLogout(name, entry.proof.endedBy()) > entry.logout)
        end(entry, ClosingCode.KICKED, LOGGED_OUT);
    }
  }

  private void endDevice(UserName name, String device) {
    for (var entry : sessions.of(name)) {
      if (Device.shownOf(entry.client).equals(device)) end(entry, ClosingCode.KICKED, DEVICE_ENDED);
    }
  }

  private void endAll(UserName name, String text) {
    sessions.of(name).forEach(entry -> end(entry, ClosingCode.KICKED, text));
  }

  // Commands of the operator.

  void onKick(UserName name) {
    ownEvents.submit(new UserKicked(name));
  }

  void onDrain(boolean drain) {
    isDraining = drain;
    var member = self;
    if (member != null) ownEvents.submit(new ServerDraining(member.id(), drain));
    if (drain) sendAway(List.copyOf(sessions.all()));
    outputs.info((drain ? "draining: " : "revived: ") + sessions.all().size() + " sessions");
  }

  /** Redirects the sessions if there is another server. */
  private void sendAway(List<SessionTable.Entry<S>> entries) {
    var servers = lookups.status().get().otherServers();
    if (servers.isEmpty()) return;
    var farewell = RedirectPlan.draining(servers);
    for (int i = 0; i < entries.size(); i++) sessions.tell(entries.get(i), farewell.to(i));
  }

  private void end(SessionTable.Entry<S> entry, ClosingCode code, String text) {
    sessions.tell(entry, new ReplicaProtocol.Closing(code, text, Optional.empty(), 0));
    onClose(entry.session);
  }
}
