package dev.parley.session.dialect.json;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.RoomReceipts;
import dev.parley.chat.model.ClientStream;
import dev.parley.chat.model.Mail;
import dev.parley.chat.model.MessageId;
import dev.parley.chat.model.Refusal;
import dev.parley.chat.model.Refusal.Code;
import dev.parley.chat.model.RoomName;
import dev.parley.chat.model.RoomPost;
import dev.parley.chat.model.UserName;
import dev.parley.chat.rooms.RoomAccount;
import dev.parley.chat.rooms.RoomMember;
import dev.parley.chat.rooms.RoomRole;
import dev.parley.chat.rooms.RoomRules;
import dev.parley.protocol.Endpoint;
import dev.parley.protocol.NodeState;
import dev.parley.replica.ClosingCode;
import dev.parley.replica.ReplicaProtocol;
import dev.parley.replica.ReplicaProtocol.AccountsStatus;
import dev.parley.replica.ReplicaProtocol.DeviceInfo;
import dev.parley.replica.ReplicaProtocol.ListedRoom;
import dev.parley.replica.ReplicaProtocol.MemberStatus;
import dev.parley.replica.ReplicaProtocol.NodeStatus;
import dev.parley.replica.ReplicaProtocol.RoomTold;
import dev.parley.replica.ReplicaProtocol.RoomsListed;
import dev.parley.session.dialect.ClientCommand;
import dev.parley.session.dialect.ClientReply;
import dev.parley.session.dialect.DialectOutput;
import dev.parley.session.dialect.Refusals;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class JsonDialectTest {
  private static final RoomName TEA = RoomName.of("#tea");

  private static final Optional<String> ID = Optional.of("1");
  private static final UserName FANG = UserName.of("fang");
  private static final UserName SHAO = UserName.of("Shao");
  private static final MessageId MESSAGE = new MessageId(new ClientStream(SHAO, "c"), 4);
  private static final UUID MSG = new UUID(1, 2);
  private static final NodeStatus STATUS =
      new NodeStatus(
          "n-1111",
          NodeState.MEMBER,
          Optional.of(Endpoint.parse("127.0.0.1:1111")),
          Optional.of("n-1212.1"),
          Optional.of(Endpoint.parse("127.0.0.1:1212")),
          3,
          List.of(
              new MemberStatus(
                  "n-1111.1",
                  1,
                  Endpoint.parse("127.0.0.1:1111"),
                  Endpoint.parse("127.0.0.1:11111"),
                  2,
                  false),
              new MemberStatus(
                  "n-1212.1",
                  1,
                  Endpoint.parse("127.0.0.1:1212"),
                  Endpoint.parse("127.0.0.1:11111"),
                  0,
                  false)),
          AccountsStatus.NONE);

  private final JsonDialect dialect = new JsonDialect();

  @Test
  void greets_nobody() {
    assertThat(dialect.onStart()).isEmpty();
  }

  @Test
  void performs_what_it_understands() {
    assertThat(dialect.onLine("{\"op\":\"ping\",\"id\":\"1\"}"))
        .containsExactly(new DialectOutput.Perform(new ClientCommand.Ping(ID)));
  }

  @Test
  void answers_what_it_does_not_understand() {
    assertThat(said(dialect.onLine("{\"op\":\"sing\",\"id\":\"1\"}")))
        .startsWith("{\"ev\":\"error\",\"re\":\"1\",\"code\":\"UNKNOWN_OP\",\"text\":\"");
    assertThat(said(dialect.onLine("hello")))
        .startsWith("{\"ev\":\"error\",\"code\":\"MALFORMED\",\"text\":\"");
    assertThat(said(dialect.onUnreadable(Refusals.lineTooLong(65_536))))
        .startsWith("{\"ev\":\"error\",\"code\":\"LINE_TOO_LONG\",\"text\":\"");
  }

  @Test
  void ignores_empty_lines() {
    assertThat(dialect.onLine("")).isEmpty();
    assertThat(dialect.onLine(" \t")).isEmpty();
  }

  @Test
  void writes_the_answers_of_the_contract() {
    assertThat(reply(new ClientReply.Registered(ID, FANG)))
        .isEqualTo("{'ev':'registered','re':'1','name':'fang'}");
    assertThat(reply(new ClientReply.Redirected(ID, Endpoint.parse("h:1"))))
        .isEqualTo("{'ev':'redirect','re':'1','server':'h:1'}");
    assertThat(reply(new ClientReply.PasswordChanged(ID, "t")))
        .isEqualTo("{'ev':'changed','re':'1','ticket':'t'}");
    assertThat(reply(new ClientReply.Renewed(ID, "t")))
        .isEqualTo("{'ev':'renewed','re':'1','ticket':'t'}");
    assertThat(reply(new ClientReply.Pong(ID))).isEqualTo("{'ev':'pong','re':'1'}");
    assertThat(reply(new ClientReply.Bye(ID))).isEqualTo("{'ev':'bye','re':'1'}");
    assertThat(reply(new ClientReply.Pong(Optional.empty()))).isEqualTo("{'ev':'pong'}");
    assertThat(reply(new ClientReply.Online(ID, new TreeSet<>(List.of(SHAO, FANG)))))
        .isEqualTo("{'ev':'users','re':'1','online':['fang','Shao']}");
    assertThat(reply(new ClientReply.Online(ID, new TreeSet<>(List.of(SHAO)), 8)))
        .isEqualTo("{'ev':'users','re':'1','online':['Shao'],'more':7}");
  }

  @Test
  void tells_who_of_the_watched_is_online() {
    var fang = new TreeSet<>(List.of(FANG));
    var shao = new TreeSet<>(List.of(SHAO));
    assertThat(reply(new ClientReply.Watched(ID, fang, shao)))
        .isEqualTo("{'ev':'watched','re':'1','online':['fang'],'offline':['Shao']}");
    assertThat(reply(new ClientReply.Unwatched(ID, shao)))
        .isEqualTo("{'ev':'unwatched','re':'1','names':['Shao']}");
  }

  @Test
  void tells_who_is_in_a_room_and_only_if_there_are_any_who_is_banned_or_muted() {
    var shao = new RoomAccount(SHAO, 2);
    var room = new ListedRoom(TEA, "", true, 1, 0, Optional.of(RoomRole.MEMBER), false);
    var members = List.of(new RoomMember(shao, RoomRole.OWNER));
    var head =
        "{'ev':'room-info','re':'1','room':'#tea','topic':'','open':true,'members':1,"
            + "'role':'member','unread':0,"
            + "'list':[{'name':'Shao','role':'owner','online':false}]";
    var told = new RoomTold(room, members, new TreeSet<>());
    assertThat(reply(new ClientReply.RoomShown(ID, told))).isEqualTo(head + "}");
    var open = new ListedRoom(TEA, "", true, 1, 0, Optional.empty(), false, true);
    assertThat(reply(new ClientReply.Rooms(ID, new RoomsListed(List.of(open), 0))))
        .endsWith("'members':1,'history':'all'}]}");
    var rules = new RoomRules(List.of(new RoomAccount(FANG, 1)), List.of(shao), false);
    told = new RoomTold(room, members, new TreeSet<>(), rules);
    assertThat(reply(new ClientReply.RoomShown(ID, told)))
        .isEqualTo(head + ",'banned':['fang'],'muted':['Shao']}");
  }

  @Test
  void tells_who_types_to_a_room_and_how_many_have_seen_what_was_written() {
    assertThat(event(new ReplicaProtocol.TypesInRoom(SHAO, TEA)))
        .isEqualTo("{'ev':'typing','from':'Shao','room':'#tea'}");
    var counts = List.of(new RoomReceipts.Count(MSG, 3, 5));
    assertThat(event(new ReplicaProtocol.SeenInRoom(TEA, counts)))
        .isEqualTo(
            "{'ev':'delivered','room':'#tea','list':[{'msg':'" + MSG + "','seen':3,'of':5}]}");
  }

  @Test
  void welcomes() {
    var opened = new ReplicaProtocol.Opened(FANG, STATUS, 2, 0, 8, false);

    assertThat(reply(new ClientReply.Welcome(ID, opened, "t", 0)))
        .isEqualTo(
            "{'ev':'welcome','re':'1','name':'fang','node':'n-1111','server':'127.0.0.1:1111','leader':'127.0.0.1:1212',"
                + "'servers':['127.0.0.1:1111','127.0.0.1:1212'],'unread':2,'ticket':'t','nextSeq':8,'window':256,'version':4}");
  }

  @Test
  void tells_how_many_wrong_passwords_others_tried() {
    var opened = new ReplicaProtocol.Opened(FANG, STATUS, 2, 0, 8, false);

    assertThat(reply(new ClientReply.Welcome(ID, opened, "t", 3))).contains("'wrongPasswords':3");
  }

  @Test
  void challenges_and_proves_itself() {
    assertThat(reply(new ClientReply.Challenged(ID, "r=ab,s=c2FsdA==,i=9")))
        .isEqualTo("{'ev':'challenge','re':'1','scram':'r=ab,s=c2FsdA==,i=9'}");
    var opened = new ReplicaProtocol.Opened(FANG, STATUS, 2, 0, 8, false);
    assertThat(reply(new ClientReply.Welcome(ID, opened, "t", 0, Optional.of("v=x"))))
        .contains("'scram':'v=x'");
  }

  @Test
  void tells_the_status() {
    assertThat(reply(new ClientReply.StatusTold(ID, STATUS, 9)))
        .isEqualTo(
            "{'ev':'status','re':'1','node':'n-1111','state':'member','leader':'127.0.0.1:1212','view':{'epoch':3,"
                + "'members':[{'id':'n-1111.1','server':'127.0.0.1:1111','sessions':2},"
                + "{'id':'n-1212.1','server':'127.0.0.1:1212','sessions':0}]},"
                + "'registry':{'open':true},'iterations':9}");
  }

  @Test
  void tells_strangers_the_state_and_the_version() {
    assertThat(reply(new ClientReply.StateTold(ID, NodeState.MEMBER, 9)))
        .isEqualTo("{'ev':'status','re':'1','state':'member','version':'0.1.0','iterations':9}");
  }

  @Test
  void has_null_for_a_leader_that_is_not_there() {
    var leaderless =
        new NodeStatus(
            "n",
            NodeState.ELECTING,
            Optional.of(Endpoint.parse("h:1")),
            Optional.empty(),
            Optional.empty(),
            1,
            List.of(),
            AccountsStatus.NONE);

    assertThat(reply(new ClientReply.StatusTold(ID, leaderless, 9)))
        .isEqualTo(
            "{'ev':'status','re':'1','node':'n','state':'electing','leader':null,'view':{'epoch':1,'members':[]},'registry':{'open':true},'iterations':9}");
  }

  @Test
  void confirms_what_was_accepted() {
    var accepted =
        new ReplicaProtocol.Accepted(MESSAGE, MSG, 2, true, "3:4", new RoomPost.Times(1_000, 1));

    assertThat(reply(new ClientReply.SendAccepted(ID, accepted)))
        .isEqualTo(
            "{'ev':'accepted','re':'1','msg':'"
                + MSG
                + "','seq':4,'copies':2,'duplicate':true,'at':'3:4'}");
  }

  @Test
  void refuses_with_the_numbers_that_make_sense() {
    assertThat(reply(new ClientReply.Refused(ID, Refusal.retry(Code.UNAVAILABLE, "wait", 500))))
        .isEqualTo("{'ev':'error','re':'1','code':'UNAVAILABLE','text':'wait','retryAfterMs':500}");
    assertThat(reply(new ClientReply.SendRefused(ID, FANG, Refusal.gap("gap", 7))))
        .isEqualTo("{'ev':'error','re':'1','code':'SEQ_GAP','text':'gap','expected':7}");
  }

  @Test
  void leaves_delays_to_the_clients_own_clock() {
    assertThat(dialect.onReply(new ClientReply.LeaderAwaited(ID))).isEmpty();
    assertThat(dialect.onReply(new ClientReply.SendDelayed(ID, FANG))).isEmpty();
  }

  @Test
  void shows_a_message() {
    var mail = new Mail(MESSAGE, FANG, "can you \"receive\" it?\t\u2028", 1_795_428_000_120L, 9);

    assertThat(event(new ReplicaProtocol.MailPushed(1, mail, "5", true, Map.of("n-1212", 17L))))
        .isEqualTo(
            "{'ev':'message','n':1,'msg':'"
                + mail.uuid()
                + "','at':'5','pos':'9."
                + mail.uuid()
                + "','from':'Shao','to':'fang','text':'can you \\'receive\\' it?\\t\u2028',"
                + "'sentAt':'2026-11-23T10:00:00.120Z','stored':true,'vc':{'n-1212':17}}");
  }

  @Test
  void shows_several_lines_to_a_client_of_version_2_and_parts_to_one_before() {
    var text = new Mail(MESSAGE, FANG, "a\n" + "x".repeat(4_096), 1_795_428_000_120L, 9);
    var pushed = new ReplicaProtocol.MailPushed(1, text, "5", false, Map.of());
    var parts = dialect.onEvent(pushed);
    assertThat(parts).hasSize(2);
    assertThat(parts.get(0).toString()).contains("\"n\":1", "\"text\":\"a \u23ce xxx");
    assertThat(parts.get(1).toString()).contains("\"n\":2", "\"text\":\"xxxxxx\"");
    assertThat(parts.get(1).toString()).doesNotContain("\"msg\":\"" + text.uuid());
    assertThat(dialect.onLine("{\"op\":\"ack\",\"n\":1}")).containsExactly(ack(0));
    assertThat(dialect.onLine("{\"op\":\"ack\",\"n\":2}")).containsExactly(ack(1));

    dialect.onLine("{\"op\":\"login\",\"name\":\"fang\",\"ticket\":\"t\",\"version\":2}");
    assertThat(event(pushed)).contains("'text':'a\\nxxx");
    assertThat(dialect.onLine("{\"op\":\"ack\",\"n\":2}")).containsExactly(ack(2));
  }

  private static DialectOutput ack(long n) {
    return new DialectOutput.Perform(new ClientCommand.Ack(Optional.empty(), n));
  }

  @Test
  void shows_what_the_user_has_sent_and_read_elsewhere() {
    var mail = new Mail(MESSAGE, FANG, "hello", 1_795_428_000_120L, 9);
    assertThat(event(new ReplicaProtocol.SentPushed(2, mail, "5")))
        .isEqualTo(
            "{'ev':'sent','n':2,'msg':'"
                + mail.uuid()
                + "','at':'5','pos':'9."
                + mail.uuid()
                + "','from':'Shao','to':'fang','text':'hello',"
                + "'sentAt':'2026-11-23T10:00:00.120Z'}");
    assertThat(event(ReplicaProtocol.SentSkipped.INSTANCE)).isEqualTo("{'ev':'skipped'}");
    var read = "{'ev':'read','with':'fang','upTo':'" + mail.uuid() + "'";
    assertThat(event(new ReplicaProtocol.ReadElsewhere(FANG.spelling(), mail.uuid(), false)))
        .isEqualTo(read + "}");
    assertThat(event(new ReplicaProtocol.ReadElsewhere(FANG.spelling(), mail.uuid(), true)))
        .isEqualTo(read + ",'skipped':true}");
  }

  @Test
  void shows_a_page_of_history() {
    var mail = new Mail(MESSAGE, FANG, "hello", 1_795_428_000_120L, 36);
    var kept = List.of(new ReplicaProtocol.Kept(mail, SHAO, FANG, true));
    var told = new ReplicaProtocol.HistoryTold(SHAO.spelling(), kept, true, false, false);
    assertThat(reply(new ClientReply.History(ID, told)))
        .isEqualTo(
            "{'ev':'history','re':'1','with':'Shao','messages':[{'msg':'"
                + mail.uuid()
                + "','pos':'10."
                + mail.uuid()
                + "','from':'Shao','to':'fang','text':'hello','sentAt':'2026-11-23T10:00:00.120Z',"
                + "'delivered':true}],'more':true,'complete':false}");
    var around = new ReplicaProtocol.HistoryTold(SHAO.spelling(), List.of(), false, true, true);
    assertThat(reply(new ClientReply.History(ID, around)))
        .isEqualTo(
            "{'ev':'history','re':'1','with':'Shao','messages':[],'more':false,'later':true,"
                + "'complete':true}");
  }

  @Test
  void lists_the_users_devices() {
    var here = Optional.of(Endpoint.parse("h:1"));
    var list =
        List.of(
            new DeviceInfo("7b0c1d2e", "laptop", true, here, 1_795_428_000_120L, 0, true),
            new DeviceInfo("telephon", "", true, Optional.empty(), 1_795_428_000_120L, 0, false),
            new DeviceInfo("tablet", "", false, Optional.empty(), 0, 1_795_428_000_120L, false),
            new DeviceInfo("old", "", false, Optional.empty(), 0, 0, false));
    assertThat(reply(new ClientReply.Devices(ID, list)))
        .isEqualTo(
            "{'ev':'devices','re':'1','list':[{'device':'7b0c1d2e','kind':'laptop','server':'h:1',"
                + "'since':'2026-11-23T10:00:00.120Z','this':true},{'device':'telephon',"
                + "'server':'','since':'2026-11-23T10:00:00.120Z'},{'device':'tablet',"
                + "'lastSeen':'2026-11-23T10:00:00.120Z'},{'device':'old'}]}");
    assertThat(reply(new ClientReply.DeviceEnded(ID, "tablet")))
        .isEqualTo("{'ev':'ended','re':'1','device':'tablet'}");
  }

  @Test
  void shows_conversations() {
    var mail = new Mail(MESSAGE, FANG, "hello", 1_795_428_000_120L, 36);
    var last = new ReplicaProtocol.Kept(mail, SHAO, FANG, false);
    var listed = new ReplicaProtocol.ListedConversation(SHAO, last, 3, true);
    var told = new ReplicaProtocol.ConversationsTold(List.of(listed), true, false);
    assertThat(reply(new ClientReply.Conversations(ID, told)))
        .isEqualTo(
            "{'ev':'conversations','re':'1','list':[{'with':'Shao','last':{'msg':'"
                + mail.uuid()
                + "','pos':'10."
                + mail.uuid()
                + "','from':'Shao','to':'fang','text':'hello','sentAt':'2026-11-23T10:00:00.120Z',"
                + "'delivered':false},'unread':3,'online':true}],'more':true,'complete':false}");
  }

  @Test
  void shows_what_was_found() {
    var mail = new Mail(MESSAGE, FANG, "hello", 1_795_428_000_120L, 36);
    var kept = List.of(new ReplicaProtocol.Kept(mail, SHAO, FANG, true));
    var found = new ReplicaProtocol.MessagesFound(kept, true, false);
    assertThat(reply(new ClientReply.Found(ID, found)))
        .startsWith("{'ev':'found','re':'1','messages':[{'msg':'" + mail.uuid() + "','pos':'10.")
        .endsWith("'delivered':true}],'more':true,'complete':false}");
  }

  @Test
  void tells_what_happens() {
    assertThat(event(new ReplicaProtocol.UnreadBegin(2)))
        .isEqualTo("{'ev':'unread-begin','count':2}");
    assertThat(event(ReplicaProtocol.UnreadEnd.INSTANCE)).isEqualTo("{'ev':'unread-end'}");
    assertThat(event(new ReplicaProtocol.WindowFull(256)))
        .isEqualTo("{'ev':'waiting','unacknowledged':256}");
    assertThat(event(new ReplicaProtocol.CameOnline(SHAO)))
        .isEqualTo("{'ev':'online','name':'Shao'}");
    assertThat(event(new ReplicaProtocol.WentOffline(SHAO)))
        .isEqualTo("{'ev':'offline','name':'Shao'}");
    assertThat(
            event(
                new ReplicaProtocol.ServersChanged(
                    List.of(Endpoint.parse("h:1"), Endpoint.parse("h:2")))))
        .isEqualTo("{'ev':'servers','servers':['h:1','h:2']}");
    assertThat(event(new ReplicaProtocol.Delivered(MESSAGE, MSG, FANG)))
        .isEqualTo("{'ev':'delivered','msg':'" + MSG + "','to':'fang'}");
    assertThat(event(new ReplicaProtocol.Returned(MESSAGE, MSG, FANG)))
        .isEqualTo(
            "{'ev':'returned','msg':'"
                + MSG
                + "','to':'fang','reason':'NAME_LOST','text':'"
                + Refusals.returned(FANG)
                + "'}");
  }

  @Test
  void says_why_and_where_to_go_when_it_closes() {
    assertThat(
            event(
                new ReplicaProtocol.Closing(
                    ClosingCode.DRAINING, "Bye.", Optional.of(Endpoint.parse("h:2")), 40)))
        .isEqualTo("{'ev':'closing','code':'DRAINING','text':'Bye.','server':'h:2','afterMs':40}");
    assertThat(
            event(new ReplicaProtocol.Closing(ClosingCode.SHUTDOWN, "Bye.", Optional.empty(), 0)))
        .isEqualTo("{'ev':'closing','code':'SHUTDOWN','text':'Bye.','afterMs':0}");
  }

  private String reply(ClientReply reply) {
    return said(dialect.onReply(reply)).replace('"', '\'');
  }

  private String event(ReplicaProtocol.Event event) {
    return said(dialect.onEvent(event)).replace('"', '\'');
  }

  /** The one line that is said, without its line feed. */
  private static String said(List<DialectOutput> steps) {
    assertThat(steps).hasSize(1);
    var text = ((DialectOutput.Say) steps.get(0)).text();
    assertThat(text).endsWith("\n").doesNotContain("\r");
    return text.substring(0, text.length() - 1);
  }
}
