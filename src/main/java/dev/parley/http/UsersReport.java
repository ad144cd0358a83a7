package dev.parley.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.chat.ChatSnapshot;
import dev.parley.chat.model.DeliveryReceipt;
import dev.parley.chat.model.ReturnedMail;
import dev.parley.chat.model.UserName;
import dev.parley.replica.ReplicaProtocol.NodeStatus;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The users that are online, with their servers, and the users that have mail waiting. */
final class UsersReport {
  /** If there are more users, only the first are named. */
  static final int MAX_USERS = 1_000;

  private static final class Entry {
    private final TreeSet<String> servers = new TreeSet<>();
    private int waiting;
  }

  private UsersReport() {}

  static ObjectNode of(NodeStatus status, ChatSnapshot state) {
    var servers =
        status.members().stream()
            .collect(
                Collectors.toMap(
                    member -> member.id() + "." + member.incarnation(),
                    member -> member.server().toString()));
    var users = new TreeMap<UserName, Entry>();
    for (var session : state.sessions()) {
      var gateway = session.session().gateway().toString();
      users
          .computeIfAbsent(session.name(), name -> new Entry())
          .servers
          .add(servers.getOrDefault(gateway, gateway));
    }
    for (var mail : state.mails()) {
      if (!DeliveryReceipt.is(mail) && !ReturnedMail.is(mail))
        users.computeIfAbsent(mail.to(), name -> new Entry()).waiting++;
    }
    var report = JsonNodeFactory.instance.objectNode().put("registered", state.accounts().size());
    report.put("more", Math.max(0, users.size() - MAX_USERS));
    var listed = report.putArray("users");
    users.entrySet().stream()
        .limit(MAX_USERS)
        .forEach(
            user -> {
              var entry = user.getValue();
              var one = listed.addObject().put("name", user.getKey().spelling());
              one.put("online", !entry.servers.isEmpty()).put("waiting", entry.waiting);
              var at = one.putArray("servers");
              entry.servers.forEach(at::add);
            });
    return report;
  }
}
