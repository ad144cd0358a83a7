package dev.parley.session.dialect.irc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.history.HistoryMark;
import dev.parley.chat.history.HistoryRequest.Place;
import dev.parley.chat.history.HistoryRequest.SentAt;
import dev.parley.chat.history.HistoryRequest.Side;
import dev.parley.chat.model.ClientStream;
import dev.parley.chat.model.Mail;
import dev.parley.chat.model.MessageId;
import dev.parley.chat.model.Refusal;
import dev.parley.chat.model.RoomName;
import dev.parley.chat.model.RoomPost;
import dev.parley.chat.rooms.RoomRole;
import dev.parley.replica.ReplicaProtocol.ConversationsTold;
import dev.parley.replica.ReplicaProtocol.HistoryTold;
import dev.parley.replica.ReplicaProtocol.Kept;
import dev.parley.replica.ReplicaProtocol.ListedConversation;
import dev.parley.replica.ReplicaProtocol.ListedRoom;
import dev.parley.replica.ReplicaProtocol.MailPushed;
import dev.parley.replica.ReplicaProtocol.RoomsListed;
import dev.parley.session.dialect.ClientCommand;
import dev.parley.session.dialect.ClientReply;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** IRCv3 draft/chathistory. */
class IrcHistoryTest extends IrcFixture {
  private static final RoomName TEA = RoomName.of("#tea");

  /** The message of second {@code i}. */
  private static Kept kept(int i) {
    var mail =
        new Mail(new MessageId(new ClientStream(SHAO, "c"), i), FANG, "m" + i, 1_000L * i, 10 + i);
    return new Kept(mail, SHAO, FANG, true);
  }

  private static String id(int i) {
    return "msgid=" + HistoryMark.of(kept(i).mail());
  }

  private static String time(int i) {
    return "timestamp=1970-01-01T00:00:0" + i + ".000Z";
  }

  private void logsIn() {
    logIn("draft/chathistory", "batch", "server-time", "message-tags");
  }

  private String hearsPage(Kept... messages) {
    var told = new HistoryTold("shao", List.of(messages), false, false, true);
    return hears(new ClientReply.History(lastCommand().id(), told));
  }

  private ClientCommand.AskHistory asked() {
    return (ClientCommand.AskHistory) lastCommand();
  }

  private static Optional<Place> beside(Side side, int i) {
    return Optional.of(new Place(side, HistoryMark.of(kept(i).mail())));
  }

  private static Optional<Place> besideTime(Side side, int i) {
    return Optional.of(new Place(side, new SentAt(1_000L * i)));
  }

  @Test
  void a_page_is_a_batch_of_messages_as_they_came_with_their_times_and_ids() {
    logsIn();
    types("CHATHISTORY LATEST Shao * 50");
    assertThat(asked().with()).isEqualTo(SHAO);
    assertThat(asked().place()).isEmpty();
    assertThat(asked().limit()).isEqualTo(50);
    assertThat(hearsPage(kept(1), kept(2)))
        .isEqualTo(
            String.join(
                "\r\n",
                ":parley BATCH +b1 chathistory Shao",
                "@batch=b1;time=1970-01-01T00:00:01.000Z;"
                    + id(1)
                    + " :shao!shao@parley PRIVMSG fang :m1",
                "@batch=b1;time=1970-01-01T00:00:02.000Z;"
                    + id(2)
                    + " :shao!shao@parley PRIVMSG fang :m2",
                ":parley BATCH -b1",
                ""));
  }

  @Test
  void a_message_has_the_same_id_when_it_comes_and_when_it_is_asked_for() {
    logsIn();
    assertThat(happens(new MailPushed(7, kept(1).mail(), "at", true, Map.of()))).contains(id(1));
  }

  @Test
  void an_echo_has_the_time_and_the_id_that_others_see() {
    logIn("echo-message", "server-time", "message-tags");
    writes("PRIVMSG shao :hello", true);
    assertThat(hears(accepted()))
        .startsWith("@time=1970-01-01T00:00:01.000Z;msgid=1.00000000-0000-0001-");
  }

