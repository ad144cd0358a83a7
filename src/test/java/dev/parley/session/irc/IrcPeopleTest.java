package dev.parley.session.irc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.Refusal;
import dev.parley.chat.UserName;
import dev.parley.session.ClientCommand;
import dev.parley.session.ClientReply;
import dev.parley.session.Step;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class IrcPeopleTest extends IrcFixture {
  @Test
  void whois_asks_who_is_registered() {
    logIn("labeled-response", "batch");
    types("@label=w WHOIS shao");
    hearsOnline();
    assertThat(commands()).hasOnlyElementsOfType(ClientCommand.FindUser.class);
    assertThat(hears(new ClientReply.UserFound(commands().get(0).id(), SHAO)))
        .contains(
            "@label=w :parley BATCH +",
            "311 fang shao",
            "301 fang shao",
            "318 fang shao",
            "BATCH -");
    types("WHOIS nobody");
    hearsOnline();
    var none = Refusal.of(Refusal.Code.NO_SUCH_USER, "None.");
    assertThat(hears(new ClientReply.Refused(commands().get(0).id(), none)))
        .contains("401 fang nobody", "318 fang nobody");
  }

  @Test
  void a_question_that_the_servers_do_not_answer_says_nothing_of_anybody() {
    logIn();
    for (var asked : List.of("ISON shao", "USERHOST shao", "LUSERS", "MONITOR + shao")) {
      types(asked);
      assertThat(hearsNothingOfWhoIsOnline())
          .isEqualTo(
              ":parley 263 fang " + asked.split(" ", 2)[0] + " :" + NO_ANSWER.text() + "\r\n");
    }
    types("WHO shao");
    assertThat(hearsNothingOfWhoIsOnline()).contains("263 fang WHO :", "315 fang shao :");
    types("WHOIS shao");
    assertThat(hearsNothingOfWhoIsOnline()).contains("263 fang WHOIS :", "318 fang shao :");
    assertThat(types("MONITOR L")).as("nobody is watched unseen").doesNotContain("732");
  }

  @Test
  void a_list_of_many_ends_with_a_whole_name() {
    logIn();
    var names = new ArrayList<String>();
    for (int i = 100; i < 226; i++) names.add("u" + i);
    types("ISON " + String.join(" ", names).substring(0, 504));
    var answer = hearsOnline(names.stream().map(UserName::of).toArray(UserName[]::new));
    assertThat(answer).matches("(?s):parley 303 fang :u100( u\\d{3})+\r\n");
    assertThat(answer.length()).isBetween(500, 512);
  }

  @Test
  void the_hosts_of_five_are_told_even_with_the_longest_names() {
    logIn();
    var asked = new ArrayList<String>();
    for (int i = 0; i <= IrcPeople.MAX_USERHOST; i++)
      asked.add("n".repeat(UserName.MAX_LENGTH - 1) + i);
    types("USERHOST " + String.join(" ", asked));
    assertThat(hearsOnline(asked.stream().map(UserName::of).toArray(UserName[]::new)))
        .contains(asked.get(4) + "@parley\r\n")
        .doesNotContain(asked.get(5));
  }

  @Test
  void stock_clients_find_the_small_commands_that_they_expect() {
    logIn();
    assertThat(types("PING :abc")).isEqualTo(":parley PONG parley :abc\r\n");
    assertThat(types("MODE fang +i")).contains("221 fang +i");
    types("ISON Fang shao");
    assertThat(hearsOnline()).isEqualTo(":parley 303 fang :fang\r\n");
    types("USERHOST fang");
    assertThat(hearsOnline()).contains("302 fang :fang=+fang@parley");
    types("WHO fang");
    assertThat(hearsOnline()).contains("352 fang * fang", "315 fang fang");
    types("WHO shao");
    assertThat(hearsOnline()).isEqualTo(":parley 315 fang shao :End of WHO list\r\n");
    types("LUSERS");
    assertThat(hearsOnline(SHAO)).contains("251 fang :There are 2 users online");
    assertThat(types("AWAY :lunch", "AWAY")).contains("306 fang", "305 fang");
    assertThat(types("NICK other")).contains("447 fang");
    assertThat(types("LIST", "MOTD", "VERSION")).contains("323", "422", "351");
    assertThat(types("CAP LIST")).contains("CAP fang LIST :");
    assertThat(types("CAP REQ :no-such-thing")).contains("NAK :no-such-thing");
  }

  @Test
  void quitting_ends_the_session_and_then_the_connection() {
    logIn();
    types("QUIT :bye");
    assertThat(commands()).hasOnlyElementsOfType(ClientCommand.Logout.class);
    assertThat(hears(new ClientReply.Bye(commands().get(0).id()))).isEqualTo("ERROR :Bye\r\n");
    assertThat(steps).contains(Step.HangUp.INSTANCE);
  }
}
