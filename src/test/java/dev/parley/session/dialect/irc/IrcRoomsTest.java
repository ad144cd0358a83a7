package dev.parley.session.dialect.irc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.model.ClientStream;
import dev.parley.chat.model.MessageId;
import dev.parley.chat.model.Refusal;
import dev.parley.chat.model.RoomName;
import dev.parley.chat.model.RoomPost;
import dev.parley.chat.model.UserName;
import dev.parley.chat.rooms.RoomAccount;
import dev.parley.chat.rooms.RoomMember;
import dev.parley.chat.rooms.RoomRole;
import dev.parley.chat.rooms.RoomRules;
import dev.parley.chat.rooms.Rooms;
import dev.parley.replica.ClientTraits;
import dev.parley.replica.ReplicaProtocol;
import dev.parley.replica.ReplicaProtocol.ListedRoom;
import dev.parley.replica.ReplicaProtocol.RoomEvent;
import dev.parley.replica.ReplicaProtocol.RoomTold;
import dev.parley.replica.ReplicaProtocol.RoomsListed;
import dev.parley.replica.RoomWish;
import dev.parley.session.dialect.ClientCommand;
import dev.parley.session.dialect.ClientReply;
import dev.parley.session.dialect.DialectOutput;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rooms as IRC clients see them: channels. */
class IrcRoomsTest extends IrcFixture {
  private static final RoomName TEA = RoomName.of("#tea");
  private static final RoomName INN = RoomName.of("#inn");

  private static ListedRoom listed(RoomName name, String topic, boolean isIn, boolean isInvited) {
    var role = isIn ? Optional.of(RoomRole.MEMBER) : Optional.<RoomRole>empty();
    return new ListedRoom(name, topic, true, 2, 0, role, isInvited);
  }

  private static RoomTold told(RoomName name, String topic, boolean isIn) {
    return new RoomTold(
        listed(name, topic, isIn, false),
        List.of(
            new RoomMember(new RoomAccount(SHAO, 1), RoomRole.OWNER),
            new RoomMember(new RoomAccount(FANG, 2), RoomRole.MODERATOR)),
        new TreeSet<>(List.of(FANG)));
  }

  private void logInTo(RoomName... rooms) {
    types("PASS :secret horse", "NICK fang", "USER f 0 * :F");
    hears(welcome());
    var list = List.of(rooms).stream().map(room -> listed(room, "", true, false)).toList();
    enters(new RoomsListed(list, list.size()));
    for (var room : rooms) hears(new ClientReply.RoomShown(asked(room), told(room, "", true)));
    assertThat(commands()).isEmpty();
  }

  private Optional<String> asked(RoomName room) {
    var ask = (ClientCommand.AskRoom) lastCommand();
    assertThat(ask.room()).isEqualTo(room);
    return ask.id();
  }

  private RoomWish wish() {
    return ((ClientCommand.ChangeRoom) lastCommand()).wish();
  }

  private String done() {
    return hears(new ClientReply.RoomDone(lastCommand().id(), wish()));
  }

  private String refused(Refusal refusal) {
    return hears(new ClientReply.Refused(lastCommand().id(), refusal));
  }

  private static RoomEvent event(RoomName room, String what, UserName by) {
    return new RoomEvent(room, what, Optional.of(by), Optional.empty());
  }

  private static RoomEvent about(String what, UserName by, UserName whom) {
    return new RoomEvent(TEA, what, Optional.of(by), Optional.of(whom));
  }

  private static ReplicaProtocol.MailPushed post(String text) {
    var id = new MessageId(new ClientStream(SHAO, "c"), 1);
    var post = RoomPost.of(id, TEA, 9, List.of(1L, 2L), text, new RoomPost.Times(0, 1));
    var copy = RoomPost.copies(post, List.of(new RoomPost.Receiver(FANG, 2))).get(0);
    return new ReplicaProtocol.MailPushed(7, copy, "at", false, Map.of());
  }