  @Test
  void an_empty_page_is_an_empty_batch() {
    logsIn();
    types("CHATHISTORY LATEST shao * 50");
    assertThat(hearsPage())
        .isEqualTo(":parley BATCH +b1 chathistory shao\r\n:parley BATCH -b1\r\n");
  }

  @Test
  void a_client_without_batches_gets_the_lines_alone() {
    logIn();
    types("CHATHISTORY LATEST shao * 50");
    assertThat(hearsPage(kept(1))).isEqualTo(":shao!shao@parley PRIVMSG fang :m1\r\n");
  }

  @Test
  void the_batch_itself_has_the_label() {
    logIn("labeled-response", "batch");
    types("@label=x CHATHISTORY LATEST shao * 50");
    assertThat(hearsPage(kept(1)))
        .startsWith("@label=x :parley BATCH +b1 chathistory shao\r\n@batch=b1 :shao");
  }

  @ParameterizedTest
  @CsvSource({"BEFORE, BEFORE", "after, AFTER", "Around, AROUND"})
  void a_page_is_cut_beside_a_message_or_a_moment(String subcommand, Side side) {
    logsIn();
    types("CHATHISTORY " + subcommand + " shao " + id(4) + " 3");
    assertThat(asked().place()).isEqualTo(beside(side, 4));
    hearsPage();
    types("CHATHISTORY " + subcommand + " shao " + time(4) + " 3");
    assertThat(asked().place()).isEqualTo(besideTime(side, 4));
  }

  @Test
  void the_latest_after_a_message_leave_out_what_was_before_it_and_itself() {
    logsIn();
    for (var point : List.of(id(2), time(2))) {
      types("CHATHISTORY LATEST shao " + point + " 3");
      assertThat(asked().place()).isEmpty();
      assertThat(hearsPage(kept(1), kept(2), kept(3))).contains(":m3").doesNotContain(":m1", ":m2");
    }
  }

  @Test
  void between_two_points_is_what_follows_the_first_in_the_direction_of_the_second() {
    logsIn();
    types("CHATHISTORY BETWEEN shao " + id(1) + " " + id(3) + " 3");
    assertThat(asked().place()).isEqualTo(beside(Side.AFTER, 1));
    assertThat(hearsPage(kept(2), kept(3), kept(4))).contains(":m2").doesNotContain(":m3", ":m4");
    types("CHATHISTORY BETWEEN shao " + time(4) + " " + time(2) + " 3");
    assertThat(asked().place()).isEqualTo(besideTime(Side.BEFORE, 4));
    assertThat(hearsPage(kept(1), kept(2), kept(3))).contains(":m3").doesNotContain(":m1", ":m2");
  }

  @Test
  void a_page_has_at_most_200_messages_whatever_is_asked_for() {
    logsIn();
    for (var limit : List.of("200", "201", "999999999")) {
      types("CHATHISTORY LATEST shao * " + limit);
      assertThat(asked().limit()).isEqualTo(200);
      hearsPage();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "FIRST shao * 50",
        "LATEST",
        "LATEST shao",
        "LATEST shao *",
        "LATEST shao * 0",
        "LATEST shao * -1",
        "LATEST shao * 9999999999",
        "LATEST shao msgid=x 50",
        "LATEST shao timestamp=x 50",
        "LATEST shao timestamp=+1000000000-12-31T23:59:59Z 50",
        "BEFORE shao * 50",
        "BETWEEN shao timestamp=1970-01-01T00:00:01.000Z 50",
        "TARGETS * * 50",
        "TARGETS timestamp=1970-01-01T00:00:01.000Z 50"
      })
  void a_line_that_asks_for_nothing_is_refused_with_how_to_type_it(String rest) {
    logsIn();
    assertThat(types("CHATHISTORY " + rest))
        .startsWith(":parley FAIL CHATHISTORY INVALID_PARAMS ")
        .contains(":Type CHATHISTORY");
    assertThat(commands()).isEmpty();
  }

  @Test
  void a_message_and_a_moment_have_nothing_between_them() {
    logsIn();
    assertThat(types("CHATHISTORY BETWEEN shao " + id(1) + " " + time(3) + " 3"))
        .contains("INVALID_PARAMS BETWEEN");
  }

