package dev.parley.transport.clients;

import static org.assertj.core.api.Assertions.assertThat;

import akka.io.Tcp;
import akka.util.ByteString;
import dev.parley.session.limits.ClientAddress;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Connections from other machines until they have a session. */
class TcpServerEntranceTest {
  private static final ClientAddress FAR = ClientAddress.of(new byte[] {10, 0, 0, 1});
  private static final ClientAddress NEXT = ClientAddress.of(new byte[] {10, 0, 0, 2});

  private final ServerFixture server = new ServerFixture();

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  private ProbeSocket connect(ClientAddress from) {
    var socket = new ProbeSocket(server.kit);
    server.server.tell(new TcpServer.ClientConnected(socket.ref(), from, false));
    return socket;
  }

  private List<ProbeSocket> fill() {
    var sockets = new ArrayList<ProbeSocket>();
    for (int i = 0; i < EntranceShares.PER_ADDRESS; i++) {
      sockets.add(connect(FAR));
      sockets.get(i).expectRegistered();
    }
    return sockets;
  }

  @Test
  void beyond_the_share_of_an_address_are_closed_at_once_and_those_of_others_are_not() {
    fill();

    connect(FAR).probe.expectMessage(Tcp.Abort$.MODULE$);
    connect(NEXT).expectRegistered();
  }

  @Test
  void leave_their_places_when_they_are_closed() {
    var gone = fill().get(0);
    var watcher = server.kit.createTestProbe();
    gone.probe.stop();
    watcher.expectTerminated(gone.probe.getRef());

    org.awaitility.Awaitility.await().until(() -> isTaken(FAR));
  }

  @Test
  void leave_their_places_when_they_have_a_session() throws Exception {
    var socket = fill().get(0);
    socket.beginHandshake();
    socket.client.send(ByteString.fromString("{\"op\":\"ping\"}\n"));
    socket.arrive();
    assertThat(socket.probe.receiveMessage()).isNotEqualTo(Tcp.Abort$.MODULE$);

    org.awaitility.Awaitility.await().until(() -> isTaken(FAR));
    connect(FAR).probe.expectMessage(Tcp.Abort$.MODULE$);
  }

  @Test
  void of_a_proxy_are_counted_by_the_address_of_its_client() {
    for (int i = 0; i < EntranceShares.PER_ADDRESS; i++) introduce("10.0.0.1").expectReading();

    introduce("10.0.0.1").probe.expectMessage(Tcp.Abort$.MODULE$);
    introduce("10.0.0.2").expectReading();
  }

  private ProbeSocket introduce(String client) {
    var socket = new ProbeSocket(server.kit);
    server.server.tell(new TcpServer.ProxyConnected(socket.ref(), NEXT));
    socket.expectRegistered();
    socket.expectReading();
    socket.arrive(ByteString.fromString("PROXY TCP4 " + client + " 10.0.0.9 1 2\r\n"));
    return socket;
  }

  private boolean isTaken(ClientAddress from) {
    return connect(from).probe.receiveMessage() instanceof Tcp.Register;
  }

  @Test
  void make_room_for_the_newest_when_there_are_too_many_in_all() {
    var oldest = fill().get(0);
    for (int i = EntranceShares.PER_ADDRESS; i < EntranceShares.IN_ALL; i++) {
      var from = ClientAddress.of(new byte[] {10, 0, (byte) (1 + i / 256), (byte) i});
      server.server.tell(
          new TcpServer.ClientConnected(new ProbeSocket(server.kit).ref(), from, false));
    }
    connect(NEXT).expectRegistered();

    oldest.expectAbandoned();
  }
}
