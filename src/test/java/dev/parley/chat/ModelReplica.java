package dev.parley.chat;

import dev.parley.chat.ChatEvent.BlocksChanged;
import dev.parley.chat.ChatEvent.DeviceOpened;
import dev.parley.chat.ChatEvent.MailAcknowledged;
import dev.parley.chat.ChatEvent.MailSent;
import dev.parley.chat.ChatEvent.PostSent;
import dev.parley.chat.ChatEvent.SessionClosed;
import dev.parley.chat.ChatEvent.SessionId;
import dev.parley.chat.ChatEvent.SessionOpened;
import dev.parley.chat.ChatEvent.StreamMark;
import dev.parley.chat.accounts.LeaderMessage;
import dev.parley.chat.accounts.LogLeaders;
import dev.parley.chat.model.ClaimPair;
import dev.parley.chat.model.ClientStream;
import dev.parley.chat.model.Device;
import dev.parley.chat.model.Mail;
import dev.parley.chat.model.MessageId;
import dev.parley.chat.model.RoomName;
import dev.parley.chat.model.RoomPost;
import dev.parley.chat.model.UserName;
import dev.parley.protocol.Endpoint;
import dev.parley.protocol.Member;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.View;
import dev.parley.protocol.ViewId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/** One server of the model: the real rules, and sessions that note what they were shown. */
final class ModelReplica {
  /** Fewer than the clients of a user, so that there is one too many now and then. */
  private static final int MAX_SESSIONS = 2;

  private static final long CLIENTS = 3;

  /** A user's connection. */
  private static final class Connection {
    private final long number;
    private final UserName name;
    private final PushWindow outbox;
    private final List<Mail> shown = new ArrayList<>();
    private int acknowledged;

    private Connection(long number, UserName name, PushWindow outbox) {
      this.number = number;
      this.name = name;
      this.outbox = outbox;
    }
  }

  /** A message with what its origin had delivered before. */
  record Sent(ModelReplica origin, long number, SortedMap<MemberId, Long> past, ChatEvent event) {}

  final Member member;
  final List<Sent> undelivered = new ArrayList<>();
  View view;
  TreeMap<MemberId, Long> delivered = new TreeMap<>();
  final ChatState state = new ChatState();
  final SendAdmission gate = new SendAdmission(state);
  private final BlockAdmission blocks =
      new BlockAdmission(state, new MemoryRoom(state, MemoryRoom.UNLIMITED));
  private final AccountService accountService = new AccountService(state);
  private final Consumer<Sent> multicast;
  private final SortedSet<MessageId> acknowledgedByUsers;
  private final TreeMap<Long, Connection> connections = new TreeMap<>();
  private long lastSession;
  private long lastSent;
  private long wallMs;

  /** What users acknowledge here is noted in {@code acknowledged}. */
  ModelReplica(MemberId id, SortedSet<MessageId> acknowledged, Consumer<Sent> multicast) {
    var address = new Endpoint("127.0.0.1", 1);
    this.member = new Member(id, address, address);
    this.view = View.of(ViewId.none(id), List.of(member));
    this.acknowledgedByUsers = acknowledged;
    this.multicast = multicast;
  }

  private void multicast(ChatEvent event) {
    multicast.accept(new Sent(this, ++lastSent, new TreeMap<>(delivered), event));
  }

  boolean isDeliverable(Sent message) {
    var origin = message.origin().member.id();
    if (delivered.getOrDefault(origin, 0L) != message.number() - 1) return false;
    return message.past().entrySet().stream()
        .filter(past -> !past.getKey().equals(origin))
        .allMatch(past -> delivered.getOrDefault(past.getKey(), 0L) >= past.getValue());
  }

  void deliver(Sent message) {
    undelivered.remove(message);
    delivered.put(message.origin().member.id(), message.number());
    tell(DecidedChange.apply(state, message.event()));
    if (message.origin() != this) return;
    DecidedChange.in(message.event()).ifPresent(accountService::onDecided);
    if (message.event() instanceof BlocksChanged changed) blocks.onDelivered(changed);
    if (message.event() instanceof MailSent sent) gate.onDelivered(sent.mail().id());
    if (message.event() instanceof PostSent sent) gate.onDelivered(sent.mail().id());
  }

  /** What is multicast from now on belongs to {@code next}. */
  void begin(View next, SortedMap<MemberId, Long> base) {
    view = next;
    delivered = new TreeMap<>(base);
  }

  void merge(ChatSnapshot other) {
    tell(state.merge(other));
  }

  void onView() {
    tell(state.onView(view));
  }

  private void tell(List<Notice> notices) {
    for (var notice : notices) {
      if (notice instanceof Notice.MailArrived arrived) onArrived(arrived.mail());
      else if (notice instanceof Notice.MailDelivered gone) onGone(gone);
      else if (notice instanceof Notice.SessionAdded added) onAdded(added.name());
      else if (notice instanceof Notice.NameLost lost) {
        of(lost.name()).forEach(connection -> close(connection.number));
      }
    }
  }

