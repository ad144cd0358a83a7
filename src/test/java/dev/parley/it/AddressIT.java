package dev.parley.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Addresses other than 127.0.0.1, on one machine. */
class AddressIT {
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
  void nodes_that_listen_to_all_addresses_meet_at_the_one_that_they_advertise() {
    var key = directory.resolve("team.key");
    var maker = start(1, "--new-key", key.toString());
    assertThat(maker.waitFor(20)).as(maker.output().toString()).isZero();
    var first = startForAll(key);
    first.awaitReady();
    var second = startForAll(key);

    first.awaitLine(PAIR);
    second.awaitLine("page https://127.0.0.1:" + (second.port() + 20_000) + "/");
    second.awaitLine(" at 127.0.0.1:" + first.port());
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
    var properties =
        List.of(
            "-Dparley.multicast.port=" + multicastPort,
            "-Dparley.cluster=address-" + multicastPort,
            "-Dlogback.configurationFile=" + Path.of("conf", "logback.xml"));
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
