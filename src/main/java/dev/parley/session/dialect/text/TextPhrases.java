package dev.parley.session.dialect.text;

import dev.parley.chat.model.RoomPost;
import dev.parley.chat.model.UserName;
import dev.parley.protocol.Endpoint;
import dev.parley.protocol.NodeState;
import dev.parley.replica.Arrival;
import dev.parley.replica.ReplicaProtocol;
import dev.parley.replica.ReplicaProtocol.Closing;
import dev.parley.replica.ReplicaProtocol.DeviceInfo;
import dev.parley.replica.ReplicaProtocol.MailPushed;
import dev.parley.replica.ReplicaProtocol.NodeStatus;
import dev.parley.replica.ReplicaProtocol.SentPushed;
import dev.parley.replica.ReplicaProtocol.SessionInfo;
import dev.parley.replica.ReplicaProtocol.SessionInfo.Seen;
import dev.parley.session.dialect.ClientReply;
import dev.parley.session.dialect.Refusals;
import dev.parley.session.dialect.ServerVersion;
import dev.parley.session.dialect.TextSafety;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * The phrases of the text dialect, with line ends. The frames and the menu are those of the
 * original system, to the letter.
 */
public final class TextPhrases {
  public static final String MENU =
      lines(
          "===== Chat Room =====",
          "Press #1 -> Show online users and chat with them",
          "Press #2 -> Directly send messages to a custom username",
          "(if the receiver is offline, messages will be sent after it is online)",
          "Press #3 -> Logoff",
          "please choose one of three options");

  static final String GREETING = lines("Welcome to Parley. Type /help for help, /quit to leave.");
  public static final String CHAT_END = lines("===Chat End===");
  public static final String UNREAD_BEGIN = lines("System: ===== Unread messages =====");
  public static final String UNREAD_END = lines("System: ===== End of Unread Messages =====");
  public static final String NO_SUCH_OPTION =
      lines("There is no such option: type 1, 2 or 3 and press Enter, or /help.");
  static final String NOT_YES_OR_NO = lines("That is neither y nor n.");
  static final String LOG_IN_FIRST = lines("You are not logged in: log in first.");
  static final String NO_SUCH_COMMAND =
      lines(
          "Unknown command: type /help for the list. To send a line that begins with /, "
              + "type // instead.");
  static final String LEADER_AWAITED =
      lines("No leader at the moment: your request waits for the next one.");
  static final String PASSWORD_CHANGED = lines("Your password is changed.");
  static final String PASSWORD_NOT_CHANGED = lines("Your password is not changed.");
  static final String CHANGE_AGAIN = "To try again, type /password first.";
  static final String LOGOUT_USAGE =
      lines("Usage: /logout ends this session, /logout all also all others of yours.");
  static final String HISTORY_USAGE =
      lines("Usage: /history N NAME. N is 1 to 200; in a chat NAME may be left out.");
  static final String SEARCH_USAGE = lines("Usage: /search TEXT. TEXT has 1 to 10 words.");
  public static final String NOBODY_ONLINE = lines("Nobody is online.");

  private TextPhrases() {}

  static String lines(String... lines) {
    return String.join("\r\n", lines) + "\r\n";
  }

  static String usage(SlashCommand command) {
    if (command.isAboutRooms())
      return lines("Usage: " + command.usage() + ". A room is named like a user, after a #.");
    return lines("Usage: " + command.usage() + ". A name has 1 to 32 of A-Z a-z 0-9 . _ -");
  }

  /** A message that arrived; the text is another user's, so it is made safe. */
  static String message(MailPushed pushed) {
    var mail = pushed.mail();
    var where = RoomPost.is(mail) ? RoomPost.room(mail) + " " : "";
    return said(where + mail.from().spelling() + ": ", RoomPost.text(mail));
  }

  /** A message that the same user has sent from elsewhere. */
  static String sent(SentPushed pushed) {
    var mail = pushed.mail();
    var to = RoomPost.is(mail) ? RoomPost.room(mail).spelling() : mail.to().spelling();
    return said("me -> " + to + ": ", RoomPost.text(mail));
  }

  /** Each line has the name: none of them can be taken for a line of the server. */
  private static String said(String head, String text) {
    return lines(text.lines().map(line -> head + TextSafety.safe(line)).toArray(String[]::new));
  }

  static String notSent(ClientReply.SendRefused refused) {
    var reason = TextSafety.safe(refused.refusal().text());
    return lines("Your message to " + refused.to() + " was not sent: " + reason);
  }

  static String notStoredYet(UserName to) {
    return lines(
        "Your message to "
            + to
            + " is not stored yet: it waits here, and is sent as soon as the servers accept it.");
  }

