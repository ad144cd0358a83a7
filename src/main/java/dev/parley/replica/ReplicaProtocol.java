package dev.parley.replica;

import akka.actor.typed.ActorRef;
import dev.parley.chat.ChatSnapshot;
import dev.parley.chat.MemoryRoom;
import dev.parley.chat.RoomReceipts;
import dev.parley.chat.accounts.LeaderMessage;
import dev.parley.chat.accounts.RecoveryPlan;
import dev.parley.chat.accounts.Registration;
import dev.parley.chat.accounts.RegistrationRules;
import dev.parley.chat.history.ConversationsRequest;
import dev.parley.chat.history.FoundHistory;
import dev.parley.chat.history.FoundMessages;
import dev.parley.chat.history.HistoryMark;
import dev.parley.chat.history.HistoryRequest;
import dev.parley.chat.history.SearchWords;
import dev.parley.chat.model.Device;
import dev.parley.chat.model.Mail;
import dev.parley.chat.model.MessageId;
import dev.parley.chat.model.ReadPosition;
import dev.parley.chat.model.Refusal;
import dev.parley.chat.model.RoomName;
import dev.parley.chat.model.RoomPost;
import dev.parley.chat.model.UserName;
import dev.parley.chat.rooms.RoomMember;
import dev.parley.chat.rooms.RoomRole;
import dev.parley.chat.rooms.RoomRules;
import dev.parley.chat.rooms.Rooms;
import dev.parley.group.CausalMulticast;
import dev.parley.protocol.Endpoint;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.NodeState;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.UUID;

/**
 * The language between the sessions of this node and its {@link Replica}. Every command with a
 * {@code replyTo} gets exactly one answer, unless the node stops.
 */
public final class ReplicaProtocol {
  private ReplicaProtocol() {}

  /** The commands that the replica takes. */
  public sealed interface Command extends Replica.Message {}

  /** The events that the replica sends to a session that it opened, in order. */
  public sealed interface Event {}

  /** The answers to {@link Send}. */
  public sealed interface SendAnswer {}

  // Accounts, through the leader, from any node.

  /**
   * Asks the leader, the present one or one elected soon; the answer is {@link
   * LeaderMessage.Denied} with UNAVAILABLE if none answers in time. {@code waiting} gets {@link
   * LeaderAwaited} if that takes a while; it is the session that asks. A new password ends all
   * other sessions of the account.
   */
  public record AskLeader(
      LeaderMessage.Question question,
      ActorRef<LeaderMessage.Verdict> replyTo,
      Optional<ActorRef<Event>> waiting)
      implements Command {
    /** For a caller that gets only the verdict. */
    public AskLeader(LeaderMessage.Question question, ActorRef<LeaderMessage.Verdict> replyTo) {
      this(question, replyTo, Optional.empty());
    }
  }

  /**
   * There is no leader at the moment: the question waits for the next one. Sent at most once for a
   * question, before its answer.
   */
  public enum LeaderAwaited implements Event {
    INSTANCE
  }

  // Sessions.

  /**
   * Opens a session for a user whose proof was checked against {@code verifier} of the account of
   * {@code claim}, numbers as in {@link SessionRequest}: {@link Opened}, then {@link UnreadBegin},
   * the mail that waits and {@link UnreadEnd} if there is any, then all later events. Another
   * session of the client, anywhere, gets {@link Closing} with SESSION_REPLACED, and so does the
   * user's oldest one if there are too many. {@code session} is watched: when it stops, the user
   * goes offline. A session whose client saw more than this server knows starts when the server
   * knows that too, or after a short wait; {@link Opened#isBehind} is set after such a wait. If the
   * name belongs to another account here, or the account has another password, the session gets
   * only {@link Closing}; if the client has logged out since its ticket was issued, only {@link
   * TicketEnded}.
   */
  public record OpenSession(
      UserName name,
      long claim,
      long verifier,
      String client,
      ReadPosition after,
      LoginProof proof,
      String address,
      ClientTraits traits,
      ActorRef<Event> session)
      implements Command {}

  /**
   * The user logs out: no ticket of the session's client is good any more, or with {@code isAll} of
   * any client, and no other session stays open. The session gets {@link LoggedOut} when this is
   * durable here, or {@link LogoutRefused} and stays open; or neither if it was ended before, and
   * its {@link Closing} is under way.
   */
  public record LogOut(ActorRef<Event> session, boolean isAll) implements Command {}

