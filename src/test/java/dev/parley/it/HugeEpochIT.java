package dev.parley.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.parley.chat.StateChanges;
import dev.parley.chat.accounts.AccountLog;
import dev.parley.chat.accounts.AccountLogEntry;
import dev.parley.chat.model.MessageId;
import dev.parley.protocol.Ballot;
import dev.parley.protocol.Endpoint;
import dev.parley.protocol.Member;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.Message;
import dev.parley.protocol.ViewId;
import dev.parley.protocol.membership.MembershipMessage.Announce;
import dev.parley.protocol.membership.MembershipMessage.Discover;
import dev.parley.protocol.membership.MembershipMessage.JoinReady;
import dev.parley.protocol.membership.MembershipMessage.Leave;
import dev.parley.protocol.membership.MembershipMessage.Prepare;
import dev.parley.protocol.membership.SharedSettings;
import dev.parley.replica.ChatStore;
import dev.parley.store.NodeIdentity;
import dev.parley.store.SqlStore;
import dev.parley.wire.Decoded;
import dev.parley.wire.Frame;
import dev.parley.wire.FrameCodec;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A stranger's datagram with a huge epoch, in the words of the product itself. */
class HugeEpochIT {
  private static final long HUGE = Long.MAX_VALUE - 1;

  @TempDir Path directory;
  private Cluster cluster;

