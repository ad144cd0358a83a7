package dev.parley.session.dialect.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.parley.chat.accounts.ScramFirst;
import dev.parley.chat.accounts.ScramVerifier;
import dev.parley.chat.history.HistoryMark;
import dev.parley.chat.history.HistoryRequest.Place;
import dev.parley.chat.history.HistoryRequest.Side;
import dev.parley.chat.history.SearchWords;
import dev.parley.chat.model.ReadPosition;
import dev.parley.chat.model.Refusal.Code;
import dev.parley.chat.model.RoomName;
import dev.parley.chat.model.UserName;
import dev.parley.chat.rooms.RoomRole;
import dev.parley.replica.ClientTraits;
import dev.parley.replica.RoomWish;
import dev.parley.session.dialect.ClientCommand;
import dev.parley.session.dialect.ClientCommand.ByPassword;
import dev.parley.session.dialect.ClientCommand.ByScram;
import dev.parley.session.dialect.ClientCommand.ByTicket;
import dev.parley.session.dialect.ClientCommand.ByVerifier;
import dev.parley.session.dialect.ClientCommand.Logout.Scope;
import dev.parley.session.dialect.Refusals;
import dev.parley.session.dialect.Secret;
import dev.parley.session.dialect.json.JsonRequests.NotUnderstood;
import dev.parley.session.dialect.json.JsonRequests.Understood;
import dev.parley.testing.Seed;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class JsonRequestsTest {
  private static final RoomName ROOM = RoomName.of("#tea");
  private static final Optional<String> ID = Optional.of("1");
  private static final UserName FANG = UserName.of("fang");

  @Test
  void understands_register() {
    assertThat(command("{'op':'register','id':'1','name':'fang','password':'correct horse'}"))
        .isEqualTo(new ClientCommand.Register(ID, FANG, new Secret("correct horse")));
  }

  @Test
  void understands_register_with_a_verifier() {
    var verifier = new ScramVerifier("c2FsdA==", 4_096, "a2V5", "a2V5");
    assertThat(
            command(
                "{'op':'register','id':'1','name':'fang','verifier':'" + verifier.text() + "'}"))
        .isEqualTo(new ClientCommand.Register(ID, FANG, new ByVerifier(verifier)));
    refused("{'op':'register','name':'fang','verifier':'x'}", Code.MALFORMED, "RFC 5803");
    refused("{'op':'register','name':'fang','verifier':7}", Code.MALFORMED, "string");
  }

  @Test
  void understands_history() {
    var mark = new HistoryMark(36, new UUID(1, 2));
    assertThat(command("{'op':'history','id':'1','with':'fang'}"))
        .isEqualTo(new ClientCommand.AskHistory(ID, FANG, Optional.empty(), 50));
    for (var side : Side.values()) {
      var field = side.name().toLowerCase(Locale.ROOT);
      var request = "{'op':'history','id':'1','with':'fang','limit':200,'" + field + "':'";
      assertThat(command(request + mark + "'}"))
          .isEqualTo(
              new ClientCommand.AskHistory(ID, FANG, Optional.of(new Place(side, mark)), 200));
      for (var text : List.of("", "36", "now", mark + "0"))
        refused(request + text + "'}", Code.MALFORMED, "\"" + field + "\" must be the \"pos\"");
    }
    var both = ",'before':'" + mark + "','around':'" + mark + "'}";
    refused("{'op':'history','with':'fang'" + both, Code.MALFORMED, "exclude each other");
    for (var limit : List.of("0", "201", "-1", "9223372036854775807"))
      refused("{'op':'history','with':'fang','limit':" + limit + "}", Code.MALFORMED, "1 to 200");
    for (var limit : List.of("'7'", "1.5", "true", "1e99"))
      refused("{'op':'history','with':'fang','limit':" + limit + "}", Code.MALFORMED, "number");
    refused("{'op':'history'}", Code.MALFORMED, "with");
    refused("{'op':'history','with':'#a room'}", Code.NAME_INVALID, "name of a room");
  }

  @Test
  void understands_conversations() {
    var mark = new HistoryMark(36, new UUID(1, 2));
    assertThat(command("{'op':'conversations','id':'1'}"))
        .isEqualTo(new ClientCommand.AskConversations(ID, Optional.empty(), 50));
    assertThat(command("{'op':'conversations','id':'1','limit':1,'before':'" + mark + "'}"))
        .isEqualTo(new ClientCommand.AskConversations(ID, Optional.of(mark), 1));
    refused("{'op':'conversations','before':'x'}", Code.MALFORMED, "before");
    refused("{'op':'conversations','limit':0}", Code.MALFORMED, "1 to 200");
  }

  @Test
  void understands_a_search() {
    var words = SearchWords.of("hello there").orElseThrow();
    assertThat(command("{'op':'search','id':'1','text':'There, HELLO!'}"))
        .isEqualTo(new ClientCommand.Search(ID, words, Optional.empty(), 50));
    assertThat(command("{'op':'search','id':'1','text':'hello there','with':'fang','limit':1}"))
        .isEqualTo(new ClientCommand.Search(ID, words, Optional.of(FANG), 1));
    refused("{'op':'search'}", Code.MALFORMED, "text");
    refused("{'op':'search','text':'...'}", Code.MALFORMED, "1 to 10 words");
    refused("{'op':'search','text':'a b c d e f g h i j k'}", Code.MALFORMED, "1 to 10 words");
    refused("{'op':'search','text':'a','with':7}", Code.MALFORMED, "with");
    refused("{'op':'search','text':'a','with':'#'}", Code.NAME_INVALID, "name of a room");
    refused("{'op':'search','text':'a','limit':201}", Code.MALFORMED, "1 to 200");
  }

  @Test
  void understands_what_is_wanted_of_a_room() {
    assertThat(command("{'op':'send','id':'1','to':'#Tea','text':'hi','seq':1}"))
        .isEqualTo(ClientCommand.Send.toRoom(ID, ROOM, "hi", Optional.of(1L)));
    assertThat(command("{'op':'room-create','id':'1','room':'#tea','topic':'t','open':true}"))
        .isEqualTo(new ClientCommand.ChangeRoom(ID, new RoomWish.Create(ROOM, "t", true)));
    assertThat(command("{'op':'room-set','id':'1','room':'#tea','open':false}"))
        .isEqualTo(new ClientCommand.ChangeRoom(ID, new RoomWish.SetOpen(ROOM, false)));
    var role = new RoomWish.GiveRole(ROOM, FANG, RoomRole.MODERATOR);
    assertThat(command("{'op':'room-set','id':'1','room':'#tea','name':'fang','role':'moderator'}"))
        .isEqualTo(new ClientCommand.ChangeRoom(ID, role));
    assertThat(command("{'op':'history','id':'1','with':'#tea'}"))
        .isEqualTo(new ClientCommand.AskRoomHistory(ID, ROOM, Optional.empty(), 50));
    var rules =
        Map.of(
            "ban", new RoomWish.Ban(ROOM, FANG, true),
            "unban", new RoomWish.Ban(ROOM, FANG, false),
            "mute", new RoomWish.Mute(ROOM, FANG, true),
            "unmute", new RoomWish.Mute(ROOM, FANG, false));
    rules.forEach(
        (field, wish) ->
            assertThat(command("{'op':'room-set','id':'1','room':'#tea','" + field + "':'fang'}"))
                .isEqualTo(new ClientCommand.ChangeRoom(ID, wish)));
    assertThat(command("{'op':'room-set','id':'1','room':'#tea','history':'all'}"))
        .isEqualTo(new ClientCommand.ChangeRoom(ID, new RoomWish.SetHistory(ROOM, true)));
    assertThat(command("{'op':'room-set','id':'1','room':'#tea','history':'joined'}"))
        .isEqualTo(new ClientCommand.ChangeRoom(ID, new RoomWish.SetHistory(ROOM, false)));
    refused("{'op':'room-set','room':'#tea','history':'x'}", Code.MALFORMED, "history");
    refused("{'op':'room-set','room':'#tea','ban':'a b'}", Code.NAME_INVALID, "name");
    refused("{'op':'room-set','room':'#tea','ban':'a','mute':'b'}", Code.MALFORMED, "Give one of");
    refused("{'op':'room-set','room':'#tea'}", Code.MALFORMED, "Give one of");
    refused("{'op':'room-set','room':'#tea','open':true,'topic':''}", Code.MALFORMED, "Give one");
    refused("{'op':'room-set','room':'#tea','role':'king','name':'x'}", Code.MALFORMED, "role");
    refused("{'op':'room-invite','room':'#tea'}", Code.MALFORMED, "name");
    for (var name : new String[] {"tea", "#", "#a b", "##a", "#" + "a".repeat(33), "#é"})
      refused("{'op':'room-join','room':'" + name + "'}", Code.NAME_INVALID, "name of a room");
  }

  @Test
  void understands_a_login_by_scram_and_its_proof() {
    var login = command("{'op':'login','name':'fang','scram':'n,,n=Fang,r=abc'}");
    assertThat(((ClientCommand.Login) login).proof())
        .isEqualTo(new ByScram(ScramFirst.of("Fang", "abc")));
    assertThat(command("{'op':'proof','id':'1','scram':'c=biws,r=abcd,p=cA=='}"))
        .isEqualTo(new ClientCommand.Prove(ID, new Secret("c=biws,r=abcd,p=cA==")));
    refused("{'op':'proof'}", Code.MALFORMED, "scram");
  }

  @Test
  void understands_a_new_password_that_is_not_shown() {
    var verifier = new ScramVerifier("c2FsdA==", 4_096, "a2V5", "a2V5");
    var request = "{'op':'password','id':'1','scram':'n,,n=fang,r=abc'";
    assertThat(command(request + ",'verifier':'" + verifier.text() + "'}"))
        .isEqualTo(
            new ClientCommand.ChangePassword(
                ID, new ByScram(ScramFirst.of("fang", "abc")), new ByVerifier(verifier)));
    refused(request + "}", Code.MALFORMED, "verifier");
    refused("{'op':'password','scram':'x'}", Code.MALFORMED, "n,,n=NAME");
  }

  @Test
  void refuses_a_login_by_scram_that_binds_a_channel_or_is_for_another_name() {
    for (var first :
        new String[] {
          "", "n=fang,r=abc", "p=tls-server-end-point,,n=fang,r=abc", "n,,n=shao,r=abc"
        })
      refused("{'op':'login','name':'fang','scram':'" + first + "'}", Code.MALFORMED, "n,,n=NAME");
  }

  @Test
  void understands_register_with_an_invitation() {
    var register = "{'op':'register','id':'1','name':'fang','password':'p','invite':";
    assertThat(command(register + "'7KQM'}"))
        .isEqualTo(
            new ClientCommand.Register(
                ID, FANG, new ByPassword(new Secret("p")), Optional.of(new Secret("7KQM"))));
    assertThat(command(register + "' '}"))
        .isEqualTo(new ClientCommand.Register(ID, FANG, new Secret("p")));
    assertThat(JsonRequests.parse((register + "7}").replace('\'', '"')))
        .isInstanceOf(NotUnderstood.class);
  }

  @Test
  void understands_login_with_all_its_fields() {
    assertThat(
            command(
                "{'op':'login','id':'1','name':'fang','password':'p','client':'c','redirect':true,'after':'n-1.7=42'}"))
        .isEqualTo(
            new ClientCommand.Login(
                ID,
                FANG,
                new ByPassword(new Secret("p")),
                Optional.of("c"),
                true,
                ReadPosition.parse("n-1.7=42")));
  }

  @Test
  void understands_login_with_as_little_as_a_ticket() {
    assertThat(command("{'op':'login','name':'fang','ticket':'t'}"))
        .isEqualTo(
            new ClientCommand.Login(
                Optional.empty(),
                FANG,
                new ByTicket(new Secret("t")),
                Optional.empty(),
                false,
                ReadPosition.NOTHING));
  }

  @Test
  void understands_a_login_that_announces_answers_to_pings() {
    assertThat(command("{'op':'login','name':'fang','ticket':'t','pings':true}"))
        .isInstanceOfSatisfying(
            ClientCommand.Login.class, login -> assertThat(login.pings()).isTrue());
    assertThat(command("{'op':'login','name':'fang','ticket':'t'}"))
        .isInstanceOfSatisfying(
            ClientCommand.Login.class, login -> assertThat(login.pings()).isFalse());
  }

  @Test
  void understands_what_a_client_says_of_itself() {
    assertThat(traits("")).isEqualTo(ClientTraits.NONE);
    assertThat(traits(",'version':2,'device':'my laptop'"))
        .isEqualTo(new ClientTraits(2, "my laptop"));
    assertThat(traits(",'version':9223372036854775807,'device':'" + "é".repeat(32) + "'"))
        .isEqualTo(new ClientTraits(4, "é".repeat(32)));
    var login = "{'op':'login','name':'fang','ticket':'t'";
    refused(login + ",'version':0}", Code.MALFORMED, "counts from 1");
    refused(login + ",'version':'2'}", Code.MALFORMED, "whole number");
    refused(login + ",'device':'" + "x".repeat(33) + "'}", Code.MALFORMED, "at most 32");
    refused(login + ",'device':'\\u0007'}", Code.MALFORMED, "no control characters");
    refused(login + ",'device':'\\ud800'}", Code.MALFORMED, "complete characters");
  }

  private static ClientTraits traits(String fields) {
    var line = "{'op':'login','name':'fang','ticket':'t'" + fields + "}";
    return ((ClientCommand.Login) command(line)).traits();
  }

  @Test
  void understands_send_with_and_without_a_number() {
    assertThat(command("{'op':'send','id':'1','to':'fang','text':'hi','seq':7}"))
        .isEqualTo(new ClientCommand.Send(ID, FANG, "hi", Optional.of(7L)));
    assertThat(command("{'op':'send','id':'1','to':'fang','text':'hi'}"))
        .isEqualTo(new ClientCommand.Send(ID, FANG, "hi", Optional.empty()));
  }

  @Test
  void understands_the_small_ones() {
    assertThat(command("{'op':'ack','n':3}")).isEqualTo(new ClientCommand.Ack(Optional.empty(), 3));
    assertThat(command("{'op':'list','id':'1'}")).isEqualTo(new ClientCommand.ListUsers(ID));
    assertThat(command("{'op':'status','id':'1'}")).isEqualTo(new ClientCommand.Status(ID));
    assertThat(command("{'op':'ping','id':'1'}")).isEqualTo(new ClientCommand.Ping(ID));
    assertThat(command("{'op':'pong','token':7}"))
        .isEqualTo(new ClientCommand.Pong(Optional.empty(), Optional.of(7L)));
    assertThat(command("{'op':'pong'}"))
        .isEqualTo(new ClientCommand.Pong(Optional.empty(), Optional.empty()));
    assertThat(command("{'op':'renew','id':'1'}")).isEqualTo(new ClientCommand.Renew(ID));
    assertThat(command("{'op':'logout','id':'1'}"))
        .isEqualTo(new ClientCommand.Logout(ID, Scope.CLIENT));
    assertThat(command("{'op':'logout','id':'1','all':true}"))
        .isEqualTo(new ClientCommand.Logout(ID, Scope.ALL));
    assertThat(command("{'op':'logout','id':'1','keep':true}"))
        .isEqualTo(new ClientCommand.Logout(ID, Scope.SESSION));
    assertThat(command("{'op':'password','id':'1','old':'a','new':'b'}"))
        .isEqualTo(new ClientCommand.ChangePassword(ID, new Secret("a"), new Secret("b")));
  }

  @Test
  void understands_which_users_are_watched_and_refuses_what_is_no_list_of_names() {
    var shao = UserName.of("Shao");
    assertThat(command("{'op':'watch','id':'1','names':['fang','Shao']}"))
        .isEqualTo(new ClientCommand.SetWatch(ID, List.of(FANG, shao), true));
    assertThat(command("{'op':'unwatch','id':'1','names':['Shao']}"))
        .isEqualTo(new ClientCommand.SetWatch(ID, List.of(shao), false));
    assertThat(command("{'op':'watch','id':'1','names':[]}"))
        .isEqualTo(new ClientCommand.SetWatch(ID, List.of(), true));
    for (var names : List.of("", ",'names':null", ",'names':'fang'", ",'names':{'a':'fang'}"))
      assertThat(refusal("{'op':'watch','id':'1'" + names + "}").refusal().code())
          .as(names)
          .isEqualTo(Code.MALFORMED);
    for (var name : List.of("'n!me'", "''", "1", "null", "['fang']"))
      assertThat(refusal("{'op':'watch','id':'1','names':['fang'," + name + "]}").refusal().code())
          .as(name)
          .isEqualTo(Code.NAME_INVALID);
  }

  @Test
  void ignores_unknown_fields_and_takes_null_for_absent() {
    assertThat(command("{'op':'ping','id':'1','colour':['red']}"))
        .isEqualTo(new ClientCommand.Ping(ID));
    assertThat(command("{'op':'ping','id':null}"))
        .isEqualTo(new ClientCommand.Ping(Optional.empty()));
    assertThat(command("{'op':'send','to':'fang','text':'hi','seq':null}"))
        .isEqualTo(new ClientCommand.Send(Optional.empty(), FANG, "hi", Optional.empty()));
  }

  @Test
  void takes_an_id_of_1_to_64_characters() {
    assertThat(command("{'op':'ping','id':'" + "x".repeat(64) + "'}").id().orElseThrow())
        .hasSize(64);
    assertThat(command("{'op':'ping','id':'" + "😀".repeat(64) + "'}").id()).isPresent();
    assertThat(refusal("{'op':'ping','id':'" + "x".repeat(65) + "'}").refusal().code())
        .isEqualTo(Code.MALFORMED);
    assertThat(refusal("{'op':'ping','id':''}").refusal().code()).isEqualTo(Code.MALFORMED);
    assertThat(refusal("{'op':'ping','id':1}").refusal().code()).isEqualTo(Code.MALFORMED);
    assertThat(refusal("{'op':'ping','id':'\\ud800'}").refusal().code()).isEqualTo(Code.MALFORMED);
  }

  @Test
  void refuses_what_is_not_one_object() {
    for (var line :
        new String[] {
          "x", "[]", "{", "{}{}", "{'op':'ping'} x", "1", "null", "", "{'op':'ping',}", "{op:1}"
        }) {
      assertThat(refusal(line).refusal().code()).as(line).isEqualTo(Code.MALFORMED);
      assertThat(refusal(line).re()).isEmpty();
    }
  }

  @Test
  void refuses_a_tower_of_brackets() {
    assertThat(refusal("[".repeat(65_536)).refusal().code()).isEqualTo(Code.MALFORMED);
    assertThat(refusal("{'a':".repeat(10_000)).refusal().code()).isEqualTo(Code.MALFORMED);
    assertThat(refusal("{'op':" + "9".repeat(5_000) + "}").refusal().code())
        .isEqualTo(Code.MALFORMED);
  }

  @Test
  void refuses_an_op_that_is_missing_or_no_string() {
    assertThat(refusal("{'id':'1'}"))
        .isEqualTo(malformed("The field \"op\" is missing, or is not a string."));
    assertThat(refusal("{'id':'1','op':3}"))
        .isEqualTo(malformed("The field \"op\" must be a string."));
  }

  @Test
  void names_the_ops_to_who_asks_for_another() {
    var refused = refusal("{'op':'sing','id':'1'}");

    assertThat(refused.re()).isEqualTo(ID);
    assertThat(refused.refusal().code()).isEqualTo(Code.UNKNOWN_OP);
    assertThat(refused.refusal().text())
        .isEqualTo(
            "This op is unknown; use one of ack, block, blocks, conversations, devices, "
                + "end-device, history, list, login, logout, password, ping, pong, proof, "
                + "register, renew, room-close, room-create, room-info, room-invite,"
                + " room-join, room-leave, room-remove, room-set, rooms, search, send, sessions, "
                + "status, typing, unblock, unwatch, watch.");
  }

  @Test
  void refuses_fields_of_the_wrong_kind() {
    for (var line :
        new String[] {
          "{'op':'register','id':'1','name':'fang'}",
          "{'op':'register','id':'1','name':3,'password':'x'}",
          "{'op':'login','id':'1','name':'fang'}",
          "{'op':'login','id':'1','name':'fang','password':'x','redirect':'yes'}",
          "{'op':'login','id':'1','name':'fang','password':'x','client':''}",
          "{'op':'login','id':'1','name':'fang','password':'x','client':'" + "c".repeat(129) + "'}",
          "{'op':'login','id':'1','name':'fang','password':'x','after':5}",
          "{'op':'send','id':'1','to':'fang'}",
          "{'op':'send','id':'1','to':'fang','text':['hi']}",
          "{'op':'send','id':'1','to':'fang','text':'hi','seq':'1'}",
          "{'op':'send','id':'1','to':'fang','text':'hi','seq':1.5}",
          "{'op':'send','id':'1','to':'fang','text':'hi','seq':0}",
          "{'op':'send','id':'1','to':'fang','text':'hi','seq':99999999999999999999}",
          "{'op':'ack','id':'1'}",
          "{'op':'ack','id':'1','n':'3'}",
          "{'op':'password','id':'1','old':'a'}",
        }) {
      assertThat(refusal(line).refusal().code()).as(line).isEqualTo(Code.MALFORMED);
      assertThat(refusal(line).re()).as(line).isEqualTo(ID);
    }
  }

  @Test
  void takes_a_client_id_of_1_to_128_whole_characters_that_are_no_controls() {
    for (var client : new String[] {"c", "c".repeat(128), "\u00e4 b", "\ud83d\ude00", "a@b"})
      assertThat(((ClientCommand.Login) command(login(client))).client()).contains(client);
    for (var client :
        new String[] {
          "",
          "c".repeat(129),
          "\\ud800",
          "a\\udc00",
          "\\u0000",
          "a\\u0007",
          "\\u007f",
          "\\u0085",
          "@n-1.1"
        }) assertThat(refusal(login(client)).refusal().code()).as(client).isEqualTo(Code.MALFORMED);
  }

  private static String login(String client) {
    return "{'op':'login','id':'1','name':'fang','ticket':'t','client':'" + client + "'}";
  }

  @Test
  void refuses_names_that_are_none() {
    assertThat(refusal("{'op':'register','id':'1','name':'_x','password':'p'}").refusal().code())
        .isEqualTo(Code.NAME_INVALID);
    assertThat(
            refusal("{'op':'send','id':'1','to':'" + "x".repeat(33) + "','text':'hi'}")
                .refusal()
                .code())
        .isEqualTo(Code.NAME_INVALID);
  }

  @Test
  void never_shows_a_password_in_its_own_text() {
    assertThat(command("{'op':'register','name':'fang','password':'hush hush'}").toString())
        .doesNotContain("hush");
  }

  @Tag("slow")
  @Test
  void never_throws_whatever_the_line_is() {
    var seed = Seed.next();
    var random = seed.random();
    var valid = "{'op':'send','id':'1','to':'fang','text':'hi','seq':1}".replace('\'', '"');
    for (int run = 0; run < 50_000; run++) {
      var line = new StringBuilder(valid);
      for (int changes = 1 + random.nextInt(6); changes > 0; changes--) {
        int at = random.nextInt(line.length());
        char c =
            random.nextBoolean()
                ? "{}[]\":,\\u0-9eE.tfn".charAt(random.nextInt(18))
                : (char) random.nextInt(0x10000);
        if (random.nextBoolean()) line.setCharAt(at, c);
        else line.insert(at, c);
      }
      assertThatCode(() -> JsonRequests.parse(line.toString()))
          .as("%s, run %d: %s", seed, run, line)
          .doesNotThrowAnyException();
    }
  }

  private static NotUnderstood malformed(String text) {
    return new NotUnderstood(ID, Refusals.malformed(text));
  }

  private static void refused(String line, Code code, String part) {
    assertThat(refusal(line).refusal().code()).as(line).isEqualTo(code);
    assertThat(refusal(line).refusal().text()).contains(part);
  }

  private static ClientCommand command(String line) {
    return ((Understood) JsonRequests.parse(line.replace('\'', '"'))).command();
  }

  private static NotUnderstood refusal(String line) {
    return (NotUnderstood) JsonRequests.parse(line.replace('\'', '"'));
  }
}