  /** The session ends, and its tickets stay good; the same happens when {@code session} stops. */
  public record CloseSession(ActorRef<Event> session) implements Command {}

  /**
   * All messages of this session up to number {@code n} were shown. Numbers that were never pushed
   * are ignored.
   */
  public record Acknowledge(ActorRef<Event> session, long n) implements Command {}

  /**
   * Sends from an opened session. {@code seq} is the number in the stream of the session's client;
   * without it the node numbers the message in a stream of its own. {@code text} is valid. The
   * answer is {@link Accepted} once at least two members have the message (one in a group of one),
   * or {@link Refused}.
   */
  public record Send(
      ActorRef<Event> session, UserName to, String text, Optional<Long> seq, SendReply replyTo)
      implements Command {}

  /**
   * The address for the answer to one {@link Send}. Many sends of one session wait at once, so each
   * has a number, and the session takes all answers at one address: a future for each message would
   * cost more than the message.
   */
  public record SendReply(ActorRef<SendAnswered> session, long number) {
    public void tell(SendAnswer answer) {
      session.tell(new SendAnswered(number, answer));
    }
  }

  /** The answer to the {@link Send} of that number. */
  public record SendAnswered(long number, SendAnswer answer) {}

  /**
   * {@code msg} is the id of the message for clients, and {@code times} are those that its receiver
   * sees.
   */
  public record Accepted(
      MessageId id, UUID msg, int copies, boolean duplicate, String at, RoomPost.Times times)
      implements SendAnswer {}

  public record Refused(Refusal refusal) implements SendAnswer {}

  /** As {@link Send}, to a room. */
  public record Post(
      ActorRef<Event> session, RoomName to, String text, Optional<Long> seq, SendReply replyTo)
      implements Command {}

  /** The user of the opened session wants a room to be changed; the leader decides that. */
  public record ChangeRoom(
      ActorRef<Event> session, RoomWish wish, ActorRef<LeaderMessage.Verdict> replyTo)
      implements Command {}

  /**
   * Asks for the rooms of the opened session's user, and those that they are invited to; with
   * {@code areOpen} also for those that everybody may join: {@link RoomsListed}.
   */
  public record ListRooms(ActorRef<Event> session, boolean areOpen) implements Command {}

  /** Asks about a room: {@link RoomTold} or {@link RoomRefused}. */
  public record AskRoom(ActorRef<Event> session, RoomName room) implements Command {}

  /** The answers to {@link ListRooms} and {@link AskRoom}. */
  public sealed interface RoomAnswer extends Event {}

  /** The first {@code own} of them are those that the user is in. */
  public record RoomsListed(List<ListedRoom> rooms, int own) implements RoomAnswer {
    public RoomsListed {
      rooms = List.copyOf(rooms);
    }
  }

  /** {@code role}: that of who asks, if they are a member. */
  public record ListedRoom(
      RoomName name,
      String topic,
      boolean isOpen,
      int members,
      int unread,
      Optional<RoomRole> role,
      boolean isInvited,
      boolean isHistoryForAll) {
    /** Of a room whose members read what was sent since they joined. */
    public ListedRoom(
        RoomName name,
        String topic,
        boolean isOpen,
        int members,
        int unread,
        Optional<RoomRole> role,
        boolean isInvited) {
      this(name, topic, isOpen, members, unread, role, isInvited, false);
    }
  }

  /** The members in the order in which they joined, and those of them who are online. */
  public record RoomTold(
      ListedRoom room, List<RoomMember> members, SortedSet<UserName> online, RoomRules rules)
      implements RoomAnswer {
    /** Of a room in which nobody is banned or muted, or for one who is not told who is. */
    public RoomTold(ListedRoom room, List<RoomMember> members, SortedSet<UserName> online) {
      this(room, members, online, RoomRules.NONE);
    }

    public RoomTold {
      members = List.copyOf(members);
    }
  }

  public record RoomRefused(Refusal refusal) implements RoomAnswer {}

  /** What has happened in a room, in the word of the client protocol. */
  public record RoomEvent(
      RoomName room, String what, Optional<UserName> by, Optional<UserName> whom)
      implements Event {}