  @BeforeEach
  void begin() {
    // What a broken member sends is sealed, and must not do it either: here the seal is left out.
    cluster = new Cluster(directory, "-Dparley.bus.seal=accept");
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  @Test
  void one_datagram_with_a_huge_epoch_moves_no_epoch_and_the_cluster_lives_on() throws IOException {
    var nodes = new ArrayList<>(List.of(cluster.start(), cluster.start(), cluster.start()));
    cluster.awaitView(nodes.toArray(NodeProcess[]::new));
    assertThat(JsonClient.register(nodes.get(0).port(), "fang").path("ev").asText())
        .isEqualTo("registered");
    try (var stranger = new Stranger(cluster.name())) {
      var terms = stranger.terms(cluster.leader(nodes.get(0)));
      var members = members(nodes.get(0));
      var ready =
          new JoinReady(List.of(stranger.self), ViewId.none(stranger.self.id()), HUGE, terms);
      var announce = new Announce(new ViewId(HUGE, stranger.self.id()), stranger.self, 9, terms);
      var prepare = new Prepare(new Ballot(HUGE, stranger.self.id()), stranger.self, members);
      for (var node : nodes)
        for (var message : List.of(ready, announce, prepare)) stranger.send(message, node);
      Awaitility.await("the leader has heard it")
          .atMost(10, TimeUnit.SECONDS)
          .until(() -> epoch(nodes.get(0)) > 1_000 || nodes.get(0).hasLine("epoch ignored"));
      speakForMembers(stranger, members, nodes);
    }
    assertThat(epoch(nodes.get(0))).isLessThan(1_000);
    var restarted = nodes.remove(2);
    restarted.kill();
    nodes.add(cluster.start(restarted.port()));
    cluster.awaitView(nodes.toArray(NodeProcess[]::new));
    assertThat(epoch(nodes.get(0))).isLessThan(1_000);
    assertThat(JsonClient.register(nodes.get(2).port(), "mei").path("ev").asText())
        .isEqualTo("registered");
  }

  /** In its own name, which every datagram has: nobody leaves, leads or writes at its word. */
  private static void speakForMembers(
      Stranger stranger, List<Member> members, List<NodeProcess> nodes) throws IOException {
    var view = Cluster.status(nodes.get(0)).path("view");
    for (var node : nodes) {
      for (var member : members) {
        var next = new Ballot(view.path("epoch").asLong() + 1, member.id());
        stranger.send(new Leave(member.id()), node);
        stranger.send(new Prepare(next, member, members), node);
      }
    }
    for (var node : nodes) node.awaitLine("not its to say");
    assertThat(Cluster.status(nodes.get(0)).path("view")).isEqualTo(view);
  }

  @Test
  void a_directory_that_was_struck_before_chats_and_registers_again_when_it_is_reset()
      throws IOException {
    var node = cluster.start();
    assertThat(JsonClient.register(node.port(), "fang").path("ev").asText())
        .isEqualTo("registered");
    assertThat(node.terminate()).isZero();
    strike(directory.resolve(Integer.toString(node.port())));

    var refused = cluster.startAnyhow(node.port());
    assertThat(refused.waitFor(30)).as("exit code").isEqualTo(2);
    assertThat(refused.hasLine("--reset-epoch")).isTrue();
    assertThat(cluster.startAnyhow(node.port(), "--reset-epoch").waitFor(30)).isZero();

    node = cluster.start(node.port());
    assertThat(JsonClient.register(node.port(), "mei").path("ev").asText()).isEqualTo("registered");
    try (var fang = JsonClient.login(node.port(), "fang", "c");
        var mei = JsonClient.login(node.port(), "mei", "c")) {
      assertThat(fang.send("mei", "again", 1).path("ev").asText()).isEqualTo("accepted");
      mei.awaitText("again");
    }
  }

  /** As a datagram did with an earlier version: the promise, and a decision of that epoch. */
  private void strike(Path data) throws IOException {
    var name = cluster.name();
    try (var identity = NodeIdentity.openToReset(data, name, new SplittableRandom(1));
        var store = SqlStore.open(data, new SqlStore.Owner(name, identity.node()), identity)) {
      var kept = store.load();
      var log = kept.state().registry().get(0);
      var last = new AccountLogEntry.Position(HUGE, log.last().index());
      var struck =
          new AccountLog(log.founding(), last, log.voters(), log.primary(), log.known(), List.of());
      var none = List.<MessageId>of();
      var changes =
          new StateChanges(
              kept.state().lamport(), List.of(), List.of(), List.of(), none, Optional.of(struck));
      store.commit(new ChatStore.Commit(changes, kept.delivered()));
    }
    var file = data.resolve("node.properties");
    var text = Files.readString(file).replaceFirst("promised-epoch=\\d+", "promised-epoch=" + HUGE);
    assertThat(text).contains("=" + HUGE);
    Files.writeString(file, text);
  }

  private static long epoch(NodeProcess node) {
    return Cluster.status(node).path("view").path("epoch").asLong();
  }

  /** The members as anybody may ask for them. */
  private static List<Member> members(NodeProcess node) throws IOException {
    var members = new ArrayList<Member>();
    var page = URI.create("http://127.0.0.1:" + (node.port() + 20_000) + "/api/cluster").toURL();
    JsonNode told;
    try (var in = page.openStream()) {
      told = new ObjectMapper().readTree(in);
    }
    for (var member : told.path("view").path("members")) {
      var id = new MemberId(member.path("id").asText(), member.path("incarnation").asLong());
      members.add(
          new Member(
              id, endpoint(member.path("bus").asText()), endpoint(member.path("client").asText())));
    }
    assertThat(members).hasSize(3);
    return members;
  }

  private static Endpoint endpoint(String text) {
    int colon = text.lastIndexOf(':');
    return new Endpoint(text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
  }

  /** A process that is in no group, and speaks its language. */
  private static final class Stranger implements AutoCloseable {
    private final DatagramSocket socket;
    private final FrameCodec codec;
    private final String cluster;
    private final Member self;

    Stranger(String cluster) throws IOException {
      this.cluster = cluster;
      this.codec = new FrameCodec(cluster);
      this.socket = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      socket.setSoTimeout(10_000);
      var here = new Endpoint("127.0.0.1", socket.getLocalPort());
      this.self = new Member(new MemberId("n-stranger", 1), here, here);
    }

    void send(Message message, NodeProcess node) throws IOException {
      var bytes = codec.encode(new Frame(cluster, self.id(), message));
      var to = new InetSocketAddress(InetAddress.getLoopbackAddress(), node.port() + 10_000);
      socket.send(new DatagramPacket(bytes, bytes.length, to));
    }

    /** A leader tells who has other settings what its own are. */
    SharedSettings terms(NodeProcess leader) throws IOException {
      send(new Discover(self, true, SharedSettings.NONE), leader);
      while (true) {
        var packet = new DatagramPacket(new byte[65_536], 65_536);
        socket.receive(packet);
        var decoded = codec.decode(Arrays.copyOf(packet.getData(), packet.getLength()));
        if (decoded instanceof Decoded.Ok ok && ok.frame().message() instanceof Announce announce)
          return announce.terms();
      }
    }

    @Override
    public void close() {
      socket.close();
    }
  }
}