  @Test
  void a_client_says_that_it_knows_rooms() {
    types("PASS :secret horse", "NICK fang", "USER f 0 * :F");
    assertThat(((ClientCommand.Login) lastCommand()).traits())
        .isEqualTo(new ClientTraits(3, "irc", false));
  }

  @Test
  void a_client_that_logs_in_joins_the_rooms_of_its_user_one_question_at_a_time() {
    types("PASS :secret horse", "NICK fang", "USER f 0 * :F");
    hears(welcome());
    assertThat(((ClientCommand.ListRooms) lastCommand()).areOpen()).isFalse();
    assertThat(
            enters(
                new RoomsListed(
                    List.of(
                        listed(INN, "", true, false),
                        listed(TEA, "Oolong", true, false),
                        listed(RoomName.of("#den"), "", false, true)),
                    2)))
        .isEqualTo(
            String.join(
                "\r\n",
                ":fang!fang@parley JOIN #inn",
                ":fang!fang@parley JOIN #tea",
                ":parley INVITE fang #den",
                ""));
    assertThat(commands()).hasSize(1);
    assertThat(hears(new ClientReply.RoomShown(asked(INN), told(INN, "", true))))
        .isEqualTo(
            String.join(
                "\r\n",
                ":parley 353 fang = #inn :~shao @fang",
                ":parley 366 fang #inn :End of NAMES list",
                ""));
    assertThat(hears(new ClientReply.RoomShown(asked(TEA), told(TEA, "Oolong", true))))
        .startsWith(":parley 332 fang #tea :Oolong\r\n:parley 353 ");
    assertThat(commands()).isEmpty();
  }

  @Test
  void messages_wait_until_the_client_is_in_its_rooms() {
    types("PASS :secret horse", "NICK fang", "USER f 0 * :F");
    hears(welcome());
    var rooms = lastCommand().id();
    assertThat(happens(post("early"))).isEmpty();
    var list = new RoomsListed(List.of(listed(TEA, "", true, false)), 1);
    assertThat(hears(new ClientReply.Rooms(rooms, list)))
        .isEqualTo(":fang!fang@parley JOIN #tea\r\n:shao!shao@parley PRIVMSG #tea :early\r\n");
    assertThat(steps).hasAtLeastOneElementOfType(DialectOutput.Show.class);
  }

  @Test
  void a_client_whose_rooms_could_not_be_listed_gets_its_messages() {
    types("PASS :secret horse", "NICK fang", "USER f 0 * :F");
    hears(welcome());
    var rooms = lastCommand().id();
    happens(post("early"));
    assertThat(hears(new ClientReply.Refused(rooms, NO_ANSWER)))
        .contains("NOTICE fang :No answer: try again", "PRIVMSG #tea :early");
  }

  @Test
  void a_message_of_a_room_is_acknowledged_as_a_private_one_is() {
    logInTo(TEA);
    assertThat(happens(post("hello"))).isEqualTo(":shao!shao@parley PRIVMSG #tea :hello\r\n");
    assertThat(((DialectOutput.Show) steps.get(0)).n()).isEqualTo(7);
  }

  @Test
  void what_the_user_sends_to_a_room_from_elsewhere_comes_from_their_own_nick() {
    logInTo(TEA);
    var id = new MessageId(new ClientStream(FANG, "other"), 1);
    var post = RoomPost.of(id, TEA, 9, List.of(2L), "hi", new RoomPost.Times(0, 1));
    assertThat(happens(new ReplicaProtocol.SentPushed(7, post, "at")))
        .isEqualTo(":fang!fang@parley PRIVMSG #tea :hi\r\n");
  }

  @Test
  void a_message_to_a_room_is_sent_at_once_and_echoed_when_it_is_accepted() {
    logIn("echo-message", "labeled-response", "batch", "message-tags");
    types("@label=x PRIVMSG #tea :hello");
    var send = (ClientCommand.Send) lastCommand();
    assertThat(send.room()).contains(TEA);
    assertThat(send.text()).isEqualTo("hello");
    assertThat(hears(accepted()))
        .matches("@label=x;msgid=\\S+ :fang!fang@parley PRIVMSG #tea :hello\r\n");
  }

