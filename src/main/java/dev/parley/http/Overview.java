package dev.parley.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.group.CausalMulticast.Backlog;
import dev.parley.observe.Figures;
import dev.parley.observe.GroupPicture;
import dev.parley.observe.TraceMessage.Glance;
import dev.parley.protocol.MemberId;
import dev.parley.replica.ReplicaProtocol.MemberStatus;
import dev.parley.replica.ReplicaProtocol.NodeStatus;
import dev.parley.session.dialect.ServerVersion;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * What the page shows at a glance. In contrast to {@link ClusterReport} it needs nothing of the
 * whole state, so any number of pages may ask for it while the node is busy.
 */
final class Overview {
  /** What this node knows of itself, and what the others say of themselves. */
  record Seen(GroupPicture.Moment picture, Figures figures, Map<MemberId, Glance> others) {}

  private Overview() {}

  static ObjectNode of(
      String cluster, SealReport seal, NodeStatus status, Backlog backlog, Seen seen) {
    var report = JsonNodeFactory.instance.objectNode();
    var health = Health.of(status);
    report
        .put("cluster", cluster)
        .put("self", status.node())
        .put("version", ServerVersion.TEXT)
        .put("state", status.state().word())
        .put("health", health.word())
        .put("healthReason", health.reason())
        .put("insecure", seal.isInsecure())
        .put("draining", status.isDraining())
        .put("epoch", status.epoch())
        .put("leader", status.leaderId().orElse(null))
        .put("electing", seen.picture().isElecting());
    var members = report.putArray("members");
    for (var member : status.members()) put(members.addObject(), member, status, seen);
    var accounts = status.accounts();
    report.put("accounts", accounts.count()).put("registration", accounts.registration().word());
    report.put("accountsClosed", accounts.closed().orElse(null));
    report
        .putObject("mail")
        .put("bytes", status.mail().bytes())
        .put("limit", status.mail().limit())
        .put("full", status.mail().isFull());
    return report.put("heldBack", backlog.heldBack()).put("unstable", backlog.unstable());
  }

  private static void put(ObjectNode entry, MemberStatus member, NodeStatus status, Seen seen) {
    entry
        .put("id", member.id())
        .put("client", member.server().toString())
        .put("sessions", member.sessions())
        .put("draining", member.isDraining())
        .put("voter", status.accounts().voters().contains(member.id()));
    if (member.id().equals(status.node())) {
      var picture = seen.picture();
      put(entry, picture.doubts().keySet(), picture.linked(), seen.figures());
      return;
    }
    var other = seen.others().get(new MemberId(member.id(), member.incarnation()));
    if (other != null) put(entry, other.doubts(), other.linked(), other.figures());
    else put(entry, List.of(), List.of());
  }

  private static void put(
      ObjectNode entry, Collection<MemberId> doubts, Collection<MemberId> linked, Figures figures) {
    put(entry, doubts, linked);
    NodeFigures.put(entry, figures);
  }

  private static void put(
      ObjectNode entry, Collection<MemberId> doubts, Collection<MemberId> linked) {
    var suspects = entry.putArray("suspects");
    doubts.forEach(member -> suspects.add(member.node()));
    var links = entry.putArray("links");
    linked.forEach(member -> links.add(member.node()));
  }
}
