package dev.parley.session.dialect.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.parley.chat.history.SearchWords;
import dev.parley.chat.model.ClientStream;
import dev.parley.chat.model.Mail;
import dev.parley.chat.model.MessageId;
import dev.parley.chat.model.Refusal;
import dev.parley.chat.model.Refusal.Code;
import dev.parley.chat.model.RoomName;
import dev.parley.chat.model.RoomPost;
import dev.parley.chat.model.TextRules;
import dev.parley.chat.model.UserName;
import dev.parley.chat.rooms.RoomAccount;
import dev.parley.chat.rooms.RoomRole;
import dev.parley.chat.rooms.RoomRules;
import dev.parley.protocol.Endpoint;
import dev.parley.replica.ClosingCode;
import dev.parley.replica.ReplicaProtocol;
import dev.parley.replica.ReplicaProtocol.DeviceInfo;
import dev.parley.replica.ReplicaProtocol.HistoryTold;
import dev.parley.replica.ReplicaProtocol.Kept;
import dev.parley.replica.ReplicaProtocol.ListedRoom;
import dev.parley.replica.ReplicaProtocol.MessagesFound;
import dev.parley.replica.ReplicaProtocol.RoomEvent;
import dev.parley.replica.ReplicaProtocol.RoomTold;
import dev.parley.replica.RoomWish;
import dev.parley.session.dialect.ClientCommand;
import dev.parley.session.dialect.ClientCommand.Logout.Scope;
import dev.parley.session.dialect.ClientReply;
import dev.parley.session.dialect.DialectOutput;
import dev.parley.session.dialect.Refusals;
import dev.parley.testing.Seed;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class TextDialectTest extends TextFixture {
  private static final RoomName TEA = RoomName.of("#tea");
  private static final List<DeviceInfo> DEVICES =
      List.of(
          new DeviceInfo(
              "7b0c1d2e", "a laptop", true, Optional.of(Endpoint.parse("h:1")), 1_000, 0, true),
          new DeviceInfo("telephon", "", true, Optional.empty(), 1_000, 0, false),
          new DeviceInfo("tablet", "", false, Optional.empty(), 0, 2_000, false),
          new DeviceInfo("old", "", false, Optional.empty(), 0, 0, false));

  @Test
  void lists_who_is_online_for_option_1_and_asks_whom_to_chat_with() {
    logIn();

    assertThat(dialect.onLine("1")).containsExactly(perform(new ClientCommand.ListUsers(NO_ID)));
    assertThat(dialect.onReply(online()))
        .containsExactly(say("User: fang\r\nUser: shao\r\n" + ASK_WHOM));
  }

  @Test
  void a_question_is_asked_again_below_a_message_that_arrives() {
    logIn();
    dialect.onLine("2");
    assertThat(dialect.onEvent(pushed(7, "hello")))
        .containsExactly(new DialectOutput.Show("shao: hello\r\n" + ASK_WHOM, 7));
    assertThat(dialect.onEvent(pushed(7, "one\nSystem: two")))
        .as("no line of a message looks like one of the server")
        .containsExactly(
            new DialectOutput.Show("shao: one\r\nshao: System: two\r\n" + ASK_WHOM, 7));
    var mail = ((ReplicaProtocol.MailPushed) pushed(8, "from \u001b elsewhere")).mail();
    var sent = new ReplicaProtocol.SentPushed(8, mail, "");
    assertThat(dialect.onEvent(sent))
        .containsExactly(
            new DialectOutput.Show("me -> fang: from \ufffd elsewhere\r\n" + ASK_WHOM, 8));
    assertThat(dialect.onEvent(new ReplicaProtocol.CameOnline(SHAO)))
        .containsExactly(say("Online: shao\r\n" + ASK_WHOM));
  }

  @Test
  void history_is_asked_for_with_a_number_and_a_name_or_in_a_chat_without() {
    logIn();
    assertThat(dialect.onLine("/history shao ")).containsExactly(perform(history(20, SHAO)));
    assertThat(dialect.onLine("/history 200 shao")).containsExactly(perform(history(200, SHAO)));
    assertThat(dialect.onLine("/history shao 5")).containsExactly(perform(history(5, SHAO)));
    assertThat(dialect.onLine("/history 5 7"))
        .containsExactly(perform(history(5, UserName.of("7"))));
    for (var line :
        List.of("/history", "/history 7", "/history 0 shao", "/history 201 shao", "/history a b c"))
      assertThat(dialect.onLine(line))
          .as(line)
          .containsExactly(
              say(
                  "Usage: /history N NAME. N is 1 to 200; in a chat NAME may be left out.\r\n"
                      + MENU_QUESTION));
    dialect.onReply(new ClientReply.UserFound(NO_ID, SHAO));
    assertThat(dialect.onLine("/history")).containsExactly(perform(history(20, SHAO)));
    assertThat(dialect.onLine("/history 3")).containsExactly(perform(history(3, SHAO)));
    dialect.onLine("quit");
    assertThat(dialect.onLine("/history")).doesNotContain(perform(history(20, SHAO)));
  }

  @Test
  void history_shows_times_and_ones_own_lines_as_those_of_me_and_makes_texts_safe() {
    logIn();
    var own = mail(FANG, "hello", 1_000);
    var answer = mail(SHAO, "\u001b[2J", 61_000);
    var kept = List.of(new Kept(own, FANG, SHAO, true), new Kept(answer, SHAO, FANG, false));
    assertThat(dialect.onReply(told(new HistoryTold(SHAO.spelling(), kept, true, false, false))))
        .containsExactly(
            say(
                """
                System: ===== Messages with shao, in UTC =====
                System: There are earlier ones.
                1970-01-01 00:00 me: hello
                1970-01-01 00:01 shao: \ufffd[2J
                System: This server still fetches messages from others: some may be missing.
                System: ===== End of Messages =====
                please choose one of three options
                """
                    .replace("\n", "\r\n")));
    assertThat(
            dialect.onReply(told(new HistoryTold(SHAO.spelling(), List.of(), false, false, true))))
        .containsExactly(
            say(
                "System: ===== Messages with shao, in UTC =====\r\n"
                    + "System: ===== End of Messages =====\r\n"
                    + MENU_QUESTION));
  }

  @Test
  void a_search_shows_who_wrote_what_to_whom_the_latest_first() {
    logIn();
    var words = SearchWords.of("hello big world").orElseThrow();
    assertThat(dialect.onLine("/search hello big  world"))
        .containsExactly(perform(new ClientCommand.Search(NO_ID, words, Optional.empty(), 20)));
    assertThat(dialect.onLine("/search ..."))
        .containsExactly(say("Usage: /search TEXT. TEXT has 1 to 10 words.\r\n" + MENU_QUESTION));
    var own = new Kept(mail(FANG, "hello", 1_000), FANG, SHAO, true);
    var answer = new Kept(mail(SHAO, "hi", 61_000), SHAO, FANG, true);
    var found = new MessagesFound(List.of(answer, own), true, true);
    assertThat(dialect.onReply(new ClientReply.Found(NO_ID, found)))
        .containsExactly(
            say(
                """
                System: ===== Messages found, the latest first, in UTC =====
                1970-01-01 00:01 shao: hi
                1970-01-01 00:00 me to shao: hello
                System: There may be others: try more words.
                System: ===== End of Messages =====
                please choose one of three options
                """
                    .replace("\n", "\r\n")));
  }

  private static ClientCommand history(int limit, UserName with) {
    return new ClientCommand.AskHistory(NO_ID, with, Optional.empty(), limit);
  }

  private static ClientReply told(HistoryTold told) {
    return new ClientReply.History(NO_ID, told);
  }

  private static Mail mail(UserName from, String text, long sentAtMs) {
    var id = new MessageId(new ClientStream(from, "c"), 1);
    return new Mail(id, from.equals(FANG) ? SHAO : FANG, text, sentAtMs, 1);
  }

  @Test
  void a_password_stays_hidden_when_a_message_arrives() {
    logIn();
    dialect.onLine("/password");
    var steps = dialect.onEvent(pushed(7, "hello"));
    assertThat(steps).doesNotContain(DialectOutput.Echo.SHOWN);
    assertThat(((DialectOutput.Show) steps.get(0)).text())
        .endsWith("Please type your present password:\r\n");
  }

  @Test
  void chats_until_quit() {
    logIn();

    assertThat(dialect.onLine("#2")).containsExactly(say(ASK_WHOM));
    assertThat(dialect.onLine("shao"))
        .containsExactly(perform(new ClientCommand.FindUser(NO_ID, SHAO)));
    assertThat(dialect.onReply(new ClientReply.UserFound(NO_ID, SHAO)))
        .containsExactly(say("You are chatting with shao\r\n"));
    assertThat(dialect.onLine(" can you receive it? "))
        .containsExactly(sendToShao(" can you receive it? "));
    assertThat(dialect.onLine("")).isEmpty();
    assertThat(dialect.onLine("//quit")).containsExactly(sendToShao("/quit"));
    assertThat(dialect.onLine("quit")).containsExactly(say("===Chat End===\r\n" + MENU));
  }

  @Test
  void asks_again_whom_to_chat_with_until_the_name_is_somebodys() {
    logIn();
    dialect.onLine("2");

    assertThat(dialect.onLine("not a name"))
        .containsExactly(say(TextRules.nameRefusal().text() + "\r\n" + ASK_WHOM));
    dialect.onLine("nobody");
    assertThat(dialect.onReply(refused(Refusal.of(Code.NO_SUCH_USER, "Nobody."))))
        .containsExactly(say("Nobody.\r\n" + ASK_WHOM));
    assertThat(dialect.onLine("")).containsExactly(say(MENU));
  }

  @Test
  void explains_the_options_to_who_types_another() {
    logIn();

    for (var line : new String[] {"5", "", "hello", "12", "##1"}) {
      assertThat(dialect.onLine(line))
          .containsExactly(
              say(
                  "There is no such option: type 1, 2 or 3 and press Enter, or /help.\r\n"
                      + MENU_QUESTION));
    }
  }

  @Test
  void logs_off_with_option_3_and_hangs_up() {
    logIn();

    assertThat(dialect.onLine("3")).containsExactly(perform(new ClientCommand.Logout(NO_ID)));
    assertThat(dialect.onReply(new ClientReply.Bye(NO_ID)))
        .containsExactly(say("Bye.\r\n"), DialectOutput.HangUp.INSTANCE);
  }

  @Test
  void shows_messages_as_they_come_with_their_numbers() {
    assertThat(dialect.onEvent(pushed(7, "hel\u001blo\u202e")))
        .containsExactly(new DialectOutput.Show("shao: hel\ufffdlo\ufffd\r\n", 7));
  }

  @Test
  void tells_the_owner_of_wrong_passwords_that_others_tried() {
    typeName();
    dialect.onLine("correct horse");

    assertThat(dialect.onReply(welcome(2, 3)))
        .containsExactly(
            DialectOutput.Echo.SHOWN,
            say(
                "Welcome, fang.\r\nSystem: 3 wrong passwords were tried for your name since your"
                    + " last login.\r\n"));
  }

  @Test
  void frames_the_mail_that_waited_and_shows_the_menu_after_it() {
    typeName();
    dialect.onLine("correct horse");

    assertThat(dialect.onReply(welcome(2)))
        .containsExactly(DialectOutput.Echo.SHOWN, say("Welcome, fang.\r\n"));
    assertThat(dialect.onEvent(new ReplicaProtocol.UnreadBegin(2)))
        .containsExactly(say("System: ===== Unread messages =====\r\n"));
    assertThat(dialect.onEvent(ReplicaProtocol.UnreadEnd.INSTANCE))
        .containsExactly(say("System: ===== End of Unread Messages =====\r\n" + MENU));
    assertThat(dialect.onEvent(ReplicaProtocol.UnreadEnd.INSTANCE))
        .containsExactly(say("System: ===== End of Unread Messages =====\r\n"));
  }

  @Test
  void tells_who_comes_and_goes_and_keeps_the_rest_for_programs() {
    assertThat(dialect.onEvent(new ReplicaProtocol.CameOnline(SHAO)))
        .containsExactly(say("Online: shao\r\n"));
    assertThat(dialect.onEvent(new ReplicaProtocol.WentOffline(SHAO)))
        .containsExactly(say("Offline: shao\r\n"));
    assertThat(dialect.onEvent(new ReplicaProtocol.ServersChanged(List.of(Endpoint.parse("h:1")))))
        .isEmpty();
    assertThat(dialect.onEvent(new ReplicaProtocol.Delivered(message(), UUID.randomUUID(), SHAO)))
        .isEmpty();
  }

  @Test
  void says_why_it_closes_and_where_to_go() {
    assertThat(
            dialect.onEvent(
                new ReplicaProtocol.Closing(
                    ClosingCode.DRAINING,
                    "This server stops.",
                    Optional.of(Endpoint.parse("h:2")),
                    5)))
        .containsExactly(say("System: This server stops. Your next server is h:2.\r\n"));
    assertThat(
            dialect.onEvent(
                new ReplicaProtocol.Closing(
                    ClosingCode.SHUTDOWN, "This server stops.", Optional.empty(), 0)))
        .containsExactly(say("System: This server stops.\r\n"));
  }

  @Test
  void follows_a_sent_line_by_nothing_or_by_one_sentence() {
    assertThat(
            dialect.onReply(
                new ClientReply.SendAccepted(
                    NO_ID,
                    new ReplicaProtocol.Accepted(
                        message(), UUID.randomUUID(), 2, false, "", new RoomPost.Times(1_000, 1)))))
        .isEmpty();
    assertThat(dialect.onReply(new ClientReply.SendDelayed(NO_ID, SHAO)))
        .containsExactly(
            say(
                "Your message to shao is not stored yet: it waits here, and is sent as soon as "
                    + "the servers accept it.\r\n"));
    assertThat(
            dialect.onReply(
                new ClientReply.SendRefused(NO_ID, SHAO, Refusal.of(Code.MAILBOX_FULL, "Full."))))
        .containsExactly(say("Your message to shao was not sent: Full.\r\n"));
  }

  @Test
  void has_slash_commands_in_the_menu() {
    logIn();

    assertThat(dialect.onLine("/list"))
        .containsExactly(perform(new ClientCommand.ListUsers(NO_ID)));
    assertThat(dialect.onReply(online()))
        .containsExactly(say("User: fang\r\nUser: shao\r\n" + MENU_QUESTION));
    assertThat(dialect.onLine("/msg shao two words ")).containsExactly(sendToShao("two words "));
    assertThat(dialect.onLine("/status")).containsExactly(perform(new ClientCommand.Status(NO_ID)));
    assertThat(dialect.onLine("/sessions"))
        .containsExactly(perform(new ClientCommand.ListSessions(NO_ID)));
    assertThat(dialect.onLine("/devices"))
        .containsExactly(perform(new ClientCommand.ListDevices(NO_ID)));
    assertThat(dialect.onReply(new ClientReply.Devices(NO_ID, DEVICES)))
        .containsExactly(
            say(
                "7b0c1d2e (a laptop): here, at h:1, since 1970-01-01T00:00:01Z\r\n"
                    + "telephon: at another server, since 1970-01-01T00:00:01Z\r\n"
                    + "tablet: not logged in, has written at 1970-01-01T00:00:02Z\r\n"
                    + "old: not logged in\r\n"
                    + MENU_QUESTION));
    assertThat(dialect.onReply(new ClientReply.StatusTold(NO_ID, STATUS, 9)))
        .containsExactly(
            say(
                "This is n-1111 at 127.0.0.1:1111, state member; the leader is 127.0.0.1:1212.\r\n"
                    + "View 3:\r\n  n-1111.1 at 127.0.0.1:1111, sessions: 2\r\n"
                    + MENU_QUESTION));
    assertThat(dialect.onLine("/chat shao"))
        .containsExactly(perform(new ClientCommand.FindUser(NO_ID, SHAO)));
    assertThat(dialect.onLine("/logout everybody").toString()).contains("Usage: /logout");
    assertThat(dialect.onLine("/logout All"))
        .containsExactly(perform(new ClientCommand.Logout(NO_ID, Scope.ALL)));
    assertThat(dialect.onLine("/logout")).containsExactly(perform(new ClientCommand.Logout(NO_ID)));
    assertThat(dialect.onLine("/QUIT")).containsExactly(perform(new ClientCommand.Logout(NO_ID)));
  }

  @Test
  void has_slash_commands_in_a_chat_that_leave_it_as_it_is() {
    logIn();
    dialect.onLine("/chat shao");
    dialect.onReply(new ClientReply.UserFound(NO_ID, SHAO));

    dialect.onLine("/list");
    assertThat(dialect.onReply(online())).containsExactly(say("User: fang\r\nUser: shao\r\n"));
    dialect.onLine("/chat nobody");
    assertThat(dialect.onReply(refused(Refusal.of(Code.NO_SUCH_USER, "Nobody."))))
        .containsExactly(say("Nobody.\r\n"));
    assertThat(dialect.onLine("still here")).containsExactly(sendToShao("still here"));
  }

  @Test
  void blocks_and_unblocks_and_says_so() {
    logIn();
    assertThat(dialect.onLine("/block shao"))
        .containsExactly(perform(new ClientCommand.SetBlock(NO_ID, SHAO, true)));
    assertThat(dialect.onReply(new ClientReply.BlockSet(NO_ID, SHAO, true)))
        .containsExactly(say("You have blocked shao.\r\n" + MENU_QUESTION));
    assertThat(dialect.onLine("/unblock shao"))
        .containsExactly(perform(new ClientCommand.SetBlock(NO_ID, SHAO, false)));
    assertThat(dialect.onReply(new ClientReply.BlockSet(NO_ID, SHAO, false)))
        .containsExactly(say("You have unblocked shao.\r\n" + MENU_QUESTION));
    assertThat(dialect.onLine("/blocks"))
        .containsExactly(perform(new ClientCommand.ListBlocks(NO_ID)));
    assertThat(dialect.onReply(new ClientReply.BlocksListed(NO_ID, new TreeSet<>())))
        .containsExactly(say("You have blocked nobody.\r\n" + MENU_QUESTION));
    var both = new TreeSet<>(List.of(SHAO, FANG));
    assertThat(dialect.onReply(new ClientReply.BlocksListed(NO_ID, both)))
        .containsExactly(say("Blocked: fang\r\nBlocked: shao\r\n" + MENU_QUESTION));
    assertThat(dialect.onLine("/block"))
        .containsExactly(
            say("Usage: /block NAME. A name has 1 to 32 of A-Z a-z 0-9 . _ -\r\n" + MENU_QUESTION));
  }

  @Test
  void watches_a_user_and_says_whether_they_are_online() {
    logIn();
    assertThat(dialect.onLine("/watch shao"))
        .containsExactly(perform(new ClientCommand.SetWatch(NO_ID, List.of(SHAO), true)));
    var nobody = new TreeSet<UserName>();
    var shao = new TreeSet<>(List.of(SHAO));
    assertThat(dialect.onReply(new ClientReply.Watched(NO_ID, shao, nobody)))
        .containsExactly(say("You watch shao: online.\r\n" + MENU_QUESTION));
    assertThat(dialect.onReply(new ClientReply.Watched(NO_ID, nobody, shao)))
        .containsExactly(say("You watch shao: offline.\r\n" + MENU_QUESTION));
    assertThat(dialect.onLine("/unwatch shao"))
        .containsExactly(perform(new ClientCommand.SetWatch(NO_ID, List.of(SHAO), false)));
    assertThat(dialect.onReply(new ClientReply.Unwatched(NO_ID, shao)))
        .containsExactly(say("You watch shao no more.\r\n" + MENU_QUESTION));
    assertThat(dialect.onLine("/watch"))
        .containsExactly(
            say("Usage: /watch NAME. A name has 1 to 32 of A-Z a-z 0-9 . _ -\r\n" + MENU_QUESTION));
  }

  @Test
  void chats_in_a_room_that_it_makes_or_joins() {
    logIn();
    var create = new RoomWish.Create(TEA, "green and black", false);
    assertThat(dialect.onLine("/create #tea green and black"))
        .containsExactly(perform(new ClientCommand.ChangeRoom(NO_ID, create)));
    assertThat(dialect.onReply(new ClientReply.RoomDone(NO_ID, create)))
        .containsExactly(say("You are chatting in #tea\r\n"));
    assertThat(dialect.onLine("hello"))
        .containsExactly(perform(ClientCommand.Send.toRoom(NO_ID, TEA, "hello", Optional.empty())));
    var invite = new RoomWish.Invite(TEA, UserName.of("lee"));
    for (var line : List.of("/invite lee", "/invite #tea lee"))
      assertThat(dialect.onLine(line))
          .containsExactly(perform(new ClientCommand.ChangeRoom(NO_ID, invite)));
    assertThat(dialect.onLine("/history 5"))
        .containsExactly(
            perform(new ClientCommand.AskRoomHistory(NO_ID, TEA, Optional.empty(), 5)));
    assertThat(dialect.onLine("/members"))
        .containsExactly(perform(new ClientCommand.AskRoom(NO_ID, TEA)));
    var lee = UserName.of("lee");
    for (var line : List.of("/ban lee", "/ban #tea lee"))
      assertThat(dialect.onLine(line)).isEqualTo(changes(new RoomWish.Ban(TEA, lee, true)));
    assertThat(dialect.onLine("/unban lee")).isEqualTo(changes(new RoomWish.Ban(TEA, lee, false)));
    assertThat(dialect.onLine("/mute lee")).isEqualTo(changes(new RoomWish.Mute(TEA, lee, true)));
    assertThat(dialect.onLine("/unmute lee"))
        .isEqualTo(changes(new RoomWish.Mute(TEA, lee, false)));
    var leave = new RoomWish.Leave(TEA);
    assertThat(dialect.onLine("/leave"))
        .containsExactly(perform(new ClientCommand.ChangeRoom(NO_ID, leave)));
    assertThat(dialect.onReply(new ClientReply.RoomDone(NO_ID, leave)))
        .containsExactly(say("You have left #tea.\r\n" + TextPhrases.MENU));
  }

  private static List<DialectOutput> changes(RoomWish wish) {
    return List.of(perform(new ClientCommand.ChangeRoom(NO_ID, wish)));
  }

  @Test
  void says_who_is_banned_and_muted() {
    logIn();
    var lee = UserName.of("lee");
    assertThat(dialect.onReply(new ClientReply.RoomDone(NO_ID, new RoomWish.Ban(TEA, lee, true))))
        .containsExactly(say("lee is banned from #tea.\r\n" + MENU_QUESTION));
    assertThat(dialect.onReply(new ClientReply.RoomDone(NO_ID, new RoomWish.Mute(TEA, lee, false))))
        .containsExactly(say("lee may write to #tea.\r\n" + MENU_QUESTION));
    var by = Optional.of(UserName.of("shao"));
    assertThat(dialect.onEvent(new RoomEvent(TEA, "muted", by, Optional.of(lee))))
        .containsExactly(say("System: #tea: shao muted lee.\r\n"));
    assertThat(dialect.onEvent(new RoomEvent(TEA, "unbanned", by, Optional.of(lee))))
        .containsExactly(say("System: #tea: shao ended the ban of lee.\r\n"));
    assertThat(dialect.onEvent(new RoomEvent(TEA, "closed", Optional.empty(), Optional.empty())))
        .containsExactly(say("System: #tea: the operator closed it.\r\n"));
    var room = new ListedRoom(TEA, "", true, 1, 0, Optional.of(RoomRole.OWNER), false);
    var rules = new RoomRules(List.of(new RoomAccount(lee, 3)), List.of(), false);
    var told = new RoomTold(room, List.of(), new TreeSet<>(), rules);
    assertThat(dialect.onReply(new ClientReply.RoomShown(NO_ID, told)).toString())
        .contains("Banned: lee\r\n")
        .doesNotContain("Muted");
  }

  @Test
  void shows_the_room_before_the_name_and_what_happens_there() {
    logIn();
    var times = new RoomPost.Times(0, 1);
    var id = new MessageId(new ClientStream(UserName.of("shao"), "c"), 1);
    var post = RoomPost.of(id, TEA, 7, List.of(1L, 2L), "one\ntwo", times);
    var copy = RoomPost.copies(post, List.of(new RoomPost.Receiver(UserName.of("fang"), 2)));
    var pushed = new ReplicaProtocol.MailPushed(3, copy.get(0), "at", false, Map.of());
    assertThat(dialect.onEvent(pushed))
        .containsExactly(new DialectOutput.Show("#tea shao: one\r\n#tea shao: two\r\n", 3));
    assertThat(dialect.onEvent(new ReplicaProtocol.SentPushed(4, post, "at")))
        .containsExactly(new DialectOutput.Show("me -> #tea: one\r\nme -> #tea: two\r\n", 4));
    var shao = Optional.of(UserName.of("shao"));
    assertThat(dialect.onEvent(new RoomEvent(TEA, "joined", shao, Optional.empty())))
        .containsExactly(say("System: #tea: shao is here.\r\n"));
    var self = Optional.of(UserName.of("fang"));
    assertThat(dialect.onEvent(new RoomEvent(TEA, "invited", shao, self)))
        .containsExactly(say("System: #tea: shao invited you: /join #tea.\r\n"));
  }

  @Test
  void says_how_a_command_about_rooms_is_typed() {
    logIn();
    for (var line :
        List.of(
            "/join",
            "/join tea",
            "/create",
            "/leave",
            "/invite lee",
            "/members",
            "/ban lee",
            "/mute"))
      assertThat(dialect.onLine(line).toString()).as(line).contains("Usage: /", "after a #");
    assertThat(dialect.onLine("4"))
        .containsExactly(perform(new ClientCommand.ListRooms(NO_ID, true)));
  }

  @Test
  void lists_its_commands_for_help() {
    assertThat(dialect.onLine("/help"))
        .containsExactly(
            say(
                "/list           who is online\r\n"
                    + "/msg NAME TEXT  send one message\r\n"
                    + "/chat NAME      chat with a user: each line is a message, quit ends it\r\n"
                    + "/rooms          your rooms, and those that you may join\r\n"
                    + "/create #ROOM   make a room, and chat there; a topic may follow\r\n"
                    + "/join #ROOM     be in a room, and chat there\r\n"
                    + "/invite #R NAME let a user join; in a chat there, without #R\r\n"
                    + "/members #ROOM  who is in a room\r\n"
                    + "/leave #ROOM    be in a room no more\r\n"
                    + "/ban #R NAME    remove a user from a room for good\r\n"
                    + "/unban #R NAME  end that\r\n"
                    + "/mute #R NAME   refuse what a user writes to a room\r\n"
                    + "/unmute #R NAME end that\r\n"
                    + "/history N NAME the last N messages with a user; N and NAME may be left out\r\n"
                    + "/search TEXT    your last messages with these words\r\n"
                    + "/block NAME     get no messages from a user, and be offline for them\r\n"
                    + "/unblock NAME   end that\r\n"
                    + "/blocks         whom you have blocked\r\n"
                    + "/watch NAME     be told when a user comes and goes, however many are online\r\n"
                    + "/unwatch NAME   end that\r\n"
                    + "/status         the cluster as this server knows it\r\n"
                    + "/sessions       where you are logged in, and since when\r\n"
                    + "/devices        your clients, also those that are not logged in\r\n"
                    + "/password       change your password\r\n"
                    + "/logout all     log off everywhere, and end all logins without a password\r\n"
                    + "/help           this list\r\n"
                    + "/quit           log off and close the connection\r\n"
                    + ASK_NAME));
  }

  @Test
  void says_how_a_slash_command_is_typed() {
    logIn();

    assertThat(dialect.onLine("/dance"))
        .containsExactly(
            say(
                "Unknown command: type /help for the list. To send a line that begins with /, "
                    + "type // instead.\r\n"
                    + MENU_QUESTION));
    for (var line : new String[] {"/msg", "/msg shao", "/msg shao  ", "/msg n!me text"}) {
      assertThat(dialect.onLine(line))
          .containsExactly(
              say(
                  "Usage: /msg NAME TEXT. A name has 1 to 32 of A-Z a-z 0-9 . _ -\r\n"
                      + MENU_QUESTION));
    }
    assertThat(dialect.onLine("/chat"))
        .containsExactly(
            say("Usage: /chat NAME. A name has 1 to 32 of A-Z a-z 0-9 . _ -\r\n" + MENU_QUESTION));
  }

  @Test
  void repeats_the_question_after_a_line_that_could_not_be_read() {
    assertThat(dialect.onUnreadable(Refusals.notUtf8()))
        .containsExactly(say(Refusals.notUtf8().text() + "\r\n" + ASK_NAME));
  }

  @Test
  void says_so_when_nobody_is_online() {
    logIn();
    dialect.onLine("1");

    assertThat(dialect.onReply(new ClientReply.Online(NO_ID, new TreeSet<>())))
        .containsExactly(say("Nobody is online.\r\n" + ASK_WHOM));
    assertThat(dialect.onReply(new ClientReply.Online(NO_ID, new TreeSet<>(List.of(SHAO)), 3)))
        .containsExactly(
            say(
                "User: shao\r\nAnd 2 more: /watch NAME says whether a user is online.\r\n"
                    + ASK_WHOM));
  }

  @Test
  void answers_every_line_in_every_state_without_throwing() {
    var seed = Seed.next();

    assertThatCode(() -> wander(seed.random())).as("%s", seed).doesNotThrowAnyException();
  }

  private static void wander(RandomGenerator random) {
    var typed =
        List.of(
            "fang",
            "y",
            "n",
            "1",
            "2",
            "3",
            "quit",
            "/list",
            "/msg a b",
            "/chat a",
            "/password",
            "/help",
            "",
            "/",
            "//",
            "\b");
    for (int run = 0; run < 2_000; run++) {
      var dialect = new TextDialect();
      for (int i = 0; i < 30; i++) {
        for (var step : dialect.onLine(typed.get(random.nextInt(typed.size())))) {
          if (step instanceof DialectOutput.Perform p)
            dialect.onReply(someReply(p.command(), random));
        }
      }
    }
  }

  private static ClientReply someReply(ClientCommand command, RandomGenerator random) {
    if (random.nextInt(3) == 0) {
      var codes = Code.values();
      return refused(Refusal.of(codes[random.nextInt(codes.length)], "No."));
    }
    if (command instanceof ClientCommand.Register) return new ClientReply.Registered(NO_ID, FANG);
    if (command instanceof ClientCommand.MayRegister)
      return new ClientReply.RegistrationAllowed(NO_ID);
    if (command instanceof ClientCommand.Login) return welcome(random.nextInt(2));
    if (command instanceof ClientCommand.FindUser) return new ClientReply.UserFound(NO_ID, SHAO);
    if (command instanceof ClientCommand.ListUsers) return online();
    if (command instanceof ClientCommand.ChangePassword)
      return new ClientReply.PasswordChanged(NO_ID, "t");
    return new ClientReply.LeaderAwaited(NO_ID);
  }
}