  @Test
  void a_message_to_a_room_is_refused_with_the_numeric_for_it() {
    logIn();
    types("PRIVMSG #tea :hello");
    assertThat(hears(new ClientReply.SendRefused(lastCommand().id(), SHAO, Rooms.notAMember(TEA))))
        .isEqualTo(":parley 404 fang #tea :You are not in the room '#tea': join it first.\r\n");
    types("PRIVMSG #tea :hello");
    assertThat(hears(new ClientReply.SendRefused(lastCommand().id(), SHAO, Rooms.noSuchRoom(TEA))))
        .startsWith(":parley 403 fang #tea :There is no room '#tea'");
    types("NOTICE #tea :hello");
    assertThat(hears(new ClientReply.SendRefused(lastCommand().id(), SHAO, Rooms.noSuchRoom(TEA))))
        .isEmpty();
  }

  @Test
  void a_client_has_joined_when_the_cluster_says_so_and_is_then_told_who_is_there() {
    logIn("labeled-response", "batch");
    types("@label=j JOIN #tea");
    var asked = lastCommand();
    assertThat(wish()).isEqualTo(new RoomWish.Join(TEA));
    assertThat(happens(event(TEA, "joined", FANG))).as("all is one answer").isEmpty();
    assertThat(hears(new ClientReply.RoomDone(asked.id(), new RoomWish.Join(TEA)))).isEmpty();
    assertThat(hears(new ClientReply.RoomShown(asked(TEA), told(TEA, "Oolong", true))))
        .startsWith("@label=j :parley BATCH")
        .containsSubsequence("@batch=b1 :fang!fang@parley JOIN #tea", " 332 ", " 353 ", " 366 ");
    assertThat(commands()).as("no second question").isEmpty();
    assertThat(types("JOIN #tea")).isEmpty();
    assertThat(commands()).isEmpty();
  }

  @Test
  void a_server_that_does_not_know_of_the_join_yet_says_so_by_its_event() {
    logIn("labeled-response", "batch");
    types("@label=x JOIN #tea");
    done();
    assertThat(hears(new ClientReply.RoomShown(asked(TEA), told(TEA, "", false))))
        .isEqualTo("@label=x :parley ACK\r\n");
    assertThat(happens(event(TEA, "joined", FANG))).isEqualTo(":fang!fang@parley JOIN #tea\r\n");
    assertThat(types("PING x")).contains("PONG");
    assertThat(hears(new ClientReply.RoomShown(asked(TEA), told(TEA, "", true))))
        .contains("353 fang = #tea :~shao @fang");
  }

  @Test
  void a_room_that_nobody_has_made_is_made_by_who_joins_it_and_open() {
    logIn();
    types("JOIN #tea");
    assertThat(refused(Rooms.noSuchRoom(TEA))).isEmpty();
    assertThat(wish()).isEqualTo(new RoomWish.Create(TEA, "", true));
    assertThat(happens(event(TEA, "created", FANG))).isEqualTo(":fang!fang@parley JOIN #tea\r\n");
  }

  @Test
  void a_user_who_is_in_the_room_already_joins_it_with_this_client() {
    logIn();
    types("JOIN #tea");
    refused(Refusal.of(Refusal.Code.NOT_ALLOWED, "You are in the room '#tea' already."));
    assertThat(hears(new ClientReply.RoomShown(asked(TEA), told(TEA, "", true))))
        .startsWith(":fang!fang@parley JOIN #tea\r\n:parley 353 ");
  }

  @Test
  void several_rooms_are_joined_one_after_the_other() {
    logIn();
    types("JOIN #tea,#inn,x");
    assertThat(commands()).hasSize(1);
    assertThat(wish()).isEqualTo(new RoomWish.Join(TEA));
    assertThat(refused(Refusal.of(Refusal.Code.NOT_INVITED, "For the invited: ask.")))
        .isEqualTo(":parley 473 fang #tea :For the invited: ask.\r\n");
    assertThat(wish()).isEqualTo(new RoomWish.Join(INN));
    assertThat(refused(Refusal.of(Refusal.Code.ROOM_FULL, "Full: create another.")))
        .contains(":parley 471 fang #inn :", ":parley 403 fang x :");
    assertThat(commands()).isEmpty();
  }

