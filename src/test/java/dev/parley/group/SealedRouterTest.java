package dev.parley.group;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.LoggingTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.util.ByteString;
import dev.parley.protocol.Ballot;
import dev.parley.protocol.Destination;
import dev.parley.protocol.Endpoint;
import dev.parley.protocol.Member;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.Message;
import dev.parley.protocol.ViewId;
import dev.parley.protocol.membership.MembershipMessage;
import dev.parley.protocol.membership.MembershipMessage.Discover;
import dev.parley.protocol.membership.MembershipMessage.Flushed;
import dev.parley.protocol.membership.MembershipMessage.JoinReady;
import dev.parley.protocol.membership.MembershipMessage.LeaderHere;
import dev.parley.protocol.membership.MembershipMessage.Prepare;
import dev.parley.protocol.membership.SharedSettings;
import dev.parley.protocol.reach.ReachSettings;
import dev.parley.security.BusSeal;
import dev.parley.security.KeyFile;
import dev.parley.security.SealMode;
import dev.parley.wire.Frame;
import dev.parley.wire.FrameCodec;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** A router with a key, and another member whose seal this test plays. */
class SealedRouterTest {
  private static final ActorTestKit KIT = ActorTestKit.create();
  private static final MemberId SELF = new MemberId("self", 1);
  private static final MemberId OTHER = new MemberId("other", 1);
  private static final Endpoint SELF_BUS = new Endpoint("127.0.0.1", 11_111);
  private static final Endpoint OTHER_BUS = new Endpoint("127.0.0.1", 11_212);
  private static final InetSocketAddress FROM =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 5_000);
  private static final Message DISCOVER =
      new Discover(new Member(OTHER, OTHER_BUS, OTHER_BUS), false, SharedSettings.NONE);
  private static final Message FLUSHED = new Flushed(new Ballot(1, SELF));

  private final SplittableRandom random = new SplittableRandom(1);
  private final KeyFile file = KeyFile.draw("parley", random, Instant.EPOCH);
  private final FrameCodec codec = new FrameCodec("parley");
  private final BusSeal other =
      new BusSeal(file, SealMode.REQUIRE, false, OTHER_BUS, random.split());
  private final TestProbe<Datagrams.Command> sockets = KIT.createTestProbe();
  private final TestProbe<Message> membership = KIT.createTestProbe();
  private final ActorRef<FrameRouter.Command> router =
      KIT.spawn(
          FrameRouter.create(
              new FrameRouter.Settings("parley", SELF_BUS, List.of(), new ReachSettings(1_250)),
              Optional.of(
                  environment(
                      new BusSeal(file, SealMode.REQUIRE, false, SELF_BUS, random.split())))));

  SealedRouterTest() {
    other.onLive(OTHER);
    router.tell(
        new FrameRouter.Route(
            MembershipMessage.class, (from, message) -> membership.ref().tell(message)));
    router.tell(new FrameRouter.Live(new Member(SELF, SELF_BUS, SELF_BUS)));
    router.tell(new Datagrams.Opened(SELF_BUS, sockets.ref()));
  }

  private static SealEnvironment environment(BusSeal seal) {
    return new SealEnvironment() {
      @Override
      public BusSeal seal() {
        return seal;
      }

      @Override
      public void keep(SealMode mode) {}

      @Override
      public void report(SealMode mode, Map<String, BusSeal.PeerKeys> keys, long late) {}
    };
  }

  @AfterAll
  static void stop() {
    KIT.shutdownTestKit();
  }

  @Test
  void a_newcomer_is_greeted_before_its_question_is_answered_and_believed_when_it_greets() {
    receive(other.seal(Destination.Group.INSTANCE, frame(DISCOVER)));
    membership.expectMessage(DISCOVER);
    receive(other.seal(new Destination.One(SELF_BUS), frame(FLUSHED)));
    membership.expectNoMessage(Duration.ZERO);

    var greeting = sockets.expectMessageClass(Datagrams.Send.class);
    assertThat(greeting.to()).isEqualTo(OTHER_BUS);
    other.onArrived(greeting.bytes().toArrayUnsafe(), 0);
    for (var output : other.drain())
      if (output instanceof BusSeal.Send send) receive(send.datagram());
    receive(other.seal(new Destination.One(SELF_BUS), frame(FLUSHED)));
    membership.expectMessage(FLUSHED);
  }

  @Test
  void a_leader_that_a_seed_has_asked_is_greeted_at_the_address_that_its_answer_names() {
    var leader = new Member(OTHER, OTHER_BUS, OTHER_BUS);
    var ballot = new Ballot(2, OTHER);
    for (var message :
        List.of(
            new LeaderHere(new ViewId(1, OTHER), leader, 3),
            new Prepare(ballot, leader, List.of(leader)),
            new JoinReady(List.of(leader), new ViewId(1, OTHER), 1, SharedSettings.NONE))) {
      var life = new BusSeal(file, SealMode.REQUIRE, false, OTHER_BUS, random.split());
      receive(life.seal(new Destination.One(SELF_BUS), frame(message)));
      var greeting = sockets.expectMessageClass(Datagrams.Send.class);
      assertThat(greeting.to()).isEqualTo(OTHER_BUS);
    }
  }

  @Test
  void a_frame_without_a_seal_and_one_of_another_key_are_dropped_with_a_sentence() {
    logged(
        LoggingTestKit.warn("1 datagrams without a seal were dropped, last from " + FROM),
        () -> receive(frame(DISCOVER)));
    var stranger =
        new BusSeal(
            KeyFile.draw("parley", random, Instant.EPOCH),
            SealMode.REQUIRE,
            false,
            OTHER_BUS,
            random.split());
    logged(
        LoggingTestKit.info("somebody else's cluster is here: 1 datagrams"),
        () -> receive(stranger.seal(Destination.Group.INSTANCE, frame(DISCOVER))));
    membership.expectNoMessage(Duration.ZERO);
  }

  private static void logged(LoggingTestKit expected, Runnable action) {
    expected.expect(
        KIT.system(),
        () -> {
          action.run();
          return null;
        });
  }

  private byte[] frame(Message message) {
    return codec.encode(new Frame("parley", OTHER, message));
  }

  private void receive(byte[] datagram) {
    router.tell(new Datagrams.Received(ByteString.fromArray(datagram), FROM, true));
  }
}
