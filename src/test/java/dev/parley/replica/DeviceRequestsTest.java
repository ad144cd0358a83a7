package dev.parley.replica;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.ChatEvent;
import dev.parley.chat.ChatEvent.DeviceEnded;
import dev.parley.chat.ChatEvent.DeviceOpened;
import dev.parley.chat.ChatEvent.LoggedOut;
import dev.parley.chat.ChatEvent.MailSent;
import dev.parley.chat.ChatEvent.SessionId;
import dev.parley.chat.ChatState;
import dev.parley.chat.Notice;
import dev.parley.chat.accounts.ClientNumber;
import dev.parley.chat.accounts.ScramVerifier;
import dev.parley.chat.model.ClaimPair;
import dev.parley.chat.model.ClientStream;
import dev.parley.chat.model.Device;
import dev.parley.chat.model.Mail;
import dev.parley.chat.model.MessageId;
import dev.parley.chat.model.ReadPosition;
import dev.parley.chat.model.Refusal;
import dev.parley.chat.model.UserName;
import dev.parley.protocol.Endpoint;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.VersionVector;
import dev.parley.replica.ReplicaProtocol.DeviceInfo;
import dev.parley.replica.ReplicaProtocol.DeviceRefused;
import dev.parley.replica.ReplicaProtocol.DevicesListed;
import dev.parley.wire.VersionedCbor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** FANG has a laptop here and a telephone at another server; SHAO has a laptop here. */
class DeviceRequestsTest {
  private static final UserName FANG = UserName.of("fang");
  private static final UserName SHAO = UserName.of("shao");
  private static final MemberId SELF = new MemberId("a", 1);
  private static final Optional<Endpoint> HERE = Optional.of(Endpoint.parse("h:1"));
  private static final Optional<Endpoint> ELSEWHERE = Optional.of(Endpoint.parse("h:2"));

  private final ReplicaOutputs outputs = new ReplicaOutputs();
  private final ChatState state = new ChatState();
  private final SessionTable<String> table =
      new SessionTable<>(
          new Durability(new ChatState(), () -> VersionVector.EMPTY, false, outputs));
  private final DeviceRequests<String> requests =
      new DeviceRequests<>(state, table, started(), LocalSessionsTest::status);

  DeviceRequestsTest() {
    open("of fang", FANG, "laptop", "a laptop");
    open("of shao", SHAO, "laptop-of-shao", "");
    var elsewhere = new SessionId(new MemberId("b", 1), 1);
    state.apply(new DeviceOpened(FANG, elsewhere, 1, ClaimPair.ANY, device("telephone", 7)));
    writes("tablet-1", 5);
    writes("telephone", 6);
    outputs.take();
  }

  private OwnEvents started() {
    var ownEvents = new OwnEvents(outputs);
    ownEvents.onStarted();
    return ownEvents;
  }

  @Test
  void lists_the_clients_that_are_logged_in_anywhere_and_those_that_have_written() {
    requests.onList("of fang", Optional.of(SELF));
    assertThat(told("of fang"))
        .containsExactly(
            new DevicesListed(
                List.of(
                    new DeviceInfo("laptop", "a laptop", true, HERE, 0, 0, true),
                    new DeviceInfo("telephon", "", true, ELSEWHERE, 7, 0, false),
                    new DeviceInfo("tablet-1", "", false, Optional.empty(), 0, 5, false))));
  }

  @Test
  void lists_no_more_clients_that_are_away_than_people_have() {
    for (int i = 10; i < 10 + DeviceRequests.MAX_AWAY; i++) writes("away" + i, i);
    requests.onList("of fang", Optional.of(SELF));
    assertThat(((DevicesListed) told("of fang").get(0)).devices())
        .extracting(DeviceInfo::device)
        .hasSize(2 + DeviceRequests.MAX_AWAY)
        .contains("away10", "away73")
        .doesNotContain("tablet-1");
  }

