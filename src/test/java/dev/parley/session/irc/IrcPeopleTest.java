package dev.parley.session.irc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.Refusal;
import dev.parley.chat.UserName;
import dev.parley.node.ChatService;
import dev.parley.session.ClientCommand;
import dev.parley.session.ClientReply;
import dev.parley.session.Step;
import java.util.ArrayList;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class IrcPeopleTest extends IrcFixture {
  @Test
  void those_who_are_watched_are_told_when_they_come_and_go() {
    logIn();
    assertThat(types("MONITOR + shao,fang"))
        .contains("731 fang :shao", "730 fang :fang!fang@parley");
    assertThat(happens(new ChatService.CameOnline(SHAO)))
        .isEqualTo(":parley 730 fang :shao!shao@parley\r\n");
    assertThat(happens(new ChatService.WentOffline(SHAO))).isEqualTo(":parley 731 fang :shao\r\n");
    types("MONITOR - shao");
    assertThat(happens(new ChatService.CameOnline(SHAO))).isEmpty();
    assertThat(types("MONITOR L")).contains("732 fang :fang", "733 fang");
    assertThat(types("MONITOR C", "MONITOR L")).doesNotContain("732");
  }

  @Test
  void one_name_more_than_the_limit_is_not_watched() {
    logIn();
    for (int i = 0; i < IrcPresence.MAX_WATCHED; i++)
      assertThat(types("MONITOR + u" + i)).doesNotContain("734");
    assertThat(types("MONITOR + u0")).doesNotContain("734");
    assertThat(types("MONITOR + one.more")).contains("734 fang 100 one.more");
  }

  @Test
  void whois_asks_who_is_registered() {
    logIn("labeled-response", "batch");
    types("@label=w WHOIS shao");
    assertThat(commands()).hasOnlyElementsOfType(ClientCommand.FindUser.class);
    assertThat(hears(new ClientReply.UserFound(Optional.empty(), SHAO)))
        .contains(
            "@label=w :parley BATCH +",
            "311 fang shao",
            "301 fang shao",
            "318 fang shao",
            "BATCH -");
    types("WHOIS nobody");
    var none = Refusal.of(Refusal.Code.NO_SUCH_USER, "None.");
    assertThat(hears(new ClientReply.Refused(Optional.empty(), none)))
        .contains("401 fang nobody", "318 fang nobody");
  }

  @Test
  void a_list_of_many_ends_with_a_whole_name() {
    logIn();
    var names = new ArrayList<String>();
    for (int i = 100; i < 226; i++) names.add("u" + i);
    names.forEach(name -> happens(new ChatService.CameOnline(UserName.of(name))));
    var answer = types("ISON " + String.join(" ", names).substring(0, 504));
    assertThat(answer).matches("(?s):parley 303 fang :u100( u\\d{3})+\r\n");
    assertThat(answer.length()).isBetween(500, 512);
  }

  @Test
  void the_hosts_of_five_are_told_even_with_the_longest_names() {
    logIn();
    var asked = new ArrayList<String>();
    for (int i = 0; i <= IrcQueries.MAX_USERHOST; i++) {
      asked.add("n".repeat(UserName.MAX_LENGTH - 1) + i);
      happens(new ChatService.CameOnline(UserName.of(asked.get(i))));
    }
    assertThat(types("USERHOST " + String.join(" ", asked)))
        .contains(asked.get(4) + "@parley\r\n")
        .doesNotContain(asked.get(5));
  }

  @Test
  void stock_clients_find_the_small_commands_that_they_expect() {
    logIn();
    assertThat(types("PING :abc")).isEqualTo(":parley PONG parley :abc\r\n");
    assertThat(types("MODE fang +i")).contains("221 fang +i");
    assertThat(types("ISON fang shao")).contains("303 fang :fang");
    assertThat(types("USERHOST fang")).contains("302 fang :fang=+fang@parley");
    assertThat(types("WHO fang")).contains("352 fang * fang", "315 fang fang");
    assertThat(types("AWAY :lunch", "AWAY")).contains("306 fang", "305 fang");
    assertThat(types("NICK other")).contains("447 fang");
    assertThat(types("LIST", "MOTD", "LUSERS", "VERSION")).contains("323", "422", "251", "351");
    assertThat(types("CAP LIST")).contains("CAP fang LIST :");
    assertThat(types("CAP REQ :no-such-thing")).contains("NAK :no-such-thing");
  }

  @Test
  void quitting_ends_the_session_and_then_the_connection() {
    logIn();
    types("QUIT :bye");
    assertThat(commands()).hasOnlyElementsOfType(ClientCommand.Logout.class);
    assertThat(hears(new ClientReply.Bye(Optional.empty()))).isEqualTo("ERROR :Bye\r\n");
    assertThat(steps).contains(Step.HangUp.INSTANCE);
  }
}
