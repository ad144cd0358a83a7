package dev.parley.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.protocol.Endpoint;
import dev.parley.protocol.NodeState;
import dev.parley.replica.ReplicaProtocol.AccountsStatus;
import dev.parley.replica.ReplicaProtocol.MailStatus;
import dev.parley.replica.ReplicaProtocol.NodeStatus;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HealthTest {
  @Test
  void is_degraded_when_mail_is_refused_and_says_how_much_there_is() {
    var full = Health.of(status(new MailStatus(1, 98L << 20, 97L << 20, true)));
    assertThat(full.word()).isEqualTo("degraded");
    assertThat(full.reason()).contains("new mail is refused", "98 of 97 MiB", "read some");
    assertThat(Health.of(status(new MailStatus(1, 98L << 20, 97L << 20, false))).word())
        .isNotEqualTo("degraded");
  }

  private static NodeStatus status(MailStatus mail) {
    return new NodeStatus(
        "n",
        NodeState.MEMBER,
        Optional.of(Endpoint.parse("127.0.0.1:1111")),
        Optional.of("n"),
        Optional.of(Endpoint.parse("127.0.0.1:1111")),
        1,
        List.of(),
        AccountsStatus.NONE,
        mail);
  }
}
