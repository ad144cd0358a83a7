package dev.parley.protocol.membership;

import dev.parley.protocol.Ballot;
import dev.parley.protocol.Member;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.Output;
import dev.parley.protocol.Output.Note;
import dev.parley.protocol.View;
import dev.parley.protocol.ViewId;
import dev.parley.protocol.membership.MembershipMessage.Announce;
import dev.parley.protocol.membership.MembershipMessage.Cut;
import dev.parley.protocol.membership.MembershipMessage.Discover;
import dev.parley.protocol.membership.MembershipMessage.Install;
import dev.parley.protocol.membership.MembershipMessage.JoinReady;
import dev.parley.protocol.membership.MembershipMessage.LeaderHere;
import dev.parley.protocol.membership.MembershipMessage.Leave;
import dev.parley.protocol.membership.MembershipMessage.Prepare;
import dev.parley.protocol.membership.MembershipMessage.PrepareReject;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Compares the member for which a message speaks with its sender: a member speaks for itself alone.
 * Three messages are passed on for others: a question of a joiner and an announcement of another
 * leader, by a member to its own leader; and a step in a {@link MembershipMessage.Relayed}, whose
 * author is the relay's origin. Reports each sender of other messages, once.
 *
 * <p>So a member that is broken cannot speak for others, except in what it relays. The sender is
 * what the datagram itself names: whether that is true is the concern of a seal around the datagram
 * and not of this class.
 */
final class MessageAuthors {
  /** More reports say nothing new, and must not fill memory or the log. */
  static final int MAX_REPORTED = 64;

  private final MemberId self;
  private final SortedSet<String> reported = new TreeSet<>();

  MessageAuthors(MemberId self) {
    this.self = self;
  }

  /** Returns true if {@code author} may say this to a member of {@code view}. */
  boolean maySay(MemberId author, MembershipMessage message, @Nullable View view) {
    if (message instanceof Discover discover)
      return author.equals(discover.joiner().id()) || passesOn(author, discover.forward(), view);
    if (message instanceof Announce announce)
      return leads(announce.leader(), announce.view())
          && (author.equals(announce.leader().id()) || passesOn(author, false, view));
    if (message instanceof LeaderHere here)
      return author.equals(here.leader().id()) && leads(here.leader(), here.view());
    if (message instanceof JoinReady ready) return maySpeakFor(author, ready);
    if (message instanceof Leave leave) return author.equals(leave.member());
    if (message instanceof Prepare prepare)
      return author.equals(prepare.coordinator().id()) && coordinates(author, prepare.ballot());
    if (message instanceof Cut cut) return coordinates(author, cut.ballot());
    if (message instanceof Install install) return coordinates(author, install.ballot());
    if (message instanceof PrepareReject reject) return coordinates(self, reject.ballot());
    // Answers of the author about itself, and relays, which name an author of their own.
    return true;
  }

  private static boolean leads(Member leader, ViewId view) {
    return view.leader().equals(leader.id());
  }

  private static boolean coordinates(MemberId author, Ballot ballot) {
    return ballot.coordinator().equals(author);
  }

  /** A member passes on to its own leader, once. */
  private boolean passesOn(MemberId author, boolean wantsForward, @Nullable View view) {
    return view != null && !wantsForward && view.leader().equals(self) && view.contains(author);
  }

  /** A joiner speaks for itself, the leader of another part for all of its members. */
  private static boolean maySpeakFor(MemberId author, JoinReady ready) {
    boolean isOneOf = ready.members().stream().anyMatch(member -> member.id().equals(author));
    return isOneOf && (ready.members().size() == 1 || ready.view().leader().equals(author));
  }

  List<Output> report(MemberId author, MembershipMessage message) {
    boolean isNew = reported.size() < MAX_REPORTED && reported.add(author.node());
    if (!isNew) return List.of();
    return List.of(
        new Note(
            "not its to say",
            author,
            author
                + " sent a "
                + message.getClass().getSimpleName()
                + " of another member, which is ignored. The datagram was forged, or that node is"
                + " broken: restart it, and report what it runs"));
  }
}
