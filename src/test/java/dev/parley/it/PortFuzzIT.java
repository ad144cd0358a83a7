package dev.parley.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.protocol.Ballot;
import dev.parley.protocol.Destination;
import dev.parley.protocol.Endpoint;
import dev.parley.protocol.Member;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.ViewId;
import dev.parley.protocol.links.LinkGreeting;
import dev.parley.protocol.membership.MembershipMessage.Discover;
import dev.parley.protocol.membership.SharedSettings;
import dev.parley.security.BusSeal;
import dev.parley.security.KeyFile;
import dev.parley.security.KeyFileName;
import dev.parley.security.SealMode;
import dev.parley.store.KeyStore;
import dev.parley.testing.Damage;
import dev.parley.testing.Seed;
import dev.parley.tls.ClusterAuthority;
import dev.parley.tls.TestCertificates;
import dev.parley.wire.DamagedFrames;
import dev.parley.wire.Frame;
import dev.parley.wire.FrameCodec;
import dev.parley.wire.LinkHandshake;
import dev.parley.wire.StateHandshake;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.MulticastSocket;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import javax.net.SocketFactory;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Damaged traffic at every port of a node at once: datagrams at its bus and at the group, and
 * connections of members, clients, IRC clients and browsers. The node lives, answers others
 * meanwhile, and has no exception in its log. {@code -Dparley.fuzz.minutes=n} goes on for n minutes
 * in each case.
 */
class PortFuzzIT {
  /** In the build. */
  private static final Duration SHORT = Duration.ofSeconds(6);

  /** A stranger must not keep a client waiting for longer, on a busy machine. */
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private static final int SOCKET_TIMEOUT_MS = 300;
  private static final List<byte[]> LINES =
      texts(
          "{\"op\":\"register\",\"id\":\"1\",\"name\":\"fuzz\",\"password\":\"correct horse\","
              + "\"invite\":\"7KQM-2XWD-9FHT-4RPA\"}\n",
          "{\"op\":\"login\",\"id\":\"2\",\"name\":\"fuzz\",\"password\":\"correct horse\","
              + "\"client\":\"c\",\"after\":\"n-1.7=42\",\"pings\":true}\n",
          "{\"op\":\"send\",\"id\":\"3\",\"to\":\"fuzz\",\"text\":\"hällo\",\"seq\":1}\n",
          "{\"op\":\"ack\",\"n\":1}\n{\"op\":\"pong\",\"token\":7}\n{\"op\":\"ping\"}\n",
          "{\"op\":\"list\"}\n{\"op\":\"status\"}\n{\"op\":\"renew\"}\n{\"op\":\"logout\"}\n",
          "{\"op\":\"password\",\"old\":\"correct horse\",\"new\":\"another horse\"}\n",
          "fuzz\r\ncorrect horse\r\n2\r\nfuzz\r\nhello\r\nquit\r\n/list\r\n/status\r\n/quit\r\n",
          "nobody\r\ny\r\n\u00ff\u00fb\u0001\u00ff\u00fd\u0006\u00ff\u00fa\u0018x\u00ff\u00f0\r\n",
          "/msg fuzz \u001b[31mred\u202e\r\n/help\r\n/chat fuzz\r\n");
  private static final List<byte[]> IRC =
      texts(
          "CAP LS 302\r\nNICK fuzz\r\nUSER f 0 * :F\r\nCAP REQ :sasl labeled-response\r\n",
          "AUTHENTICATE PLAIN\r\nAUTHENTICATE AGZ1enoAY29ycmVjdCBob3JzZQ==\r\nCAP END\r\n",
          "@label=1;+x PRIVMSG fuzz,other :hi there\r\nMONITOR + a,b,c\r\nMONITOR L\r\n",
          "PASS :correct horse\r\nNICK fuzz\r\nUSER f 0 * :F\r\nWHOIS fuzz\r\nISON a b\r\n",
          "PING :x\r\nPONG :1\r\nJOIN #a\r\nQUIT :bye\r\n");

