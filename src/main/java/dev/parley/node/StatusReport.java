package dev.parley.node;

import dev.parley.node.ChatService.MemberStatus;
import dev.parley.node.ChatService.NodeStatus;
import dev.parley.protocol.Member;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.View;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a node says of its cluster. */
final class StatusReport {
  private StatusReport() {}

  static NodeStatus of(
      @Nullable Member self, @Nullable View view, String state, Map<MemberId, Integer> sessions) {
    var node = self == null ? "" : self.id().node();
    var server = self == null ? "" : self.client().toString();
    if (view == null) {
      return new NodeStatus(node, state, server, Optional.empty(), Optional.empty(), 0, List.of());
    }
    var members =
        view.members().stream()
            .map(
                member ->
                    new MemberStatus(
                        member.id().node(),
                        member.client().toString(),
                        sessions.getOrDefault(member.id(), 0)))
            .toList();
    return new NodeStatus(
        node,
        state,
        server,
        Optional.of(view.leader().node()),
        view.member(view.leader()).map(leader -> leader.client().toString()),
        view.id().epoch(),
        members);
  }
}
