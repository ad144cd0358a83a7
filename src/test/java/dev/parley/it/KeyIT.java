package dev.parley.it;

import static dev.parley.wire.VersionedCbor.EVENT;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.parley.chat.ChatEvent.MailAcknowledged;
import dev.parley.chat.ChatEvent.MailSent;
import dev.parley.chat.ChatEvent.StreamMark;
import dev.parley.chat.model.ClaimPair;
import dev.parley.chat.model.ClientStream;
import dev.parley.chat.model.Mail;
import dev.parley.chat.model.MessageId;
import dev.parley.chat.model.UserName;
import dev.parley.protocol.Dependencies;
import dev.parley.protocol.Dot;
import dev.parley.protocol.Endpoint;
import dev.parley.protocol.Member;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.Message;
import dev.parley.protocol.ViewId;
import dev.parley.protocol.membership.MembershipMessage.Discover;
import dev.parley.protocol.membership.MembershipMessage.Leave;
import dev.parley.protocol.membership.SharedSettings;
import dev.parley.protocol.multicast.DataFrame;
import dev.parley.protocol.multicast.MulticastMessage.Data;
import dev.parley.protocol.multicast.Payload;
import dev.parley.wire.Frame;
import dev.parley.wire.FrameCodec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.MulticastSocket;
import java.net.NetworkInterface;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the cluster's key keeps out, what it costs nobody, and how it is replaced. */
class KeyIT {
  @TempDir Path directory;
  private @Nullable Cluster cluster;

  @AfterEach
  void stop() {
    if (cluster != null) cluster.close();
  }

  private Cluster cluster(String... properties) {
    var made = new Cluster(directory, properties);
    cluster = made;
    return made;
  }

