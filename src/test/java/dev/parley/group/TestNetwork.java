package dev.parley.group;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.typed.Props;
import dev.parley.protocol.Destination;
import dev.parley.protocol.Endpoint;
import dev.parley.protocol.Member;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.Message;
import dev.parley.protocol.Output.Transmit;
import dev.parley.protocol.election.ElectionMode;
import dev.parley.protocol.election.ElectionSettings;
import dev.parley.protocol.failure.FailureSettings;
import dev.parley.protocol.membership.MembershipSettings;
import dev.parley.protocol.multicast.MulticastSettings;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/** Connects the real protocol actors of several nodes in one actor system, without sockets. */
final class TestNetwork {
  /** A message on its way to one node. */
  record Letter(MemberId from, Endpoint to, Message message) {}

  private final ActorTestKit kit;
  private final GroupSettings settings;
  private final Map<Endpoint, TestNode> nodes = new ConcurrentHashMap<>();
  private final List<Letter> held = new CopyOnWriteArrayList<>();
  private volatile Predicate<Letter> isHeld = letter -> false;
  private volatile Predicate<Letter> isLost = letter -> false;

  TestNetwork(ActorTestKit kit, ElectionMode mode) {
    this.kit = kit;
    this.settings =
        new GroupSettings(
            new MembershipSettings(150, 200, 150, 300),
            new FailureSettings(50, 300, 50),
            ElectionSettings.of(mode, 20),
            MulticastSettings.withBudget(8_900));
  }

  TestNode start(String name) {
    return startOn(name, Props.empty());
  }

  /** On a dispatcher that the configuration names. */
  TestNode startOn(String name, Props dispatcher) {
    int number = nodes.size() + 1;
    var bus = new Endpoint("test", number);
    var node = new TestNode(this, kit, name, bus, settings);
    nodes.put(bus, node);
    node.startOn(dispatcher);
    return node;
  }

  /** Matching messages do not arrive until {@link #release}. */
  void hold(Predicate<Letter> letters) {
    isHeld = letters;
  }

  /** Everything held arrives now, in the order in which it was sent. */
  void release() {
    isHeld = letter -> false;
    held.forEach(this::deliver);
    held.clear();
  }

  /** Matching messages never arrive. */
  void lose(Predicate<Letter> letters) {
    isLost = letters;
  }

  int held() {
    return held.size();
  }

  void send(Member from, Transmit transmit) {
    for (var node : nodes.values()) {
      if (node.bus().equals(from.bus()) || !isMeant(transmit.to(), node)) continue;
      var letter = new Letter(from.id(), node.bus(), transmit.message());
      if (isLost.test(letter)) continue;
      if (isHeld.test(letter)) held.add(letter);
      else deliver(letter);
    }
  }

  private static boolean isMeant(Destination to, TestNode node) {
    if (to instanceof Destination.One one) return one.bus().equals(node.bus());
    return to == Destination.Group.INSTANCE;
  }

  private void deliver(Letter letter) {
    var node = nodes.get(letter.to());
    if (node != null) node.receive(letter.from(), letter.message());
  }
}
