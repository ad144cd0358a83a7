package dev.parley.sim;

import dev.parley.chat.MemoryRoom;
import dev.parley.chat.model.ClientStream;
import dev.parley.chat.model.MessageId;
import dev.parley.chat.model.ReadPosition;
import dev.parley.chat.model.Refusal;
import dev.parley.chat.model.RoomName;
import dev.parley.chat.model.RoomPost;
import dev.parley.chat.model.UserName;
import dev.parley.replica.ReplicaProtocol.Accepted;
import dev.parley.replica.ReplicaProtocol.Closing;
import dev.parley.replica.ReplicaProtocol.Delivered;
import dev.parley.replica.ReplicaProtocol.Event;
import dev.parley.replica.ReplicaProtocol.MailPushed;
import dev.parley.replica.ReplicaProtocol.Opened;
import dev.parley.replica.ReplicaProtocol.Refused;
import dev.parley.replica.ReplicaProtocol.SendAnswer;
import dev.parley.replica.ReplicaProtocol.SentPushed;
import dev.parley.sim.invariant.Observation;
import dev.parley.sim.invariant.Violation;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A client as the client protocol wants it: numbers what it sends, sends again what was not
 * accepted, shows nothing twice, says how far it has seen, and goes to another server when its own
 * does not answer.
 */
final class SimClient {
  /** A message that was not accepted yet. */
  record Draft(long seq, UserName to, String text, Optional<RoomName> room) {}

  private static final long PING_MS = 100;
  private static final long PATIENCE_MS = 400;
  private static final long RETRY_MS = 30;
  private static final Set<Refusal.Code> PASSING =
      EnumSet.of(
          Refusal.Code.RATE_LIMITED,
          Refusal.Code.SEQ_GAP,
          Refusal.Code.NOT_LOGGED_IN,
          // By a server that does not know yet whether all others know rooms.
          Refusal.Code.UNAVAILABLE);

  private final Simulation sim;
  private final UserName name;
  private final String id;
  private final TreeMap<Long, Draft> unaccepted = new TreeMap<>();
  private final TreeMap<MessageId, SortedMap<MessageId, UserName>> posted = new TreeMap<>();
  private final Set<MessageId> accepted = new HashSet<>();
  private final Set<MessageId> seen = new HashSet<>();
  private final List<MessageId> delivered = new ArrayList<>();
  private String lastAt = "";
  private long lastSeq;
  private long connections;
  private long heardMs;
  private boolean isOnline;
  private boolean isWelcome;
  private boolean isRetrying;
  private int refusals;
  private int copies;
  private @Nullable SimConnection connection;

  /** {@code device}: which one of its user's. */
  SimClient(Simulation sim, UserName name, int device) {
    this.sim = sim;
    this.name = name;
    this.id = "client-of-" + name + (device == 0 ? "" : "-" + device);
    ping();
  }

  UserName name() {
    return name;
  }

  String id() {
    return id;
  }

  ReadPosition sighting() {
    return sim.sabotage().isSightingTold() ? ReadPosition.parse(lastAt) : ReadPosition.NOTHING;
  }

  boolean isWelcome() {
    return isWelcome;
  }

  boolean isOnline() {
    return isOnline;
  }

  boolean hasShown(MessageId id) {
    return seen.contains(id);
  }

  Set<MessageId> accepted() {
    return accepted;
  }

  long acceptedPosts() {
    return posted.keySet().stream().filter(accepted::contains).count();
  }

  /** What it was told is shown, as often as it was told. */
  List<MessageId> delivered() {
    return delivered;
  }

  /** How often it was told that there is no room for a message, which it sends again later. */
  int refusals() {
    return refusals;
  }

  /** How often it was told what another client of its user has sent. */
  int copies() {
    return copies;
  }

  int waiting() {
    return unaccepted.size();
  }

  // The connection.

  /** From now on it wants to be connected, to {@code server} first. */
  void connect(SimNode server) {
    hangUp();
    isOnline = true;
    long number = ++connections;
    sim.after(1, () -> dial(server, number));
  }

  private void dial(SimNode server, long number) {
    if (!isOnline || number != connections) return;
    var chat = server.chat();
    if (chat.isEmpty()) {
      sim.after(RETRY_MS, () -> connectAnywhere(number));
      return;
    }
    heardMs = sim.nowMs();
    var dialled = new SimConnection(sim, this, server, chat.get(), number);
    connection = dialled;
    dialled.open();
  }

  private void connectAnywhere(long number) {
    if (!isOnline || number != connections) return;
    var running = sim.running();
    if (running.isEmpty()) sim.after(RETRY_MS, () -> connectAnywhere(number));
    else connect(running.get(sim.random().nextInt(running.size())));
  }

  void disconnect() {
    hangUp();
    isOnline = false;
  }

