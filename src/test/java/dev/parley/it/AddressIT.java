package dev.parley.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.tls.NodeCertificate;
import dev.parley.tls.TestCertificates;
import dev.parley.transport.clients.LoopbackClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import javax.net.ssl.SSLSocket;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Addresses other than 127.0.0.1, on one machine. */
class AddressIT {
  private static final String PROXY = "127.0.0.9";
  private static final String PAIR = "with 2 members";

  private final int multicastPort = 30_000 + ThreadLocalRandom.current().nextInt(2_000);
  private final List<NodeProcess> nodes = new ArrayList<>();
  @TempDir Path directory;

  @AfterEach
  void stop() {
    nodes.forEach(NodeProcess::close);
  }

  @Test
  void an_address_that_others_cannot_use_is_one_sentence_and_exit_code_2() {
    refused("--advertise HOST", "--bind", "0.0.0.0");
    refused("parley.bind (--bind) is empty", "--bind", "");
    refused(
        "give it the cluster's key with --key FILE",
        "--bind",
        "0.0.0.0",
        "--advertise",
        "127.0.0.1");
  }

  @Test
  void nodes_that_listen_to_all_addresses_meet_at_the_one_that_they_advertise() throws Exception {
    var own = giveCertificate();
    var key = directory.resolve("team.key");
    var maker = start(1, "--new-key", key.toString());
    assertThat(maker.waitFor(20)).as(maker.output().toString()).isZero();
    var first = startForAll(key);
    first.awaitReady();
    var second = startForAll(key);

    first.awaitLine(PAIR);
    second.awaitLine("page https://127.0.0.1:" + (second.port() + 20_000) + "/");
    second.awaitLine(" at 127.0.0.1:" + first.port());
    assertThat(shownBy(first.port())).isEqualTo(own.own());
    assertThat(shownBy(second.port() + 20_000)).isEqualTo(own.own());
    believesItsProxyAndNobodyElse(first);
    var next = giveCertificate();
    Awaitility.await().until(() -> shownBy(first.port()).equals(next.own()));
    Files.writeString(directory.resolve("own.pem"), "broken");
    first.awaitLine("The certificate of before stays in use.");
    assertThat(shownBy(first.port())).isEqualTo(next.own());
  }

  /** A certificate of the operator's own, in the files that the nodes read. */
  private NodeCertificate giveCertificate() throws IOException {
    var pair = TestCertificates.pair("EC");
    var own = TestCertificates.own(pair, Instant.now().plus(Duration.ofDays(90)));
    var key = directory.resolve("own.key");
    Files.writeString(key, TestCertificates.pem("PRIVATE KEY", pair.getPrivate().getEncoded()));
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
    Files.writeString(directory.resolve("own.pem"), TestCertificates.pem(own));
    return own;
  }

  private static Certificate shownBy(int port) throws IOException {
    var sockets = TestCertificates.stranger().getSocketFactory();
    try (var socket = (SSLSocket) sockets.createSocket("127.0.0.1", port)) {
      socket.startHandshake();
      return socket.getSession().getPeerCertificates()[0];
    }
  }

  private static void believesItsProxyAndNobodyElse(NodeProcess node) throws IOException {
    var sockets = TestCertificates.stranger().getSocketFactory();
    try (var silent = LoopbackClient.from(PROXY, node.port()).json("{'op':'ping','id':'1'}")) {
      assertThat(silent.line()).contains("MALFORMED", "PROXY header");
    }
    try (var proxied =
        LoopbackClient.from(PROXY, node.port())
            .send("PROXY TCP4 10.1.2.3 127.0.0.1 4000 1111\r\n")
            .encrypted(sockets)) {
      proxied.json("{'op':'login','id':'1','name':'nobody','password':'correct horse'}");
      assertThat(proxied.line()).contains("BAD_CREDENTIALS");
    }
    node.awaitLine("login refused: nobody from 10.1.2.3");
    try (var liar = LoopbackClient.from("127.0.0.8", node.port())) {
      liar.send("PROXY TCP4 10.1.2.4 127.0.0.1 4000 1111\r\n");
      var line = liar.line();
      while (!line.contains("A name has")) {
        assertThat(line).isNotEmpty();
        line = liar.line();
      }
    }
  }

  @Test
  void nodes_at_the_ipv6_loopback_meet_by_seeds_without_a_warning() {
    Assumptions.assumeTrue(hasIpv6Loopback(), "this machine has no ::1");
    var first = start(Cluster.freePort(), "--bind", "::1", "--seed", "[::1]:1");
    first.awaitReady();
    var bus = "[::1]:" + (first.port() + 10_000);
    var second = start(Cluster.freePort(), "--bind", "::1", "--seed", bus);

    first.awaitLine(PAIR);
    second.awaitLine("page http://[::1]:" + (second.port() + 20_000) + "/");
    second.awaitLine(" at [::1]:" + first.port());
    for (var node : nodes) assertThat(node.output()).noneMatch(line -> line.contains(" WARN "));
  }

  private NodeProcess startForAll(Path key) {
    return start(
        Cluster.freePort(),
        List.of(
            "-Dparley.client.proxies=" + PROXY,
            // The first handshake of this process may take longer than a person's silence.
            "-Dparley.client.greet-after=10s",
            "-Dparley.tls.cert=" + directory.resolve("own.pem"),
            "-Dparley.tls.key=" + directory.resolve("own.key")),
        "--bind",
        "0.0.0.0",
        "--advertise",
        "127.0.0.1",
        "--key",
        key.toString());
  }

  private void refused(String part, String... arguments) {
    var node = start(Cluster.freePort(), arguments);
    assertThat(node.waitFor(20)).as(node.output().toString()).isEqualTo(2);
    assertThat(node.output()).hasSize(1);
    assertThat(node.output().get(0)).startsWith("parley: ").contains(part).endsWith(".");
  }

  private NodeProcess start(int port, String... arguments) {
    return start(port, List.of(), arguments);
  }

  private NodeProcess start(int port, List<String> own, String... arguments) {
    var properties = new ArrayList<>(own);
    properties.add("-Dparley.multicast.port=" + multicastPort);
    properties.add("-Dparley.cluster=address-" + multicastPort);
    properties.add("-Dlogback.configurationFile=" + Path.of("conf", "logback.xml"));
    var data = directory.resolve(Integer.toString(port));
    var node = NodeProcess.start(port, data, properties, arguments);
    nodes.add(node);
    return node;
  }

  private static boolean hasIpv6Loopback() {
    var loopback = new byte[16];
    loopback[15] = 1;
    try (var socket = new ServerSocket(0, 1, InetAddress.getByAddress(loopback))) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }
}
