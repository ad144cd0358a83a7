package dev.parley.protocol.membership;

import dev.parley.protocol.Member;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.Message;
import dev.parley.protocol.membership.MembershipMessage.Announce;
import dev.parley.protocol.membership.MembershipMessage.Discover;
import org.jspecify.annotations.Nullable;

/**
 * Detects another process under this node's identity. There is one where a data directory, a
 * container or a machine was copied and both copies were started: the lock of a directory does not
 * cover its copy. Two processes of one identity would answer for each other and number different
 * messages alike, so one that learns of another must stop.
 *
 * <p>Judges by the sender that a message names, never by the address of a datagram: multicast loops
 * back, hosts have several addresses, and routers rewrite them. So whoever can send this node a
 * datagram can stop it, unless a seal shows that the datagram is of a node of this cluster: to wait
 * for more evidence would let a copy write under this identity meanwhile, and a forger would give
 * it.
 */
public final class DuplicateIdentity {
  /** The consequence of a message for the member that receives it. */
  public enum Finding {
    /** From or about others, or this member's own message come back. */
    NONE,
    /** From an earlier life of this node: a late datagram, or one that should have stopped. */
    EARLIER_LIFE,
    /** A later life of this node has begun elsewhere: this one is over. */
    LATER_LIFE,
    /** This very life runs at another address, too. */
    SAME_LIFE_ELSEWHERE
  }

  private DuplicateIdentity() {}

  /** {@code from} is the sender that the datagram names. */
  public static Finding judge(Member self, MemberId from, Message message) {
    if (from.supersedes(self.id())) return Finding.LATER_LIFE;
    var named = named(message);
    if (named != null) {
      // Also from others: a member that hears a node's question forwards it.
      if (named.id().supersedes(self.id())) return Finding.LATER_LIFE;
      if (named.id().equals(self.id()) && !named.bus().equals(self.bus()))
        return Finding.SAME_LIFE_ELSEWHERE;
    }
    return self.id().supersedes(from) ? Finding.EARLIER_LIFE : Finding.NONE;
  }

  /** The member that a message introduces with its address, in that member's own words. */
  private static @Nullable Member named(Message message) {
    if (message instanceof Discover discover) return discover.joiner();
    if (message instanceof Announce announce) return announce.leader();
    return null;
  }
}
