package dev.parley.replica;

import akka.actor.typed.ActorRef;
import dev.parley.chat.ChatSnapshot;
import dev.parley.chat.MemoryRoom;
import dev.parley.chat.accounts.LeaderMessage;
import dev.parley.chat.accounts.RecoveryPlan;
import dev.parley.chat.model.ClaimPair;
import dev.parley.chat.model.Mail;
import dev.parley.chat.model.MessageId;
import dev.parley.chat.model.ReadPosition;
import dev.parley.chat.model.Refusal;
import dev.parley.chat.model.UserName;
import dev.parley.group.CausalMulticast;
import dev.parley.protocol.NodeState;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.UUID;

/**
 * The language between the sessions of this node and its {@link Replica}. Every command with a
 * {@code replyTo} gets exactly one answer, unless the node stops.
 */
public final class ReplicaProtocol {
  private ReplicaProtocol() {}

  /** What may be asked of the replica. */
  public sealed interface Command extends Replica.Message {}

  /** What the replica tells a session that it opened, in order. */
  public sealed interface Event {}

  /** The answers to {@link Send}. */
  public sealed interface SendAnswer {}

  // Accounts: through the leader, from any node.

  /**
   * Asks the leader, whoever that is now or soon; {@link LeaderMessage.Denied} with UNAVAILABLE if
   * none answers in time. {@code waiting} is told {@link LeaderAwaited} if that takes a while.
   */
  public record AskLeader(
      LeaderMessage.Question question,
      ActorRef<LeaderMessage.Verdict> replyTo,
      Optional<ActorRef<Event>> waiting)
      implements Command {
    /** For a caller that is told the verdict only. */
    public AskLeader(LeaderMessage.Question question, ActorRef<LeaderMessage.Verdict> replyTo) {
      this(question, replyTo, Optional.empty());
    }
  }

  /**
   * No leader at the moment: the question waits for the next one. Sent at most once for a question,
   * before its answer.
   */
  public enum LeaderAwaited implements Event {
    INSTANCE
  }

  // Sessions.

  /**
   * Opens a session for a user whose password was checked against the account of {@code claim}, a
   * claim's number or {@link ClaimPair#ANY}: {@link Opened}, then {@link UnreadBegin}, the mail
   * that waits and {@link UnreadEnd} if there is any, then everything that happens. Another session
   * of the user, anywhere, gets {@link Closing} with SESSION_REPLACED. {@code session} is watched:
   * when it stops, the user goes offline. A session whose client saw more than this server knows
   * begins when it knows that, or soon; then {@link Opened#isBehind}. If the name belongs to
   * another account here, {@link Closing} is all that it gets.
   */
  public record OpenSession(
      UserName name, long claim, String client, ReadPosition after, ActorRef<Event> session)
      implements Command {}

  /** The user logs out; the same happens when {@code session} stops. */
  public record CloseSession(ActorRef<Event> session) implements Command {}

  /**
   * All messages of this session up to {@code n} were shown. Numbers that were never pushed are
   * ignored.
   */
  public record Acknowledge(ActorRef<Event> session, long n) implements Command {}

  /**
   * Sends from an opened session. {@code seq} is the number in the stream of the session's client;
   * without it the node numbers the message in a stream of its own. {@code text} is valid. {@link
   * Accepted} once at least two members have it (one where there is one), or {@link Refused}.
   */
  public record Send(
      ActorRef<Event> session, UserName to, String text, Optional<Long> seq, SendReply replyTo)
      implements Command {}

  /**
   * Where the answer to one {@link Send} goes. Many of one session wait at once, so each has a
   * number, and the session takes all answers by one address: a future for each message would cost
   * more than the message.
   */
  public record SendReply(ActorRef<SendAnswered> session, long number) {
    public void tell(SendAnswer answer) {
      session.tell(new SendAnswered(number, answer));
    }
  }

  /** The answer to the {@link Send} of that number. */
  public record SendAnswered(long number, SendAnswer answer) {}

  /** {@code msg} is the id of the message for clients. */
  public record Accepted(MessageId id, UUID msg, int copies, boolean duplicate, String at)
      implements SendAnswer {}

  public record Refused(Refusal refusal) implements SendAnswer {}

  /** {@code isBehind}: the client has seen what this server does not know yet. */
  public record Opened(
      UserName name, NodeStatus status, int unread, String ticket, long nextSeq, boolean isBehind)
      implements Event {}

  public record UnreadBegin(int count) implements Event {}

  public enum UnreadEnd implements Event {
    INSTANCE
  }

  /** More mail waits until some of so many messages is acknowledged. Told once in a session. */
  public record WindowFull(int unacknowledged) implements Event {}

  /** Push number {@code n} of this session. {@code clock} is by member id. */
  public record MailPushed(long n, Mail mail, String at, boolean stored, Map<String, Long> clock)
      implements Event {}

  /** The receiver acknowledged the message that this user sent. */
  public record Delivered(MessageId id, UUID msg, UserName to) implements Event {}

  /** The message that this user sent goes to nobody: its receiver has lost the name. */
  public record Returned(MessageId id, UUID msg, UserName to) implements Event {}

  public record CameOnline(UserName name) implements Event {}

  public record WentOffline(UserName name) implements Event {}

  /** After each view change: the servers' client addresses, nearest choice (this node) first. */
  public record ServersChanged(List<String> servers) implements Event {}

