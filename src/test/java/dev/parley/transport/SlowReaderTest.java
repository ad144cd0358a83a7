package dev.parley.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.Mail;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Clients that leave unread what they are sent. */
class SlowReaderTest {
  private static final Duration NEVER = Duration.ofMinutes(10);

  private ServerFixture server = new ServerFixture();

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  @Test
  void closes_a_client_that_does_not_read_with_its_reason() throws Exception {
    var client = server.jsonClient();
    var session = server.open(0);
    assertThat(client.line()).startsWith("{\"ev\":\"welcome\"");

    var text = "x".repeat(Mail.MAX_TEXT_BYTES);
    int more =
        (int)
            (2 * OutboundShare.LIMIT_BYTES / Mail.MAX_TEXT_BYTES); // half for the kernel's buffers
    for (int n = 1; n <= more; n++) session.tell(ServerFixture.mail(n, text));

    server.replica.expectTerminated(session, Duration.ofSeconds(10));
    var lines = client.restAsText().lines().toList();
    assertThat(lines.size()).isLessThan(more);
    assertThat(lines.get(lines.size() - 1)).startsWith("{\"ev\":\"closing\",\"code\":\"TOO_SLOW\"");
  }

  @Test
  void closes_a_client_that_takes_nothing_while_something_waits_for_it() throws Exception {
    server.close();
    server = new ServerFixture(NEVER, 1, Duration.ofMillis(200));
    var client = server.jsonClient();
    var session = server.open(0);
    client.line();
    // More than the kernel's buffers hold, less than the queue does.
    for (int n = 1; n <= 4_000; n++)
      session.tell(ServerFixture.mail(n, "x".repeat(Mail.MAX_TEXT_BYTES)));

    server.replica.expectTerminated(session, Duration.ofSeconds(10));
    var lines = client.restAsText().lines().toList();
    assertThat(lines.get(lines.size() - 1)).startsWith("{\"ev\":\"closing\",\"code\":\"TOO_SLOW\"");
  }

  @Test
  void a_silent_client_for_whom_nothing_waits_is_left_alone() throws Exception {
    server.close();
    server = new ServerFixture(NEVER, 1, Duration.ofMillis(50));
    var client = server.connect().json("{'op':'ping'}");
    assertThat(client.line()).isEqualTo("{\"ev\":\"pong\"}\n");
    assertThat(client.isSilentFor(Duration.ofMillis(300))).isTrue();
    assertThat(client.json("{'op':'ping'}").line()).isEqualTo("{\"ev\":\"pong\"}\n");
  }
}
