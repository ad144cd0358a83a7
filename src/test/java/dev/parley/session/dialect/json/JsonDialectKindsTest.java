package dev.parley.session.dialect.json;

import static java.util.Map.entry;

import dev.parley.replica.ReplicaProtocol;
import dev.parley.session.dialect.ClientCommand;
import dev.parley.session.dialect.ClientReply;
import dev.parley.session.dialect.Dialect;
import dev.parley.session.dialect.DialectContract;
import java.util.List;
import java.util.Map;
import java.util.Set;

class JsonDialectKindsTest extends DialectContract {
  @Override
  protected Dialect dialect() {
    return new JsonDialect();
  }

  @Override
  protected List<String> login() {
    return List.of("{\"op\":\"login\",\"name\":\"fang\",\"password\":\"correct horse\"}");
  }

  @Override
  protected Map<Class<? extends ClientCommand>, List<String>> typed() {
    return Map.ofEntries(
        entry(
            ClientCommand.Register.class,
            List.of("{\"op\":\"register\",\"name\":\"fang\",\"password\":\"correct horse\"}")),
        entry(ClientCommand.Login.class, login()),
        entry(ClientCommand.Prove.class, List.of("{\"op\":\"proof\",\"scram\":\"c=\"}")),
        entry(
            ClientCommand.Send.class, List.of("{\"op\":\"send\",\"to\":\"shao\",\"text\":\"hi\"}")),
        entry(ClientCommand.Ack.class, List.of("{\"op\":\"ack\",\"n\":1}")),
        entry(ClientCommand.ListUsers.class, List.of("{\"op\":\"list\"}")),
        entry(ClientCommand.SetBlock.class, List.of("{\"op\":\"block\",\"name\":\"shao\"}")),
        entry(ClientCommand.SetWatch.class, List.of("{\"op\":\"watch\",\"names\":[\"shao\"]}")),
        entry(ClientCommand.ListBlocks.class, List.of("{\"op\":\"blocks\"}")),
        entry(
            ClientCommand.ChangePassword.class,
            List.of("{\"op\":\"password\",\"old\":\"correct horse\",\"new\":\"wrong horse\"}")),
        entry(ClientCommand.Renew.class, List.of("{\"op\":\"renew\"}")),
        entry(ClientCommand.AskHistory.class, List.of("{\"op\":\"history\",\"with\":\"shao\"}")),
        entry(ClientCommand.AskConversations.class, List.of("{\"op\":\"conversations\"}")),
        entry(ClientCommand.Search.class, List.of("{\"op\":\"search\",\"text\":\"hi\"}")),
        entry(ClientCommand.ChangeRoom.class, List.of("{\"op\":\"room-join\",\"room\":\"#x\"}")),
        entry(ClientCommand.ListRooms.class, List.of("{\"op\":\"rooms\"}")),
        entry(ClientCommand.AskRoom.class, List.of("{\"op\":\"room-info\",\"room\":\"#x\"}")),
        entry(ClientCommand.AskRoomHistory.class, List.of("{\"op\":\"history\",\"with\":\"#x\"}")),
        entry(
            ClientCommand.SearchRoom.class,
            List.of("{\"op\":\"search\",\"text\":\"hi\",\"with\":\"#x\"}")),
        entry(ClientCommand.ListSessions.class, List.of("{\"op\":\"sessions\"}")),
        entry(ClientCommand.TypeInRoom.class, List.of("{\"op\":\"typing\",\"to\":\"#x\"}")),
        entry(ClientCommand.Type.class, List.of("{\"op\":\"typing\",\"to\":\"shao\"}")),
        entry(ClientCommand.ListDevices.class, List.of("{\"op\":\"devices\"}")),
        entry(
            ClientCommand.EndDevice.class,
            List.of("{\"op\":\"end-device\",\"device\":\"7b0c1d2e\"}")),
        entry(ClientCommand.Status.class, List.of("{\"op\":\"status\"}")),
        entry(ClientCommand.Ping.class, List.of("{\"op\":\"ping\"}")),
        entry(ClientCommand.Pong.class, List.of("{\"op\":\"pong\",\"token\":1}")),
        entry(ClientCommand.Logout.class, List.of("{\"op\":\"logout\"}")));
  }

  @Override
  protected Set<Class<? extends ClientCommand>> withoutLine() {
    return Set.of(ClientCommand.FindUser.class, ClientCommand.MayRegister.class);
  }

  /** A program learns of delays by its own clock. */
  @Override
  protected Set<Class<?>> silent() {
    return Set.of(ClientReply.LeaderAwaited.class, ClientReply.SendDelayed.class);
  }

  /** What opens a session is told as the reply to the login. */
  @Override
  protected Set<Class<?>> impossible() {
    return Set.of(
        ClientReply.RegistrationAllowed.class,
        ClientReply.UserFound.class,
        ReplicaProtocol.Opened.class,
        ReplicaProtocol.LeaderAwaited.class,
        ReplicaProtocol.BlockAnswer.class,
        ReplicaProtocol.WatchAnswer.class,
        ReplicaProtocol.RoomAnswer.class,
        ReplicaProtocol.HistoryAnswer.class,
        ReplicaProtocol.DeviceAnswer.class,
        ReplicaProtocol.TicketEnded.class,
        ReplicaProtocol.LoggedOut.class,
        ReplicaProtocol.LogoutRefused.class);
  }
}