  /**
   * The user of the opened session blocks {@code name}, or blocks it no more: {@link BlockSet} when
   * this server keeps that, or {@link BlockRefused}.
   */
  public record SetBlock(ActorRef<Event> session, UserName name, boolean isBlocked)
      implements Command {}

  /** Asks for the names that the user of the opened session blocks: {@link BlocksListed}. */
  public record ListBlocks(ActorRef<Event> session) implements Command {}

  /** The answers to {@link SetBlock} and {@link ListBlocks}. */
  public sealed interface BlockAnswer extends Event {}

  public record BlockSet(UserName name, boolean isBlocked) implements BlockAnswer {}

  public record BlockRefused(Refusal refusal) implements BlockAnswer {}

  public record BlocksListed(SortedSet<UserName> names) implements BlockAnswer {}

  /**
   * The user of the opened session wants to be notified when these users come and go, or not any
   * more: {@link Watched} or {@link WatchRefused}, {@link Unwatched}. Names that nobody has are
   * watched as well.
   */
  public record SetWatch(ActorRef<Event> session, List<UserName> names, boolean isWatched)
      implements Command {
    public SetWatch {
      names = List.copyOf(names);
    }
  }

  /** The answers to {@link SetWatch}. */
  public sealed interface WatchAnswer extends Event {}

  /** Those of the names whose users are online, as their accounts spell them, and the others. */
  public record Watched(SortedSet<UserName> online, SortedSet<UserName> offline)
      implements WatchAnswer {}

  public record Unwatched(SortedSet<UserName> names) implements WatchAnswer {}

  public record WatchRefused(Refusal refusal) implements WatchAnswer {}

  /** The user of the opened session types to {@code to}; not answered. */
  public record Type(ActorRef<Event> session, UserName to) implements Command {}

  /** As {@link Type}, to a room. */
  public record TypeInRoom(ActorRef<Event> session, RoomName to) implements Command {}

  /** Asks for the clients of the opened session's user: {@link DevicesListed}. */
  public record ListDevices(ActorRef<Event> session) implements Command {}

  /**
   * The user of the opened session ends their clients that are shown as {@code device}: {@link
   * DeviceEnded} when that is durable here, or {@link DeviceRefused}. Their tickets end as well.
   */
  public record EndDevice(ActorRef<Event> session, String device) implements Command {}

  /** The answers to {@link ListDevices} and {@link EndDevice}. */
  public sealed interface DeviceAnswer extends Event {}

  public record DevicesListed(List<DeviceInfo> devices) implements DeviceAnswer {
    public DevicesListed {
      devices = List.copyOf(devices);
    }
  }

  public record DeviceEnded(String device) implements DeviceAnswer {}

  public record DeviceRefused(Refusal refusal) implements DeviceAnswer {}

  /**
   * A client of a user. {@code device} is the beginning of its id. One that is logged in has {@code
   * sinceMs}, and a {@code server} unless that has just left; of another one only {@code
   * lastSeenMs} is known, which is 0 for the first. Times are in milliseconds since 1970.
   */
  public record DeviceInfo(
      String device,
      String kind,
      boolean isLoggedIn,
      Optional<Endpoint> server,
      long sinceMs,
      long lastSeenMs,
      boolean isOwn) {
    static DeviceInfo loggedIn(Device device, Optional<Endpoint> server, boolean isOwn) {
      return new DeviceInfo(
          device.shown(), device.kind(), true, server, device.sinceMs(), 0, isOwn);
    }

    static DeviceInfo away(String device, long lastSeenMs) {
      return new DeviceInfo(device, "", false, Optional.empty(), 0, lastSeenMs, false);
    }
  }

  /**
   * Asks for messages of the conversation of the opened session's user with another: {@link
   * HistoryTold}, or {@link HistoryRefused}. {@code limit} is as in {@link HistoryRequest}.
   */
  public record AskHistory(
      ActorRef<Event> session, UserName with, Optional<HistoryRequest.Place> place, int limit)
      implements Command {}

  /** As {@link AskHistory}, of what the opened session's user may see of a room. */
  public record AskRoomHistory(
      ActorRef<Event> session, RoomName room, Optional<HistoryRequest.Place> place, int limit)
      implements Command {}

