package dev.parley.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.ChatSnapshot.Session;
import dev.parley.chat.accounts.AccountLog;
import dev.parley.chat.accounts.AccountLogEntry;
import dev.parley.chat.accounts.LeaderMessage.ChangePassword;
import dev.parley.chat.accounts.LeaderMessage.Register;
import dev.parley.chat.accounts.RegistrationRules;
import dev.parley.chat.accounts.ScramVerifier;
import dev.parley.chat.model.ClientStream;
import dev.parley.chat.model.MessageId;
import dev.parley.chat.model.RoomName;
import dev.parley.chat.model.UserName;
import dev.parley.chat.rooms.Room;
import dev.parley.chat.rooms.RoomAccount;
import dev.parley.chat.rooms.RoomMember;
import dev.parley.chat.rooms.RoomRole;
import dev.parley.chat.rooms.Rooms;
import dev.parley.protocol.MemberId;
import dev.parley.testing.Seed;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Three servers that are cut off from each other, heal and restart, again and again, while users
 * send, send again through another server, log in here and there, and read. Afterwards nothing is
 * lost, doubled or back from the dead, and the servers are equal. In {@link ModelReplica} every
 * session checks that it is shown each message once and in the order of its stream; in {@link
 * ModelGroup} the members of a part are compared whenever it comes to rest.
 */
@Tag("slow")
class ReplicasModelTest {
  private static final List<UserName> USERS =
      List.of(UserName.of("fang"), UserName.of("shao"), UserName.of("lin"));
  private static final List<ClientStream> STREAMS =
      List.of(
          new ClientStream(USERS.get(0), "phone"),
          new ClientStream(USERS.get(0), "accountService"),
          new ClientStream(USERS.get(1), "phone"));
  private static final RoomName ROOM = RoomName.of("#all");

  /** Writes to the room, and to the first user now and then, from one client. */
  private static final UserName MEI = UserName.of("mei");

  private static final ClientStream OF_MEI = new ClientStream(MEI, "phone");

  private static final int STEPS = 400;

  private final TreeSet<MessageId> accepted = new TreeSet<>();