  @SuppressWarnings("StringConcatToTextBlock") // the line ends are part of them
  private static final List<byte[]> REQUESTS =
      texts(
          "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n",
          "GET /api/cluster HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer x\r\n\r\n",
          "POST /api/users/fuzz/password HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhorse",
          "POST /api/invitations?count=2&days=3 HTTP/1.1\r\nHost: localhost\r\n"
              + "Transfer-Encoding: chunked\r\n\r\n5\r\nhorse\r\n0\r\n\r\n",
          "DELETE /api/invitations/x HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
          "GET /chat HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
              + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
              + "\u0081\u0085\u0000\u0000\u0000\u0000{\"op\"\u0089\u0080\u0000\u0000\u0000\u0000",
          "HEAD /chat.js HTTP/1.0\r\n\r\n");

  /** The beginning of a TLS handshake. */
  private static final byte[] HELLO = {
    0x16, 3, 1, 0, 45, 1, 0, 0, 41, 3, 3, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17,
    18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 0, 0, 2, 19, 1, 1, 0
  };

  @TempDir Path directory;
  private final AtomicLong inputs = new AtomicLong();
  private final List<Throwable> problems = new ArrayList<>();
  private volatile boolean isOver;

  private static List<byte[]> texts(String... texts) {
    // A character is a byte, so that bytes that are no text can be written as characters.
    return Arrays.stream(texts).map(text -> text.getBytes(StandardCharsets.ISO_8859_1)).toList();
  }

  @Test
  void a_node_goes_on_under_damaged_traffic_of_strangers() throws Exception {
    fuzz(false);
  }

  @Test
  void a_node_goes_on_under_damaged_traffic_of_a_member_that_has_the_key() throws Exception {
    fuzz(true);
  }

  private void fuzz(boolean hasKey) throws Exception {
    var seed = Seed.next();
    try (var cluster = new Cluster(directory)) {
      int irc = Cluster.freePort();
      var node = cluster.startAnyhow(Cluster.freePort(), "--irc", Integer.toString(irc));
      node.awaitReady();
      var other = cluster.start();
      cluster.awaitView(node, other);
      JsonClient.register(node.port(), "fuzz");
      var key = KeyStore.at(keyFile(cluster), cluster.name()).read();
      var random = new SplittableRandom(seed.value());
      var workers =
          List.of(
              worker(
                  "clients",
                  random.split(),
                  r -> connect(node.port(), SocketFactory.getDefault(), LINES, r)),
              worker("irc", random.split(), r -> connect(irc, SocketFactory.getDefault(), IRC, r)),
              worker(
                  "http",
                  random.split(),
                  r -> connect(node.port() + 20_000, SocketFactory.getDefault(), REQUESTS, r)),
              worker("members", random.split(), members(cluster, node, hasKey ? key : null)),
              worker(
                  "bus",
                  random.split(),
                  hasKey
                      ? sealed(cluster, node, key, random.split())
                      : plain(cluster, node, random.split())));
      long longestMs = probeUntilOver(node);
      for (var worker : workers) worker.join();
      System.out.printf(
          "fuzz: %d inputs, the longest answer took %d ms, %s%n", inputs.get(), longestMs, seed);
      assertThat(problems).as("%s", seed).isEmpty();
      assertThat(node.output()).as("%s", seed).noneMatch(PortFuzzIT::isTrouble);
      // What is damaged inside the seal comes as far as the codec.
      if (hasKey) assertThat(node.hasLine("malformed datagrams")).as("%s", seed).isTrue();
      awaitPeace(node, seed);
    }
  }

  private static boolean isTrouble(String line) {
    return line.contains("Exception") || line.contains(" ERROR ") || line.contains("Error:");
  }

  private static Path keyFile(Cluster cluster) {
    return NodeProcess.CONFIG_HOME.resolve("parley").resolve(KeyFileName.of(cluster.name()));
  }