  /** As {@link Search}, in what the opened session's user may see of a room. */
  public record SearchRoom(ActorRef<Event> session, SearchWords words, RoomName room, int limit)
      implements Command {}

  /**
   * Asks for conversations of the opened session's user: {@link ConversationsTold}, or {@link
   * HistoryRefused}. The fields are as in {@link ConversationsRequest}.
   */
  public record AskConversations(ActorRef<Event> session, Optional<HistoryMark> before, int limit)
      implements Command {}

  /**
   * Looks for messages in the conversations of the opened session's user, or in that {@code with}
   * another: {@link MessagesFound}, or {@link HistoryRefused}.
   */
  public record Search(
      ActorRef<Event> session, SearchWords words, Optional<UserName> with, int limit)
      implements Command {}

  /** The answers to {@link AskHistory}, {@link AskConversations} and {@link Search}. */
  public sealed interface HistoryAnswer extends Event {}

  /** Messages with a user or room, the oldest first; the rest is as in {@link FoundHistory}. */
  public record HistoryTold(
      String with, List<Kept> messages, boolean hasMore, boolean hasLater, boolean isComplete)
      implements HistoryAnswer {
    public HistoryTold {
      messages = List.copyOf(messages);
    }
  }

  /** Conversations, that with the latest message first; the rest is as in {@link FoundHistory}. */
  public record ConversationsTold(
      List<ListedConversation> list, boolean hasMore, boolean isComplete) implements HistoryAnswer {
    public ConversationsTold {
      list = List.copyOf(list);
    }
  }

  /**
   * {@code unread}: how many messages of the other one wait; {@code isOnline}: whether they are.
   */
  public record ListedConversation(UserName with, Kept last, int unread, boolean isOnline) {}

  /** Messages, the latest first; the rest is as in {@link FoundMessages}. */
  public record MessagesFound(List<Kept> messages, boolean hasMore, boolean isComplete)
      implements HistoryAnswer {
    public MessagesFound {
      messages = List.copyOf(messages);
    }
  }

  public record HistoryRefused(Refusal refusal) implements HistoryAnswer {}

  /**
   * A message of a conversation, with the names as their accounts spell them. {@code isDelivered}:
   * it does not wait for its receiver, as far as the asker may know.
   */
  public record Kept(Mail mail, UserName from, UserName to, boolean isDelivered) {}

  /**
   * The session is open. {@code logout} is the last logout of its client, of which tickets must
   * know; {@code isBehind}: the client has seen messages that this server does not know yet.
   */
  public record Opened(
      UserName name, NodeStatus status, int unread, long logout, long nextSeq, boolean isBehind)
      implements Event {}

  /** The session is not open: its client has logged out since it got the ticket. */
  public enum TicketEnded implements Event {
    INSTANCE
  }

  /** The session is over, as was asked. */
  public enum LoggedOut implements Event {
    INSTANCE
  }

  /** The session stays open. */
  public record LogoutRefused(Refusal refusal) implements Event {}

  public record UnreadBegin(int count) implements Event {}

  public enum UnreadEnd implements Event {
    INSTANCE
  }

  /** More mail waits until some of this many messages are acknowledged. Sent once in a session. */
  public record WindowFull(int unacknowledged) implements Event {}

  /** Push number {@code n} of this session. {@code clock} is by member id. */
  public record MailPushed(long n, Mail mail, String at, boolean stored, Map<String, Long> clock)
      implements Event {}

  /** Push number {@code n} of this session: a message that its user has sent from elsewhere. */
  public record SentPushed(long n, Mail mail, String at) implements Event {}

  /** More messages were sent from elsewhere than this session has taken: these are left out. */
  public enum SentSkipped implements Event {
    INSTANCE
  }

  /**
   * Another session of the user has acknowledged the messages of {@code with}, a user or a room, up
   * to the one that clients know as {@code upTo}; {@code isSkipped}: some were not pushed in this
   * session, nor will be.
   */
  public record ReadElsewhere(String with, UUID upTo, boolean isSkipped) implements Event {}

  /** Another user types to this one, or did a moment ago: a hint. */
  public record Types(UserName from) implements Event {}

  /** As {@link Types}, to a room of this user. */
  public record TypesInRoom(UserName from, RoomName room) implements Event {}

