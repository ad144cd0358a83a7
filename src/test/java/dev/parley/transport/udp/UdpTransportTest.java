package dev.parley.transport.udp;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.util.ByteString;
import com.typesafe.config.ConfigFactory;
import dev.parley.group.Datagrams;
import dev.parley.protocol.Endpoint;
import dev.parley.transport.BindResult;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class UdpTransportTest {
  private static final Duration LONG = Duration.ofSeconds(20);
  private static final ByteString HELLO = ByteString.fromString("hello");

  private final ActorTestKit kit = ActorTestKit.create(ConfigFactory.load());
  private final Endpoint group = new Endpoint("239.255.77.1", freePort());

  /** One node's sockets, and what they tell. */
  private final class Node {
    final TestProbe<Datagrams.Event> events = kit.createTestProbe();
    final TestProbe<BindResult> status = kit.createTestProbe();
    final Endpoint bus;
    final ActorRef<Datagrams.Command> sockets;

    Node(Endpoint bus, Optional<Endpoint> group) {
      this.bus = bus;
      var settings = new UdpSettings(bus, group, 1, 256 * 1024);
      this.sockets = kit.spawn(UdpTransport.create(settings, events.ref(), status.ref()));
    }

    Node open(int eventsBefore) {
      status.expectMessage(LONG, BindResult.Succeeded.INSTANCE);
      for (int i = 0; i < eventsBefore; i++) {
        assertThat(events.receiveMessage(LONG)).isNotInstanceOf(Datagrams.Received.class);
      }
      return this;
    }

    /** Takes what comes until nothing more does; returns the number of datagrams. */
    int takeAll(Queue<Datagrams.Mark> marks) {
      int taken = 0;
      for (var quiet = LONG; ; quiet = Duration.ofMillis(300)) {
        try {
          if (events.receiveMessage(quiet) instanceof Datagrams.Mark mark) marks.add(mark);
          else taken++;
        } catch (AssertionError nothingMore) {
          return taken;
        }
      }
    }

    void expectReceived(ByteString bytes) {
      expectReceived(bytes, LONG);
    }

    void expectReceived(ByteString bytes, Duration within) {
      var received = (Datagrams.Received) events.receiveMessage(within);
      assertThat(received.bytes()).isEqualTo(bytes);
    }
  }

  @AfterEach
  void stop() {
    kit.shutdownTestKit();
  }

  @Test
  void carries_a_datagram_to_one_node() {
    var a = open();
    var b = open();
    a.sockets.tell(new Datagrams.Send(b.bus, HELLO));

    b.expectReceived(HELLO);
    a.events.expectNoMessage(Duration.ofMillis(50));
  }

  @Test
  void carries_a_datagram_of_the_largest_size() {
    var a = open();
    var b = open();
    var large = ByteString.fromArray(new byte[60 * 1024]);
    a.sockets.tell(new Datagrams.Send(b.bus, large));

    b.expectReceived(large);
  }

  @Test
  void carries_a_datagram_to_every_node_of_the_machine_that_is_in_the_group() {
    var a = open();
    var b = open();
    a.sockets.tell(new Datagrams.Multicast(HELLO));

    a.expectReceived(HELLO);
    b.expectReceived(HELLO);
  }

  @Test
  void reads_only_so_far_ahead_of_its_receiver() {
    var a = open();
    var b = open();
    int sent = 2 * ReadAhead.DROPPED;
    for (int i = 0; i < sent; i++) a.sockets.tell(new Datagrams.Send(b.bus, HELLO));
    var marks = new ArrayDeque<Datagrams.Mark>();
    int ahead = b.takeAll(marks);
    assertThat(ahead).isBetween(ReadAhead.LIMIT, ReadAhead.DROPPED);

    marks.forEach(mark -> mark.reached().run());
    marks.clear();
    a.sockets.tell(new Datagrams.Send(b.bus, HELLO));
    assertThat(b.takeAll(marks)).as("it reads again").isPositive();
  }

  @Test
  void tells_what_came_to_the_group_from_what_came_to_the_node() {
    var a = open();
    a.sockets.tell(new Datagrams.Multicast(HELLO));
    assertThat(((Datagrams.Received) a.events.receiveMessage(LONG)).byMulticast()).isTrue();

    a.sockets.tell(new Datagrams.Send(a.bus, HELLO));
    assertThat(((Datagrams.Received) a.events.receiveMessage(LONG)).byMulticast()).isFalse();
  }

  @Test
  void hears_nothing_that_is_sent_to_the_port_of_the_group_but_not_to_the_group()
      throws IOException {
    var a = open();
    try (var stranger = new DatagramSocket()) {
      for (var host : List.of("127.0.0.1", "127.0.0.9")) {
        var to = new InetSocketAddress(host, group.port());
        stranger.send(new DatagramPacket(new byte[] {1}, 1, to));
      }
    }
    a.sockets.tell(new Datagrams.Multicast(HELLO));

    a.expectReceived(HELLO);
  }

  @Test
  void hears_the_group_again_after_it_was_joined_anew() {
    var a = open();
    var b = open();
    b.sockets.tell(Datagrams.RejoinGroup.INSTANCE);
    assertThat(b.events.receiveMessage(LONG)).isEqualTo(Datagrams.MulticastAvailable.INSTANCE);
    a.sockets.tell(new Datagrams.Multicast(HELLO));

    b.expectReceived(HELLO);
  }

  @Test
  void nodes_that_listen_to_all_addresses_meet_on_the_interface_of_the_one_they_are_told_by() {
    var settings =
        new UdpSettings(
            new Endpoint("0.0.0.0", freePort()), "127.0.0.1", Optional.of(group), 1, 256 * 1024);
    var events = kit.<Datagrams.Event>createTestProbe();
    var status = kit.<BindResult>createTestProbe();
    kit.spawn(UdpTransport.create(settings, events.ref(), status.ref()));
    status.expectMessage(LONG, BindResult.Succeeded.INSTANCE);
    for (int i = 0; i < 2; i++)
      assertThat(events.receiveMessage(LONG)).isNotInstanceOf(Datagrams.Received.class);
    open().sockets.tell(new Datagrams.Multicast(HELLO));

    assertThat(((Datagrams.Received) events.receiveMessage(LONG)).bytes()).isEqualTo(HELLO);
  }

  @Test
  void works_on_any_loopback_address() {
    var a = new Node(new Endpoint("127.0.0.2", freePort()), Optional.of(group)).open(2);
    var b = open();
    a.sockets.tell(new Datagrams.Multicast(HELLO));

    var received = (Datagrams.Received) b.events.receiveMessage(LONG);
    assertThat(received.from().getAddress().getHostAddress()).isEqualTo("127.0.0.2");
  }

  @Test
  void says_that_multicast_is_off_and_sends_to_single_nodes_all_the_same() {
    var a = new Node(freeBus(), Optional.empty());
    assertThat(a.events.receiveMessage(LONG))
        .isEqualTo(new Datagrams.MulticastUnavailable("multicast is switched off"));
    a.open(1);
    var b = open();
    a.sockets.tell(new Datagrams.Multicast(ByteString.fromString("nobody")));
    a.sockets.tell(new Datagrams.Send(b.bus, HELLO));

    b.expectReceived(HELLO);
  }

  @Test
  void says_that_multicast_is_unavailable_when_the_group_cannot_be_joined() {
    var noGroup = new Endpoint("127.0.0.1", group.port());
    var a = new Node(freeBus(), Optional.of(noGroup));

    assertThat(a.events.receiveMessage(LONG)).isInstanceOf(Datagrams.MulticastUnavailable.class);
    a.open(1);
  }

  @Test
  void tells_the_owner_in_a_sentence_when_the_port_is_in_use() {
    var a = open();
    var second = new Node(a.bus, Optional.of(group));

    var failed = (BindResult.Failed) second.status.receiveMessage(LONG);
    assertThat(failed.sentence())
        .isEqualTo(
            "The members' address "
                + a.bus
                + " (UDP) cannot be used: Address already in use. Stop what uses it, or choose"
                + " another port or --bind address.");
    second.status.expectTerminated(second.sockets, LONG);
  }

  @Test
  void tells_the_owner_when_the_address_is_none_of_this_machine() {
    var foreign = new Node(new Endpoint("203.0.113.9", 11_111), Optional.empty());

    var failed = (BindResult.Failed) foreign.status.receiveMessage(LONG);
    assertThat(failed.sentence()).contains("203.0.113.9");
  }

  @Test
  void an_address_that_cannot_be_reached_ends_no_sending_and_no_receiving() {
    var a = open();
    var b = open();
    for (int i = 0; i < 20; i++) {
      // From a loopback address the kernel refuses to send elsewhere.
      a.sockets.tell(new Datagrams.Send(new Endpoint("203.0.113.9", 11_111), HELLO));
    }
    b.sockets.tell(new Datagrams.Send(a.bus, HELLO));
    a.expectReceived(HELLO);

    assertThat(arrives(a, b.bus, b)).isTrue();
  }

  @Test
  void looks_a_name_up_and_reaches_it_later() {
    var a = open();
    var b = open();
    var byName = new Endpoint("localhost", b.bus.port());

    assertThat(arrives(a, byName, b)).isTrue();
  }

  /** Sends until it arrives: single datagrams may be lost on the way. */
  private static boolean arrives(Node from, Endpoint to, Node at) {
    long deadline = System.nanoTime() + LONG.toNanos();
    while (System.nanoTime() < deadline) {
      from.sockets.tell(new Datagrams.Send(to, HELLO));
      try {
        at.expectReceived(HELLO, Duration.ofMillis(50));
        return true;
      } catch (AssertionError notYet) {
        // The next one may arrive.
      }
    }
    return false;
  }

  private Node open() {
    return new Node(freeBus(), Optional.of(group)).open(2);
  }

  private static Endpoint freeBus() {
    return new Endpoint("127.0.0.1", freePort());
  }

  private static int freePort() {
    try (var socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
