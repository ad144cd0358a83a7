package dev.parley.session.dialect.text;

import dev.parley.replica.ReplicaProtocol;
import dev.parley.session.dialect.ClientCommand;
import dev.parley.session.dialect.ClientReply;
import dev.parley.session.dialect.Dialect;
import dev.parley.session.dialect.DialectContract;
import java.util.List;
import java.util.Map;
import java.util.Set;

class TextDialectKindsTest extends DialectContract {
  @Override
  protected Dialect dialect() {
    return new TextDialect();
  }

  @Override
  protected List<String> login() {
    return List.of("fang", "correct horse");
  }

  @Override
  protected Map<Class<? extends ClientCommand>, List<String>> typed() {
    return Map.ofEntries(
        Map.entry(ClientCommand.Register.class, List.of("nobody", "y", "correct horse")),
        Map.entry(ClientCommand.MayRegister.class, List.of("nobody", "y")),
        Map.entry(ClientCommand.Login.class, login()),
        Map.entry(ClientCommand.Send.class, List.of("/msg shao hi")),
        Map.entry(ClientCommand.FindUser.class, List.of("/chat shao")),
        Map.entry(ClientCommand.ListUsers.class, List.of("/list")),
        Map.entry(ClientCommand.SetBlock.class, List.of("/block shao")),
        Map.entry(ClientCommand.SetWatch.class, List.of("/watch shao")),
        Map.entry(ClientCommand.ListBlocks.class, List.of("/blocks")),
        Map.entry(ClientCommand.AskHistory.class, List.of("/history shao")),
        Map.entry(ClientCommand.ChangeRoom.class, List.of("/join #tea")),
        Map.entry(ClientCommand.ListRooms.class, List.of("/rooms")),
        Map.entry(ClientCommand.AskRoom.class, List.of("/members #tea")),
        Map.entry(ClientCommand.AskRoomHistory.class, List.of("/history #tea")),
        Map.entry(ClientCommand.Search.class, List.of("/search hi")),
        Map.entry(ClientCommand.ListSessions.class, List.of("/sessions")),
        Map.entry(ClientCommand.ListDevices.class, List.of("/devices")),
        Map.entry(ClientCommand.Status.class, List.of("/status")),
        Map.entry(
            ClientCommand.ChangePassword.class,
            List.of("/password", "correct horse", "wrong horse")),
        Map.entry(ClientCommand.Logout.class, List.of("/quit")));
  }

  @Override
  protected Set<Class<? extends ClientCommand>> withoutLine() {
    return Set.of(
        ClientCommand.SearchRoom.class,
        ClientCommand.Ack.class,
        ClientCommand.Prove.class,
        ClientCommand.Ping.class,
        ClientCommand.Pong.class,
        ClientCommand.EndDevice.class,
        ClientCommand.AskConversations.class,
        ClientCommand.Type.class,
        ClientCommand.TypeInRoom.class,
        ClientCommand.Renew.class);
  }

  @Override
  protected Set<Class<?>> silent() {
    return Set.of(
        ClientReply.SendAccepted.class,
        ReplicaProtocol.Opened.class,
        ReplicaProtocol.RoomAnswer.class,
        ReplicaProtocol.WindowFull.class,
        ReplicaProtocol.SentSkipped.class,
        ReplicaProtocol.Types.class,
        ReplicaProtocol.TypesInRoom.class,
        ReplicaProtocol.SeenInRoom.class,
        ReplicaProtocol.ReadElsewhere.class,
        ReplicaProtocol.Delivered.class,
        ReplicaProtocol.ServersChanged.class,
        ReplicaProtocol.LeaderAwaited.class,
        ReplicaProtocol.BlockAnswer.class,
        ReplicaProtocol.WatchAnswer.class,
        ReplicaProtocol.HistoryAnswer.class,
        ReplicaProtocol.DeviceAnswer.class,
        ReplicaProtocol.TicketEnded.class,
        ReplicaProtocol.LoggedOut.class,
        ReplicaProtocol.LogoutRefused.class);
  }

  @Override
  protected Set<Class<?>> impossible() {
    return Set.of(
        ClientReply.Challenged.class,
        ClientReply.Redirected.class,
        ClientReply.Pong.class,
        ClientReply.DeviceEnded.class,
        ClientReply.Conversations.class,
        ClientReply.Renewed.class);
  }
}
