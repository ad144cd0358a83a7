package dev.parley.transport.clients;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.replica.ReplicaProtocol;
import dev.parley.tls.AuthorityTrust;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Clients with TLS at the port of all clients. */
class EncryptedClientTest {
  private static final int PATIENCE_MS = 10_000;

  private final ServerFixture server = new ServerFixture();

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  @Test
  void a_program_speaks_as_it_does_without_encryption() throws IOException {
    var client = server.connectEncrypted().json("{'op':'ping','id':'1'}");
    assertThat(client.line()).isEqualTo("{\"ev\":\"pong\",\"re\":\"1\"}\n");
    client.json("{'op':'status','id':'2'}");
    server.expect(ReplicaProtocol.AskStatus.class).replyTo().tell(ServerFixture.STATUS);
    assertThat(client.line()).startsWith("{\"ev\":\"status\",\"re\":\"2\"");
  }

  @Test
  void a_person_is_greeted_and_a_plain_person_at_the_same_port_as_well() throws IOException {
    for (var client :
        new LoopbackClient[] {server.connectEncrypted().send("\r\n"), server.connect()})
      assertThat(client.line()).startsWith("Welcome to Parley.");
  }

  @Test
  void lines_longer_than_a_record_pass_in_both_directions() throws IOException {
    var client = server.connectEncrypted();
    for (int i = 0; i < 3; i++) {
      client.json("{'op':'ping','id':'" + "x".repeat(40_000) + "'}");
      assertThat(client.line()).contains("\"ev\":\"error\"");
    }
    assertThat(client.json("{'op':'ping','id':'1'}").line()).contains("pong");
  }

  @Test
  void what_was_asked_before_the_client_ended_its_input_is_answered() throws IOException {
    var client = server.connectEncrypted().json("{'op':'ping','id':'1'}").endInput();
    assertThat(client.restAsText()).isEqualTo("{\"ev\":\"pong\",\"re\":\"1\"}\n");
  }

  @Test
  void who_asks_for_the_protocol_of_our_client_is_told_that_it_is_spoken_and_others_nothing()
      throws IOException {
    for (var offered : new String[] {"parley/1", "h2"}) {
      try (var socket = socket(offered)) {
        socket.startHandshake();
        assertThat(socket.getApplicationProtocol())
            .isEqualTo(offered.equals("parley/1") ? "parley/1" : "");
        var shown = (X509Certificate) socket.getSession().getPeerCertificates()[0];
        assertThat(shown.getSubjectX500Principal().getName()).isEqualTo("CN=n");
        assertThat(socket.getSession().getProtocol()).isEqualTo("TLSv1.3");
      }
    }
  }

  @Test
  void our_client_is_shown_the_authority_and_the_one_before_and_sends_nothing_if_it_refuses()
      throws IOException {
    var shown = new ArrayList<String>();
    var sockets =
        AuthorityTrust.sockets(
            (fingerprint, vouchers) -> {
              shown.add(fingerprint);
              shown.addAll(vouchers);
              return shown.size() > 2;
            });
    for (boolean isBelieved : new boolean[] {false, true}) {
      try (var socket = (SSLSocket) sockets.createSocket("127.0.0.1", server.port)) {
        AuthorityTrust.prepare(socket);
        assertThat(isHandshakeDone(socket)).isEqualTo(isBelieved);
      }
    }
    var authority = ServerFixture.AUTHORITY.fingerprint();
    var former = ServerFixture.FORMER.fingerprint();
    assertThat(shown).containsExactly(authority, former, authority, former);
  }

  private static boolean isHandshakeDone(SSLSocket socket) {
    try {
      socket.startHandshake();
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private SSLSocket socket(String protocol) throws IOException {
    var factory = dev.parley.tls.TestCertificates.stranger().getSocketFactory();
    var socket = (SSLSocket) factory.createSocket("127.0.0.1", server.port);
    socket.setSoTimeout(PATIENCE_MS);
    var parameters = new SSLParameters();
    parameters.setApplicationProtocols(new String[] {protocol});
    socket.setSSLParameters(parameters);
    return socket;
  }

  @Test
  void garbage_in_place_of_a_handshake_is_hung_up_on_and_others_are_served() throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.port)) {
      socket.setSoTimeout(PATIENCE_MS);
      var garbage = "\u0016\u0003\u0001\u0000\u0005hello, and more";
      socket.getOutputStream().write(garbage.getBytes(US_ASCII));
      try {
        socket.getInputStream().readAllBytes();
      } catch (SocketException e) {
        assertThat(e).hasMessageContaining("reset");
      }
    }
    assertThat(server.connectEncrypted().json("{'op':'ping','id':'1'}").line()).contains("pong");
  }
}
