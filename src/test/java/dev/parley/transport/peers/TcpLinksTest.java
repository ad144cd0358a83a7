package dev.parley.transport.peers;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import dev.parley.group.LinkTransport;
import dev.parley.group.LinkTransport.Answered;
import dev.parley.group.LinkTransport.Closed;
import dev.parley.group.LinkTransport.Event;
import dev.parley.group.LinkTransport.Goodbye;
import dev.parley.group.LinkTransport.Unreachable;
import dev.parley.group.SnapshotOffer;
import dev.parley.protocol.Endpoint;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.ViewId;
import dev.parley.protocol.links.LinkGreeting;
import dev.parley.protocol.links.LinkGreeting.Verdict;
import dev.parley.security.SealMode;
import dev.parley.testing.FreePort;
import dev.parley.tls.TestCertificates;
import dev.parley.transport.BindResult;
import dev.parley.transport.LiveStates;
import dev.parley.wire.LinkHandshake;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TcpLinksTest {
  private static final Duration LONG = Duration.ofSeconds(20);
  private static final MemberId A = new MemberId("a", 1);
  private static final LinkGreeting GREETING =
      new LinkGreeting(A, new MemberId("b", 2), new ViewId(3, A));

  // Members dial with TLS, and the raw sockets of this test without.
  private static final PeerTls TLS =
      PeerTls.of(
          TestCertificates.node(TestCertificates.authority(), "n", "127.0.0.1"),
          () -> SealMode.SEND,
          Duration.ofSeconds(2));

  private final ActorTestKit kit = ActorTestKit.create();
  private final Endpoint bus = new Endpoint("127.0.0.1", FreePort.ofTcp());
  private final TcpLinks dialling = new TcpLinks(kit.system(), "parley", TLS);
  private final TcpLinks accepting = new TcpLinks(kit.system(), "parley", TLS);
  private final TestProbe<Event> dialled = kit.createTestProbe();
  private final TestProbe<Event> accepted = kit.createTestProbe();
  private final TestProbe<LinkGreeting> greetings = kit.createTestProbe();
  private final BlockingQueue<LinkTransport.Handle> acceptedEnds = new LinkedBlockingQueue<>();

  @BeforeEach
  void serve() {
    var opening = kit.<BindResult>createTestProbe();
    var states = new StateServer("parley", new SnapshotOffer(), LiveStates.EMPTY, 1 << 20);
    kit.spawn(PeerServer.create(bus, TLS, states, accepting, NoArchive.SERVER, opening.ref()));
    opening.expectMessage(LONG, BindResult.Succeeded.INSTANCE);
    acceptAs(Verdict.WELCOME);
  }

  private void acceptAs(Verdict verdict) {
    accepting.acceptWith(
        (end, greeting) -> {
          acceptedEnds.add(end);
          greetings.ref().tell(greeting);
          end.reply(verdict);
          return accepted.ref()::tell;
        });
  }

  @AfterEach
  void stop() {
    kit.shutdownTestKit();
  }

  private LinkTransport.Handle dial(Endpoint to) {
    return dialling.dial(to, GREETING, dialled.ref()::tell);
  }

  private LinkTransport.Handle link() {
    var end = dial(bus);
    assertThat(greetings.receiveMessage(LONG)).isEqualTo(GREETING);
    assertThat(dialled.receiveMessage(LONG)).isEqualTo(new Answered(Verdict.WELCOME));
    return end;
  }

  @Test
  void a_link_that_the_dialling_end_hangs_up_ends_with_a_goodbye() {
    var end = link();
    end.hangUp();
    assertThat(accepted.receiveMessage(LONG)).isEqualTo(Goodbye.INSTANCE);
    assertThat(accepted.receiveMessage(LONG)).isEqualTo(Closed.INSTANCE);
    assertThat(dialled.receiveMessage(LONG)).isEqualTo(Closed.INSTANCE);
  }

  @Test
  void a_link_that_the_dialled_end_hangs_up_ends_with_a_goodbye() {
    link();
    acceptedEnds.remove().hangUp();
    assertThat(dialled.receiveMessage(LONG)).isEqualTo(Goodbye.INSTANCE);
    assertThat(dialled.receiveMessage(LONG)).isEqualTo(Closed.INSTANCE);
    assertThat(accepted.receiveMessage(LONG)).isEqualTo(Closed.INSTANCE);
  }

  @Test
  void a_link_that_is_cut_by_either_end_is_closed_at_the_other_without_a_word() {
    link().cut();
    assertThat(accepted.receiveMessage(LONG)).isEqualTo(Closed.INSTANCE);
    assertThat(dialled.receiveMessage(LONG)).isEqualTo(Closed.INSTANCE);
    acceptedEnds.clear();
    link();
    acceptedEnds.remove().cut();
    assertThat(dialled.receiveMessage(LONG)).isEqualTo(Closed.INSTANCE);
  }

  @Test
  void a_link_whose_other_end_is_reset_is_closed() throws IOException {
    try (var raw = connect()) {
      raw.getOutputStream().write(LinkHandshake.encode("parley", GREETING));
      assertThat(greetings.receiveMessage(LONG)).isEqualTo(GREETING);
      raw.setSoLinger(true, 0);
    }
    assertThat(accepted.receiveMessage(LONG)).isEqualTo(Closed.INSTANCE);
  }

  @Test
  void a_link_that_carries_nothing_stays() {
    link();
    dialled.expectNoMessage(TcpLinks.OPENING_TIMEOUT.plusSeconds(1));
    accepted.expectNoMessage(Duration.ZERO);
  }

  @Test
  void a_greeting_that_is_not_welcome_is_answered_and_closed() {
    for (var verdict : new Verdict[] {Verdict.SOMEBODY_ELSE, Verdict.NOT_NOW}) {
      acceptAs(verdict);
      dial(bus);
      assertThat(dialled.receiveMessage(LONG)).isEqualTo(new Answered(verdict));
      assertThat(dialled.receiveMessage(LONG)).isEqualTo(Closed.INSTANCE);
    }
  }

  @Test
  void a_greeting_of_another_cluster_reaches_nobody() {
    new TcpLinks(kit.system(), "others", TLS).dial(bus, GREETING, dialled.ref()::tell);
    assertThat(dialled.receiveMessage(LONG)).isEqualTo(new Answered(Verdict.SOMEBODY_ELSE));
    greetings.expectNoMessage(Duration.ZERO);
  }

  @Test
  void a_port_where_nobody_listens_refuses() {
    dial(new Endpoint("127.0.0.1", FreePort.ofTcp()));
    assertThat(dialled.receiveMessage(LONG)).isEqualTo(new Unreachable(true));
  }

  @Test
  void an_address_that_is_none_is_unreachable_and_not_refused() {
    dial(new Endpoint("999.1.2.3", 1));
    assertThat(dialled.receiveMessage(LONG)).isEqualTo(new Unreachable(false));
  }

  @Test
  void who_accepts_and_says_nothing_is_hung_up_on() throws IOException {
    try (var silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      dial(new Endpoint("127.0.0.1", silent.getLocalPort()));
      assertThat(dialled.receiveMessage(LONG)).isEqualTo(Closed.INSTANCE);
      try (var abandoned = silent.accept()) {
        abandoned.setSoTimeout((int) LONG.toMillis());
        abandoned.getInputStream().skip(Integer.MAX_VALUE);
        assertThat(isClosed(abandoned)).isTrue();
      }
    }
  }

  @Test
  void who_greets_in_pieces_too_slowly_is_hung_up_on() throws IOException {
    try (var raw = connect()) {
      raw.getOutputStream().write(LinkHandshake.encode("parley", GREETING), 0, 20);
      assertThat(isClosed(raw)).isTrue();
    }
    greetings.expectNoMessage(Duration.ZERO);
  }

  @Test
  void a_greeting_of_another_version_is_answered_with_this_one_and_closed() throws IOException {
    var greeting = LinkHandshake.encode("parley", GREETING);
    greeting[2]++;
    try (var raw = connect()) {
      raw.getOutputStream().write(greeting);
      var answer = raw.getInputStream().readNBytes(LinkHandshake.ANSWER_BYTES);
      assertThat(answer).isEqualTo(LinkHandshake.answer(Verdict.NOT_NOW));
      assertThat(isClosed(raw)).isTrue();
    }
    greetings.expectNoMessage(Duration.ZERO);
  }

  @Test
  void foreign_bytes_after_a_greeting_end_the_link() throws IOException {
    try (var raw = connect()) {
      raw.getOutputStream().write(LinkHandshake.encode("parley", GREETING));
      greetings.receiveMessage(LONG);
      raw.getInputStream().readNBytes(LinkHandshake.ANSWER_BYTES);
      raw.getOutputStream().write("GET / HTTP/1.1".getBytes(StandardCharsets.US_ASCII));
      assertThat(isClosed(raw)).isTrue();
    }
    assertThat(accepted.receiveMessage(LONG)).isEqualTo(Closed.INSTANCE);
  }

  @Test
  void one_link_too_many_is_told_not_now_and_there_is_room_again_later() throws IOException {
    var ends = new ArrayList<LinkTransport.Handle>();
    for (int i = 0; i < TcpLinks.MAX_ACCEPTED; i++) ends.add(link());
    dial(bus);
    assertThat(dialled.receiveMessage(LONG)).isEqualTo(new Answered(Verdict.NOT_NOW));
    ends.forEach(LinkTransport.Handle::hangUp);
    Awaitility.await()
        .until(
            () -> {
              var probe = kit.<Event>createTestProbe();
              dialling.dial(bus, GREETING, probe.ref()::tell);
              return probe.receiveMessage(LONG).equals(new Answered(Verdict.WELCOME));
            });
  }

  private Socket connect() throws IOException {
    var socket = new Socket(InetAddress.getLoopbackAddress(), bus.port());
    socket.setSoTimeout((int) LONG.toMillis());
    return socket;
  }

  private static boolean isClosed(Socket socket) throws IOException {
    try {
      return socket.getInputStream().read() < 0;
    } catch (SocketException e) {
      return true;
    }
  }
}
