package dev.parley.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.chat.model.DeliveryReceipt;
import dev.parley.chat.model.Mail;
import dev.parley.chat.model.ReturnedMail;
import dev.parley.group.CausalMulticast.Backlog;
import dev.parley.replica.ReplicaProtocol.Knowledge;
import dev.parley.replica.ReplicaProtocol.MailStatus;
import dev.parley.replica.ReplicaProtocol.NodeStatus;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/** The report for programs that watch a cluster. */
final class ClusterReport {
  private ClusterReport() {}

  /**
   * The part of the report that needs the whole state: made seldom, and kept without the state.
   * {@code oldestMs} is the time of day at which the oldest message was sent.
   */
  record Contents(
      Map<String, Long> clock,
      Backlog backlog,
      String digest,
      int messages,
      long users,
      OptionalLong oldestMs) {
    static Contents of(Knowledge known, Backlog backlog) {
      var mails =
          known.state().mails().stream()
              .filter(mail -> !DeliveryReceipt.is(mail) && !ReturnedMail.is(mail))
              .toList();
      return new Contents(
          new TreeMap<>(known.clock()),
          backlog,
          known.state().digest(),
          mails.size(),
          mails.stream().map(Mail::to).distinct().count(),
          mails.stream().mapToLong(Mail::sentAtMs).min());
    }
  }

  static ObjectNode of(String cluster, SealReport seal, NodeStatus status, Contents contents) {
    var report = JsonNodeFactory.instance.objectNode();
    report.put("cluster", cluster).put("self", status.node()).put("state", status.state().word());
    var health = Health.of(status);
    report.put("health", health.word()).put("healthReason", health.reason());
    report.put("draining", status.isDraining());
    report.put("leader", status.leaderId().orElse(null));
    report.putObject("seal").put("mode", seal.mode()).put("late", seal.late());
    putView(report, seal, status);
    var clock = report.putObject("clock");
    contents.clock().forEach(clock::put);
    report.put("heldBack", contents.backlog().heldBack());
    report.put("unstable", contents.backlog().unstable());
    putMailboxes(report, contents, status.mail());
    var accounts = status.accounts();
    report.put("accounts", accounts.count());
    var registry = report.putObject("registry").put("open", accounts.closed().isEmpty());
    accounts.closed().ifPresent(reason -> registry.put("reason", reason));
    registry.put("generation", accounts.generation());
    registry.put("registration", accounts.registration().word());
    var voters = registry.putArray("voters");
    accounts.voters().forEach(voters::add);
    return report.put("digest", contents.digest());
  }

  private static void putView(ObjectNode report, SealReport seal, NodeStatus status) {
    var view = report.putObject("view");
    view.put("epoch", status.epoch()).put("leader", status.leaderId().orElse(null));
    var members = view.putArray("members");
    for (var member : status.members()) {
      var entry = members.addObject();
      entry
          .put("id", member.id())
          .put("incarnation", member.incarnation())
          .put("client", member.server().toString())
          .put("bus", member.bus().toString())
          .put("sessions", member.sessions())
          .put("draining", member.isDraining());
      seal.put(entry, member.id());
    }
  }

  private static void putMailboxes(ObjectNode report, Contents contents, MailStatus held) {
    long nowMs = System.currentTimeMillis();
    long oldestSeconds = Math.max(0, (nowMs - contents.oldestMs().orElse(nowMs)) / 1_000);
    report
        .putObject("mailboxes")
        .put("messages", contents.messages())
        .put("users", contents.users())
        .put("oldestSeconds", oldestSeconds)
        .put("bytes", held.bytes())
        .put("limit", held.limit());
  }
}
