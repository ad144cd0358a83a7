package dev.parley.transport.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.replica.ReplicaProtocol;
import dev.parley.tls.TestCertificates;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Clients that come by way of a proxy, and proxies that do not say for whom they come. */
class ProxiedClientTest {
  private static final String HEADER = "PROXY TCP4 127.0.0.1 10.1.2.4 257 1111\r\n";

  private final ServerFixture server = new ServerFixture();

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  @Test
  void are_served_over_tls_and_are_strangers_wherever_they_say_they_are() throws IOException {
    var client =
        server
            .connectByProxy()
            .send(HEADER)
            .encrypted(TestCertificates.stranger().getSocketFactory());
    assertThat(status(server, client)).contains("\"state\"").doesNotContain("\"view\"");
  }

  @Test
  void are_refused_in_plain_text_also_if_it_comes_with_the_header() throws IOException {
    var client = server.connectByProxy().send(HEADER + "{\"op\":\"ping\"}\n");
    assertThat(client.line()).contains("TLS_REQUIRED");
    assertThat(client.line()).isEmpty();
  }

  @Test
  void of_a_proxy_that_does_not_say_who_they_are_are_told_so_and_closed() throws IOException {
    var program = server.connectByProxy().json("{'op':'ping','id':'1'}");
    assertThat(program.line()).contains("MALFORMED").contains("parley.client.proxies");
    assertThat(program.line()).isEmpty();
    var person = server.connectByProxy().send("fang\r\n");
    assertThat(person.line()).startsWith("This server expects a PROXY header");
    assertThat(person.line()).isEmpty();
  }

  @Test
  void are_strangers_as_well_where_a_proxy_that_is_not_listed_has_the_encryption()
      throws IOException {
    try (var behind = ServerFixture.behindProxy()) {
      assertThat(status(behind, behind.connect())).doesNotContain("\"view\"");
    }
    assertThat(status(server, server.connect())).contains("\"view\"");
  }

  private static String status(ServerFixture server, LoopbackClient client) throws IOException {
    client.json("{'op':'status','id':'1'}");
    server.expect(ReplicaProtocol.AskStatus.class).replyTo().tell(ServerFixture.STATUS);
    return client.line();
  }

  @Test
  void a_header_of_anybody_else_is_a_line_as_any_other() throws IOException {
    var client = server.connect().send(HEADER);
    assertThat(client.line()).startsWith("Welcome to Parley.");
    var line = client.line();
    while (!line.contains("A name has")) {
      assertThat(line).isNotEmpty();
      line = client.line();
    }
  }
}