  @Test
  void ends_a_client_and_its_tickets_wherever_it_is() {
    requests.onEnd("of fang", "telephon", 100);
    long number = ClientNumber.of(Optional.of("telephone"));
    assertThat(submitted())
        .containsExactly(
            new DeviceEnded(FANG, ClaimPair.ANY, "telephon"),
            new LoggedOut(FANG, number, 100, ClaimPair.ANY));
    assertThat(told("of fang")).as("not before it is known here").isEmpty();

    assertThat(state.apply(new DeviceEnded(FANG, ClaimPair.ANY, "telephon")))
        .containsExactly(new Notice.DeviceEnded(FANG, "telephon"));
    requests.onEnded(FANG, "telephon");
    requests.onDelivered(new DeviceEnded(FANG, ClaimPair.ANY, "telephon"));
    assertThat(told("of fang")).as("its tickets are not ended yet").isEmpty();
    requests.onDelivered(new LoggedOut(FANG, number, 100, ClaimPair.ANY));
    requests.onDelivered(new LoggedOut(FANG, number, 100, ClaimPair.ANY));
    assertThat(told("of fang")).containsExactly(new ReplicaProtocol.DeviceEnded("telephon"));
  }

  @Test
  void ends_the_tickets_of_a_client_that_is_away() {
    requests.onEnd("of fang", "tablet-1", 100);
    assertThat(submitted()).hasSize(2).last().isInstanceOf(LoggedOut.class);
  }

  @Test
  void answers_the_client_that_ends_itself_before_its_session_ends() {
    requests.onEnd("of fang", "laptop", 100);
    requests.onEnded(FANG, "laptop");
    assertThat(told("of fang")).containsExactly(new ReplicaProtocol.DeviceEnded("laptop"));
  }

  @Test
  void ends_nothing_of_another_user_and_nothing_that_is_not_there() {
    for (var device : List.of("laptop-o", "", "telephone", "no such device")) {
      requests.onEnd("of fang", device, 100);
      assertThat(told("of fang"))
          .as(device)
          .singleElement()
          .isInstanceOfSatisfying(
              DeviceRefused.class,
              refused ->
                  assertThat(refused.refusal().code()).isEqualTo(Refusal.Code.NO_SUCH_DEVICE));
    }
    requests.onEnd("of nobody", "laptop", 100);
    assertThat(submitted()).isEmpty();
  }

  private void open(String session, UserName name, String client, String kind) {
    var request =
        new SessionRequest(
            name,
            ClaimPair.ANY,
            ScramVerifier.ANY,
            client,
            ReadPosition.NOTHING,
            LoginProof.byPassword(Optional.of(client)),
            Arrival.UNKNOWN,
            new ClientTraits(2, kind));
    var entry = table.open(session, request, name, 0, List.of());
    state.apply(new DeviceOpened(name, entry.id(SELF), 1, ClaimPair.ANY, entry.device()));
  }

  private void writes(String client, long atMs) {
    var id = new MessageId(new ClientStream(FANG, client), 1);
    state.apply(new MailSent(new Mail(id, SHAO, "text", atMs, 2)));
  }

  private static Device device(String client, long sinceMs) {
    long number = ClientNumber.of(Optional.of(client));
    return new Device(number, Device.shownOf(client), "", number, sinceMs);
  }

  private final List<ReplicaOutput> taken = new ArrayList<>();

  private List<ChatEvent> submitted() {
    taken.addAll(outputs.take());
    var events =
        taken.stream()
            .filter(ReplicaOutput.Submit.class::isInstance)
            .map(output -> ((ReplicaOutput.Submit) output).payload().unsafeArray())
            .map(bytes -> VersionedCbor.EVENT.decode(bytes).orElseThrow())
            .toList();
    taken.removeIf(ReplicaOutput.Submit.class::isInstance);
    return events;
  }

  /** What one session was told since the last call. */
  private List<ReplicaProtocol.Event> told(String session) {
    taken.addAll(outputs.take());
    var events =
        taken.stream()
            .filter(ReplicaOutput.Tell.class::isInstance)
            .map(output -> (ReplicaOutput.Tell<?>) output)
            .filter(tell -> tell.session().equals(session))
            .<ReplicaProtocol.Event>map(ReplicaOutput.Tell::event)
            .toList();
    taken.removeIf(ReplicaOutput.Tell.class::isInstance);
    return events;
  }
}
