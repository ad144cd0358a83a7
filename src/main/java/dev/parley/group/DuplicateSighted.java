package dev.parley.group;

import dev.parley.protocol.MemberId;
import dev.parley.protocol.membership.DuplicateIdentity.Finding;
import java.net.InetSocketAddress;

/** Another process lives under this node's name. {@code sentence} informs the operator. */
public record DuplicateSighted(String sentence) {
  static DuplicateSighted of(Finding finding, MemberId self, InetSocketAddress from) {
    var what =
        finding == Finding.LATER_LIFE
            ? "Another process with the identity of this node was started later"
            : "Another process with the identity of this node runs at another address";
    return new DuplicateSighted(
        what
            + " (this one is "
            + self
            + "; heard from "
            + from.getAddress().getHostAddress()
            + ":"
            + from.getPort()
            + "): a data directory or a machine was copied. This node stops. Give each node a data"
            + " directory of its own, made by its first start.");
  }
}
