package dev.parley.session.dialect.irc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.model.ClientStream;
import dev.parley.chat.model.Mail;
import dev.parley.chat.model.MessageId;
import dev.parley.chat.model.Refusal;
import dev.parley.chat.model.RoomPost;
import dev.parley.chat.model.UserName;
import dev.parley.protocol.Endpoint;
import dev.parley.protocol.NodeState;
import dev.parley.replica.ReplicaProtocol;
import dev.parley.session.dialect.ClientCommand;
import dev.parley.session.dialect.ClientReply;
import dev.parley.session.dialect.DialectOutput;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;

/** A client of the IRC dialect in a test's hands. */
abstract class IrcFixture {
  static final UserName FANG = UserName.parse("fang").orElseThrow();
  private static final UUID MSG = new UUID(1, 2);
  static final UserName SHAO = UserName.parse("shao").orElseThrow();

  static final Refusal NO_ANSWER =
      Refusal.of(Refusal.Code.UNAVAILABLE, "No answer: try again in a moment.");

  final IrcDialect irc = new IrcDialect();
  final List<DialectOutput> steps = new ArrayList<>();

  String types(String... lines) {
    steps.clear();
    for (var line : lines) steps.addAll(irc.onLine(line));
    return said();
  }

  String said() {
    var text = new StringBuilder();
    for (var step : steps) {
      if (step instanceof DialectOutput.Say say) text.append(say.text());
      if (step instanceof DialectOutput.Show show) text.append(show.text());
    }
    return text.toString();
  }

  List<ClientCommand> commands() {
    return steps.stream()
        .filter(DialectOutput.Perform.class::isInstance)
        .map(step -> ((DialectOutput.Perform) step).command())
        .toList();
  }

  String hears(ClientReply reply) {
    steps.clear();
    steps.addAll(irc.onReply(reply));
    return said();
  }

  String happens(ReplicaProtocol.Event event) {
    steps.clear();
    steps.addAll(irc.onEvent(event));
    return said();
  }

  /** No request is under way. */
  void isIdle() {
    steps.clear();
    steps.addAll(irc.onIdle());
  }

  static ClientReply welcome() {
    return welcome(0);
  }

  static ClientReply welcome(int wrongPasswords) {
    var accounts = ReplicaProtocol.AccountsStatus.NONE;
    var status =
        new ReplicaProtocol.NodeStatus(
            "n-1",
            NodeState.MEMBER,
            Optional.of(Endpoint.parse("127.0.0.1:1111")),
            Optional.empty(),
            Optional.empty(),
            1,
            List.of(),
            accounts);
    var opened = new ReplicaProtocol.Opened(FANG, status, 0, 0, 1, false);
    return new ClientReply.Welcome(Optional.empty(), opened, "ticket", wrongPasswords);
  }

  void logIn(String... capabilities) {
    if (capabilities.length > 0) types("CAP REQ :" + String.join(" ", capabilities), "CAP END");
    types("PASS secret horse", "PASS :secret horse", "NICK fang", "USER f 0 * :F");
    hears(welcome());
    entersNothing();
  }

  /** The user is in no room. */
  String entersNothing() {
    return enters(new ReplicaProtocol.RoomsListed(List.of(), 0));
  }

  /** The servers say in which rooms the user is. */
  String enters(ReplicaProtocol.RoomsListed listed) {
    return hears(new ClientReply.Rooms(lastCommand().id(), listed));
  }

  ClientCommand lastCommand() {
    return commands().get(commands().size() - 1);
  }

  /** Answers the question who is online, or of whom is watched: FANG, and these. */
  String hearsOnline(UserName... others) {
    var online = new TreeSet<UserName>(List.of(others));
    online.add(FANG);
    if (commands().get(0) instanceof ClientCommand.SetWatch watch) {
      var offline = new TreeSet<>(watch.names());
      online.retainAll(offline);
      offline.removeAll(online);
      return hears(new ClientReply.Watched(watch.id(), online, offline));
    }
    return hears(new ClientReply.Online(question(), online));
  }

  /** The servers do not say who is online. */
  String hearsNothingOfWhoIsOnline() {
    return hears(new ClientReply.Refused(question(), NO_ANSWER));
  }

  private Optional<String> question() {
    assertThat(commands())
        .singleElement()
        .isInstanceOfAny(ClientCommand.ListUsers.class, ClientCommand.SetWatch.class);
    return commands().get(0).id();
  }

  /** The client writes to somebody who is online, or not. */
  void writes(String line, boolean isOnline) {
    types(line);
    hearsOnline(isOnline ? new UserName[] {SHAO} : new UserName[0]);
  }

  static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  static Mail mail(String text) {
    return new Mail(new MessageId(new ClientStream(SHAO, "c"), 1), FANG, text, 0, 1);
  }

  ClientReply accepted() {
    var id = ((ClientCommand.Send) commands().get(0)).id();
    var accepted =
        new ReplicaProtocol.Accepted(
            new MessageId(new ClientStream(FANG, "c"), 1),
            MSG,
            2,
            false,
            "at",
            new RoomPost.Times(1_000, 1));
    return new ClientReply.SendAccepted(id, accepted);
  }
}
