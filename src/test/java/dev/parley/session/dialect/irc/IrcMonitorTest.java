package dev.parley.session.dialect.irc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.model.UserName;
import dev.parley.replica.ReplicaProtocol;
import dev.parley.session.dialect.ClientCommand;
import dev.parley.session.dialect.ClientReply;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class IrcMonitorTest extends IrcFixture {
  @Test
  void those_who_are_watched_are_told_when_they_come_and_go() {
    logIn();
    types("MONITOR + shao,fang");
    assertThat(hearsOnline()).contains("731 fang :shao", "730 fang :fang!fang@parley");
    assertThat(happens(new ReplicaProtocol.CameOnline(SHAO)))
        .isEqualTo(":parley 730 fang :shao!shao@parley\r\n");
    assertThat(happens(new ReplicaProtocol.WentOffline(SHAO)))
        .isEqualTo(":parley 731 fang :shao\r\n");
    types("MONITOR - shao");
    assertThat(happens(new ReplicaProtocol.CameOnline(SHAO))).isEmpty();
    assertThat(types("MONITOR L")).contains("732 fang :fang", "733 fang");
    assertThat(types("MONITOR C", "MONITOR L")).doesNotContain("732");
  }

  @Test
  void the_states_are_asked_for_anew() {
    logIn();
    assertThat(types("MONITOR S")).as("of nobody").isEmpty();
    types("MONITOR + shao");
    hearsOnline();
    types("MONITOR S");
    assertThat(hearsOnline(SHAO)).isEqualTo(":parley 730 fang :shao!shao@parley\r\n");
  }

  @Test
  void news_that_comes_before_an_older_list_is_right() {
    logIn();
    types("MONITOR + shao");
    hearsOnline();
    types("MONITOR S");
    var question = new ArrayList<>(steps);
    assertThat(happens(new ReplicaProtocol.CameOnline(SHAO))).contains("730");
    steps.clear();
    steps.addAll(question);
    assertThat(hearsOnline()).isEqualTo(":parley 730 fang :shao!shao@parley\r\n");
  }

  @Test
  void the_server_is_asked_to_watch_them_and_to_end_that() {
    logIn();
    types("MONITOR + shao,fang");
    assertThat(watching()).isEqualTo(new ClientCommand.SetWatch(id(), List.of(SHAO, FANG), true));
    hearsOnline();
    types("MONITOR - shao,nobody");
    assertThat(watching()).isEqualTo(new ClientCommand.SetWatch(id(), List.of(SHAO), false));
    hears(new ClientReply.Unwatched(id(), new TreeSet<>(List.of(SHAO))));
    types("MONITOR C");
    assertThat(watching()).isEqualTo(new ClientCommand.SetWatch(id(), List.of(FANG), false));
    types("MONITOR C", "MONITOR - shao", "MONITOR +");
    assertThat(commands()).as("nobody is named whom it watches").isEmpty();
  }

  private ClientCommand watching() {
    assertThat(commands()).hasExactlyElementsOfTypes(ClientCommand.SetWatch.class);
    return commands().get(0);
  }

  private Optional<String> id() {
    return commands().get(0).id();
  }

  @Test
  void one_who_came_before_they_were_watched_is_told_by_the_answer_alone() {
    logIn();
    types("MONITOR + shao");
    var question = new ArrayList<>(steps);
    assertThat(happens(new ReplicaProtocol.CameOnline(SHAO))).isEmpty();
    steps.clear();
    steps.addAll(question);
    assertThat(hearsOnline(SHAO)).isEqualTo(":parley 730 fang :shao!shao@parley\r\n");
  }

  @Test
  void who_went_is_called_as_the_client_does_and_who_came_as_his_messages_are() {
    logIn();
    types("MONITOR + SHAO");
    assertThat(hearsOnline(SHAO)).isEqualTo(":parley 730 fang :shao!shao@parley\r\n");
    assertThat(happens(new ReplicaProtocol.WentOffline(SHAO)))
        .isEqualTo(":parley 731 fang :SHAO\r\n");
    assertThat(happens(new ReplicaProtocol.CameOnline(SHAO)))
        .contains("730 fang :shao!shao@parley");
    types("MONITOR + Shao");
    hearsOnline(SHAO);
    assertThat(types("MONITOR L")).startsWith(":parley 732 fang :Shao\r\n");
    assertThat(types("MONITOR - SHAO", "MONITOR L")).doesNotContain("732");
  }

  @Test
  void as_many_as_the_limit_are_watched_and_all_others_are_named_as_left_out() {
    logIn();
    for (int i = 0; i < IrcMonitor.MAX_WATCHED; i++) {
      types("MONITOR + u" + i);
      assertThat(hearsOnline()).doesNotContain("734");
    }
    types("MONITOR + u0");
    assertThat(hearsOnline()).as("is watched already").doesNotContain("734");
    types("MONITOR + one.more,U1,two.more");
    assertThat(hearsOnline())
        .contains(
            ":parley 731 fang :U1\r\n", ":parley 734 fang 256 one.more,two.more :Monitor list");
    assertThat(types("MONITOR + one.more,two.more"))
        .startsWith(":parley 734 fang 256 one.more,two.more :Monitor list");
    assertThat(commands()).isEmpty();
    types("MONITOR - u0");
    types("MONITOR + one.more");
    assertThat(hearsOnline()).contains("731 fang :one.more").doesNotContain("734");
  }

  @Test
  void the_longest_names_are_told_on_as_many_lines_as_they_need() {
    logIn();
    var names = new ArrayList<UserName>();
    for (int i = 10; i < 24; i++) names.add(UserName.of("n".repeat(UserName.MAX_LENGTH - 2) + i));
    types("MONITOR + " + String.join(",", names.stream().map(UserName::spelling).toList()));
    var lines = hearsOnline(names.toArray(UserName[]::new)).lines().toList();
    assertThat(lines).hasSize(3).allMatch(line -> line.startsWith(":parley 730 fang :n"));
    assertThat(lines).allMatch(line -> line.length() <= 510 && line.endsWith("@parley"));
  }
}