  @Test
  void a_message_never_comes_before_its_room_was_joined() {
    logIn("labeled-response", "batch");
    types("@label=x JOIN #tea");
    var asked = lastCommand();
    happens(event(TEA, "joined", FANG));
    assertThat(happens(post("hello")))
        .isEqualTo(":fang!fang@parley JOIN #tea\r\n:shao!shao@parley PRIVMSG #tea :hello\r\n");
    hears(new ClientReply.RoomDone(asked.id(), new RoomWish.Join(TEA)));
    assertThat(hears(new ClientReply.RoomShown(asked(TEA), told(TEA, "", true))))
        .contains("@label=x", " 353 ")
        .doesNotContain("JOIN");
  }

  @Test
  void a_join_that_was_refused_is_one_no_more() {
    logIn("labeled-response", "batch");
    types("@label=x JOIN #tea");
    refused(Refusal.of(Refusal.Code.NOT_INVITED, "For the invited: ask."));
    assertThat(happens(event(TEA, "joined", FANG))).contains("JOIN #tea");
  }

  @Test
  void a_client_that_leaves_a_room_in_which_it_is_not_is_told_so() {
    logInTo(TEA);
    types("PART #inn");
    assertThat(done()).startsWith(":parley 442 fang #inn :");
    types("PART #tea");
    assertThat(done()).isEqualTo(":fang!fang@parley PART #tea\r\n");
    assertThat(happens(event(TEA, "left", FANG))).as("told already").isEmpty();
    types("JOIN #tea");
    done();
    hears(new ClientReply.RoomShown(asked(TEA), told(TEA, "", true)));
    types("PART #tea");
    var asked = lastCommand();
    assertThat(happens(event(TEA, "left", FANG))).contains("PART #tea");
    assertThat(hears(new ClientReply.RoomDone(asked.id(), new RoomWish.Leave(TEA))))
        .as("told already")
        .isEmpty();
  }