  private void hangUp() {
    var before = connection;
    connection = null;
    isWelcome = false;
    if (before != null) before.close();
  }

  void onServerGone(SimNode server) {
    var before = connection;
    if (before == null || before.server() != server) return;
    hangUp();
    long number = connections;
    sim.after(1 + sim.random().nextLong(5), () -> connectAnywhere(number));
  }

  private void ping() {
    sim.after(
        PING_MS,
        () -> {
          var open = connection;
          if (open != null && sim.nowMs() - heardMs > PATIENCE_MS) {
            hangUp();
            connectAnywhere(connections);
          } else if (open != null) open.ping();
          ping();
        });
  }

  void onPong() {
    heardMs = sim.nowMs();
  }

  // Messages.

  MessageId write(UserName to) {
    var draft = new Draft(++lastSeq, to, name + " " + lastSeq, Optional.empty());
    var id = new MessageId(new ClientStream(name, id()), draft.seq());
    sim.observe(new Observation.Wrote(name, id, to));
    send(draft);
    return id;
  }

  /** Writes to a room, of which all others are members. */
  void post(RoomName room, SortedSet<UserName> members) {
    var text = name + " " + ++lastSeq;
    var stream = new ClientStream(name, id());
    var copies = new TreeMap<MessageId, UserName>();
    for (var member : members)
      if (!member.equals(name)) copies.put(new MessageId(stream.toMember(member), lastSeq), member);
    sim.observe(new Observation.Posted(name, new MessageId(stream, lastSeq), copies));
    posted.put(new MessageId(stream, lastSeq), copies);
    send(new Draft(lastSeq, room.plain(), text, Optional.of(room)));
  }

  /** Whom else somebody must have been shown what was accepted as this message. */
  Set<MessageId> copiesOf(MessageId id) {
    return posted.containsKey(id) ? posted.get(id).keySet() : Set.of(id);
  }

  private void send(Draft draft) {
    unaccepted.put(draft.seq(), draft);
    var open = connection;
    if (isWelcome && open != null) open.send(draft);
  }

  private void sendAll() {
    var open = connection;
    if (isWelcome && open != null) List.copyOf(unaccepted.values()).forEach(open::send);
  }

  void onAnswer(long seq, SendAnswer answer) {
    if (answer instanceof Accepted told) onAccepted(told);
    else if (answer instanceof Refused refused) onRefused(seq, refused.refusal());
  }

  private void onAccepted(Accepted told) {
    sim.observe(new Observation.Accepted(told.id(), told.copies(), sim.people().disks(told.id())));
    unaccepted.remove(told.id().seq());
    accepted.add(told.id());
    lastAt = told.at();
  }

  private void onRefused(long seq, Refusal refusal) {
    if (!unaccepted.containsKey(seq)) return;
    boolean isLimited = sim.profile().mail().memoryBytes() != MemoryRoom.UNLIMITED;
    if (isLimited && refusal.code() == Refusal.Code.MAILBOX_FULL) refusals++;
    else if (!PASSING.contains(refusal.code()))
      throw new Violation(SimClient.class, name + " is refused: " + refusal);
    if (isRetrying) return;
    isRetrying = true;
    sim.after(
        RETRY_MS,
        () -> {
          isRetrying = false;
          sendAll();
        });
  }

  void onEvent(Event event) {
    if (event instanceof Opened opened) {
      isWelcome = true;
      if (opened.isBehind()) {
        sim.faults().add(Fault.BEHIND);
        sim.observe(new Observation.FellBehind(id));
      }
      sendAll();
    } else if (event instanceof MailPushed push) onPush(push);
    else if (event instanceof SentPushed sent) onSent(sent);
    else if (event instanceof Delivered told) delivered.add(told.id());
    else if (event instanceof Closing) {
      hangUp();
      connectAnywhere(connections);
    }
  }

  private void onSent(SentPushed sent) {
    var mail = sent.mail();
    boolean isOfOther = mail.from().equals(name) && !mail.id().stream().client().equals(id);
    if (!isOfOther) throw new Violation(SimClient.class, id + " is sent a copy of " + mail);
    copies++;
    var open = connection;
    if (open != null) open.acknowledge(sent.n());
  }

  private void onPush(MailPushed push) {
    var mail = push.mail();
    var open = connection;
    if (open == null) return;
    boolean isNew = seen.add(mail.id()) || !sim.sabotage().isSeenRemembered();
    if (isNew) {
      boolean isKept = open.server().disk().has(mail.id());
      sim.observe(new Observation.Shown(name, id, mail.id(), isKept));
      if (!RoomPost.text(mail).equals(mail.from() + " " + mail.id().seq()))
        throw new Violation(SimClient.class, name + " is shown " + mail);
      lastAt = push.at();
    }
    open.acknowledge(push.n());
    if (isNew) sim.people().onShown(this, mail);
  }
}
