package dev.parley.session.dialect.text;

import dev.parley.chat.model.ClientStream;
import dev.parley.chat.model.Mail;
import dev.parley.chat.model.MessageId;
import dev.parley.chat.model.ReadPosition;
import dev.parley.chat.model.Refusal;
import dev.parley.chat.model.Refusal.Code;
import dev.parley.chat.model.UserName;
import dev.parley.protocol.Endpoint;
import dev.parley.protocol.NodeState;
import dev.parley.replica.ClientTraits;
import dev.parley.replica.ReplicaProtocol;
import dev.parley.replica.ReplicaProtocol.AccountsStatus;
import dev.parley.replica.ReplicaProtocol.MemberStatus;
import dev.parley.replica.ReplicaProtocol.NodeStatus;
import dev.parley.session.dialect.ClientCommand;
import dev.parley.session.dialect.ClientCommand.ByPassword;
import dev.parley.session.dialect.ClientReply;
import dev.parley.session.dialect.DialectOutput;
import dev.parley.session.dialect.Secret;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** A text dialect, and what it is asked and says. */
abstract class TextFixture {
  static final Optional<String> NO_ID = Optional.empty();
  static final UserName FANG = UserName.of("fang");
  static final UserName SHAO = UserName.of("shao");
  static final String ASK_NAME = "Please type your user name:\r\n";
  static final String ASK_WHOM =
      "Whom do you want to chat with? Type a name, or just press Enter for the menu:\r\n";
  static final String MENU =
      """
      ===== Chat Room =====
      Press #1 -> Show online users and chat with them
      Press #2 -> Directly send messages to a custom username
      (if the receiver is offline, messages will be sent after it is online)
      Press #3 -> Logoff
      please choose one of three options
      """
          .replace("\n", "\r\n");
  static final String MENU_QUESTION = "please choose one of three options\r\n";
  static final NodeStatus STATUS =
      new NodeStatus(
          "n-1111",
          NodeState.MEMBER,
          Optional.of(Endpoint.parse("127.0.0.1:1111")),
          Optional.empty(),
          Optional.of(Endpoint.parse("127.0.0.1:1212")),
          3,
          List.of(
              new MemberStatus(
                  "n-1111.1",
                  1,
                  Endpoint.parse("127.0.0.1:1111"),
                  Endpoint.parse("127.0.0.1:11111"),
                  2,
                  false)),
          AccountsStatus.NONE);

  final TextDialect dialect = new TextDialect();

  void typeName() {
    dialect.onLine("fang");
    dialect.onReply(new ClientReply.UserFound(NO_ID, FANG));
  }

  void offerRegistration() {
    dialect.onLine("fang");
    dialect.onReply(refused(Refusal.of(Code.NO_SUCH_USER, "Nobody.")));
  }

  /** Somebody who wants to register, where anybody may. */
  void chooseToRegister() {
    offerRegistration();
    dialect.onLine("y");
    dialect.onReply(new ClientReply.RegistrationAllowed(NO_ID));
  }

  void logIn() {
    typeName();
    dialect.onLine("correct horse");
    dialect.onReply(welcome(0));
  }

  static ClientReply welcome(int unread) {
    return welcome(unread, 0);
  }

  static ClientReply welcome(int unread, int wrongPasswords) {
    return new ClientReply.Welcome(
        NO_ID, new ReplicaProtocol.Opened(FANG, STATUS, unread, 0, 1, false), "t", wrongPasswords);
  }

  static ClientReply refused(Refusal refusal) {
    return new ClientReply.Refused(NO_ID, refusal);
  }

  static ClientReply online() {
    return new ClientReply.Online(NO_ID, new TreeSet<>(List.of(SHAO, FANG)));
  }

  static ClientCommand login(String password) {
    return new ClientCommand.Login(
        NO_ID,
        FANG,
        new ByPassword(new Secret(password)),
        Optional.of(ClientCommand.TEXT_CLIENT),
        false,
        ReadPosition.NOTHING,
        false,
        new ClientTraits(3, "text", false));
  }

  static DialectOutput sendToShao(String text) {
    return perform(new ClientCommand.Send(NO_ID, SHAO, text, Optional.empty()));
  }

  static MessageId message() {
    return new MessageId(new ClientStream(SHAO, "c"), 1);
  }

  static ReplicaProtocol.Event pushed(long n, String text) {
    return new ReplicaProtocol.MailPushed(
        n, new Mail(message(), FANG, text, 0, 1), "", false, Map.of());
  }

  static DialectOutput say(String text) {
    return new DialectOutput.Say(text);
  }

  static DialectOutput perform(ClientCommand command) {
    return new DialectOutput.Perform(command);
  }
}