  @Test
  void what_the_user_does_elsewhere_is_done_with_this_client_too() {
    logInTo(TEA);
    assertThat(happens(event(INN, "joined", FANG))).isEqualTo(":fang!fang@parley JOIN #inn\r\n");
    assertThat(happens(event(TEA, "left", FANG))).isEqualTo(":fang!fang@parley PART #tea\r\n");
    assertThat(happens(event(TEA, "joined", SHAO))).as("not in it").isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "joined|:shao!shao@parley JOIN #tea",
        "left|:shao!shao@parley PART #tea",
        "closed|:shao!shao@parley KICK #tea fang :The room is closed",
        "opened|:shao!shao@parley MODE #tea -i",
        "invite-only|:shao!shao@parley MODE #tea +i",
      })
  void what_happens_in_a_room(String what, String line) {
    logInTo(TEA);
    assertThat(happens(event(TEA, what, SHAO))).isEqualTo(line + "\r\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "removed|:shao!shao@parley KICK #tea vera :removed",
        "banned|:shao!shao@parley MODE #tea +b vera!*@*",
        "unbanned|:shao!shao@parley MODE #tea -b vera!*@*",
        "muted|:parley NOTICE #tea :shao muted vera",
        "unmuted|:parley NOTICE #tea :shao unmuted vera",
        "owner|:shao!shao@parley MODE #tea +q-o vera vera",
        "moderator|:shao!shao@parley MODE #tea -q+o vera vera",
        "member|:shao!shao@parley MODE #tea -qo vera vera",
      })
  void what_one_does_about_another(String what, String line) {
    logInTo(TEA);
    assertThat(happens(about(what, SHAO, UserName.of("vera")))).isEqualTo(line + "\r\n");
  }

  @Test
  void a_room_that_the_operator_closes_is_left() {
    logInTo(TEA);
    var closed = new RoomEvent(TEA, "closed", Optional.empty(), Optional.empty());
    assertThat(happens(closed))
        .isEqualTo(":parley KICK #tea fang :The operator closed the room\r\n");
    assertThat(happens(closed)).isEmpty();
    assertThat(happens(event(TEA, "joined", SHAO))).isEmpty();
  }

  @Test
  void an_invitation_of_another_is_shown_to_clients_that_ask_for_that() {
    logInTo(TEA);
    var vera = about("invited", SHAO, UserName.of("vera"));
    assertThat(happens(vera)).isEmpty();
    types("CAP REQ :invite-notify");
    assertThat(happens(vera)).isEqualTo(":shao!shao@parley INVITE vera #tea\r\n");
  }

  @Test
  void an_invite_that_names_nobody_lists_the_invitations() {
    logInTo(TEA);
    types("INVITE");
    var list = List.of(listed(TEA, "", true, false), listed(INN, "", false, true));
    assertThat(hears(new ClientReply.Rooms(lastCommand().id(), new RoomsListed(list, 2))))
        .isEqualTo(":parley 336 fang #inn\r\n:parley 337 fang :End of INVITE list\r\n");
  }

  @Test
  void a_client_that_asks_for_it_is_told_accounts_and_hosts() {
    logInTo(TEA);
    types("CAP REQ :extended-join account-tag userhost-in-names multi-prefix");
    assertThat(happens(event(TEA, "joined", SHAO)))
        .isEqualTo("@account=shao :shao!shao@parley JOIN #tea shao :shao\r\n");
    assertThat(happens(post("hello")))
        .isEqualTo("@account=shao :shao!shao@parley PRIVMSG #tea :hello\r\n");
    types("NAMES #tea");
    assertThat(hears(new ClientReply.RoomShown(asked(TEA), told(TEA, "", true))))
        .contains(" 353 fang = #tea :~shao!shao@parley @fang!fang@parley\r\n");
  }

  @Test
  void who_tells_the_fields_that_are_asked_for_in_an_order_of_its_own() {
    logInTo(TEA);
    types("WHO #tea %nat,42");
    assertThat(hears(new ClientReply.RoomShown(asked(TEA), told(TEA, "", true))))
        .isEqualTo(
            String.join(
                "\r\n",
                ":parley 354 fang 42 shao shao",
                ":parley 354 fang 42 fang fang",
                ":parley 315 fang #tea :End of WHO list",
                ""));
    types("WHO #tea %rolafdnshiuct,x");
    assertThat(hears(new ClientReply.RoomShown(asked(TEA), told(TEA, "", true))))
        .startsWith(
            ":parley 354 fang 0 #tea shao 255.255.255.255 parley parley shao G~ 0 0 shao n/a :shao");
  }

  @Test
  void an_event_has_the_spelling_that_the_client_knows() {
    logInTo(TEA);
    assertThat(happens(event(RoomName.of("#TEA"), "joined", SHAO)))
        .isEqualTo(":shao!shao@parley JOIN #tea\r\n");
  }

  @Test
  void who_is_removed_is_in_the_room_no_more() {
    logInTo(TEA);
    assertThat(happens(about("removed", SHAO, FANG))).contains("KICK #tea fang");
    assertThat(happens(event(TEA, "joined", SHAO))).isEmpty();
    assertThat(happens(about("invited", SHAO, FANG)))
        .isEqualTo(":shao!shao@parley INVITE fang #tea\r\n");
  }

  @Test
  void a_new_topic_is_asked_for_and_comes_from_who_has_set_it() {
    logInTo(TEA);
    assertThat(happens(event(TEA, "topic", SHAO))).isEmpty();
    isIdle();
    assertThat(hears(new ClientReply.RoomShown(asked(TEA), told(TEA, "Oolong", true))))
        .isEqualTo(":shao!shao@parley TOPIC #tea :Oolong\r\n");
  }

  @Test
  void a_topic_that_the_client_sets_is_told_once_when_it_is_set() {
    logInTo(TEA);
    types("TOPIC #tea :Oolong");
    assertThat(done()).isEqualTo(":fang!fang@parley TOPIC #tea :Oolong\r\n");
    happens(event(TEA, "topic", FANG));
    isIdle();
    assertThat(hears(new ClientReply.RoomShown(asked(TEA), told(TEA, "Oolong", true)))).isEmpty();
  }

  @Test
  void a_room_that_another_part_of_the_cluster_has_decided_about_is_looked_at_again() {
    logInTo(TEA);
    var changed = new RoomEvent(TEA, "changed", Optional.empty(), Optional.empty());
    happens(changed);
    isIdle();
    assertThat(refused(Rooms.notAMember(TEA))).startsWith(":fang!fang@parley PART #tea\r\n");
    happens(changed);
    isIdle();
    assertThat(hears(new ClientReply.RoomShown(asked(TEA), told(TEA, "", true))))
        .startsWith(":fang!fang@parley JOIN #tea\r\n:parley 353 ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "NAMES #tea|:parley 353 fang = #tea :~shao @fang|366 fang #tea :",
        "MODE #tea|:parley 324 fang #tea +nt|+nt",
        "TOPIC #tea|:parley 332 fang #tea :Oolong|Oolong",
        "WHO #tea|:parley 352 fang #tea shao parley parley shao G~ :0 shao|315 fang #tea :End",
        "WHO #tea|:parley 352 fang #tea fang parley parley fang H@ :0 fang|315 fang #tea :End",
      })
  void questions_about_a_room(String line, String answer, String end) {
    logInTo(TEA);
    types(line);
    assertThat(hears(new ClientReply.RoomShown(asked(TEA), told(TEA, "Oolong", true))))
        .contains(answer + "\r\n", end);
  }

  @ParameterizedTest
  @ValueSource(strings = {"MODE #tea b", "MODE #tea +b"})
  void who_is_banned_is_listed(String line) {
    logInTo(TEA);
    types(line);
    var told = told(TEA, "", true);
    var rules = new RoomRules(List.of(new RoomAccount(UserName.of("vera"), 3)), List.of(), false);
    assertThat(
            hears(
                new ClientReply.RoomShown(
                    asked(TEA), new RoomTold(told.room(), told.members(), told.online(), rules))))
        .isEqualTo(
            String.join(
                "\r\n",
                ":parley 367 fang #tea vera!*@*",
                ":parley 368 fang #tea :End of channel ban list",
                ""));
  }

  @ParameterizedTest
  @CsvSource({
    "MODE #tea +b *!*@host, 696 fang #tea b",
    "MODE #tea +b sh?o, 696 fang #tea b",
    "MODE #tea -b, 461 fang MODE",
  })
  void a_mask_that_is_not_of_one_user_bans_nobody(String line, String numeric) {
    logInTo(TEA);
    assertThat(types(line)).startsWith(":parley " + numeric);
    assertThat(commands()).isEmpty();
  }

  @Test
  void who_is_muted_is_told_so_when_they_write() {
    logIn();
    types("PRIVMSG #tea :hello");
    assertThat(hears(new ClientReply.SendRefused(lastCommand().id(), SHAO, Rooms.muted(TEA))))
        .startsWith(":parley 404 fang #tea :You are muted");
  }

  @Test
  void open_rooms_are_listed() {
    logIn();
    types("LIST");
    assertThat(((ClientCommand.ListRooms) lastCommand()).areOpen()).isTrue();
    var list = new RoomsListed(List.of(listed(TEA, "Oolong", false, false)), 0);
    assertThat(hears(new ClientReply.Rooms(lastCommand().id(), list)))
        .isEqualTo(":parley 322 fang #tea 2 :Oolong\r\n:parley 323 fang :End of LIST\r\n");
  }

  @Test
  void what_a_client_wants_of_a_room() {
    logInTo(TEA);
    types("PART #tea :bye");
    assertThat(wish()).isEqualTo(new RoomWish.Leave(TEA));
    types("TOPIC #tea :Green \u0002tea");
    assertThat(wish()).isEqualTo(new RoomWish.SetTopic(TEA, "Green tea"));
    types("TOPIC #tea :");
    assertThat(wish()).isEqualTo(new RoomWish.SetTopic(TEA, ""));
    types("KICK #tea shao :out");
    assertThat(wish()).isEqualTo(new RoomWish.Remove(TEA, SHAO));
    types("MODE #tea +i");
    assertThat(wish()).isEqualTo(new RoomWish.SetOpen(TEA, false));
    types("MODE #tea -i");
    assertThat(wish()).isEqualTo(new RoomWish.SetOpen(TEA, true));
    types("MODE #tea +o shao");
    assertThat(wish()).isEqualTo(new RoomWish.GiveRole(TEA, SHAO, RoomRole.MODERATOR));
    types("MODE #tea +q shao");
    assertThat(wish()).isEqualTo(new RoomWish.GiveRole(TEA, SHAO, RoomRole.OWNER));
    types("MODE #tea -o shao");
    assertThat(wish()).isEqualTo(new RoomWish.GiveRole(TEA, SHAO, RoomRole.MEMBER));
    for (var mask : List.of("shao", "shao!*", "shao!*@*")) {
      types("MODE #tea +b " + mask);
      assertThat(wish()).isEqualTo(new RoomWish.Ban(TEA, SHAO, true));
    }
    types("MODE #tea -b shao!*@*");
    assertThat(wish()).isEqualTo(new RoomWish.Ban(TEA, SHAO, false));
    types("INVITE shao #tea");
    assertThat(wish()).isEqualTo(new RoomWish.Invite(TEA, SHAO));
    assertThat(done()).isEqualTo(":parley 341 fang shao #tea\r\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "PART #inn|NO_SUCH_ROOM|403 fang #inn :",
        "PART #inn|NOT_A_MEMBER|442 fang #inn :",
        "KICK #tea shao|NOT_A_MEMBER|441 fang shao #tea :",
        "KICK #inn shao|NOT_A_MEMBER|442 fang #inn :",
        "KICK #tea shao|NOT_ALLOWED|482 fang #tea :",
        "INVITE nobody #tea|NO_SUCH_USER|401 fang nobody :",
        "TOPIC #tea :x|TEXT_INVALID|400 fang TOPIC :",
        "JOIN #inn|NOT_INVITED|473 fang #inn :",
        "JOIN #inn|BANNED|474 fang #inn :",
        "MODE #tea +b shao|NOT_ALLOWED|482 fang #tea :",
        "MODE #tea b|NOT_A_MEMBER|442 fang #tea :",
        "JOIN #inn|NO_QUORUM|263 fang JOIN :",
        "JOIN #inn|RATE_LIMITED|263 fang JOIN :",
        "NAMES #inn|NOT_A_MEMBER|366 fang #inn :",
        "NAMES #inn|NO_SUCH_ROOM|366 fang #inn :",
        "WHO #inn|NOT_A_MEMBER|442 fang #inn :",
        "LIST|RATE_LIMITED|263 fang LIST :",
      })
  void what_is_refused(String line, Refusal.Code code, String numeric) {
    logInTo(TEA);
    types(line);
    assertThat(refused(Refusal.of(code, "Do that."))).startsWith(":parley " + numeric);
    assertThat(steps).hasOnlyElementsOfType(DialectOutput.Say.class);
  }

  @ParameterizedTest
  @CsvSource({"NAMES #inn, 366", "WHO #inn, 315", "LIST, 323"})
  void a_list_that_is_refused_ends_too(String line, String end) {
    logInTo(TEA);
    types(line);
    assertThat(refused(NO_ANSWER).lines().toList())
        .hasSize(2)
        .last()
        .asString()
        .startsWith(":parley " + end + " fang ");
  }
}
