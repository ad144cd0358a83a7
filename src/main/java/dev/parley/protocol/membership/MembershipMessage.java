package dev.parley.protocol.membership;

import dev.parley.protocol.Ballot;
import dev.parley.protocol.FlushReport;
import dev.parley.protocol.Member;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.Message;
import dev.parley.protocol.VersionVector;
import dev.parley.protocol.View;
import dev.parley.protocol.ViewId;
import java.util.List;

/**
 * The messages of discovery and of the view change; {@code doc/protocol/membership.md} has their
 * order.
 */
public sealed interface MembershipMessage extends Message {
  /**
   * "I want to join": from a member without a view. {@code forward} asks a member that is not the
   * leader to pass it on to the leader; {@code terms} are the joiner's.
   */
  record Discover(Member joiner, boolean forward, SharedSettings terms)
      implements MembershipMessage {}

  /** The leader's answer: its address, and how many members it leads. */
  record LeaderHere(ViewId view, Member leader, int members) implements MembershipMessage {}

  /**
   * The periodic announcement of a leader, so that parts of a healed partition find each other;
   * also the answer to a joiner whose terms differ.
   */
  record Announce(ViewId view, Member leader, int members, SharedSettings terms)
      implements MembershipMessage {}

  /**
   * "We are ready to be in your next view": a joiner for itself, or the leader of another part for
   * all of its members. {@code promised} is the largest epoch that the sender promised. From a
   * member that the receiver already leads it means: "I am frozen, change the view".
   */
  record JoinReady(List<Member> members, ViewId view, long promised, SharedSettings terms)
      implements MembershipMessage {
    public JoinReady {
      members = View.atMostAll(members);
    }
  }

  /** "I leave": to the group; the leader acts on it, and on the leader's own its heir. */
  record Leave(MemberId member) implements MembershipMessage {}

  /** One of the messages of a view change, which may have to be relayed. */
  sealed interface Step extends MembershipMessage
      permits Prepare, PrepareReject, FlushOk, Cut, Fetching, Flushed, Install, InstallAck {
    Ballot ballot();
  }

  /**
   * A step that {@code origin} sends to the members in {@code to}, and that every member relays
   * once, because it was not answered before; {@code attempt} distinguishes its repetitions.
   */
  record Relayed(MemberId origin, int attempt, List<MemberId> to, Step step)
      implements MembershipMessage {
    public Relayed {
      to = View.atMostAll(to);
    }
  }

  /** Promise {@code ballot}, freeze and report. Only the targets answer. */
  record Prepare(Ballot ballot, Member coordinator, List<Member> targets) implements Step {
    public Prepare {
      targets = View.atMostAll(targets);
    }
  }

  /** "I promised {@code promised} already": the coordinator must start again above it. */
  record PrepareReject(Ballot ballot, long promised) implements Step {}

  record FlushOk(Ballot ballot, FlushReport report) implements Step {}

  /**
   * The messages that the members that come from one view must all deliver, and the members that
   * hold them.
   */
  record ComponentCut(ViewId lastView, VersionVector reach, List<Member> holders) {
    public ComponentCut {
      holders = View.atMostAll(holders);
    }
  }

  /** The agreed end of the old views: one cut for each view that the new members come from. */
  record Cut(Ballot ballot, List<ComponentCut> components) implements Step {
    public Cut {
      components = View.atMostAll(components);
    }
  }

  /** "I delivered my component's cut and hold the state of the others." */
  record Flushed(Ballot ballot) implements Step {}

  /**
   * A member is still fetching a large state: from it to the coordinator, and from there to all
   * members, which continue to wait.
   */
  record Fetching(Ballot ballot) implements Step {}

  /**
   * The new view is in force; {@code base} is the union of all cuts, {@code left} the members that
   * asked to leave (others that are gone were excluded).
   */
  record Install(Ballot ballot, View view, VersionVector base, List<MemberId> left)
      implements Step {
    public Install {
      left = View.atMostAll(left);
    }
  }

  record InstallAck(Ballot ballot) implements Step {}
}
