package dev.parley.session.dialect.irc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.model.Refusal;
import dev.parley.chat.model.UserName;
import dev.parley.session.dialect.ClientCommand;
import dev.parley.session.dialect.ClientReply;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class IrcPeopleTest extends IrcFixture {
  /** The client asks, and the servers have said who is online: the next question is about him. */
  private Optional<String> asksWhois(String line, UserName... online) {
    types(line);
    hearsOnline(online);
    assertThat(commands()).hasExactlyElementsOfTypes(ClientCommand.FindUser.class);
    return commands().get(0).id();
  }

  private static ClientReply refused(Optional<String> id, Refusal.Code code, String text) {
    return new ClientReply.Refused(id, Refusal.of(code, text));
  }

  @Test
  void whois_tells_who_is_registered_and_whether_he_is_away() {
    logIn("labeled-response", "batch");
    var id = asksWhois("@label=w WHOIS SHAO");
    assertThat(hears(new ClientReply.UserFound(id, SHAO)))
        .containsSubsequence(
            "@label=w :parley BATCH +",
            "311 fang shao shao parley * :shao",
            "312 fang shao parley",
            "301 fang shao :",
            "318 fang SHAO :",
            "BATCH -");
    id = asksWhois("WHOIS parley shao", SHAO);
    assertThat(hears(new ClientReply.UserFound(id, SHAO)))
        .contains("311 fang shao", "318 fang shao")
        .doesNotContain("301", "BATCH");
  }

  @Test
  void whois_of_one_who_is_not_registered_says_so_and_only_then() {
    logIn();
    var id = asksWhois("WHOIS Nobody");
    assertThat(hears(refused(id, Refusal.Code.NO_SUCH_USER, "There is no user 'Nobody'.")))
        .containsSubsequence("401 fang Nobody :", "318 fang Nobody :");
    id = asksWhois("WHOIS Nobody");
    assertThat(hears(refused(id, Refusal.Code.UNAVAILABLE, "No leader: try again in a moment.")))
        .containsSubsequence(
            "263 fang WHOIS :No leader: try again in a moment.\r\n", "318 fang Nobody :")
        .doesNotContain("401");
  }

  @Test
  void whois_of_nobody_at_all_is_answered_at_once() {
    logIn();
    assertThat(types("WHOIS")).startsWith(":parley 431 fang :");
    assertThat(types("WHOIS #channel")).contains("401 fang #channel :", "318 fang #channel :");
    assertThat(types("WHOWAS shao")).contains("406 fang shao :", "369 fang shao :");
  }

  @Test
  void each_of_two_whois_gets_its_own_answer_in_whatever_order() {
    logIn();
    var first = asksWhois("WHOIS nobody");
    var second = asksWhois("WHOIS shao", SHAO);
    assertThat(hears(new ClientReply.UserFound(second, SHAO)))
        .contains("311 fang shao", "318 fang shao");
    assertThat(hears(refused(first, Refusal.Code.NO_SUCH_USER, "None.")))
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
    assertThat(((ClientCommand.ListUsers) commands().get(0)).about())
        .as("of thousands a list would not name all")
        .contains(List.of(FANG, SHAO));
    assertThat(hearsOnline()).isEqualTo(":parley 303 fang :fang\r\n");
    types("USERHOST fang");
    assertThat(hearsOnline()).contains("302 fang :fang=+fang@parley");
    types("WHO fang");
    assertThat(hearsOnline()).contains("352 fang * fang", "315 fang fang");
    types("WHO shao");
    assertThat(hearsOnline()).isEqualTo(":parley 315 fang shao :End of WHO list\r\n");
    types("LUSERS");
    assertThat(hears(new ClientReply.Online(commands().get(0).id(), new TreeSet<>(), 3_000)))
        .contains(
            "251 fang :There are 3000 users and 0 invisible on 1 servers",
            "255 fang :I have 3000 clients",
            "265 fang :Current local users 3000",
            "266 fang :Current global users 3000");
    assertThat(types("HELP")).contains("704 fang * :", "705 fang * :JOIN #ROOM", "706 fang * :");
    assertThat(types("helpop quit")).contains("705 fang QUIT :QUIT ends").doesNotContain("JOIN");
    assertThat(types("INFO", "LINKS")).contains("371 fang :", "374 fang :", "365 fang * :");
    assertThat(types("AWAY :lunch", "AWAY")).contains("306 fang", "305 fang");
    assertThat(types("NICK other")).contains("447 fang");
    assertThat(types("MOTD", "VERSION")).contains("422", "351");
    assertThat(types("CAP LIST")).contains("CAP fang LIST :");
    assertThat(types("CAP REQ :no-such-thing")).contains("NAK :no-such-thing");
  }
}
