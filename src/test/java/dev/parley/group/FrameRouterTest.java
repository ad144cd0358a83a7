package dev.parley.group;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.LoggingTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.util.ByteString;
import dev.parley.observe.TraceMessage;
import dev.parley.protocol.Ballot;
import dev.parley.protocol.Dependencies;
import dev.parley.protocol.Destination;
import dev.parley.protocol.Dot;
import dev.parley.protocol.Endpoint;
import dev.parley.protocol.Member;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.Message;
import dev.parley.protocol.Output.Transmit;
import dev.parley.protocol.View;
import dev.parley.protocol.ViewId;
import dev.parley.protocol.failure.FailureMessage;
import dev.parley.protocol.failure.FailureMessage.Heartbeat;
import dev.parley.protocol.membership.MembershipMessage;
import dev.parley.protocol.membership.MembershipMessage.Flushed;
import dev.parley.protocol.membership.SharedSettings;
import dev.parley.protocol.multicast.DataFrame;
import dev.parley.protocol.multicast.MulticastMessage.Data;
import dev.parley.protocol.multicast.Payload;
import dev.parley.protocol.reach.ReachMessage.MulticastHeard;
import dev.parley.protocol.reach.ReachSettings;
import dev.parley.protocol.version.VersionMessage.Hello;
import dev.parley.protocol.version.VersionOffer;
import dev.parley.wire.ClientDiscoveryCodec;
import dev.parley.wire.Decoded;
import dev.parley.wire.Frame;
import dev.parley.wire.FrameCodec;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class FrameRouterTest {
  private static final ActorTestKit KIT = ActorTestKit.create();
  private static final MemberId SELF = new MemberId("self", 1);
  private static final MemberId OTHER = new MemberId("other", 1);
  private static final Endpoint SELF_BUS = new Endpoint("127.0.0.1", 11_111);
  private static final Endpoint OTHER_BUS = new Endpoint("127.0.0.1", 11_212);
  private static final Endpoint SEED = new Endpoint("127.0.0.1", 11_313);
  private static final ViewId VIEW = new ViewId(1, SELF);
  private static final Message HEARTBEAT =
      new Heartbeat(VIEW, 1, dev.parley.protocol.failure.LivenessDigest.NOTHING);
  private static final Message FLUSHED = new Flushed(new Ballot(1, SELF));
  private static final Message HELLO = new Hello(VersionOffer.OWN);
  private static final InetSocketAddress FROM =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 5_000);

  private record Heard(MemberId from, Message message) {}

  private final FrameCodec codec = new FrameCodec("parley");
  private final TestProbe<Datagrams.Command> sockets = KIT.createTestProbe();
  private final TestProbe<Heard> failure = KIT.createTestProbe();
  private final TestProbe<Heard> membership = KIT.createTestProbe();
  private final ActorRef<FrameRouter.Command> router =
      KIT.spawn(
          FrameRouter.create(
              new FrameRouter.Settings(
                  "parley", SELF_BUS, List.of(SEED, SELF_BUS), new ReachSettings(1_250))));

  private final TestProbe<DuplicateSighted> doubles = KIT.createTestProbe();

  FrameRouterTest() {
    router.tell(new FrameRouter.ReportDouble(doubles.ref()));
    router.tell(route(FailureMessage.class, failure));
    router.tell(route(MembershipMessage.class, membership));
    router.tell(new FrameRouter.Live(new Member(SELF, SELF_BUS, SELF_BUS)));
    router.tell(new Datagrams.Opened(SELF_BUS, sockets.ref()));
  }

  @AfterAll
  static void stop() {
    KIT.shutdownTestKit();
  }

  @Test
  void hands_each_family_to_who_takes_it() {
    receive(codec.encode(new Frame("parley", OTHER, HEARTBEAT)));
    receive(codec.encode(new Frame("parley", OTHER, FLUSHED)));

    failure.expectMessage(new Heard(OTHER, HEARTBEAT));
    membership.expectMessage(new Heard(OTHER, FLUSHED));
  }

  @Test
  void drops_what_is_not_for_this_node() {
    receive(codec.encode(new Frame("parley", SELF, HEARTBEAT)));
    receive(codec.encode(new Frame("others", OTHER, HEARTBEAT)));
    logged(
        LoggingTestKit.warn("1 malformed datagrams, last from " + FROM),
        () -> receive(new byte[] {1, 2, 3}));
    receive(codec.encode(new Frame("parley", OTHER, new Data(VIEW, List.of()))));
    receive(codec.encode(new Frame("parley", OTHER, HEARTBEAT)));

    failure.expectMessage(new Heard(OTHER, HEARTBEAT));
    failure.expectNoMessage(Duration.ZERO);
    membership.expectNoMessage(Duration.ZERO);
  }

  @Test
  void drops_what_an_earlier_life_of_this_node_said() {
    receive(codec.encode(new Frame("parley", new MemberId("self", 0), HEARTBEAT)));
    receive(codec.encode(new Frame("parley", OTHER, HEARTBEAT)));

    failure.expectMessage(new Heard(OTHER, HEARTBEAT));
    doubles.expectNoMessage(Duration.ZERO);
    failure.expectNoMessage(Duration.ZERO);
  }

  @Test
  void reports_once_a_process_that_lives_under_its_name_and_keeps_it_from_the_cores() {
    for (int i = 0; i < 3; i++)
      receive(codec.encode(new Frame("parley", new MemberId("self", 2), HEARTBEAT)));
    receive(codec.encode(new Frame("parley", OTHER, HEARTBEAT)));

    assertThat(doubles.receiveMessage().sentence())
        .startsWith("Another process with the identity of this node was started later (this one is")
        .contains("self.1", FROM.getAddress().getHostAddress() + ":" + FROM.getPort());
    failure.expectMessage(new Heard(OTHER, HEARTBEAT));
    doubles.expectNoMessage(Duration.ZERO);
  }

  @Test
  void tells_its_own_voice_from_one_at_another_address() {
    receive(codec.encode(new Frame("parley", SELF, discover(SELF_BUS))));
    receive(codec.encode(new Frame("parley", OTHER, FLUSHED)));
    membership.expectMessage(new Heard(OTHER, FLUSHED));
    doubles.expectNoMessage(Duration.ZERO);

    receive(codec.encode(new Frame("parley", SELF, discover(OTHER_BUS))));
    assertThat(doubles.receiveMessage().sentence()).contains("runs at another address");
    membership.expectNoMessage(Duration.ZERO);
  }

  private static Message discover(Endpoint bus) {
    return new MembershipMessage.Discover(new Member(SELF, bus, bus), false, SharedSettings.NONE);
  }

  @Test
  void sends_to_one_to_the_seeds_and_to_the_multicast_group() {
    router.tell(Datagrams.MulticastAvailable.INSTANCE);
    send(new Destination.One(OTHER_BUS), HEARTBEAT);
    send(Destination.Seeds.INSTANCE, FLUSHED);
    send(Destination.Group.INSTANCE, HEARTBEAT);

    expectUnicast(OTHER_BUS, HEARTBEAT);
    expectUnicast(SEED, FLUSHED);
    var multicast = sockets.expectMessageClass(Datagrams.Multicast.class);
    assertThat(decode(multicast.bytes())).isEqualTo(HEARTBEAT);
  }

  @Test
  void addresses_members_one_by_one_where_multicast_is_not_available() {
    router.tell(new Datagrams.MulticastUnavailable("it is switched off"));
    send(Destination.Group.INSTANCE, HEARTBEAT);
    send(Destination.Group.INSTANCE, FLUSHED);
    expectUnicast(SEED, FLUSHED);

    router.tell(new FrameRouter.ViewChanged(view()));
    send(Destination.Group.INSTANCE, HEARTBEAT);
    send(Destination.Group.INSTANCE, FLUSHED);
    expectUnicast(OTHER_BUS, HEARTBEAT);
    expectUnicast(OTHER_BUS, FLUSHED);
    expectUnicast(SEED, FLUSHED);
  }

  @Test
  void addresses_members_by_unicast_too_until_multicast_is_known_to_reach_them() {
    router.tell(Datagrams.MulticastAvailable.INSTANCE);
    router.tell(new FrameRouter.ViewChanged(view()));
    send(Destination.Group.INSTANCE, HEARTBEAT);
    expectMulticast(HEARTBEAT);
    expectUnicast(OTHER_BUS, HEARTBEAT);

    receive(codec.encode(new Frame("parley", OTHER, new MulticastHeard(List.of(SELF)))));
    send(Destination.Group.INSTANCE, FLUSHED);
    expectMulticast(FLUSHED);
    send(new Destination.One(SEED), HEARTBEAT);
    expectUnicast(SEED, HEARTBEAT);
  }

  @Test
  void what_came_by_unicast_is_no_sign_of_multicast() {
    router.tell(Datagrams.MulticastAvailable.INSTANCE);
    router.tell(new FrameRouter.ViewChanged(view()));
    var bytes = codec.encode(new Frame("parley", OTHER, new MulticastHeard(List.of(SELF))));
    router.tell(new Datagrams.Received(ByteString.fromArray(bytes), FROM, false));
    send(Destination.Group.INSTANCE, FLUSHED);

    expectMulticast(FLUSHED);
    expectUnicast(OTHER_BUS, FLUSHED);
  }

  @Test
  void a_node_that_is_alone_tries_former_members_by_unicast() {
    router.tell(Datagrams.MulticastAvailable.INSTANCE);
    router.tell(new FrameRouter.ViewChanged(view()));
    router.tell(
        new FrameRouter.ViewChanged(View.of(VIEW, List.of(new Member(SELF, SELF_BUS, SELF_BUS)))));
    send(Destination.Group.INSTANCE, FLUSHED);
    send(Destination.Group.INSTANCE, HEARTBEAT);

    expectMulticast(FLUSHED);
    expectUnicast(OTHER_BUS, FLUSHED);
    expectMulticast(HEARTBEAT);
    send(new Destination.One(SEED), HEARTBEAT);
    expectUnicast(SEED, HEARTBEAT);
  }

  @Test
  void does_not_send_what_no_datagram_can_carry() {
    var payload = Payload.wrap(new byte[62_000]);
    var frame = new DataFrame(new Dot(SELF, 1), Dependencies.NONE, payload);
    logged(
        LoggingTestKit.error("not sent (1 times)"),
        () -> send(new Destination.One(OTHER_BUS), new Data(VIEW, List.of(frame))));
    send(new Destination.One(OTHER_BUS), HEARTBEAT);

    expectUnicast(OTHER_BUS, HEARTBEAT);
  }

  @Test
  void sends_as_the_member_that_the_node_is_now() {
    router.tell(new FrameRouter.Live(new Member(new MemberId("self", 2), SELF_BUS, SELF_BUS)));
    send(new Destination.One(OTHER_BUS), HEARTBEAT);

    var sent = sockets.expectMessageClass(Datagrams.Send.class);
    var decoded = (Decoded.Ok) codec.decode(sent.bytes().toArray());
    assertThat(decoded.frame().from()).isEqualTo(new MemberId("self", 2));
  }

  @Test
  void a_joiner_says_hello_before_it_asks() {
    send(new Destination.One(OTHER_BUS), discover(SELF_BUS));

    for (var message : List.of(HELLO, discover(SELF_BUS))) {
      var sent = sockets.expectMessageClass(Datagrams.Send.class);
      assertThat(sent.to()).isEqualTo(OTHER_BUS);
      assertThat(decode(sent.bytes())).isEqualTo(message);
    }
  }

  @Test
  void members_say_hello_in_each_new_view() {
    router.tell(Datagrams.MulticastAvailable.INSTANCE);
    router.tell(new FrameRouter.ViewChanged(view()));

    var multicast = sockets.expectMessageClass(Datagrams.Multicast.class);
    assertThat(decode(multicast.bytes())).isEqualTo(HELLO);
  }

  @Test
  void tells_the_words_that_all_members_of_the_view_have() {
    TestProbe<List<String>> words = KIT.createTestProbe();
    router.tell(new FrameRouter.RouteFeatures(words.getRef()::tell));
    words.expectMessage(VersionOffer.OWN.features());
    router.tell(new FrameRouter.ViewChanged(view()));
    words.expectMessage(List.of());
    receive(codec.encode(new Frame("parley", OTHER, HELLO)));
    words.expectMessage(VersionOffer.OWN.features());
  }

  @Test
  void sends_what_others_may_not_know_only_where_all_have_its_word() {
    router.tell(new FrameRouter.ViewChanged(view()));
    send(new Destination.One(OTHER_BUS), new TraceMessage.Watch(1));
    receive(codec.encode(new Frame("parley", OTHER, HELLO)));
    send(new Destination.One(OTHER_BUS), new TraceMessage.Watch(2));

    var sent = HELLO;
    while (sent.equals(HELLO))
      sent = decode(sockets.expectMessageClass(Datagrams.Send.class).bytes());
    assertThat(sent).isEqualTo(new TraceMessage.Watch(2));
  }

  @Test
  void logs_a_hello_without_a_common_version_with_both() {
    var later = new Hello(new VersionOffer(3, 4, List.of("rooms")));
    LoggingTestKit.warn(
            "other.1 speaks versions 3 to 4 with rooms, this node version 2 with long-texts, rooms,"
                + " rooms-2, traces: they have no version in common and form no group")
        .expect(
            KIT.system(),
            () -> {
              receive(codec.encode(new Frame("parley", OTHER, later)));
              return null;
            });
  }

  @Test
  void tells_of_clients_that_look_for_a_node_and_sends_them_the_answer() {
    var clients = KIT.<FrameRouter.ClientDiscovery>createTestProbe();
    var client = new ClientDiscoveryCodec("parley");
    var answer =
        new ClientDiscoveryCodec.Answer(
            "c0ffee", "127.0.0.1:1111", true, java.util.Optional.empty(), List.of());
    router.tell(new FrameRouter.RouteClients(clients.ref()));
    receive("{\"parley\":\"something else\"}".getBytes(UTF_8));
    receive(client.encodeRequest("c0ffee"));

    var discovery = clients.receiveMessage();
    assertThat(discovery.nonce()).isEqualTo("c0ffee");
    assertThat(discovery.maxAnswerBytes()).as("from loopback").isEqualTo(1_400);
    router.tell(new FrameRouter.AnswerClient(discovery.replyTo(), answer, 20));
    router.tell(new FrameRouter.AnswerClient(discovery.replyTo(), answer, 1_400));
    var sent = sockets.expectMessageClass(Datagrams.Send.class);
    assertThat(sent.to()).isEqualTo(new Endpoint("127.0.0.1", 5_000));
    assertThat(client.answer(sent.bytes().toArray())).contains(answer);
  }

  @Test
  void answers_a_client_elsewhere_with_no_more_bytes_than_it_sent() {
    var clients = KIT.<FrameRouter.ClientDiscovery>createTestProbe();
    router.tell(new FrameRouter.RouteClients(clients.ref()));
    var request = new ClientDiscoveryCodec("parley").encodeRequest("c0ffee");
    var from = new InetSocketAddress("192.0.2.1", 5_000);
    router.tell(new Datagrams.Received(ByteString.fromArray(request), from, true));
    assertThat(clients.receiveMessage().maxAnswerBytes()).isEqualTo(request.length);
  }

  @Test
  void a_request_from_port_0_which_is_forged_is_dropped_and_the_router_goes_on() {
    var clients = KIT.<FrameRouter.ClientDiscovery>createTestProbe();
    router.tell(new FrameRouter.RouteClients(clients.ref()));
    var request = new ClientDiscoveryCodec("parley").encodeRequest("c0ffee");
    var forged = new InetSocketAddress("192.0.2.1", 0);
    router.tell(new Datagrams.Received(ByteString.fromArray(request), forged, true));
    receive(request);
    assertThat(clients.receiveMessage().replyTo()).isEqualTo(new Endpoint("127.0.0.1", 5_000));
  }

  private static FrameRouter.Route route(
      Class<? extends Message> family, TestProbe<Heard> receiver) {
    return new FrameRouter.Route(
        family, (from, message) -> receiver.ref().tell(new Heard(from, message)));
  }

  private void receive(byte[] bytes) {
    router.tell(new Datagrams.Received(ByteString.fromArray(bytes), FROM, true));
  }

  private void send(Destination to, Message message) {
    router.tell(new FrameRouter.Send(new Transmit(to, message)));
  }

  // What the router says of its own accord comes in between.
  private Datagrams.Command nextAsked() {
    while (true) {
      var next = sockets.receiveMessage();
      if (next instanceof Datagrams.Multicast multicast && isUnasked(multicast.bytes())) continue;
      if (next instanceof Datagrams.Send sent && isUnasked(sent.bytes())) continue;
      return next;
    }
  }

  private boolean isUnasked(ByteString bytes) {
    var message = decode(bytes);
    return message instanceof MulticastHeard || message instanceof Hello;
  }

  private void expectMulticast(Message message) {
    assertThat(decode(((Datagrams.Multicast) nextAsked()).bytes())).isEqualTo(message);
  }

  private void expectUnicast(Endpoint to, Message message) {
    var sent = (Datagrams.Send) nextAsked();
    assertThat(sent.to()).isEqualTo(to);
    assertThat(decode(sent.bytes())).isEqualTo(message);
  }

  private Message decode(ByteString bytes) {
    return ((Decoded.Ok) codec.decode(bytes.toArray())).frame().message();
  }

  private static void logged(LoggingTestKit line, Runnable what) {
    line.expect(
        KIT.system(),
        () -> {
          what.run();
          return line;
        });
  }

  private static View view() {
    return View.of(
        VIEW,
        List.of(new Member(SELF, SELF_BUS, SELF_BUS), new Member(OTHER, OTHER_BUS, OTHER_BUS)));
  }
}
