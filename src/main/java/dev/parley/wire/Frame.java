package dev.parley.wire;

import dev.parley.protocol.MemberId;
import dev.parley.protocol.Message;
import java.nio.charset.StandardCharsets;

/** One datagram: a message with its sender and the cluster that it is meant for. */
public record Frame(String cluster, MemberId from, Message message) {
  public Frame {
    int bytes = cluster.getBytes(StandardCharsets.UTF_8).length;
    if (bytes == 0 || bytes > WireLimits.MAX_CLUSTER_BYTES) {
      throw new IllegalArgumentException(
          "a cluster's name has 1 to "
              + WireLimits.MAX_CLUSTER_BYTES
              + " bytes, this one has "
              + bytes);
    }
  }
}