  static List<Seed> seeds() {
    return Seed.upTo(300);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void nothing_is_lost_or_doubled_or_comes_back_when_parts_merge(Seed seed) {
    var random = seed.random();
    var group = new ModelGroup(3, random);
    var first = group.replicas.get(0);
    USERS.forEach(user -> first.ask(new Register(user, verifier(0))));
    first.ask(new Register(MEI, verifier(0)));
    while (group.deliverOne(group.replicas)) {}
    var rooms = rooms(first.state);
    group.replicas.forEach(replica -> replica.merge(rooms));
    try {
      for (int step = 0; step < STEPS; step++) step(group, random);
      group.mergeAll();
      check(group);
    } catch (AssertionError e) {
      throw new AssertionError(seed + ": " + e.getMessage(), e);
    }
  }

  private void step(ModelGroup group, RandomGenerator random) {
    var at = one(group.replicas, random);
    switch (random.nextInt(26)) {
      case 25 -> forgetOfRoom(at, random);
      case 23, 24 -> post(at, random);
      case 22 -> at.forget(one(STREAMS, random));
      case 20, 21 -> block(at, random);
      case 0, 1, 2 -> send(at, random, false);
      case 3, 4 -> send(at, random, true);
      case 5, 6 -> at.open(one(USERS, random));
      case 7 -> at.sessions().stream().findFirst().ifPresent(at::close);
      case 8, 9, 10 -> at.sessions().forEach(n -> at.acknowledge(n, random.nextDouble()));
      case 11 -> account(at, random);
      case 12 -> disturb(group, at, random);
      default -> group.deliverOne(group.replicas);
    }
  }

  /** What a number stands for is settled: a client sends the same under it wherever it is. */
  private void send(ModelReplica at, RandomGenerator random, boolean isResend) {
    var stream = one(STREAMS, random);
    long next = at.gate.highest(stream) + 1;
    var id = new MessageId(stream, isResend ? Math.max(1, next - 1 - random.nextInt(3)) : next);
    at.send(id, USERS.get((int) (id.seq() * 7 % USERS.size()))).ifPresent(accepted::add);
  }

  /** A group in which all users are in one room. */
  private static ChatSnapshot rooms(ChatState state) {
    var members = new ArrayList<RoomMember>();
    for (var name : List.of(MEI, USERS.get(0), USERS.get(1), USERS.get(2)))
      members.add(new RoomMember(new RoomAccount(name, state.claim(name)), RoomRole.MEMBER));
    var room = new Room(ROOM, 7, "", false, members, List.of());
    var node = new MemberId("n-0", 1);
    var log =
        new AccountLog(
            AccountLogEntry.Founding.first(1, node),
            new AccountLogEntry.Position(1, 1),
            List.of("n-0"),
            List.of(),
            List.of(),
            List.of(),
            RegistrationRules.NONE,
            new Rooms(List.of(room)));
    return new ChatSnapshot(1, List.of(), List.of(), List.of(), List.of(), List.of(), List.of(log));
  }

  private void post(ModelReplica at, RandomGenerator random) {
    long next = at.gate.highest(OF_MEI) + 1;
    boolean isResend = random.nextInt(3) == 0;
    var id = new MessageId(OF_MEI, isResend ? Math.max(1, next - 1 - random.nextInt(3)) : next);
    if (id.seq() % 4 == 0) at.send(id, USERS.get(0)).ifPresent(accepted::add);
    else at.post(id, ROOM).forEach(copy -> accepted.add(copy.id()));
  }

  private static void forgetOfRoom(ModelReplica at, RandomGenerator random) {
    var streams =
        at.state.highWaters().of(MEI).keySet().stream().filter(s -> !s.isForgotten()).toList();
    if (!streams.isEmpty()) at.forget(one(streams, random));
  }

  private static void block(ModelReplica at, RandomGenerator random) {
    var owner = one(USERS, random);
    if (random.nextInt(10) == 0) at.sayWhole(owner);
    else at.setBlock(owner, one(USERS, random), random.nextBoolean());
  }

  private static void account(ModelReplica at, RandomGenerator random) {
    if (!at.view.leader().equals(at.member.id())) return;
    var name = UserName.of("new" + random.nextInt(4));
    var known = at.state.account(name);
    var verifier = verifier(random.nextInt(1_000_000));
    if (known.isEmpty()) at.ask(new Register(name, verifier));
    else at.ask(new ChangePassword(name, known.get().verifier(), verifier));
  }

  private static void disturb(ModelGroup group, ModelReplica at, RandomGenerator random) {
    switch (random.nextInt(5)) {
      case 0, 1 -> group.split(at);
      case 2, 3 -> group.merge(at, one(group.replicas, random));
      default -> group.restart(at);
    }
  }

  private void check(ModelGroup group) {
    var state = group.replicas.get(0).state;
    var rest = new TreeSet<>(accepted);
    rest.removeAll(group.acknowledged);
    var waiting = new ArrayList<MessageId>();
    for (var user : USERS) state.waiting(user).forEach(mail -> waiting.add(mail.id()));
    assertThat(waiting).doesNotHaveDuplicates();
    assertThat(new TreeSet<>(waiting)).isEqualTo(rest);
    for (var replica : group.replicas) {
      assertThat(replica.state.digest()).isEqualTo(state.digest());
      assertThat(replica.gate.pending()).isEmpty();
    }
    var open = new TreeMap<Object, Object>();
    for (var replica : group.replicas) {
      if (!replica.sessions().isEmpty()) {
        open.put(replica.member.id(), new ArrayList<>(replica.sessions()));
      }
    }
    var known = new TreeMap<Object, List<Long>>();
    for (Session session : state.presence().all()) {
      var id = session.session();
      known.computeIfAbsent(id.gateway(), g -> new ArrayList<>()).add(id.number());
    }
    known.values().forEach(numbers -> numbers.sort(null));
    assertThat(known).as("sessions").isEqualTo(open);
  }

  private static ScramVerifier verifier(int number) {
    return new ScramVerifier("salt" + number, 1, "key" + number, "v");
  }

  private static <T> T one(List<T> list, RandomGenerator random) {
    return list.get(random.nextInt(list.size()));
  }
}
