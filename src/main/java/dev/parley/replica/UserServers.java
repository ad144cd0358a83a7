package dev.parley.replica;

import dev.parley.chat.ChatState;
import dev.parley.chat.model.UserName;
import dev.parley.protocol.Destination;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.Message;
import dev.parley.protocol.Output.Transmit;
import dev.parley.protocol.View;
import java.util.Collection;
import java.util.TreeSet;

/** The servers at which users are logged in, for hints to them outside of the multicast. */
final class UserServers {
  private final ChatState state;
  private final ReplicaOutputs outputs;

  UserServers(ChatState state, ReplicaOutputs outputs) {
    this.state = state;
    this.outputs = outputs;
  }

  /** Sends {@code hint} to each other server at which one of {@code users} is, once. */
  void send(Message hint, Collection<UserName> users, View view, MemberId self) {
    var servers = new TreeSet<MemberId>();
    for (var user : users)
      for (var open : state.presence().sessions(user)) servers.add(open.gateway());
    servers.remove(self);
    for (var member : view.members())
      if (servers.contains(member.id()))
        outputs.add(new ReplicaOutput.Send(new Transmit(Destination.to(member), hint)));
  }

  /** Whether the user is logged in at that server, which may then say what they do. */
  boolean isAt(UserName user, MemberId server) {
    return state.presence().sessions(user).stream()
        .anyMatch(session -> session.gateway().equals(server));
  }
}
