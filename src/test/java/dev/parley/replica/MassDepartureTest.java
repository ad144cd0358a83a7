package dev.parley.replica;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.ChatEvent.SessionId;
import dev.parley.chat.ChatEvent.SessionOpened;
import dev.parley.chat.ChatState;
import dev.parley.chat.SendAdmission;
import dev.parley.chat.accounts.ScramVerifier;
import dev.parley.chat.model.ClaimPair;
import dev.parley.chat.model.ReadPosition;
import dev.parley.chat.model.UserName;
import dev.parley.protocol.Endpoint;
import dev.parley.protocol.Member;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.NodeState;
import dev.parley.protocol.VersionVector;
import dev.parley.protocol.View;
import dev.parley.protocol.ViewId;
import dev.parley.replica.ReplicaProtocol.AccountsStatus;
import dev.parley.replica.ReplicaProtocol.NodeStatus;
import dev.parley.replica.ReplicaProtocol.WentOffline;
import dev.parley.session.dialect.json.JsonDialect;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** One of three servers with 1,000 users each dies, as another one sees it. */
class MassDepartureTest {
  private static final int USERS = 1_000;
  private static final int CONTACTS = 5;
  private static final long OFFLINE_AFTER_MS = 5_000;
  private static final Member OWN = member("a");
  private static final Member OTHER = member("b");
  private static final Member DEAD = member("c");

  private final ReplicaOutputs outputs = new ReplicaOutputs();
  private final ChatState state = new ChatState();
  private final SessionTable<String> table =
      new SessionTable<>(
          new Durability(new ChatState(), () -> VersionVector.EMPTY, false, outputs));
  private final LocalSessions<String> sessions =
      new LocalSessions<>(
          table,
          new LocalSessions.Lookups(
              state, MassDepartureTest::status, () -> VersionVector.EMPTY, OFFLINE_AFTER_MS, 8),
          new SendAdmission(state),
          new OwnEvents(outputs),
          outputs);

  @Test
  void costs_a_server_as_much_as_the_departed_are_watched() {
    state.onView(view(1, OWN, OTHER, DEAD));
    for (int i = 0; i < USERS; i++) open(i);
    for (var server : List.of(OWN, OTHER, DEAD))
      for (int i = 0; i < USERS; i++) {
        var id = new SessionId(server.id(), i + 1);
        sessions.tell(state.apply(new SessionOpened(name(server, i), id, i, ClaimPair.ANY)));
      }
    var watches = new WatchRequests<>(table, state::blocks);
    for (int i = 0; i < USERS; i++) watches.onSet("s" + i, contacts(i), true);
    outputs.take();

    long began = cpuMs();
    sessions.tell(state.onView(view(2, OWN, OTHER)));
    sessions.onTick(0);
    // Half of them are back before anybody is told.
    for (int i = 0; i < USERS; i += 2) {
      var id = new SessionId(OTHER.id(), USERS + i + 1);
      sessions.tell(state.apply(new SessionOpened(name(DEAD, i), id, i, ClaimPair.ANY)));
    }
    sessions.onTick(OFFLINE_AFTER_MS + PresenceDamping.TICK_MS);
    var dialect = new JsonDialect();
    var told = new ArrayList<ReplicaProtocol.Event>();
    long characters = 0;
    for (var output : outputs.take()) {
      if (!(output instanceof ReplicaOutput.Tell<?> tell)) continue;
      told.add(tell.event());
      characters += dialect.onEvent(tell.event()).toString().length();
    }
    System.out.printf(
        "presence: %d of %d users depart: %d notices, %d characters, %d ms of CPU%n",
        USERS, 3 * USERS, told.size(), characters, cpuMs() - began);
    assertThat(told).hasOnlyElementsOfType(WentOffline.class).hasSize(USERS * CONTACTS / 2);
    assertThat(new TreeSet<>(told.stream().map(event -> ((WentOffline) event).name()).toList()))
        .hasSize(USERS / 2);
  }

  /** Each user has contacts at the dead server, and each user there as many who watch them. */
  private static List<UserName> contacts(int user) {
    var names = new ArrayList<UserName>();
    for (int i = 0; i < CONTACTS; i++) names.add(name(DEAD, (user + i) % USERS));
    return names;
  }

  private void open(int i) {
    var request =
        new SessionRequest(
            name(OWN, i), ClaimPair.ANY, ScramVerifier.ANY, "c", ReadPosition.NOTHING);
    sessions.onOpen("s" + i, request, 0);
  }

  private static UserName name(Member server, int i) {
    return UserName.of(server.id().node() + i);
  }

  private static Member member(String node) {
    var address = new Endpoint("h", 1);
    return new Member(new MemberId(node, 1), address, address);
  }

  private static View view(long epoch, Member... members) {
    return View.of(new ViewId(epoch, OWN.id()), List.of(members));
  }

  private static long cpuMs() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() / 1_000_000;
  }

  private static NodeStatus status() {
    return new NodeStatus(
        "a",
        NodeState.MEMBER,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        1,
        List.of(),
        AccountsStatus.NONE);
  }
}
