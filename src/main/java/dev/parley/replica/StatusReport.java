package dev.parley.replica;

import dev.parley.chat.ChatState;
import dev.parley.protocol.Member;
import dev.parley.protocol.NodeState;
import dev.parley.protocol.View;
import dev.parley.replica.ReplicaProtocol.AccountsStatus;
import dev.parley.replica.ReplicaProtocol.MemberStatus;
import dev.parley.replica.ReplicaProtocol.NodeStatus;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A node's report about its cluster. */
final class StatusReport {
  private StatusReport() {}

  static NodeStatus of(
      @Nullable Member self,
      @Nullable View view,
      NodeState state,
      ChatState chat,
      AccountsStatus accounts) {
    var sessions = chat.presence().sessionsByServer();
    var node = self == null ? "" : self.id().node();
    var server = Optional.ofNullable(self).map(Member::client);
    if (view == null) {
      return new NodeStatus(
          node, state, server, Optional.empty(), Optional.empty(), 0, List.of(), accounts);
    }
    var members =
        view.members().stream()
            .map(
                member ->
                    new MemberStatus(
                        member.id().node(),
                        member.id().incarnation(),
                        member.client(),
                        member.bus(),
                        sessions.getOrDefault(member.id(), 0),
                        chat.presence().draining().contains(member.id())))
            .toList();
    return new NodeStatus(
        node,
        state,
        server,
        Optional.of(view.leader().node()),
        view.member(view.leader()).map(Member::client),
        view.id().epoch(),
        members,
        accounts);
  }
}
