package dev.parley.session.dialect;

import dev.parley.chat.model.Refusal;
import dev.parley.chat.model.UserName;
import dev.parley.protocol.Endpoint;
import dev.parley.protocol.NodeState;
import dev.parley.replica.ReplicaProtocol.Accepted;
import dev.parley.replica.ReplicaProtocol.ConversationsTold;
import dev.parley.replica.ReplicaProtocol.DeviceInfo;
import dev.parley.replica.ReplicaProtocol.HistoryTold;
import dev.parley.replica.ReplicaProtocol.MessagesFound;
import dev.parley.replica.ReplicaProtocol.NodeStatus;
import dev.parley.replica.ReplicaProtocol.Opened;
import dev.parley.replica.ReplicaProtocol.RoomTold;
import dev.parley.replica.ReplicaProtocol.RoomsListed;
import dev.parley.replica.ReplicaProtocol.SessionInfo;
import dev.parley.replica.RoomWish;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;

/** A session's reply to a {@link ClientCommand}; {@code re} is the command's id. */
public sealed interface ClientReply {
  Optional<String> re();

  record Registered(Optional<String> re, UserName name) implements ClientReply {}

  /** A new user may register, as far as the servers know. */
  record RegistrationAllowed(Optional<String> re) implements ClientReply {}

  record UserFound(Optional<String> re, UserName name) implements ClientReply {}

  /** The challenge of a login by SCRAM: the server's first message. */
  record Challenged(Optional<String> re, String scram) implements ClientReply {}

  /**
   * {@code wrongPasswords}: tried by other clients since the user's last login at this server.
   * {@code scram}: the server's last message, after a login by SCRAM.
   */
  record Welcome(
      Optional<String> re, Opened opened, String ticket, int wrongPasswords, Optional<String> scram)
      implements ClientReply {
    /** After a login that needs no proof of the server. */
    public Welcome(Optional<String> re, Opened opened, String ticket, int wrongPasswords) {
      this(re, opened, ticket, wrongPasswords, Optional.empty());
    }
  }

  record Redirected(Optional<String> re, Endpoint server) implements ClientReply {}

  record SendAccepted(Optional<String> re, Accepted accepted) implements ClientReply {}

  record SendRefused(Optional<String> re, UserName to, Refusal refusal) implements ClientReply {}

  /** {@code count}: of all users online, those included who are not named. */
  record Online(Optional<String> re, SortedSet<UserName> names, int count) implements ClientReply {
    public Online(Optional<String> re, SortedSet<UserName> names) {
      this(re, names, names.size());
    }

    /** The number of users online who are not named. */
    public int more() {
      return Math.max(0, count - names.size());
    }
  }

  record BlockSet(Optional<String> re, UserName name, boolean isBlocked) implements ClientReply {}

  record BlocksListed(Optional<String> re, SortedSet<UserName> names) implements ClientReply {}

  /** The users online among those who are watched now, and the others. */
  record Watched(Optional<String> re, SortedSet<UserName> online, SortedSet<UserName> offline)
      implements ClientReply {}

  record Unwatched(Optional<String> re, SortedSet<UserName> names) implements ClientReply {}

  record History(Optional<String> re, HistoryTold told) implements ClientReply {}

  record Conversations(Optional<String> re, ConversationsTold told) implements ClientReply {}

  record Found(Optional<String> re, MessagesFound found) implements ClientReply {}

  record Rooms(Optional<String> re, RoomsListed listed) implements ClientReply {}

  record RoomShown(Optional<String> re, RoomTold told) implements ClientReply {}

  /** What was wanted of the room is so now. */
  record RoomDone(Optional<String> re, RoomWish wish) implements ClientReply {}

  record Sessions(Optional<String> re, List<SessionInfo> sessions) implements ClientReply {
    public Sessions {
      sessions = List.copyOf(sessions);
    }
  }

  record Devices(Optional<String> re, List<DeviceInfo> devices) implements ClientReply {
    public Devices {
      devices = List.copyOf(devices);
    }
  }

  record DeviceEnded(Optional<String> re, String device) implements ClientReply {}

  /**
   * The password is changed. {@code ticket} is a new one: the new password ended the earlier
   * tickets.
   */
  record PasswordChanged(Optional<String> re, String ticket) implements ClientReply {}

  record Renewed(Optional<String> re, String ticket) implements ClientReply {}

  /** {@code iterations}: how often a new password is hashed. */
  record StatusTold(Optional<String> re, NodeStatus status, int iterations)
      implements ClientReply {}

  /** The status for a client that is not logged in: it may be anybody's. */
  record StateTold(Optional<String> re, NodeState state, int iterations) implements ClientReply {}

  record Pong(Optional<String> re) implements ClientReply {}

  record Bye(Optional<String> re) implements ClientReply {}

  record Refused(Optional<String> re, Refusal refusal) implements ClientReply {}

  // Replies for people only: the answer is still to come.

  record LeaderAwaited(Optional<String> re) implements ClientReply {}

  record SendDelayed(Optional<String> re, UserName to) implements ClientReply {}
}