  /** The receiver acknowledged the message that this user sent. */
  public record Delivered(MessageId id, UUID msg, UserName to) implements Event {}

  /** Members of a room have seen what this user wrote to it. */
  public record SeenInRoom(RoomName room, List<RoomReceipts.Count> counts) implements Event {
    public SeenInRoom {
      counts = List.copyOf(counts);
    }
  }

  /** The message that this user sent is returned: its receiver has lost the name. */
  public record Returned(MessageId id, UUID msg, UserName to) implements Event {}

  public record CameOnline(UserName name) implements Event {}

  public record WentOffline(UserName name) implements Event {}

  /** After each view change: the servers' client addresses, nearest choice (this node) first. */
  public record ServersChanged(List<Endpoint> servers) implements Event {}

  /** The server ends the session. */
  public record Closing(ClosingCode code, String text, Optional<Endpoint> server, long afterMs)
      implements Event {}

  /** Asks for all sessions of the user of this one; none if it is not open. */
  public record ListSessions(ActorRef<Event> session, ActorRef<SessionList> replyTo)
      implements Command {}

  public record SessionList(List<SessionInfo> sessions) {
    public SessionList {
      sessions = List.copyOf(sessions);
    }
  }

  /**
   * A session of a user. {@code seen} is empty for one at a server of before, which alone knows it;
   * the address is empty for one at another server. {@code server} is empty for a server that has
   * just left.
   */
  public record SessionInfo(Optional<Endpoint> server, Optional<Seen> seen, boolean isOwn) {
    /** {@code client} is the beginning of the client's id. */
    public record Seen(String client, Arrival arrival) {}
  }

  // Questions that any part of the node may ask.

  /**
   * Asks which users are online in the whole cluster, as far as {@code asker} may know: those of
   * {@code about}, or the first ones of all.
   */
  public record ListOnline(
      UserName asker, Optional<List<UserName>> about, ActorRef<OnlineList> replyTo)
      implements Command {
    public ListOnline {
      about = about.map(List::copyOf);
    }
  }

  /**
   * The names that were asked for, of users who are online, as their accounts spell them; {@code
   * count} is the number of all users online.
   */
  public record OnlineList(SortedSet<UserName> names, int count) {
    /**
     * Of more users, the first ones are named: a list for a person to look through, and 16 KB of
     * JSON. Thousands of clients may ask in the same second, when a server has left.
     */
    public static final int MAX_NAMES = 1_000;
  }

  /**
   * A request that is answered when everything that this server's clients sent is accepted or
   * refused.
   */
  public record AwaitQuiet(ActorRef<Quiet> replyTo) implements Command {}

  public enum Quiet {
    INSTANCE
  }

  public record AskStatus(ActorRef<NodeStatus> replyTo) implements Command {}

