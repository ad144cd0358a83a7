package dev.parley.sim;

import dev.parley.chat.accounts.LeaderMessage;
import dev.parley.chat.model.UserName;
import dev.parley.protocol.Ballot;
import dev.parley.protocol.Dependencies;
import dev.parley.protocol.Dot;
import dev.parley.protocol.Member;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.Message;
import dev.parley.protocol.VersionVector;
import dev.parley.protocol.View;
import dev.parley.protocol.ViewId;
import dev.parley.protocol.election.ElectionMessage.Announcement;
import dev.parley.protocol.election.ElectionMessage.Elect;
import dev.parley.protocol.election.ElectionMessage.ElectionId;
import dev.parley.protocol.failure.FailureMessage.Heartbeat;
import dev.parley.protocol.failure.LivenessDigest;
import dev.parley.protocol.membership.MembershipMessage.Announce;
import dev.parley.protocol.membership.MembershipMessage.ComponentCut;
import dev.parley.protocol.membership.MembershipMessage.Cut;
import dev.parley.protocol.membership.MembershipMessage.Discover;
import dev.parley.protocol.membership.MembershipMessage.Install;
import dev.parley.protocol.membership.MembershipMessage.JoinReady;
import dev.parley.protocol.membership.MembershipMessage.LeaderHere;
import dev.parley.protocol.membership.MembershipMessage.Leave;
import dev.parley.protocol.membership.MembershipMessage.Prepare;
import dev.parley.protocol.membership.MembershipMessage.PrepareReject;
import dev.parley.protocol.membership.MembershipMessage.Relayed;
import dev.parley.protocol.membership.SharedSettings;
import dev.parley.protocol.multicast.DataFrame;
import dev.parley.protocol.multicast.MulticastMessage.Acknowledged;
import dev.parley.protocol.multicast.MulticastMessage.Data;
import dev.parley.protocol.multicast.Payload;
import dev.parley.protocol.multicast.SlotVector;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A process that says what only others may say: it is a stranger, or a member that is broken. Its
 * datagrams name their true sender; one that forges that is noticed by a seal only.
 */
final class Impostor {
  /** Kinds of messages that {@link #next} draws from. */
  private static final int KINDS = 15;

  /** Further than any run sends. */
  private static final long FAR = 1_000;

  private final MemberId from;
  private final RandomGenerator random;

  Impostor(MemberId from, RandomGenerator random) {
    this.from = from;
    this.random = random;
  }

  MemberId from() {
    return from;
  }

  /** In the name of {@code victim}, another member of {@code view}. */
  Message next(View view, Member victim) {
    long epoch = view.id().epoch() + random.nextInt(9);
    var ballot = new Ballot(epoch, victim.id());
    var later = new ViewId(epoch, victim.id());
    var election = new ElectionId(view.id(), random.nextInt(3));
    return switch (random.nextInt(KINDS)) {
      case 0 -> new Leave(victim.id());
      case 1 -> new LeaderHere(later, victim, view.size());
      case 2 -> new Announce(later, victim, View.MAX_MEMBERS, SharedSettings.NONE);
      case 3 -> new JoinReady(List.of(victim), view.id(), epoch + 5, SharedSettings.NONE);
      case 4 -> new JoinReady(view.members(), view.id(), epoch + 5, SharedSettings.NONE);
      case 5 -> new Discover(victim, true, SharedSettings.NONE);
      case 6 -> new Prepare(ballot, victim, view.members());
      case 7 -> new Cut(ballot, List.of(cut(view)));
      case 8 ->
          new Install(ballot, new View(later, view.members()), VersionVector.EMPTY, List.of());
      case 9 -> new PrepareReject(ballot, epoch + 5);
      case 10 -> {
        var step = new Prepare(ballot, victim, view.members());
        yield new Relayed(from, 1, view.ids(), step);
      }
      // Of the ring, beyond the hops that a token is given, or on its first.
      case 11 -> new Elect(election, victim.id(), 2 * (view.size() - 1) + random.nextInt(2));
      case 12 -> new Announcement(election, victim.id(), 2 * (view.size() - 1));
      case 13 -> new Data(view.id(), List.of(frame(victim)));
      default -> claims(view);
    };
  }

  private static ComponentCut cut(View view) {
    return new ComponentCut(view.id(), VersionVector.EMPTY, view.members());
  }

  private DataFrame frame(Member origin) {
    var dot = new Dot(origin.id(), FAR + random.nextInt(9));
    return new DataFrame(dot, Dependencies.NONE, Payload.wrap(new byte[] {0, 0, 0, 1}));
  }

  /** What it may say, and what no member can believe. */
  private Message claims(View view) {
    var most = Collections.nCopies(view.size(), Long.MAX_VALUE);
    var now = Collections.nCopies(view.size(), 0L);
    var counts = new long[view.size()];
    java.util.Arrays.fill(counts, Long.MAX_VALUE);
    return switch (random.nextInt(4)) {
      case 0 -> new Heartbeat(view.id(), 1, new LivenessDigest(most, now, -1));
      case 1 -> new Acknowledged(view.id(), SlotVector.of(counts));
      case 2 -> new LeaderMessage.TellTime(1 + random.nextInt(3), Long.MAX_VALUE);
      default ->
          new LeaderMessage.Answer(
              1 + random.nextInt(3), new LeaderMessage.Stored(UserName.of("fang")));
    };
  }
}