  /** Somebody else uses the node meanwhile; the longest time that an answer took. */
  private long probeUntilOver(NodeProcess node) throws InterruptedException {
    var minutes = Long.getLong("parley.fuzz.minutes");
    long end =
        System.nanoTime() + (minutes == null ? SHORT : Duration.ofMinutes(minutes)).toNanos();
    long longestMs = 0;
    try {
      while (System.nanoTime() < end && problems.isEmpty()) {
        long before = System.nanoTime();
        try (var client = JsonClient.connect(node.port())) {
          var pong = client.request("ping", request -> {}).path("ev").asText();
          if (!pong.equals("pong")) throw new AssertionError("answered " + pong);
        }
        longestMs = Math.max(longestMs, (System.nanoTime() - before) / 1_000_000);
        Thread.sleep(100); // the pace of the probe: nothing is awaited
      }
    } finally {
      isOver = true;
    }
    assertThat(longestMs).isLessThan(PATIENCE.toMillis());
    return longestMs;
  }

  /** Once nobody disturbs it, the node takes a message. */
  private static void awaitPeace(NodeProcess node, Seed seed) {
    Awaitility.await("a message, " + seed)
        .atMost(Duration.ofSeconds(60))
        .ignoreExceptions()
        .until(
            () -> {
              JsonClient.register(node.port(), "after");
              try (var client = JsonClient.login(node.port(), "after", "c")) {
                var seq = client.send("fuzz", "and it goes on", 1).path("ev").asText();
                return seq.equals("accepted");
              }
            });
  }

  private interface Input {
    void send(RandomGenerator random) throws IOException;
  }

