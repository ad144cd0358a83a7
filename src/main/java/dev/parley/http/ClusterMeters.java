package dev.parley.http;

import dev.parley.group.CausalMulticast.Backlog;
import dev.parley.metrics.Meters;
import dev.parley.metrics.NodeMetrics;
import dev.parley.observe.Figures;
import dev.parley.protocol.NodeState;
import dev.parley.replica.ReplicaProtocol.Census;
import dev.parley.replica.ReplicaProtocol.NodeStatus;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.ToDoubleFunction;

/**
 * What a node says of its group and of the state that all members hold, as it was when somebody
 * last asked. Safe for several threads.
 */
final class ClusterMeters {
  private record Reading(NodeStatus status, Backlog backlog, Census census) {}

  private final NodeMetrics metrics;
  private volatile Optional<Reading> last = Optional.empty();

  ClusterMeters(NodeMetrics metrics) {
    this.metrics = metrics;
    var made = metrics.meters();
    status(
        made,
        "parley.member",
        "1 while this server is a member",
        now -> bit(now.state() == NodeState.MEMBER));
    status(made, "parley.leader", "1 while this server leads the group", now -> bit(isLeader(now)));
    status(
        made,
        "parley.draining",
        "1 while this server takes no clients",
        now -> bit(now.isDraining()));
    status(made, "parley.view.epoch", "Number of the view", NodeStatus::epoch);
    status(made, "parley.view.members", "Servers in the view", now -> now.members().size());
    status(made, "parley.accounts", "Registered users", now -> now.accounts().count());
    status(
        made,
        "parley.registry.open",
        "1 while accounts can be changed",
        now -> bit(now.accounts().closed().isEmpty()));
    status(made, "parley.mail.messages", "Messages that wait", now -> now.mail().messages());
    status(
        made, "parley.mail.bytes", "Memory that waiting messages take", now -> now.mail().bytes());
    status(made, "parley.mail.limit.bytes", "Memory that they may take", now -> now.mail().limit());
    status(
        made,
        "parley.mail.full",
        "1 while new messages are refused",
        now -> bit(now.mail().isFull()));
    gauge(
        made,
        "parley.held.back",
        "Messages that wait for earlier ones",
        r -> r.backlog().heldBack());
    gauge(
        made,
        "parley.send.queue.messages",
        "Messages of this server that wait to be sent",
        r -> r.backlog().sending().waiting());
    gauge(
        made,
        "parley.send.queue.bytes",
        "Bytes of them",
        r -> r.backlog().sending().waitingBytes());
    gauge(
        made,
        "parley.send.window.frames",
        "Frames of this server that a member may lack",
        r -> r.backlog().sending().inWindow());
    gauge(made, "parley.rooms", "Rooms", r -> r.census().rooms());
    gauge(
        made,
        "parley.mail.oldest.seconds",
        "Age of the message that has waited for longest",
        r -> ageSeconds(r.census().oldestMailMs()));
    gauge(made, "parley.unstable", "Messages that a member may lack", r -> r.backlog().unstable());
  }

  /** 0 if there is none; clocks differ, so it may be of the future. */
  private static double ageSeconds(OptionalLong sentAtMs) {
    long nowMs = System.currentTimeMillis();
    return Math.max(0, nowMs - sentAtMs.orElse(nowMs)) / 1e3;
  }

  private static double bit(boolean isSo) {
    return isSo ? 1 : 0;
  }

  private static boolean isLeader(NodeStatus now) {
    return now.server().isPresent() && now.leaderServer().equals(now.server());
  }

  private void status(
      Meters made, String name, String description, ToDoubleFunction<NodeStatus> value) {
    gauge(made, name, description, reading -> value.applyAsDouble(reading.status()));
  }

  /** Not a number, which who watches takes for none, as long as nobody has asked. */
  private void gauge(
      Meters made, String name, String description, ToDoubleFunction<Reading> value) {
    made.gauge(name, description, () -> last.map(r -> value.applyAsDouble(r)).orElse(Double.NaN));
  }

  /** The few that a person looks at. */
  Figures figures() {
    return NodeFigures.read(metrics);
  }

  /** All meters of the node, in the text format of Prometheus. */
  String read(NodeStatus status, Backlog backlog, Census census) {
    last = Optional.of(new Reading(status, backlog, census));
    return metrics.scrape();
  }
}