  private void onAdded(UserName name) {
    for (var excess : state.presence().excess(name, MAX_SESSIONS)) {
      var session = excess.session();
      if (session.gateway().equals(member.id())) close(session.number());
    }
  }

  private void onArrived(Mail mail) {
    for (var connection : of(mail.to())) show(connection, connection.outbox.onMail(mail));
  }

  private void onGone(Notice.MailDelivered gone) {
    for (var connection : of(gone.to())) {
      connection.outbox.onRead(gone.mail());
      show(connection, connection.outbox.push());
    }
  }

  private List<Connection> of(UserName name) {
    return connections.values().stream().filter(c -> c.name.equals(name)).toList();
  }

  void open(UserName name) {
    var connection =
        new Connection(++lastSession, name, new PushWindow(state.waiting(name), false));
    connections.put(lastSession, connection);
    show(connection, connection.outbox.onOpen());
    var id = new SessionId(member.id(), lastSession);
    long lamport = state.nextLamport();
    var device = new Device(lastSession % CLIENTS, "client", "", 0, 0);
    multicast(new DeviceOpened(name, id, lamport, ClaimPair.ANY, device));
    multicast(new SessionOpened(name, id, lamport));
  }

  /** The user goes without a word; what was shown and not acknowledged comes again elsewhere. */
  void close(long number) {
    var connection = connections.remove(number);
    if (connection == null) return;
    multicast(new SessionClosed(connection.name, new SessionId(member.id(), number)));
  }

  private static void show(Connection connection, List<PushWindow.Push> pushes) {
    for (var push : pushes) {
      if (!(push instanceof PushWindow.Show show)) continue;
      var mail = show.mail();
      for (var earlier : connection.shown) {
        if (earlier.id().equals(mail.id())) throw new AssertionError("twice: " + mail.id());
        boolean isOfStream = earlier.id().stream().equals(mail.id().stream());
        if (isOfStream && earlier.id().seq() > mail.id().seq()) {
          throw new AssertionError(mail.id() + " was shown after " + earlier.id());
        }
      }
      connection.shown.add(mail);
      if (show.n() != connection.shown.size()) throw new AssertionError("number of " + show);
    }
  }

  /** A user acknowledges a part of what was shown. */
  void acknowledge(long number, double part) {
    var connection = connections.get(number);
    if (connection == null) return;
    int upTo = (int) Math.ceil(part * connection.shown.size());
    if (upTo <= connection.acknowledged) return;
    connection.acknowledged = upTo;
    connection.shown.subList(0, upTo).forEach(mail -> acknowledgedByUsers.add(mail.id()));
    var marks =
        connection.outbox.onAcknowledged(upTo).stream()
            .map(mail -> new StreamMark(mail.id().stream(), mail.id().seq()))
            .toList();
    if (!marks.isEmpty()) multicast(new MailAcknowledged(connection.name, marks));
    show(connection, connection.outbox.push());
  }

  Optional<MessageId> send(MessageId id, UserName to) {
    var decision = gate.onSend(id.stream(), to, "text " + id.seq(), Optional.of(id.seq()), 0);
    if (!(decision instanceof SendAdmission.Submit submit)) return Optional.empty();
    multicast(submit.event());
    return Optional.of(id);
  }

  /** The copies that wait for the members of the room, if the post is a new one here. */
  List<Mail> post(MessageId id, RoomName to) {
    var decision = gate.onPost(id.stream(), to, "text " + id.seq(), Optional.of(id.seq()), wallMs);
    wallMs += 1_000; // whoever writes slowly is not limited
    if (!(decision instanceof SendAdmission.SubmitPost submit)) return List.of();
    multicast(submit.event());
    return RoomPost.copies(submit.event().mail(), submit.event().receivers());
  }

  void setBlock(UserName owner, UserName name, boolean isBlocked) {
    if (blocks.onRequest(owner, name, isBlocked) instanceof BlockAdmission.Submit submit)
      multicast(submit.event());
  }

  /** As the leader, whose word it need not be for the states to stay equal. */
  void forget(ClientStream stream) {
    long highest = state.highWaters().highest(stream);
    if (highest == 0) return;
    var forgotten = new ChatEvent.ForgottenStream(stream, highest, 0, state.claim(stream.sender()));
    multicast(new ChatEvent.StreamsForgotten(List.of(forgotten)));
  }

  /** All that {@code owner} still blocks is said again, as when the list is full. */
  void sayWhole(UserName owner) {
    var changes =
        state.blockedBy(owner).stream()
            .map(name -> new ChatEvent.BlockChange(name, true, state.claim(name)))
            .toList();
    multicast(new BlocksChanged(owner, state.claim(owner), state.nextLamport(), true, changes));
  }

  void ask(LeaderMessage.Question question) {
    if (accountService.onQuestion(question, view, LogLeaders.open(view), 0)
        instanceof AccountService.Proposed proposed)
      multicast(DecidedChange.event(proposed.change()));
  }

  SortedSet<Long> sessions() {
    return new TreeSet<>(connections.keySet());
  }
}