  /** The session ends by the server's will. */
  public record Closing(ClosingCode code, String text, Optional<String> server, long afterMs)
      implements Event {}

  // Questions that anybody may ask.

  /** Who is online in the whole cluster. */
  public record ListOnline(ActorRef<SortedSet<UserName>> replyTo) implements Command {}

  /** Answered when everything that this server's clients sent is accepted, or was refused. */
  public record AwaitQuiet(ActorRef<Quiet> replyTo) implements Command {}

  public enum Quiet {
    INSTANCE
  }

  public record AskStatus(ActorRef<NodeStatus> replyTo) implements Command {}

  /**
   * {@code state} is joining, member, electing, merging or leaving; the leader is empty while there
   * is none.
   */
  public record NodeStatus(
      String node,
      NodeState state,
      String server,
      Optional<String> leaderId,
      Optional<String> leaderServer,
      long epoch,
      List<MemberStatus> members,
      AccountsStatus accounts,
      MailStatus mail) {
    /** Of a node that has no limit over all mail. */
    public NodeStatus(
        String node,
        NodeState state,
        String server,
        Optional<String> leaderId,
        Optional<String> leaderServer,
        long epoch,
        List<MemberStatus> members,
        AccountsStatus accounts) {
      this(
          node,
          state,
          server,
          leaderId,
          leaderServer,
          epoch,
          members,
          accounts,
          MailStatus.UNLIMITED);
    }

    NodeStatus with(MailStatus held) {
      return new NodeStatus(
          node, state, server, leaderId, leaderServer, epoch, members, accounts, held);
    }

    /** The client addresses of all members, this node's first; those that are emptied last. */
    public List<String> servers() {
      return members.stream()
          .sorted(
              Comparator.comparing(MemberStatus::isDraining)
                  .thenComparing(member -> !member.server().equals(server)))
          .map(MemberStatus::server)
          .toList();
    }

    /** Where this node's clients may go instead. */
    public List<String> otherServers() {
      return members.stream()
          .filter(member -> !member.server().equals(server) && !member.isDraining())
          .map(MemberStatus::server)
          .toList();
    }

    public boolean isDraining() {
      return members.stream().anyMatch(m -> m.server().equals(server) && m.isDraining());
    }
  }

  /**
   * How many accounts there are, which nodes vote on changes of them, how often voters were made by
   * force, and why accounts cannot be changed at the moment, in words; empty if they can.
   */
  public record AccountsStatus(
      int count, List<String> voters, int generation, Optional<String> closed) {
    public static final AccountsStatus NONE = new AccountsStatus(0, List.of(), 0, Optional.empty());

    public AccountsStatus {
      voters = List.copyOf(voters);
    }
  }

  /**
   * What all mail that waits takes, and what it may take in this view, in bytes of memory; {@code
   * isFull} if new mail is refused, or was a moment ago.
   */
  public record MailStatus(long bytes, long limit, boolean isFull) {
    static final MailStatus UNLIMITED = new MailStatus(0, MemoryRoom.UNLIMITED, false);
  }

  /** {@code isDraining}: it takes no more clients. */
  public record MemberStatus(
      String id, long incarnation, String server, String bus, int sessions, boolean isDraining) {}

  // The operator's.

  /** Ends the user's sessions, wherever they are; answered with how many were known. */
  public record Kick(UserName name, ActorRef<Integer> replyTo) implements Command {}

  /**
   * Sends this server's clients to the others and takes no more, or takes them again; answered with
   * how many were here.
   */
  public record Drain(boolean isDraining, ActorRef<Integer> replyTo) implements Command {}

  /** What {@link Recover} would do now. */
  public record AskRecovery(ActorRef<RecoveryStatus> replyTo) implements Command {}

  /** {@code plan}, or in a sentence why there is none. */
  public record RecoveryStatus(Optional<RecoveryPlan> plan, String refusal) {}

  /**
   * The voters that are not here never come back: make those that are the voters, under the random
   * {@code id}. {@link LeaderMessage.VotersChanged}, {@link LeaderMessage.VotersKept}, or {@link
   * LeaderMessage.Denied} if no leader answers.
   */
  public record Recover(long id, ActorRef<LeaderMessage.Verdict> replyTo) implements Command {}

  /** This node leaves, and takes no vote along if that is safe: answers as of {@link Recover}. */
  public record GiveUpVote(ActorRef<LeaderMessage.Verdict> replyTo) implements Command {}

  /** For a report about the whole state; {@code clock} is by member id. */
  public record AskKnowledge(ActorRef<Knowledge> replyTo) implements Command {}

  /**
   * A client looks for a server on the multicast group; not answered by a node that may not say.
   */
  public record ClientLooksForServer(ActorRef<ServerForClient> replyTo) implements Command {}

  /** Where that client should go. */
  public record ServerForClient(String server, boolean isLeader, List<String> servers) {
    public ServerForClient {
      servers = List.copyOf(servers);
    }
  }

  /** What the multicast has in hand. */
  public record AskBacklog(ActorRef<CausalMulticast.Backlog> replyTo) implements Command {}

  /** What this server knows; {@code clock}: how many messages of each member are delivered here. */
  public record Knowledge(ChatSnapshot state, Map<String, Long> clock) {
    public Knowledge {
      clock = Map.copyOf(clock);
    }
  }
}
