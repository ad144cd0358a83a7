package dev.parley.session.dialect.irc;

import dev.parley.replica.ReplicaProtocol;
import dev.parley.session.dialect.ClientCommand;
import dev.parley.session.dialect.ClientReply;
import dev.parley.session.dialect.Dialect;
import dev.parley.session.dialect.DialectContract;
import java.util.List;
import java.util.Map;
import java.util.Set;

class IrcDialectKindsTest extends DialectContract {
  @Override
  protected Dialect dialect() {
    return new IrcDialect();
  }

  @Override
  protected List<String> login() {
    return List.of(
        "CAP REQ :echo-message batch",
        "CAP END",
        "PASS :correct horse",
        "NICK fang",
        "USER f 0 * :F");
  }

  @Override
  protected List<String> beforeEvents() {
    return List.of("MONITOR + shao");
  }

  @Override
  protected Map<Class<? extends ClientCommand>, List<String>> typed() {
    return Map.ofEntries(
        Map.entry(ClientCommand.Login.class, login()),
        Map.entry(
            ClientCommand.Prove.class,
            List.of(
                "AUTHENTICATE SCRAM-SHA-256",
                "AUTHENTICATE " + IrcFixture.base64("n,,n=fang,r=a"),
                "AUTHENTICATE " + IrcFixture.base64("c=biws,r=ab,p="))),
        Map.entry(ClientCommand.Send.class, List.of("PRIVMSG shao :hi")),
        Map.entry(ClientCommand.ListUsers.class, List.of("ISON shao")),
        Map.entry(ClientCommand.FindUser.class, List.of("WHOIS shao")),
        Map.entry(ClientCommand.SetBlock.class, List.of("SILENCE +shao")),
        Map.entry(ClientCommand.ListBlocks.class, List.of("SILENCE")),
        Map.entry(ClientCommand.SetWatch.class, List.of("MONITOR + shao")),
        Map.entry(ClientCommand.ChangeRoom.class, List.of("INVITE shao #tea")),
        Map.entry(ClientCommand.ListRooms.class, List.of("LIST")),
        Map.entry(ClientCommand.AskRoom.class, List.of("NAMES #tea")),
        Map.entry(ClientCommand.AskHistory.class, List.of("CHATHISTORY LATEST shao * 50")),
        Map.entry(ClientCommand.AskRoomHistory.class, List.of("CHATHISTORY LATEST #tea * 50")),
        Map.entry(
            ClientCommand.AskConversations.class,
            List.of(
                "CHATHISTORY TARGETS timestamp=2026-11-30T19:00:00.000Z"
                    + " timestamp=2026-11-30T20:00:00.000Z 50")),
        Map.entry(ClientCommand.Pong.class, List.of("PONG :1")),
        Map.entry(ClientCommand.Logout.class, List.of("QUIT")));
  }

  @Override
  protected Set<Class<? extends ClientCommand>> withoutLine() {
    return Set.of(
        ClientCommand.Register.class,
        ClientCommand.SearchRoom.class,
        ClientCommand.MayRegister.class,
        ClientCommand.Ack.class,
        ClientCommand.ChangePassword.class,
        ClientCommand.Renew.class,
        ClientCommand.ListSessions.class,
        ClientCommand.ListDevices.class,
        ClientCommand.EndDevice.class,
        ClientCommand.Type.class,
        ClientCommand.TypeInRoom.class,
        ClientCommand.Search.class,
        ClientCommand.Status.class,
        ClientCommand.Ping.class);
  }

  /** IRC has no words for the events, and no question for most of the replies. */
  @Override
  protected Set<Class<?>> silent() {
    return Set.of(
        ClientReply.Registered.class,
        ReplicaProtocol.RoomAnswer.class,
        ReplicaProtocol.RoomEvent.class,
        ClientReply.RegistrationAllowed.class,
        ClientReply.Redirected.class,
        ClientReply.Unwatched.class,
        ClientReply.PasswordChanged.class,
        ClientReply.Renewed.class,
        ClientReply.Sessions.class,
        ClientReply.Devices.class,
        ClientReply.DeviceEnded.class,
        ClientReply.Found.class,
        ClientReply.StatusTold.class,
        ClientReply.StateTold.class,
        ClientReply.Pong.class,
        ClientReply.SendDelayed.class,
        ReplicaProtocol.Opened.class,
        ReplicaProtocol.UnreadBegin.class,
        ReplicaProtocol.SentSkipped.class,
        ReplicaProtocol.Types.class,
        ReplicaProtocol.TypesInRoom.class,
        ReplicaProtocol.SeenInRoom.class,
        ReplicaProtocol.DeviceAnswer.class,
        ReplicaProtocol.ReadElsewhere.class,
        ReplicaProtocol.UnreadEnd.class,
        ReplicaProtocol.WindowFull.class,
        ReplicaProtocol.Delivered.class,
        ReplicaProtocol.ServersChanged.class,
        ReplicaProtocol.LeaderAwaited.class,
        ReplicaProtocol.BlockAnswer.class,
        ReplicaProtocol.WatchAnswer.class,
        ReplicaProtocol.HistoryAnswer.class,
        ReplicaProtocol.TicketEnded.class,
        ReplicaProtocol.LoggedOut.class,
        ReplicaProtocol.LogoutRefused.class);
  }

  @Override
  protected Set<Class<?>> impossible() {
    return Set.of();
  }
}
