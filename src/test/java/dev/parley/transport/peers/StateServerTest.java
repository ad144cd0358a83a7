package dev.parley.transport.peers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.stream.javadsl.Sink;
import akka.util.ByteString;
import dev.parley.chat.BucketDigests;
import dev.parley.chat.ChatEvent.MailSent;
import dev.parley.chat.ChatSnapshot;
import dev.parley.chat.ChatState;
import dev.parley.chat.PartialState;
import dev.parley.chat.SnapshotBuckets;
import dev.parley.chat.model.ClientStream;
import dev.parley.chat.model.Mail;
import dev.parley.chat.model.MessageId;
import dev.parley.chat.model.UserName;
import dev.parley.group.OwnState;
import dev.parley.group.SnapshotOffer;
import dev.parley.group.StateTransfer;
import dev.parley.group.StateTransfer.Fetch;
import dev.parley.group.StateTransfer.Fetched;
import dev.parley.group.StateTransfer.Offer;
import dev.parley.protocol.Ballot;
import dev.parley.protocol.Endpoint;
import dev.parley.protocol.Member;
import dev.parley.protocol.MemberId;
import dev.parley.security.SealMode;
import dev.parley.testing.FreePort;
import dev.parley.tls.TestCertificates;
import dev.parley.transport.BindResult;
import dev.parley.transport.Frozen;
import dev.parley.transport.LiveStates;
import dev.parley.transport.States;
import dev.parley.wire.SnapshotParts;
import dev.parley.wire.StateHandshake;
import dev.parley.wire.StateHandshake.Request;
import dev.parley.wire.StateHandshake.Status;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StateServerTest {
  private static final Duration LONG = Duration.ofSeconds(20);
  private static final long RATE = 4 << 20;
  private static final ChatSnapshot NOTHING = States.withMails(0, 0);
  private static final Ballot BALLOT = new Ballot(5, new MemberId("n", 1));

  // Members dial with TLS, and the raw sockets of this test without.
  private static final PeerTls TLS =
      PeerTls.of(
          TestCertificates.node(TestCertificates.authority(), "n", "127.0.0.1"),
          () -> SealMode.SEND);

  private final ActorTestKit kit = ActorTestKit.create();
  private final TestProbe<StateTransfer.Event> fetched = kit.createTestProbe();
  private final List<ServerSocket> donors = new ArrayList<>();
  private final Node holder = new Node("parley");
  private final Node joiner = new Node("parley");

  /** A node's state transfer with its server. */
  private final class Node {
    final Endpoint bus = new Endpoint("127.0.0.1", FreePort.ofTcp());
    final TestProbe<BindResult> opening = kit.createTestProbe();
    final StateServer server;
    final ChatState live = new ChatState();
    final ActorRef<StateTransfer.Command> transfer;

    Node(String cluster) {
      var offered = new SnapshotOffer();
      var source = new StateClient(kit.system(), cluster, TLS);
      server = new StateServer(cluster, offered, LiveStates.of(live), RATE);
      var links = new TcpLinks(kit.system(), cluster, TLS);
      kit.spawn(PeerServer.create(bus, TLS, server, links, NoArchive.SERVER, opening.ref()));
      transfer = kit.spawn(StateTransfer.create(offered, source));
      opening.expectMessage(LONG, BindResult.Succeeded.INSTANCE);
    }
  }

  @AfterEach
  void stop() throws IOException {
    for (var donor : donors) donor.close();
    kit.shutdownTestKit();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 50_000})
  void serves_a_state_with_mails(int size) {
    var state = state(size);
    holder.transfer.tell(new Offer(BALLOT, Frozen.of(state)));
    fetch(holder.bus);

    assertThat(whole()).isEqualTo(new Fetched(BALLOT, List.of(arrived(state))));
  }

  @Test
  void serves_what_is_different_only() {
    var known = States.withMails(1_000, 10);
    var more = new ChatState();
    more.merge(known);
    var id = new MessageId(new ClientStream(UserName.of("lin"), "client"), 1);
    more.apply(new MailSent(new Mail(id, UserName.of("fang"), "hello", 0, 2_000)));
    var state = more.snapshot();
    holder.transfer.tell(new Offer(BALLOT, Frozen.of(state)));
    joiner.transfer.tell(new Offer(BALLOT, Frozen.of(known)));
    ask(joiner, BALLOT, holder.bus);

    var difference = whole().states().get(0);
    assertThat(difference).isEqualTo(Frozen.of(state).differenceFrom(Frozen.of(known).digests()));
    assertThat(difference.state().mails()).hasSize(1);
    assertThat(difference.state().lamport()).isEqualTo(2_000);
  }

  @Test
  void copies_a_state_that_is_not_frozen_of_which_only_what_changed_comes_later() {
    holder.live.merge(States.withMails(3_000, 100));
    copy(holder.bus);
    assertThat(fetched.receiveMessage(LONG)).isEqualTo(StateTransfer.Copied.INSTANCE);
    var state = holder.live.snapshot();
    holder.transfer.tell(new Offer(BALLOT, Frozen.of(state)));
    fetch(holder.bus);

    var arrived = whole().states().get(0);
    assertThat(arrived.different()).isEqualTo(SnapshotBuckets.digests(state).filled());
    assertThat(arrived.state().mails()).isEqualTo(state.mails());
  }

  @Test
  void a_copy_takes_its_time() {
    // 6 MB at 4 MiB a second.
    holder.live.merge(States.withMails(3_000, 2_000));
    holder.live.digests();
    long begun = System.nanoTime();
    copy(holder.bus);
    assertThat(fetched.receiveMessage(LONG)).isEqualTo(StateTransfer.Copied.INSTANCE);
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(Duration.ofMillis(900));
  }

  @Test
  void a_copy_of_a_holder_that_is_gone_or_of_another_cluster_ends() throws IOException {
    copy(new Endpoint("127.0.0.1", FreePort.ofTcp()));
    assertThat(fetched.receiveMessage(LONG)).isEqualTo(StateTransfer.Copied.INSTANCE);
    var foreign = new Node("others");
    foreign.live.merge(States.withMails(3, 10));
    copy(foreign.bus);
    assertThat(fetched.receiveMessage(LONG)).isEqualTo(StateTransfer.Copied.INSTANCE);
    holder.transfer.tell(new Offer(BALLOT, Frozen.of(NOTHING)));
    fetch(holder.bus);
    assertThat(whole().states().get(0).state().mails()).isEmpty();
  }

  private void copy(Endpoint bus) {
    joiner.transfer.tell(
        new StateTransfer.Copy(
            bus, new OwnState(BucketDigests.EMPTY, Optional.empty()), fetched.ref()));
  }

  @Test
  void serves_the_whole_state_to_a_member_that_has_none_of_its_own_to_compare() {
    var state = state(10);
    holder.transfer.tell(new Offer(BALLOT, Frozen.of(state)));
    ask(joiner, BALLOT, holder.bus);

    assertThat(whole().states()).containsExactly(PartialState.whole(state));
  }

  @Test
  void a_state_that_is_not_frozen_yet_is_asked_for_again() throws IOException {
    var state = state(1_000);
    fetch(holder.bus);
    assertThat(answer("parley", BALLOT)).isEqualTo(Status.NOT_YET);
    fetched.expectNoMessage(Duration.ofMillis(200)); // asked again every 50 ms
    holder.transfer.tell(new Offer(BALLOT, Frozen.of(state)));

    assertThat(whole().states()).containsExactly(arrived(state));
  }

  @Test
  void a_damaged_state_is_fetched_from_another_holder() {
    var state = state(2_000);
    var damaged = answer(state).toArray();
    damaged[150_000] ^= 1;
    var donor = donor(damaged, false);
    holder.transfer.tell(new Offer(BALLOT, Frozen.of(state)));
    fetch(donor, holder.bus);

    assertThat(whole().states()).containsExactly(arrived(state));
  }

  @Test
  void a_state_whose_holder_dies_in_the_middle_is_fetched_from_another() {
    var state = state(2_000);
    var half = answer(state).take(100_000).toArray();
    var donor = donor(half, true);
    holder.transfer.tell(new Offer(BALLOT, Frozen.of(state)));
    fetch(donor, holder.bus);

    assertThat(whole().states()).containsExactly(arrived(state));
  }

  @Test
  void a_holder_that_stops_in_the_middle_is_given_up() {
    var state = state(2_000);
    var half = answer(state).take(100_000).toArray();
    var donor = donor(half, false);
    holder.transfer.tell(new Offer(BALLOT, Frozen.of(state)));
    fetch(donor, holder.bus);

    assertThat(whole().states()).containsExactly(arrived(state));
  }

  @Test
  void a_holder_that_is_not_there_is_passed_over() {
    var state = state(10);
    holder.transfer.tell(new Offer(BALLOT, Frozen.of(state)));
    fetch(new Endpoint("127.0.0.1", FreePort.ofTcp()), holder.bus);

    assertThat(whole().states()).containsExactly(arrived(state));
  }

  @Test
  void serves_no_other_cluster_and_no_other_ballot() throws IOException {
    holder.transfer.tell(new Offer(BALLOT, Frozen.of(state(10))));
    var foreign = new Node("others");
    fetch(foreign, BALLOT, holder.bus);
    assertThat(answer("others", BALLOT)).isEqualTo(Status.REFUSED);

    var other = new Ballot(5, new MemberId("m", 1));
    fetch(joiner, other, holder.bus);
    assertThat(answer("parley", other)).isEqualTo(Status.NOT_YET);
    fetched.expectNoMessage(Duration.ofMillis(200));
  }

  @Test
  void closes_connections_that_are_no_request() throws IOException {
    try (var socket = connect(holder.bus)) {
      socket.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(UTF_8));
      assertThat(socket.getInputStream().readAllBytes()).isEmpty();
    }
  }

  @Test
  void refuses_a_request_of_another_version_and_names_its_own() throws IOException {
    var request = StateHandshake.encode(new StateHandshake.Request("parley", BALLOT));
    request[2] = 5;
    try (var socket = connect(holder.bus)) {
      socket.getOutputStream().write(request);
      var answer = socket.getInputStream().readNBytes(StateHandshake.ANSWER_HEADER_BYTES);
      assertThat(StateHandshake.status(answer)).contains(Status.OTHER_VERSION);
      assertThat(StateHandshake.version(answer)).isEqualTo(StateHandshake.VERSION);
    }
  }

  @Test
  void closes_connections_that_ask_nothing() throws IOException {
    try (var silent = connect(holder.bus)) {
      assertThat(ending(silent)).isIn("end", "Connection reset");
    }
  }

  @Test
  void closes_connections_that_stop_in_the_middle_of_a_request() throws IOException {
    try (var silent = connect(holder.bus)) {
      silent.getOutputStream().write(new byte[] {(byte) 0xc4, (byte) 0xa8, 2});
      assertThat(ending(silent)).isIn("end", "Connection reset");
    }
  }

  private static String ending(Socket socket) throws IOException {
    try {
      return socket.getInputStream().read() < 0 ? "end" : "bytes";
    } catch (SocketException e) {
      return String.valueOf(e.getMessage());
    }
  }

  @Test
  void tells_one_connection_too_many_that_it_is_busy_and_recovers() throws IOException {
    var silent = new ArrayList<Socket>();
    for (int i = 0; i < StateServer.MAX_CONNECTIONS; i++) {
      var socket = connect(holder.bus);
      socket.getOutputStream().write(new byte[] {(byte) 0xc4, (byte) 0xa8});
      silent.add(socket);
    }
    holder.transfer.tell(new Offer(BALLOT, Frozen.of(state(10))));
    Awaitility.await().until(() -> answer("parley", BALLOT) == Status.BUSY);
    fetch(holder.bus);
    for (var socket : silent) socket.close();

    whole();
  }

  @Test
  void tells_one_copy_too_many_that_it_is_busy_and_recovers() throws IOException {
    // So much that no copy is over before the test is, at 4 MiB a second.
    holder.live.merge(States.withMails(6_000, 2_000));
    holder.live.digests();
    var copying = new ArrayList<Socket>();
    for (int i = 0; i < StateServer.MAX_COPIES; i++) {
      copying.add(connect(holder.bus));
      assertThat(copyStatus(copying.get(i))).isEqualTo(Status.WHOLE);
    }
    try (var another = connect(holder.bus)) {
      assertThat(copyStatus(another)).isEqualTo(Status.BUSY);
    }
    holder.transfer.tell(new Offer(BALLOT, Frozen.of(state(10))));
    assertThat(answer("parley", BALLOT)).as("of a frozen state").isEqualTo(Status.WHOLE);
    for (var socket : copying) socket.close();
    Awaitility.await()
        .until(
            () -> {
              try (var another = connect(holder.bus)) {
                return copyStatus(another) == Status.WHOLE;
              }
            });
  }

  private static Status copyStatus(Socket socket) throws IOException {
    socket.getOutputStream().write(StateHandshake.encodeCopy("parley", BucketDigests.EMPTY));
    var header = socket.getInputStream().readNBytes(StateHandshake.ANSWER_HEADER_BYTES);
    return StateHandshake.status(header).orElseThrow();
  }

  @Test
  void tells_the_owner_in_a_sentence_when_the_port_is_in_use() {
    var opening = kit.<BindResult>createTestProbe();
    var links = new TcpLinks(kit.system(), "parley", TLS);
    kit.spawn(
        PeerServer.create(holder.bus, TLS, holder.server, links, NoArchive.SERVER, opening.ref()));

    var failed = (BindResult.Failed) opening.receiveMessage(LONG);
    assertThat(failed.sentence())
        .startsWith("The members' address " + holder.bus + " (TCP) cannot be used: ")
        .endsWith("Stop what uses it, or choose another port or --bind address.");
  }

  /** What the holder answers to a request, without the state itself. */
  private Status answer(String cluster, Ballot ballot) throws IOException {
    try (var socket = connect(holder.bus)) {
      socket.getOutputStream().write(StateHandshake.encode(new Request(cluster, ballot)));
      var header = socket.getInputStream().readNBytes(StateHandshake.ANSWER_HEADER_BYTES);
      for (var status : Status.values())
        if (Arrays.equals(header, StateHandshake.header(status, 2))) return status;
      throw new AssertionError("no header: " + Arrays.toString(header));
    }
  }

  /** The state as it comes to the joiner, whose own has neither mail nor numbers. */
  private static PartialState arrived(ChatSnapshot state) {
    return Frozen.of(state).differenceFrom(Frozen.of(NOTHING).digests());
  }

  private Fetched whole() {
    var event = fetched.receiveMessage(LONG);
    while (!(event instanceof Fetched)) event = fetched.receiveMessage(LONG);
    return (Fetched) event;
  }

  private void fetch(Endpoint... holders) {
    fetch(joiner, BALLOT, holders);
  }

  private void fetch(Node node, Ballot ballot, Endpoint... holders) {
    // Its own state, with which those that come are compared.
    node.transfer.tell(new Offer(ballot, Frozen.of(NOTHING)));
    ask(node, ballot, holders);
  }

  private void ask(Node node, Ballot ballot, Endpoint... holders) {
    var members = new ArrayList<Member>();
    for (var bus : holders) {
      members.add(new Member(new MemberId("n" + bus.port(), 1), bus, bus));
    }
    node.transfer.tell(new Fetch(ballot, List.of(members), fetched.ref()));
  }

  /** A holder that answers its first connection with these bytes, and then hangs up or does not. */
  private Endpoint donor(byte[] answer, boolean hangUp) {
    try {
      var server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
      donors.add(server);
      var thread =
          new Thread(
              () -> {
                try {
                  var socket = server.accept();
                  socket.getInputStream().readNBytes(StateHandshake.REQUEST_PREFIX_BYTES);
                  socket.getOutputStream().write(answer);
                  if (hangUp) socket.close();
                } catch (IOException e) {
                  // The test is over.
                }
              });
      thread.setDaemon(true);
      thread.start();
      return new Endpoint("127.0.0.1", server.getLocalPort());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private ByteString answer(ChatSnapshot state) {
    return StateChunks.of(new SnapshotParts(state), 2)
        .runWith(Sink.fold(ByteString.emptyByteString(), ByteString::concat), kit.system())
        .toCompletableFuture()
        .join();
  }

  private static ChatSnapshot state(int size) {
    return States.withMails(size, 100);
  }

  private static Socket connect(Endpoint endpoint) throws IOException {
    var socket = new Socket(InetAddress.getLoopbackAddress(), endpoint.port());
    socket.setSoTimeout((int) LONG.toMillis());
    return socket;
  }
}
