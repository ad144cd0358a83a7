package dev.parley.sim;

import dev.parley.chat.ChatState;
import dev.parley.chat.accounts.Account;
import dev.parley.chat.accounts.AccountLog;
import dev.parley.chat.accounts.AccountLogEntry.Founding;
import dev.parley.chat.accounts.AccountLogEntry.Position;
import dev.parley.chat.accounts.RegistrationRules;
import dev.parley.chat.accounts.ScramVerifier;
import dev.parley.chat.model.Mail;
import dev.parley.chat.model.MessageId;
import dev.parley.chat.model.RoomName;
import dev.parley.chat.model.UserName;
import dev.parley.chat.rooms.Room;
import dev.parley.chat.rooms.RoomAccount;
import dev.parley.chat.rooms.RoomMember;
import dev.parley.chat.rooms.RoomRole;
import dev.parley.chat.rooms.RoomRules;
import dev.parley.chat.rooms.Rooms;
import dev.parley.protocol.MemberId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.IntUnaryOperator;

/** People who write to each other, answer, move from server to server, and are away for a while. */
final class SimPeople {
  private static final double ANSWERS = 0.3;
  private static final double MOVES = 0.05;
  private static final long MAX_AWAY_MS = 400;

  private static final RoomName ROOM = RoomName.of("#all");

  private final Simulation sim;
  private final List<SimClient> clients = new ArrayList<>();
  private BiConsumer<SimNode, String> tap = (node, step) -> {};
  private boolean isRunning;
  private int answers;
  private double postChance;

  SimPeople(Simulation sim) {
    this.sim = sim;
  }

  List<SimClient> add(int count) {
    return add(count, user -> 1);
  }

  /**
   * All machines know their accounts; to be called before any of these is started. {@code devices}:
   * of the user of that number.
   */
  List<SimClient> add(int count, IntUnaryOperator devices) {
    var accounts = new ArrayList<Account>();
    for (int i = 0; i < count; i++) {
      var name = UserName.of("user" + i);
      accounts.add(Account.register(name, new ScramVerifier("salt", 1, "stored", "server"), 1));
      for (int device = 0; device < devices.applyAsInt(i); device++)
        clients.add(new SimClient(sim, name, device));
    }
    sim.nodes().forEach(node -> node.disk().format(accounts));
    return clients();
  }

  List<SimClient> clients() {
    return List.copyOf(clients);
  }

  /** All people are in a room, and write to it with this chance; after {@link #add}. */
  void addRoom(double chance) {
    postChance = chance;
    var members = new ArrayList<RoomMember>();
    var state = new ChatState();
    state.merge(sim.nodes().get(0).disk().load().state());
    for (var name : names())
      members.add(new RoomMember(new RoomAccount(name, state.claim(name)), RoomRole.MEMBER));
    // In the longer form, which servers before it cannot read.
    var stranger = new RoomAccount(UserName.of("stranger"), 9);
    var rules = new RoomRules(List.of(stranger), List.of(), true);
    var room = new Room(ROOM, 7, "", false, members, List.of(), rules);
    var ids = sim.nodes().stream().map(SimNode::name).sorted().toList();
    var log =
        new AccountLog(
            Founding.first(1, new MemberId(ids.get(0), 1)),
            new Position(0, 1),
            ids.subList(0, Math.min(ids.size(), AccountLog.MAX_VOTERS)),
            List.of(),
            List.of(),
            List.of(),
            RegistrationRules.NONE,
            new Rooms(List.of(room)));
    sim.nodes().forEach(node -> node.disk().format(log));
  }

  private SortedSet<UserName> names() {
    var names = new TreeSet<UserName>();
    clients.forEach(client -> names.add(client.name()));
    return names;
  }

  /** {@code step} of a server's work for its clients is about to happen. */
  void onStep(SimNode server, String step) {
    tap.accept(server, step);
  }

  void tap(BiConsumer<SimNode, String> next) {
    tap = next;
  }

  int disks(MessageId id) {
    return (int) sim.nodes().stream().filter(node -> node.disk().has(id)).count();
  }

  // What they do.

  void start(long meanGapMs) {
    isRunning = true;
    for (var client : clients) {
      client.connect(anyNode());
      act(client, meanGapMs);
    }
  }

  private SimNode anyNode() {
    return sim.nodes().get(sim.random().nextInt(sim.nodes().size()));
  }

  /** They stop writing, and stay. */
  void stop() {
    isRunning = false;
    for (var client : clients) if (!client.isOnline()) client.connect(anyNode());
  }

  private void act(SimClient client, long meanGapMs) {
    sim.after(
        sim.random().nextLong(2 * meanGapMs + 1),
        () -> {
          if (!isRunning) return;
          if (sim.chance(MOVES)) move(client);
          else if (postChance > 0 && sim.chance(postChance)) client.post(ROOM, names());
          else client.write(anybodyBut(client).name());
          act(client, meanGapMs);
        });
  }

  private void move(SimClient client) {
    if (sim.chance(0.5)) {
      client.connect(anyNode());
      return;
    }
    client.disconnect();
    sim.after(sim.random().nextLong(MAX_AWAY_MS), () -> client.connect(anyNode()));
  }

  private SimClient anybodyBut(SimClient client) {
    var others = clients.stream().filter(other -> !other.name().equals(client.name())).toList();
    return others.get(sim.random().nextInt(others.size()));
  }

  void onShown(SimClient client, Mail mail) {
    if (!isRunning || !sim.chance(ANSWERS)) return;
    answers++;
    client.write(sim.chance(0.7) ? mail.from() : anybodyBut(client).name());
  }

  int answers() {
    return answers;
  }

  void onServerGone(SimNode server) {
    clients.forEach(client -> client.onServerGone(server));
  }

  // What must become of it.

  /**
   * What still stands in the way of: everything accepted was shown (C4, and D1), all mailboxes are
   * empty (C5), everybody knows who is online where it is true (P1), and all states are equal.
   */
  Optional<String> obstacle() {
    for (var client : clients) {
      if (!client.isWelcome()) return Optional.of(client.name() + " is not connected");
      if (client.waiting() > 0)
        return Optional.of(client.waiting() + " messages of " + client.name() + " not accepted");
    }
    var names = names();
    var digests = new TreeSet<String>();
    for (var node : sim.running()) {
      var chat = node.chat().orElseThrow();
      if (chat.state().mails() > 0)
        return Optional.of(node + " keeps " + chat.state().snapshot().mails());
      var online = chat.state().presence().online();
      if (!online.equals(names)) return Optional.of(node + " says that online are " + online);
      digests.add(chat.state().digest());
    }
    return digests.size() > 1 ? Optional.of("states differ: " + digests) : lost();
  }

  private Optional<String> lost() {
    for (var sender : clients) {
      for (var id : sender.accepted()) {
        for (var copy : sender.copiesOf(id)) {
          if (clients.stream().noneMatch(client -> client.hasShown(copy)))
            return Optional.of(copy + " was accepted and is shown to nobody");
        }
      }
    }
    return Optional.empty();
  }
}
