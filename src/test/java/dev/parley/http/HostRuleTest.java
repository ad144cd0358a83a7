package dev.parley.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostRuleTest {
  private final HostRule rule = new HostRule(List.of("chat.example", "Node7", "fd00::7"));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost", "LOCALHOST:21111", "127.0.0.1", "127.0.0.1:21111", "192.168.1.5:80",
            "[::1]:21111",
        "[fd00::5]", "chat.example", "Chat.Example:443", "chat.example.", "chat.example.:80",
            "node7"
      })
  void takes_addresses_and_the_names_of_the_node_with_any_port(String host) {
    assertThat(rule.isOurs(host)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil.example",
        "evil.example:21111",
        "127.0.0.1.evil.example",
        "localhost.evil.example",
        "chat.example.evil",
        "node77",
        "",
        ":80",
        "chat.example:80:80",
        "12.example",
        "1.2.3",
        "chat.example@evil.example"
      })
  void refuses_every_other_name(String host) {
    assertThat(rule.isOurs(host)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost:1", "127.0.0.1:21111", "127.1.2.3", "[::1]:80", "::1"})
  void knows_the_names_of_loopback(String host) {
    assertThat(HostRule.isLoopback(host)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"127.evil.example", "192.168.1.5", "chat.example", "[fd00::5]:80", "0.0.0.0"})
  void takes_nothing_else_for_loopback(String host) {
    assertThat(HostRule.isLoopback(host)).isFalse();
  }
}
