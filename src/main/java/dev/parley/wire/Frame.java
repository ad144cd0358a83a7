package dev.parley.wire;

import dev.parley.protocol.MemberId;
import dev.parley.protocol.Message;

/** One datagram: a message with its sender and the cluster that it is meant for. */
public record Frame(String cluster, MemberId from, Message message) {
  public Frame {
    if (cluster.isEmpty() || cluster.length() > WireLimits.MAX_CLUSTER_LENGTH) {
      throw new IllegalArgumentException(
          "a cluster's name has 1 to "
              + WireLimits.MAX_CLUSTER_LENGTH
              + " characters, this one has "
              + cluster.length());
    }
  }
}
