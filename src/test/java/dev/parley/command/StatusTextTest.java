package dev.parley.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

class StatusTextTest {
  @Test
  void a_report_is_the_health_then_the_servers_then_what_they_hold() throws Exception {
    var report =
        new ObjectMapper()
            .readTree(
                """
                {"cluster": "team", "self": "n-a", "leader": "n-b", "health": "good",
                 "healthReason": "2 servers are up, and one more may fail", "accounts": 1,
                 "view": {"epoch": 7, "members": [
                   {"id": "n-a", "client": "10.0.0.1:1111", "sessions": 1, "draining": true},
                   {"id": "n-b", "client": "10.0.0.2:1111", "sessions": 2, "draining": false}]},
                 "mailboxes": {"messages": 3, "users": 1}, "registry": {"registration": "invite"}}
                """);
    assertThat(StatusText.of(report))
        .containsExactly(
            "good: 2 servers are up, and one more may fail",
            "cluster team, view 7",
            "  10.0.0.1:1111         1 user, this server, drained",
            "  10.0.0.2:1111         2 users, leader",
            "1 account, 3 waiting messages for 1 user, registration invite");
  }
}