  /**
   * {@code state} is joining, member, electing, merging or leaving; {@code server} is empty before
   * the node has an identity, the leader while there is none.
   */
  public record NodeStatus(
      String node,
      NodeState state,
      Optional<Endpoint> server,
      Optional<String> leaderId,
      Optional<Endpoint> leaderServer,
      long epoch,
      List<MemberStatus> members,
      AccountsStatus accounts,
      MailStatus mail) {
    /** The status of a node that has no limit over all mail. */
    public NodeStatus(
        String node,
        NodeState state,
        Optional<Endpoint> server,
        Optional<String> leaderId,
        Optional<Endpoint> leaderServer,
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

    /** The client address of a member. */
    Optional<Endpoint> server(MemberId member) {
      return members.stream()
          .filter(status -> status.id().equals(member.node()))
          .filter(status -> status.incarnation() == member.incarnation())
          .map(MemberStatus::server)
          .findFirst();
    }

    /** The client addresses of all members: this node's first, those of draining members last. */
    public List<Endpoint> servers() {
      return members.stream()
          .sorted(
              Comparator.comparing(MemberStatus::isDraining)
                  .thenComparing(member -> !isOwn(member)))
          .map(MemberStatus::server)
          .toList();
    }

    /** The servers that this node's clients may use instead. */
    public List<Endpoint> otherServers() {
      return members.stream()
          .filter(member -> !isOwn(member) && !member.isDraining())
          .map(MemberStatus::server)
          .toList();
    }

    public boolean isDraining() {
      return members.stream().anyMatch(m -> isOwn(m) && m.isDraining());
    }

    private boolean isOwn(MemberStatus member) {
      return server.filter(member.server()::equals).isPresent();
    }
  }

  /**
   * The number of accounts, the nodes that vote on changes of them, how often voters were made by
   * force, the reason in words why accounts cannot be changed at the moment, empty if they can, and
   * who may register.
   */
  public record AccountsStatus(
      int count,
      List<String> voters,
      int generation,
      Optional<String> closed,
      Registration registration) {
    public static final AccountsStatus NONE =
        new AccountsStatus(0, List.of(), 0, Optional.empty(), Registration.OPEN);

    public AccountsStatus {
      voters = List.copyOf(voters);
    }
  }

  /**
   * How many messages wait, the memory that they take, and its limit in this view, both in bytes;
   * {@code isFull} if new mail is refused, or was a moment ago.
   */
  public record MailStatus(int messages, long bytes, long limit, boolean isFull) {
    static final MailStatus UNLIMITED = new MailStatus(0, 0, MemoryRoom.UNLIMITED, false);
  }

  /** Asks for figures that cost more than a status: all mailboxes are looked at. */
  public record AskCensus(ActorRef<Census> replyTo) implements Command {}

  /** How many rooms there are, and when the message was sent that has waited for longest. */
  public record Census(int rooms, OptionalLong oldestMailMs) {
    public static final Census NONE = new Census(0, OptionalLong.empty());
  }

  /** The status of one member. {@code isDraining}: it takes no more clients. */
  public record MemberStatus(
      String id,
      long incarnation,
      Endpoint server,
      Endpoint bus,
      int sessions,
      boolean isDraining) {}

  /** Asks for all rooms, as this node knows them. */
  public record AskAllRooms(ActorRef<Rooms> replyTo) implements Command {}

  /** Asks who may register, and for the invitations that nobody has used. */
  public record AskRegistration(ActorRef<RegistrationRules> replyTo) implements Command {}

  // Commands of the operator.

  /**
   * Ends the user's sessions, wherever they are; the answer is the number of sessions that were
   * known.
   */
  public record Kick(UserName name, ActorRef<Integer> replyTo) implements Command {}

  /**
   * Redirects this server's clients to the others and accepts no more, or accepts clients again;
   * the answer is the number of clients that were here.
   */
  public record Drain(boolean isDraining, ActorRef<Integer> replyTo) implements Command {}

  /** Asks for the effect that {@link Recover} would have now. */
  public record AskRecovery(ActorRef<RecoveryStatus> replyTo) implements Command {}

  /** The {@code plan}, or a sentence that says why there is none. */
  public record RecoveryStatus(Optional<RecoveryPlan> plan, String refusal) {}

  /**
   * The absent voters never come back: makes the present ones the voters, under the random {@code
   * id}. The answer is {@link LeaderMessage.VotersChanged}, {@link LeaderMessage.VotersKept}, or
   * {@link LeaderMessage.Denied} if no leader answers.
   */
  public record Recover(long id, ActorRef<LeaderMessage.Verdict> replyTo) implements Command {}

  /**
   * This node leaves, and gives up its vote if that is safe. The answers are those of {@link
   * Recover}.
   */
  public record GiveUpVote(ActorRef<LeaderMessage.Verdict> replyTo) implements Command {}

  /** Asks for the whole state, for a report; {@code clock} is by member id. */
  public record AskKnowledge(ActorRef<Knowledge> replyTo) implements Command {}

  /** A client looks for a server on the multicast group; a node that may not answer does not. */
  public record ClientLooksForServer(ActorRef<ServerForClient> replyTo) implements Command {}

  /** The server that the client should use. */
  public record ServerForClient(Endpoint server, boolean isLeader, List<Endpoint> servers) {
    public ServerForClient {
      servers = List.copyOf(servers);
    }
  }

  /** Asks for the backlog of the multicast. */
  public record AskBacklog(ActorRef<CausalMulticast.Backlog> replyTo) implements Command {}

  /**
   * The state that this server knows; {@code clock} is the number of messages of each member that
   * were delivered here.
   */
  public record Knowledge(ChatSnapshot state, Map<String, Long> clock) {
    public Knowledge {
      clock = Map.copyOf(clock);
    }
  }
}
