package dev.parley.transport.clients;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.tls.NodeCertificate;
import dev.parley.tls.NodeTls;
import dev.parley.tls.TestCertificates;
import java.security.cert.X509Certificate;
import java.time.Duration;
import javax.net.ssl.SSLEngine;
import org.junit.jupiter.api.Test;

/** The certificate that a node shows to whom. */
class OwnCertificateTest {
  private final NodeTls node =
      TestCertificates.node(TestCertificates.authority(), "n", "127.0.0.1");

  private static NodeCertificate own(String kind) {
    return TestCertificates.own(
        TestCertificates.pair(kind), TestCertificates.NOW.plus(Duration.ofDays(90)));
  }

  private static SSLEngine dialling(String... protocols) {
    var engine = TestCertificates.stranger().createSSLEngine();
    engine.setUseClientMode(true);
    var parameters = engine.getSSLParameters();
    parameters.setApplicationProtocols(protocols);
    engine.setSSLParameters(parameters);
    return engine;
  }

  private X509Certificate shownTo(SSLEngine engine) throws Exception {
    var client = new TlsChannel(engine);
    var server = new TlsChannel(node.serveClient());
    client.begin();
    for (int i = 0; i < 4; i++) {
      server.receive(client.takeOutgoing().toArray());
      client.receive(server.takeOutgoing().toArray());
    }
    assertThat(client.isOpen()).isTrue();
    return (X509Certificate) engine.getSession().getPeerCertificates()[0];
  }

  @Test
  void is_the_operators_for_browsers_and_irc_and_the_clusters_for_our_client() throws Exception {
    for (var kind : new String[] {"EC", "RSA", "Ed25519"}) {
      var own = own(kind);
      node.show(own);
      assertThat(shownTo(dialling())).as(kind).isEqualTo(own.own());
      assertThat(shownTo(dialling("http/1.1", "irc"))).as(kind).isEqualTo(own.own());
      assertThat(shownTo(dialling("parley/1"))).as(kind).isEqualTo(node.certificate().own());
    }
  }

  @Test
  void is_the_clusters_for_everybody_where_the_operator_gave_none() throws Exception {
    assertThat(shownTo(dialling())).isEqualTo(node.certificate().own());
  }

  @Test
  void is_another_when_the_operator_gave_another_and_open_connections_go_on() throws Exception {
    node.show(own("EC"));
    var engine = dialling();
    var client = new TlsChannel(engine);
    var server = new TlsChannel(node.serveClient());
    client.begin();
    for (int i = 0; i < 4; i++) {
      server.receive(client.takeOutgoing().toArray());
      client.receive(server.takeOutgoing().toArray());
    }
    var made = node.certificate();
    var next = own("RSA");
    node.show(next);

    assertThat(shownTo(dialling())).isEqualTo(next.own());
    assertThat(node.certificate()).as("that for members and our client").isSameAs(made);
    client.send(akka.util.ByteString.fromString("hello"));
    assertThat(new String(server.receive(client.takeOutgoing().toArray()), UTF_8))
        .isEqualTo("hello");
  }
}
