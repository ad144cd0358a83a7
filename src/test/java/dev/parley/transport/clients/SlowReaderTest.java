package dev.parley.transport.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.replica.ReplicaProtocol;
import java.io.IOException;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Clients that leave unread what they are sent. */
@Tag("slow")
class SlowReaderTest {
  private static final Duration NEVER = Duration.ofMinutes(10);

  /** Messages that are more than a kernel buffers for a client, and less than may wait for it. */
  private static final int MUCH = 4_000;

  private static final int TEXT_BYTES = 4_096;

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

    var text = "x".repeat(TEXT_BYTES);
    int more = (int) (2 * OutboundShare.LIMIT_BYTES / TEXT_BYTES); // half for the kernel's buffers
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
    for (int n = 1; n <= MUCH; n++) session.tell(ServerFixture.mail(n, "x".repeat(TEXT_BYTES)));

    server.replica.expectTerminated(session, Duration.ofSeconds(10));
    var lines = client.restAsText().lines().toList();
    assertThat(lines.get(lines.size() - 1)).startsWith("{\"ev\":\"closing\",\"code\":\"TOO_SLOW\"");
  }

  @Test
  void takes_no_more_lines_from_who_leaves_the_answers_unread_and_goes_on_when_he_reads()
      throws Exception {
    var client = server.jsonClient();
    var session = server.open(0);
    client.line();
    // Much waits: the kernel's buffers are full, and some more.
    var text = "x".repeat(TEXT_BYTES);
    for (int n = 1; n <= MUCH; n++) session.tell(ServerFixture.mail(n, text));
    Awaitility.await()
        .until(() -> ServerFixture.MEMORY.outbound().used() > 2 * OutboundShare.PAUSE_BYTES);
    client.json("{'op':'ack','n':1}");
    assertThat(client.line()).startsWith("{\"ev\":\"message\",\"n\":1,");
    server.replica.expectNoMessage();

    for (int n = 2; n <= MUCH; n++) client.line();
    assertThat(server.expect(ReplicaProtocol.Acknowledge.class).n()).isEqualTo(1);
  }

  @Test
  void leaves_little_to_the_kernel_or_a_slow_line_would_look_as_if_it_did_not_move()
      throws Exception {
    var client = server.jsonClient();
    var session = server.open(0);
    client.line();
    int pushed = 2 << 20;
    var text = "x".repeat(TEXT_BYTES);
    for (int n = 1; n <= pushed / TEXT_BYTES; n++) session.tell(ServerFixture.mail(n, text));

    Awaitility.await().until(() -> ServerFixture.MEMORY.outbound().used() > pushed / 2);
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
