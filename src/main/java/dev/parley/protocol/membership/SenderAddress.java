package dev.parley.protocol.membership;

import dev.parley.protocol.Endpoint;
import dev.parley.protocol.Member;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.Message;
import dev.parley.protocol.membership.MembershipMessage.Announce;
import dev.parley.protocol.membership.MembershipMessage.Discover;
import dev.parley.protocol.membership.MembershipMessage.JoinReady;
import dev.parley.protocol.membership.MembershipMessage.LeaderHere;
import dev.parley.protocol.membership.MembershipMessage.Prepare;
import java.util.List;
import java.util.Optional;

/** Where the sender of a message is reached, as far as the message itself says it. */
public final class SenderAddress {
  private SenderAddress() {}

  /** A message of {@code from} that was passed on names somebody else, and then says nothing. */
  public static Optional<Endpoint> of(MemberId from, Message message) {
    return named(message).stream()
        .filter(member -> member.id().equals(from))
        .map(Member::bus)
        .findFirst();
  }

  private static List<Member> named(Message message) {
    if (message instanceof Discover discover) return List.of(discover.joiner());
    if (message instanceof Announce announce) return List.of(announce.leader());
    if (message instanceof LeaderHere here) return List.of(here.leader());
    if (message instanceof Prepare prepare) return List.of(prepare.coordinator());
    if (message instanceof JoinReady ready) return ready.members();
    return List.of();
  }
}