  private Thread worker(String name, RandomGenerator random, Input input) {
    var thread =
        new Thread(
            () -> {
              while (!isOver) {
                try {
                  input.send(random);
                } catch (IOException | UncheckedIOException e) {
                  // Closed or reset by the node, as it may.
                } catch (RuntimeException | Error bug) {
                  synchronized (problems) {
                    problems.add(bug);
                  }
                  return;
                }
                inputs.incrementAndGet();
              }
            },
            "fuzz-" + name);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  /** One connection with some of these, each damaged or not. */
  private static void connect(
      int port, SocketFactory factory, List<byte[]> texts, RandomGenerator random)
      throws IOException {
    try (var socket = factory.createSocket("127.0.0.1", port)) {
      socket.setSoTimeout(SOCKET_TIMEOUT_MS);
      if (random.nextInt(4) == 0) socket.setSoLinger(true, 0); // ends by a reset
      var out = socket.getOutputStream();
      for (int i = random.nextInt(6); i >= 0; i--) {
        var whole = random.nextInt(20) == 0 ? HELLO : texts.get(random.nextInt(texts.size()));
        var other = texts.get(random.nextInt(texts.size()));
        var bytes = random.nextBoolean() ? whole : Damage.of(whole, other, random);
        int cut = random.nextInt(bytes.length + 1);
        out.write(bytes, 0, cut);
        out.flush();
        out.write(bytes, cut, bytes.length - cut);
        out.flush();
      }
      if (random.nextBoolean()) socket.shutdownOutput();
      if (random.nextInt(3) == 0) drain(socket);
    } catch (UnsupportedOperationException e) {
      // TLS has no half-close here.
    }
  }

  private static void drain(Socket socket) throws IOException {
    try {
      socket.getInputStream().transferTo(OutputStream.nullOutputStream());
    } catch (SocketTimeoutException e) {
      // What there was.
    }
  }

  /** Connections to the members' port: plain ones, or with the cluster's certificate. */
  private static Input members(Cluster cluster, NodeProcess node, @Nullable KeyFile key) {
    var self = new MemberId("fuzz", 1);
    var greeting = new LinkGreeting(self, self, new ViewId(3, self));
    var requests =
        List.of(
            LinkHandshake.encode(cluster.name(), greeting),
            StateHandshake.encode(new StateHandshake.Request(cluster.name(), new Ballot(3, self))));
    var factory =
        key == null
            ? SocketFactory.getDefault()
            : TestCertificates.holder(ClusterAuthority.of(key.authority().orElseThrow()))
                .getSocketFactory();
    return random -> connect(node.port() + 10_000, factory, requests, random);
  }

  private static byte[] discovery(Cluster cluster) {
    return "{\"parley\":\"discover\",\"cluster\":\"%s\",\"nonce\":\"c0ffee\"}"
        .formatted(cluster.name())
        .getBytes(StandardCharsets.UTF_8);
  }

  /** Datagrams without a seal, with that of another key, and with a header that is right. */
  private static Input plain(Cluster cluster, NodeProcess node, RandomGenerator random)
      throws IOException {
    var socket = new DatagramSocket();
    var group = group();
    var frames = new DamagedFrames(cluster.name(), new MemberId("fuzz", 1), random);
    var stranger =
        new BusSeal(
            KeyFile.draw(cluster.name(), TestCertificates.RANDOM, Instant.now()),
            SealMode.REQUIRE,
            false,
            new Endpoint("127.0.0.1", socket.getLocalPort()),
            random);
    var to = new Destination.One(new Endpoint("127.0.0.1", node.port() + 10_000));
    var ask = discovery(cluster);
    return chance -> {
      var bytes =
          switch (chance.nextInt(4)) {
            case 0 -> stranger.seal(to, frames.next());
            case 1 -> Damage.of(stranger.seal(to, frames.next()), ask, chance);
            case 2 -> Damage.of(ask, ask, chance);
            default -> frames.next();
          };
      send(socket, bytes, node.port() + 10_000);
      if (chance.nextInt(4) == 0) toGroup(group, cluster, bytes);
    };
  }

  /** A process with the key, which is believed when it has answered the node's greetings. */
  private static Input sealed(
      Cluster cluster, NodeProcess node, KeyFile key, RandomGenerator random) throws IOException {
    var socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    socket.setSoTimeout(1);
    var group = group();
    var self = new MemberId("fuzz", 1);
    var own = new Endpoint("127.0.0.1", socket.getLocalPort());
    var member = new Member(self, own, new Endpoint("127.0.0.1", 1));
    var seal = new BusSeal(key, SealMode.REQUIRE, false, own, random);
    seal.onLive(self);
    var bus = new Endpoint("127.0.0.1", node.port() + 10_000);
    var hello =
        new FrameCodec(cluster.name())
            .encode(
                new Frame(cluster.name(), self, new Discover(member, false, SharedSettings.NONE)));
    var frames = new DamagedFrames(cluster.name(), self, random);
    return chance -> {
      var packet = new DatagramPacket(new byte[65_536], 65_536);
      long nowMs = System.nanoTime() / 1_000_000;
      try {
        socket.receive(packet);
        seal.onArrived(Arrays.copyOf(packet.getData(), packet.getLength()), nowMs);
      } catch (SocketTimeoutException e) {
        // Nothing to answer.
      }
      seal.onTick(nowMs);
      for (var output : seal.drain())
        if (output instanceof BusSeal.Send greeting)
          send(socket, greeting.datagram(), node.port() + 10_000);
      var frame = chance.nextInt(50) == 0 ? hello : frames.next();
      send(socket, seal.seal(new Destination.One(bus), frame), node.port() + 10_000);
      if (chance.nextInt(10) == 0)
        toGroup(group, cluster, seal.seal(Destination.Group.INSTANCE, frame));
    };
  }

  private static MulticastSocket group() throws IOException {
    var group = new MulticastSocket();
    group.setNetworkInterface(NetworkInterface.getByInetAddress(InetAddress.getLoopbackAddress()));
    group.setTimeToLive(0);
    return group;
  }

  private static void toGroup(MulticastSocket group, Cluster cluster, byte[] bytes)
      throws IOException {
    var address = cluster.multicast().split(":", -1);
    var to = new InetSocketAddress(address[0], Integer.parseInt(address[1]));
    group.send(new DatagramPacket(bytes, Math.min(bytes.length, 60_000), to));
  }

  private static void send(DatagramSocket socket, byte[] bytes, int port) throws IOException {
    var to = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    socket.send(new DatagramPacket(bytes, Math.min(bytes.length, 60_000), to));
  }
}