  @Test
  void a_target_that_is_none_is_refused_and_so_is_one_that_is_not_there() {
    logsIn();
    assertThat(types("CHATHISTORY LATEST sh*o * 50"))
        .startsWith(":parley FAIL CHATHISTORY INVALID_TARGET LATEST sh*o :");
    types("CHATHISTORY LATEST shao * 50");
    var nobody = Refusal.of(Refusal.Code.NO_SUCH_USER, "There is no user 'shao'.");
    assertThat(hears(new ClientReply.Refused(lastCommand().id(), nobody)))
        .isEqualTo(
            ":parley FAIL CHATHISTORY INVALID_TARGET LATEST shao :There is no user 'shao'.\r\n");
    types("CHATHISTORY LATEST shao * 50");
    assertThat(hears(new ClientReply.Refused(lastCommand().id(), NO_ANSWER)))
        .startsWith(":parley FAIL CHATHISTORY MESSAGE_ERROR LATEST shao :No answer");
  }

  @Test
  void a_room_in_which_the_user_is_not_has_only_what_they_have_seen_there() {
    logsIn();
    types("CHATHISTORY LATEST #tea * 50");
    assertThat(((ClientCommand.AskRoomHistory) lastCommand()).room()).isEqualTo(TEA);
    assertThat(hearsPage()).contains("FAIL CHATHISTORY INVALID_TARGET LATEST #tea :");
    types("CHATHISTORY LATEST #tea * 50");
    assertThat(hearsPage(post(1))).contains("BATCH +b1 chathistory #tea", "PRIVMSG #tea :tea");
  }

  private static Kept post(int second) {
    var id = new MessageId(new ClientStream(SHAO, "c"), 1);
    var times = new RoomPost.Times(1_000L * second, 1);
    return new Kept(RoomPost.of(id, TEA, 9, List.of(1L, 2L), "tea", times), SHAO, FANG, true);
  }

  @Test
  void the_targets_are_users_and_rooms_with_a_last_message_between_two_moments() {
    types("CAP REQ :batch", "CAP END", "PASS :secret horse", "NICK fang", "USER f 0 * :F");
    hears(welcome());
    var role = Optional.of(RoomRole.MEMBER);
    var tea = new ListedRoom(TEA, "", true, 2, 0, role, false);
    enters(new RoomsListed(List.of(tea), 1));
    hears(new ClientReply.Refused(lastCommand().id(), NO_ANSWER)); // who is in it
    types("CHATHISTORY TARGETS " + time(6) + " " + time(1) + " 50");
    hearsConversation(2);
    assertThat(((ClientCommand.AskRoomHistory) lastCommand()).limit()).isEqualTo(1);
    assertThat(hearsPage(post(5)))
        .isEqualTo(
            String.join(
                "\r\n",
                ":parley BATCH +b1 draft/chathistory-targets",
                "@batch=b1 :parley CHATHISTORY TARGETS shao 1970-01-01T00:00:02.000Z",
                "@batch=b1 :parley CHATHISTORY TARGETS #tea 1970-01-01T00:00:05.000Z",
                ":parley BATCH -b1",
                ""));
    types("CHATHISTORY TARGETS " + time(2) + " " + time(6) + " 50");
    hearsConversation(2);
    assertThat(hearsPage(post(6))).doesNotContain("TARGETS shao", "TARGETS #tea");
  }

  private void hearsConversation(int lastSecond) {
    var one = new ListedConversation(SHAO, kept(lastSecond), 0, true);
    var told = new ConversationsTold(List.of(one), false, true);
    hears(new ClientReply.Conversations(lastCommand().id(), told));
  }

  @Test
  void servers_that_do_not_list_the_targets_are_an_error() {
    logsIn();
    types("CHATHISTORY TARGETS " + time(1) + " " + time(6) + " 50");
    assertThat(hears(new ClientReply.Refused(lastCommand().id(), NO_ANSWER)))
        .startsWith(":parley FAIL CHATHISTORY MESSAGE_ERROR TARGETS :No answer");
  }
}
