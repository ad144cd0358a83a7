package dev.parley.transport.peers;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import dev.parley.group.LinkTransport.Answered;
import dev.parley.group.LinkTransport.Closed;
import dev.parley.group.LinkTransport.Event;
import dev.parley.group.SnapshotFetcher;
import dev.parley.group.SnapshotOffer;
import dev.parley.protocol.Ballot;
import dev.parley.protocol.Endpoint;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.ViewId;
import dev.parley.protocol.links.LinkGreeting;
import dev.parley.protocol.links.LinkGreeting.Verdict;
import dev.parley.security.SealMode;
import dev.parley.testing.FreePort;
import dev.parley.tls.ClusterAuthority;
import dev.parley.tls.TestCertificates;
import dev.parley.transport.BindResult;
import dev.parley.transport.LiveStates;
import dev.parley.wire.StateHandshake;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PeerTlsTest {
  private static final Duration LONG = Duration.ofSeconds(20);
  private static final Duration SHORT = Duration.ofMillis(700);
  private static final MemberId A = new MemberId("a", 1);
  private static final Ballot BALLOT = new Ballot(5, A);
  private static final LinkGreeting GREETING =
      new LinkGreeting(A, new MemberId("b", 2), new ViewId(3, A));

  private final ActorTestKit kit = ActorTestKit.create();
  private final ClusterAuthority authority = TestCertificates.authority();
  private final AtomicReference<SealMode> use = new AtomicReference<>(SealMode.REQUIRE);
  private final Endpoint bus = new Endpoint("127.0.0.1", FreePort.ofTcp());
  private final TestProbe<Event> dialled = kit.createTestProbe();
  private final TestProbe<LinkGreeting> greetings = kit.createTestProbe();

  private PeerTls tls(ClusterAuthority of, SealMode used, String... hosts) {
    return PeerTls.of(TestCertificates.node(of, "n", hosts), () -> used, LONG);
  }

  @BeforeEach
  void serve() {
    serve(bus, LONG);
  }

  private Endpoint impatient() {
    var impatient = new Endpoint("127.0.0.1", FreePort.ofTcp());
    serve(impatient, SHORT);
    return impatient;
  }

  private void serve(Endpoint bus, Duration handshake) {
    var opening = kit.<BindResult>createTestProbe();
    var tls = PeerTls.of(TestCertificates.node(authority, "b", "127.0.0.1"), use::get, handshake);
    var links = new TcpLinks(kit.system(), "parley", tls);
    links.acceptWith(
        (end, greeting) -> {
          greetings.ref().tell(greeting);
          end.reply(Verdict.WELCOME);
          return event -> {};
        });
    var states = new StateServer("parley", new SnapshotOffer(), LiveStates.EMPTY, 1 << 20);
    kit.spawn(PeerServer.create(bus, tls, states, links, NoArchive.SERVER, opening.ref()));
    opening.expectMessage(LONG, BindResult.Succeeded.INSTANCE);
  }

  @AfterEach
  void stop() {
    kit.shutdownTestKit();
  }

  private void dial(PeerTls tls) {
    new TcpLinks(kit.system(), "parley", tls).dial(bus, GREETING, dialled.ref()::tell);
  }

  private static byte[] request() {
    return StateHandshake.encode(new StateHandshake.Request("parley", BALLOT));
  }

  /** All that the server says to a request for state, until it hangs up. */
  private static int answered(Socket socket) {
    try (socket) {
      socket.setSoTimeout((int) LONG.toMillis());
      socket.getOutputStream().write(request());
      return socket.getInputStream().readAllBytes().length;
    } catch (java.net.SocketTimeoutException e) {
      throw new AssertionError("the connection is still open", e);
    } catch (IOException e) {
      return 0;
    }
  }

  private int answeredTo(SSLContext context) throws IOException {
    return answered(context.getSocketFactory().createSocket("127.0.0.1", bus.port()));
  }

  private Socket connect() throws IOException {
    return connect(bus);
  }

  private static Socket connect(Endpoint bus) throws IOException {
    var socket = new Socket(InetAddress.getLoopbackAddress(), bus.port());
    socket.setSoTimeout((int) LONG.toMillis());
    return socket;
  }

  @Test
  void a_member_is_welcome() {
    dial(tls(authority, SealMode.REQUIRE, "127.0.0.1"));
    assertThat(dialled.receiveMessage(LONG)).isEqualTo(new Answered(Verdict.WELCOME));
    assertThat(greetings.receiveMessage(LONG)).isEqualTo(GREETING);
  }

  @Test
  void who_has_a_certificate_of_the_cluster_is_answered_and_who_has_none_gets_nothing()
      throws IOException {
    assertThat(answeredTo(TestCertificates.holder(authority)))
        .isEqualTo(StateHandshake.ANSWER_HEADER_BYTES);
    assertThat(answeredTo(TestCertificates.stranger())).isZero();
    assertThat(answeredTo(TestCertificates.holder(TestCertificates.authority()))).isZero();
  }

  @Test
  void who_speaks_an_older_version_of_tls_gets_nothing() throws IOException {
    var context = TestCertificates.holder(authority);
    var socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", bus.port());
    socket.setEnabledProtocols(new String[] {"TLSv1.2"});
    assertThat(answered(socket)).isZero();
  }

  @Test
  void a_plain_connection_gets_nothing_where_encryption_is_required() throws IOException {
    assertThat(answered(connect())).isZero();
    dial(PeerTls.none());
    assertThat(dialled.receiveMessage(LONG)).isEqualTo(Closed.INSTANCE);
    greetings.expectNoMessage(Duration.ZERO);
  }

  @Test
  void a_plain_connection_is_taken_while_a_cluster_passes_to_encryption() throws IOException {
    for (var stage : List.of(SealMode.ACCEPT, SealMode.SEND)) {
      use.set(stage);
      assertThat(answered(connect())).isEqualTo(StateHandshake.ANSWER_HEADER_BYTES);
      assertThat(answeredTo(TestCertificates.holder(authority)))
          .isEqualTo(StateHandshake.ANSWER_HEADER_BYTES);
    }
  }

  @Test
  void a_member_does_not_greet_a_stranger_who_took_the_address_of_another() {
    dial(tls(TestCertificates.authority(), SealMode.REQUIRE, "127.0.0.1"));
    assertThat(dialled.receiveMessage(LONG)).isEqualTo(Closed.INSTANCE);
    greetings.expectNoMessage(Duration.ZERO);
  }

  @Test
  void a_member_does_not_greet_a_node_that_has_another_address_than_the_one_dialled() {
    new TcpLinks(kit.system(), "parley", tls(authority, SealMode.REQUIRE, "127.0.0.1"))
        .dial(new Endpoint("localhost", bus.port()), GREETING, dialled.ref()::tell);
    assertThat(dialled.receiveMessage(LONG)).isEqualTo(Closed.INSTANCE);
    greetings.expectNoMessage(Duration.ZERO);
  }

  @Test
  void a_node_that_dials_plain_does_not_encrypt() throws IOException {
    try (var listening = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      var there = new Endpoint("127.0.0.1", listening.getLocalPort());
      for (var stage : SealMode.values()) {
        new TcpLinks(kit.system(), "parley", tls(authority, stage, "127.0.0.1"))
            .dial(there, GREETING, dialled.ref()::tell);
        try (var socket = listening.accept()) {
          boolean isPlain = socket.getInputStream().read() != 0x16;
          assertThat(isPlain).isEqualTo(stage == SealMode.ACCEPT);
        }
      }
    }
  }

  @Test
  void who_stops_in_the_middle_of_a_handshake_is_hung_up_on() throws IOException {
    var impatient = impatient();
    for (var begun : List.of(new byte[] {0x16, 3}, new byte[] {0x16, 3, 1, 2, 0, 1, 0})) {
      try (var socket = connect(impatient)) {
        socket.getOutputStream().write(begun);
        assertThat(isClosed(socket)).isTrue();
      }
    }
  }

  @Test
  void who_says_nothing_after_a_handshake_is_hung_up_on() throws IOException {
    var factory = TestCertificates.holder(authority).getSocketFactory();
    try (var socket = (SSLSocket) factory.createSocket("127.0.0.1", impatient().port())) {
      socket.startHandshake();
      assertThat(isClosed(socket)).isTrue();
    }
  }

  @Test
  void garbage_in_place_of_a_handshake_is_hung_up_on() throws IOException {
    try (var socket = connect(impatient())) {
      socket.getOutputStream().write(0x16);
      socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(US_ASCII));
      assertThat(isClosed(socket)).isTrue();
    }
  }

  @Test
  void connections_that_prove_nothing_keep_no_place_of_those_that_fetch_state() throws IOException {
    var silent = new ArrayList<Socket>();
    for (int i = 0; i < HandshakeGate.ON_LOOPBACK; i++) silent.add(connect());
    Awaitility.await().until(() -> isClosed(connect()));
    for (var socket : silent) socket.close();
    Awaitility.await().until(() -> answeredTo(TestCertificates.holder(authority)) > 0);
  }

  @Test
  void who_fetches_state_waits_for_a_handshake_as_long_as_for_any_other() throws IOException {
    try (var silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      var own = TestCertificates.node(authority, "n", "127.0.0.1");
      var patient = PeerTls.of(own, () -> SealMode.REQUIRE, SHORT);
      var client = new StateClient(kit.system(), "parley", patient);
      var holder = new Endpoint("127.0.0.1", silent.getLocalPort());
      var attempt = client.fetch(holder, BALLOT, Optional.empty(), () -> {});
      assertThat(attempt.answer())
          .succeedsWithin(StateClient.IDLE_TIMEOUT.minus(SHORT))
          .isInstanceOf(SnapshotFetcher.Failed.class);
    }
  }

  private static boolean isClosed(Socket socket) {
    try {
      socket.getInputStream().readAllBytes();
      return true;
    } catch (java.net.SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }
}
