package dev.parley.protocol.reach;

import dev.parley.protocol.MemberId;
import dev.parley.protocol.Message;
import dev.parley.protocol.View;
import java.util.List;

/**
 * The messages about multicast itself; {@code doc/protocol/multicast-reach.md} describes their use.
 */
public sealed interface ReachMessage extends Message {
  /** "These members' multicasts reach me", as of now and in any order; never the sender itself. */
  record MulticastHeard(List<MemberId> members) implements ReachMessage {
    public MulticastHeard {
      members = View.atMostAll(members);
    }
  }
}