  @Test
  void without_the_key_nothing_is_read_said_or_ended() throws Exception {
    var cluster = cluster();
    var first = cluster.start();
    var second = cluster.start();
    cluster.awaitView(first, second);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(cluster.key())))
        .isEqualTo("rw-------");
    JsonClient.register(first.port(), "fang");
    JsonClient.register(second.port(), "shao");
    JsonClient.register(second.port(), "mei");
    long epoch = epoch(first);
    var recorded = new ArrayList<byte[]>();
    try (var listener = listener(cluster);
        var fang = JsonClient.login(first.port(), "fang", "c");
        var shao = JsonClient.login(second.port(), "shao", "c")) {
      fang.send("mei", "for later", 1);
      fang.send("shao", "nobody else reads this", 2);
      shao.awaitText("nobody else reads this");
      record(listener, recorded);
      for (var datagram : recorded)
        assertThat(new String(datagram, StandardCharsets.ISO_8859_1))
            .doesNotContain("nobody else", "fang", "n-" + first.port());
      forge(cluster, first, second);
      replay(recorded, first, second);
      first.awaitLine("datagrams without a seal were dropped");
      second.awaitLine("datagrams without a seal were dropped");
      fang.send("shao", "and it goes on", 3);
      shao.awaitText("and it goes on");
      assertThat(shao.texts()).containsExactly("nobody else reads this", "and it goes on");
    }
    try (var mei = JsonClient.login(first.port(), "mei", "c")) {
      mei.awaitText("for later");
    }
    assertThat(epoch(first)).isEqualTo(epoch);
    cluster.awaitView(first, second);
  }

  /** Each of these ends a member, or says something in its name, where it is believed. */
  private static void forge(Cluster cluster, NodeProcess... nodes) throws IOException {
    var codec = new FrameCodec(cluster.name());
    try (var socket = new DatagramSocket()) {
      for (var member : members(nodes[0])) {
        var later = new MemberId(member.id().node(), member.id().incarnation() + 1_000_000);
        var copy = new Member(later, member.bus(), member.client());
        for (var forged :
            List.of(
                frame(codec, cluster, member.id(), forgedChat(nodes[0], member.id())),
                frame(codec, cluster, member.id(), new Leave(member.id())),
                frame(codec, cluster, later, new Discover(copy, false, SharedSettings.NONE))))
          for (var node : nodes) send(socket, forged, node);
      }
    }
  }

  /** A message that fang never sent, and word that mei has seen what waits for her. */
  private static Data forgedChat(NodeProcess node, MemberId member) {
    var fang = UserName.of("fang");
    var id = new MessageId(new ClientStream(fang, "another"), 1);
    var sent = new MailSent(new Mail(id, UserName.of("shao"), "forged", 0, 1_000));
    var mark = new StreamMark(new ClientStream(fang, "c"), 1, ClaimPair.ANY);
    var seen = new MailAcknowledged(UserName.of("mei"), List.of(mark));
    var events = List.of(Payload.wrap(EVENT.encode(sent)), Payload.wrap(EVENT.encode(seen)));
    var frames = new ArrayList<DataFrame>();
    // Among so many is the number that is next, whatever the member has said.
    for (int seq = 1; seq <= 200; seq++)
      frames.add(new DataFrame(new Dot(member, seq), Dependencies.NONE, events.get(seq % 2)));
    var view = Cluster.status(node).path("view");
    var leader = report(node).path("leader").asText();
    var leading = members(node).stream().map(Member::id).filter(m -> m.node().equals(leader));
    return new Data(
        new ViewId(view.path("epoch").asLong(), leading.findFirst().orElseThrow()), frames);
  }

  private static byte[] frame(FrameCodec codec, Cluster cluster, MemberId from, Message message) {
    return codec.encode(new Frame(cluster.name(), from, message));
  }

  private static void replay(List<byte[]> recorded, NodeProcess... nodes) throws IOException {
    assertThat(recorded).isNotEmpty();
    try (var socket = new DatagramSocket()) {
      for (var datagram : recorded) for (var node : nodes) send(socket, datagram, node);
    }
  }

  private static void send(DatagramSocket socket, byte[] bytes, NodeProcess to) throws IOException {
    var bus = new InetSocketAddress(InetAddress.getLoopbackAddress(), to.port() + 10_000);
    socket.send(new DatagramPacket(bytes, bytes.length, bus));
  }

  /** Hears what members say to the group, as any process of the machine may. */
  private static MulticastSocket listener(Cluster cluster) throws IOException {
    var group = cluster.multicast().split(":", -1);
    var port = Integer.parseInt(group[1]);
    var listener = new MulticastSocket(new InetSocketAddress(group[0], port));
    var loopback = NetworkInterface.getByInetAddress(InetAddress.getLoopbackAddress());
    listener.joinGroup(new InetSocketAddress(group[0], port), loopback);
    listener.setSoTimeout(1_000);
    return listener;
  }

  private static void record(MulticastSocket listener, List<byte[]> into) throws IOException {
    try {
      while (into.size() < 100) {
        var packet = new DatagramPacket(new byte[65_536], 65_536);
        listener.receive(packet);
        into.add(Arrays.copyOf(packet.getData(), packet.getLength()));
      }
    } catch (SocketTimeoutException e) {
      // Silence for a second: what there is was recorded.
    }
  }

  @Test
  void a_node_with_another_key_is_another_cluster_and_both_say_so() throws Exception {
    var cluster = cluster();
    var other = directory.resolve("other.key");
    var maker =
        NodeProcess.start(
            1, directory, List.of(), "--new-key", other.toString(), "--cluster", cluster.name());
    assertThat(maker.waitFor(30)).as(maker.output().toString()).isZero();
    var again =
        NodeProcess.start(
            1, directory, List.of(), "--new-key", other.toString(), "--cluster", cluster.name());
    assertThat(again.waitFor(30)).as(again.output().toString()).isEqualTo(2);
    assertThat(again.output().get(0)).contains("exists: a key is never overwritten");
    var first = cluster.start();
    var second = cluster.startAnyhow(Cluster.freePort(), "--key", other.toString()).awaitReady();
    first.awaitLine("somebody else's cluster is here");
    second.awaitLine("somebody else's cluster is here");
    assertThat(report(first).path("view").path("members")).hasSize(1);
    Files.setPosixFilePermissions(other, PosixFilePermissions.fromString("rw-r--r--"));
    var refused = cluster.startAnyhow(Cluster.freePort(), "--key", other.toString());
    assertThat(refused.waitFor(30)).isEqualTo(2);
    assertThat(refused.output().get(0)).contains("others may read", "chmod 600");
  }

  @Test
  void the_key_is_replaced_and_no_view_changes() throws Exception {
    var cluster = cluster();
    var first = cluster.start();
    var second = cluster.start();
    cluster.awaitView(first, second);
    JsonClient.register(first.port(), "fang");
    JsonClient.register(second.port(), "shao");
    long epoch = epoch(first);
    var before = keys(first, 0).path("seals").asText();
    try (var fang = JsonClient.login(first.port(), "fang", "c");
        var shao = JsonClient.login(second.port(), "shao", "c")) {
      for (int step = 1; step <= 3; step++) {
        assertThat(cluster.rotateKey()).startsWith("Step " + step + " of 3");
        awaitKeys(first, step);
        fang.send("shao", "after step " + step, step);
        shao.awaitText("after step " + step);
      }
    }
    assertThat(keys(second, 1).path("seals").asText()).isNotEqualTo(before);
    assertThat(epoch(first)).as("no view change").isEqualTo(epoch);
  }

  /** Both members open, and seal with, what they should after {@code step}. */
  private static void awaitKeys(NodeProcess node, int step) {
    Awaitility.await("the keys after step " + step)
        .atMost(20, TimeUnit.SECONDS)
        .until(
            () -> {
              var one = keys(node, 0);
              var two = keys(node, 1);
              boolean isOpened =
                  one.path("opens").size() == (step == 3 ? 1 : 2)
                      && one.path("opens").size() == two.path("opens").size();
              var newest = one.path("opens").path(one.path("opens").size() - 1);
              boolean isSealed =
                  step == 1
                      || (one.path("seals").equals(two.path("seals"))
                          && one.path("seals").equals(newest));
              return isOpened && isSealed;
            });
  }

  private static JsonNode keys(NodeProcess node, int member) {
    return report(node).path("view").path("members").path(member).path("keys");
  }

  @Test
  void directories_of_before_come_to_a_sealed_wire_by_themselves() throws Exception {
    var cluster = cluster();
    var first = cluster.startAnyhow(Cluster.freePort(), "--insecure");
    first.awaitReady().awaitLine("this node has no key");
    assertThat(report(first).path("seal").path("mode").asText()).isEqualTo("insecure");
    var second = cluster.startAnyhow(Cluster.freePort(), "--insecure");
    second.awaitReady();
    cluster.awaitView(first, second);
    JsonClient.register(first.port(), "fang");
    try (var fang = JsonClient.login(first.port(), "fang", "c");
        var moved = JsonClient.connect(second.port())) {
      var ticket = fang.awaitEvent("welcome").path("ticket").asText();
      var welcome = moved.request("login", r -> r.put("name", "fang").put("ticket", ticket));
      assertThat(welcome.path("ev").asText()).as("by ticket, without a key").isEqualTo("welcome");
    }
    // One after the other, as an upgrade is done.
    first.terminate();
    first = cluster.start(first.port());
    cluster.awaitView(first, second);
    assertThat(report(first).path("seal").path("mode").asText()).isEqualTo("accept");
    second.terminate();
    second = cluster.start(second.port());
    cluster.awaitView(first, second);
    for (var node : List.of(first, second))
      Awaitility.await("the seal at " + node.port())
          .atMost(60, TimeUnit.SECONDS)
          .until(() -> report(node).path("seal").path("mode").asText().equals("require"));
    cluster.awaitView(first, second);
    assertThat(JsonClient.register(second.port(), "shao").path("ev").asText())
        .isEqualTo("registered");
  }

  private static long epoch(NodeProcess node) {
    return Cluster.status(node).path("view").path("epoch").asLong();
  }

  private static List<Member> members(NodeProcess node) {
    var members = new ArrayList<Member>();
    for (var member : report(node).path("view").path("members")) {
      var id = new MemberId(member.path("id").asText(), member.path("incarnation").asLong());
      members.add(
          new Member(
              id, endpoint(member.path("bus").asText()), endpoint(member.path("client").asText())));
    }
    return members;
  }

  private static Endpoint endpoint(String text) {
    int colon = text.lastIndexOf(':');
    return new Endpoint(text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
  }

  private static JsonNode report(NodeProcess node) {
    try (var in =
        URI.create("http://127.0.0.1:" + (node.port() + 20_000) + "/api/cluster")
            .toURL()
            .openStream()) {
      return new ObjectMapper().readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
