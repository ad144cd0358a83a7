package dev.parley.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.protocol.Endpoint;
import java.util.List;
import org.junit.jupiter.api.Test;

class OriginRuleTest {
  private static final String HERE = "127.0.0.1:21111";

  private final OriginRule rule =
      new OriginRule(List.of("chat.example"), List.of("https://else.example"), 20_000);

  @Test
  void takes_the_page_that_came_from_where_it_asks() {
    assertThat(rule.isAllowed("http://127.0.0.1:21111", HERE)).isTrue();
    assertThat(rule.isAllowed("https://team.example", "Team.Example")).isTrue();
    assertThat(rule.isAllowed("http://127.0.0.1:8080", HERE)).as("another port").isFalse();
    assertThat(rule.isAllowed("http://localhost:21111", HERE)).as("another name").isFalse();
  }

  @Test
  void refuses_the_pages_of_other_places_and_those_that_do_not_say_where_they_are_from() {
    for (var origin :
        List.of("https://evil.example", "null", "", "file://", "http://chat.example.evil", "http:"))
      assertThat(rule.isAllowed(origin, HERE)).as(origin).isFalse();
  }

  @Test
  void takes_the_origins_and_the_hosts_that_the_operator_named() {
    assertThat(rule.isAllowed("https://else.example", HERE)).isTrue();
    assertThat(rule.isAllowed("http://else.example", HERE)).as("another scheme").isFalse();
    assertThat(rule.isAllowed("https://chat.example:8443", HERE)).isTrue();
  }

  @Test
  void takes_the_pages_of_other_servers_also_when_these_are_gone() {
    assertThat(rule.isAllowed("http://127.0.0.1:21212", HERE)).isFalse();
    rule.onServers(
        List.of(
            Endpoint.parse("127.0.0.1:1111"),
            Endpoint.parse("127.0.0.1:1212"),
            Endpoint.parse("[fd00::5]:1313"),
            Endpoint.parse("Node:1414")));
    rule.onServers(List.of(Endpoint.parse("127.0.0.1:1111")));
    for (var page : List.of("127.0.0.1:21212", "localhost:21212", "[fd00::5]:21313", "node:21414"))
      assertThat(rule.isAllowed("http://" + page, HERE)).as(page).isTrue();
    for (var page : List.of("127.0.0.1:1212", "127.0.0.1", "node", "[fd00::5]:21212"))
      assertThat(rule.isAllowed("http://" + page, HERE)).as(page).isFalse();
  }

  @Test
  void remembers_so_many_servers_and_forgets_the_one_that_it_saw_longest_ago() {
    for (int n = 0; n <= OriginRule.MAX_SERVERS; n++) {
      rule.onServers(List.of(Endpoint.parse("first:1111")));
      rule.onServers(List.of(Endpoint.parse("node" + n + ":1111")));
    }
    assertThat(rule.isAllowed("http://first:21111", HERE)).isTrue();
    assertThat(rule.isAllowed("http://node0:21111", HERE)).isFalse();
    assertThat(rule.isAllowed("http://node2:21111", HERE)).isTrue();
  }
}
