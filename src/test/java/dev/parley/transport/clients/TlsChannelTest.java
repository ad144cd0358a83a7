package dev.parley.transport.clients;

import static org.assertj.core.api.Assertions.assertThat;

import akka.util.ByteString;
import dev.parley.testing.Seed;
import dev.parley.tls.TestCertificates;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class TlsChannelTest {
  private final TlsChannel server =
      new TlsChannel(
          TestCertificates.node(TestCertificates.authority(), "n", "127.0.0.1").serveClient());
  private final TlsChannel client = new TlsChannel(dialling());

  private static javax.net.ssl.SSLEngine dialling() {
    var engine = TestCertificates.stranger().createSSLEngine();
    engine.setUseClientMode(true);
    return engine;
  }

  /** Everything that {@code from} has to send, in pieces of this size; what {@code to} reads. */
  private static String pass(TlsChannel from, TlsChannel to, int pieceBytes) {
    byte[] bytes = from.takeOutgoing().toArray();
    var read = new StringBuilder();
    for (int i = 0; i < bytes.length; i += pieceBytes) {
      int end = Math.min(bytes.length, i + pieceBytes);
      read.append(
          new String(
              to.receive(java.util.Arrays.copyOfRange(bytes, i, end)), StandardCharsets.UTF_8));
    }
    return read.toString();
  }

  private void shakeHands(int pieceBytes) throws javax.net.ssl.SSLException {
    client.begin();
    for (int i = 0; i < 4; i++) {
      pass(client, server, pieceBytes);
      pass(server, client, pieceBytes);
    }
  }

  @Test
  void what_is_sent_arrives_however_it_is_cut() throws Exception {
    shakeHands(7);
    assertThat(server.isOpen() && client.isOpen()).isTrue();
    var text = "hello ".repeat(10_000);
    client.send(ByteString.fromString(text));
    assertThat(pass(client, server, 4_000)).isEqualTo(text);
    server.send(ByteString.fromString(text));
    assertThat(pass(server, client, 100_000)).isEqualTo(text);
  }

  @Test
  void the_end_of_the_output_is_told_and_the_other_direction_stays() throws Exception {
    shakeHands(1_000);
    client.close();
    pass(client, server, 1_000);
    assertThat(server.isInputOver()).isTrue();
    server.send(ByteString.fromString("last words"));
    assertThat(pass(server, client, 1_000)).isEqualTo("last words");
  }

  @Test
  void a_changed_byte_breaks_the_connection() throws Exception {
    shakeHands(1_000);
    client.send(ByteString.fromString("hello"));
    byte[] bytes = client.takeOutgoing().toArray();
    bytes[bytes.length - 1] ^= 1;
    assertThat(server.receive(bytes)).isEmpty();
    assertThat(server.isBroken()).isTrue();
  }

  @Test
  void random_bytes_never_throw() {
    var seed = Seed.next();
    var random = seed.random();
    for (int i = 0; i < 300; i++) {
      var node = new TlsChannel(ServerFixture.NODE.serveClient());
      byte[] bytes = new byte[random.nextInt(600)];
      random.nextBytes(bytes);
      byte[] head = {0x16, 3, 1, 1, (byte) random.nextInt(256), 1, 0, 0};
      System.arraycopy(head, 0, bytes, 0, Math.min(bytes.length, random.nextInt(head.length + 1)));
      assertThat(node.receive(bytes)).as("%s", seed).isEmpty();
    }
  }
}
