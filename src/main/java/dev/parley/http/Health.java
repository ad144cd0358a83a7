package dev.parley.http;

import dev.parley.protocol.NodeState;
import dev.parley.replica.ReplicaProtocol.NodeStatus;

/** The state of the cluster in one word, and the reason. */
record Health(String word, String reason) {
  static Health of(NodeStatus status) {
    if (status.state() != NodeState.MEMBER || status.leaderId().isEmpty())
      return new Health("unsettled", "the servers are agreeing on the members of the group");
    var closed = status.accounts().closed();
    if (closed.isPresent())
      return new Health("degraded", "accounts cannot be changed: " + closed.get());
    if (status.mail().isFull())
      return new Health(
          "degraded",
          ("new mail is refused: waiting mail takes %d of %d MiB of memory; it is "
                      + "accepted again when")
                  .formatted(status.mail().bytes() >> 20, status.mail().limit() >> 20)
              + " users have read some");
    int servers = status.members().size();
    return servers < 2
        ? new Health("alone", "only this server is up: messages that it accepts are on one disk")
        : new Health("good", servers + " servers are up, and one more may fail");
  }
}