  static String online(ClientReply.Online online) {
    if (online.names().isEmpty()) return NOBODY_ONLINE;
    var users = lines(online.names().stream().map(name -> "User: " + name).toArray(String[]::new));
    if (online.more() == 0) return users;
    return users
        + lines("And " + online.more() + " more: /watch NAME says whether a user is online.");
  }

  static String blockSet(ClientReply.BlockSet set) {
    return lines("You have " + (set.isBlocked() ? "blocked " : "unblocked ") + set.name() + ".");
  }

  static String blocks(ClientReply.BlocksListed listed) {
    if (listed.names().isEmpty()) return lines("You have blocked nobody.");
    return lines(listed.names().stream().map(name -> "Blocked: " + name).toArray(String[]::new));
  }

  static String watched(ClientReply.Watched watched) {
    var told = new StringBuilder();
    for (var name : watched.online()) told.append(lines("You watch " + name + ": online."));
    for (var name : watched.offline()) told.append(lines("You watch " + name + ": offline."));
    return told.toString();
  }

  static String unwatched(ClientReply.Unwatched unwatched) {
    return lines(
        unwatched.names().stream()
            .map(name -> "You watch " + name + " no more.")
            .toArray(String[]::new));
  }

  /** The text for a person about an event; empty for an event that is for programs. */
  static String event(ReplicaProtocol.Event event) {
    if (event instanceof ReplicaProtocol.CameOnline e) return lines("Online: " + e.name());
    if (event instanceof ReplicaProtocol.WentOffline e) return lines("Offline: " + e.name());
    if (event instanceof ReplicaProtocol.Returned e)
      return lines("System: " + Refusals.returned(e.to()));
    if (event instanceof Closing e) return closing(e);
    return "";
  }

  private static String closing(Closing closing) {
    var where = closing.server().map(server -> " Your next server is " + server + ".").orElse("");
    return lines("System: " + TextSafety.safe(closing.text() + where));
  }

  static String sessions(List<SessionInfo> sessions) {
    return lines(sessions.stream().map(TextPhrases::session).toArray(String[]::new));
  }

  static String devices(List<DeviceInfo> devices) {
    return lines(devices.stream().map(TextPhrases::device).toArray(String[]::new));
  }

  private static String device(DeviceInfo device) {
    var kind = device.kind().isEmpty() ? "" : " (" + device.kind() + ")";
    var name = TextSafety.safe(device.device() + kind);
    if (device.isLoggedIn()) {
      var server = device.server().map(Endpoint::toString).orElse("another server");
      var where = device.isOwn() ? "here, at " + server : "at " + server;
      return name + ": " + where + ", since " + time(device.sinceMs());
    }
    return device.lastSeenMs() == 0
        ? name + ": not logged in"
        : name + ": not logged in, has written at " + time(device.lastSeenMs());
  }

  private static String session(SessionInfo session) {
    var server = session.server().map(Endpoint::toString).orElse("another server");
    var where = session.isOwn() ? "Here, at " + server : "At " + server;
    return session
        .seen()
        .map(Seen::arrival)
        .map(arrival -> where + from(arrival) + ", since " + time(arrival.wallMs()))
        .orElse(where);
  }

  /** Only the session's server knows that. */
  private static String from(Arrival arrival) {
    return arrival.address().isEmpty() ? "" : " from " + arrival.address();
  }

  private static String time(long wallMs) {
    return Instant.ofEpochMilli(wallMs).truncatedTo(ChronoUnit.SECONDS).toString();
  }

  static String status(NodeStatus status) {
    var leader =
        status
            .leaderServer()
            .map(server -> "the leader is " + server)
            .orElse("there is no leader at the moment");
    var head =
        "This is "
            + status.node()
            + " at "
            + status.server().map(Endpoint::toString).orElse("")
            + ", state "
            + status.state().word()
            + "; "
            + leader
            + ".";
    return lines(TextSafety.safe(head), "View " + status.epoch() + ":")
        + members(status)
        + status
            .accounts()
            .closed()
            .map(reason -> lines(TextSafety.safe("Accounts cannot be changed: " + reason + ".")))
            .orElse("");
  }

  static String state(NodeState state) {
    return lines(
        "This server is in state "
            + state.word()
            + ", version "
            + ServerVersion.TEXT
            + ". Log in to see the cluster.");
  }

  private static String members(NodeStatus status) {
    List<String> members =
        status.members().stream()
            .map(
                m ->
                    TextSafety.safe(
                        "  " + m.id() + " at " + m.server() + ", sessions: " + m.sessions()))
            .toList();
    return members.isEmpty() ? "" : lines(members.toArray(String[]::new));
  }
}
