package dev.parley.transport.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import dev.parley.chat.history.ArchiveAnswer.CopiedRows;
import dev.parley.chat.history.ArchiveAnswer.StreamPage;
import dev.parley.chat.history.ArchiveRequest;
import dev.parley.chat.history.ArchiveRequest.AskRows;
import dev.parley.chat.history.ArchiveRequest.AskStreams;
import dev.parley.chat.history.NumberRanges.Range;
import dev.parley.chat.history.StreamNumbers;
import dev.parley.chat.model.ClientStream;
import dev.parley.chat.model.Mail;
import dev.parley.chat.model.MessageId;
import dev.parley.chat.model.UserName;
import dev.parley.group.SnapshotOffer;
import dev.parley.protocol.Endpoint;
import dev.parley.replica.ArchiveFetcher.Fetched;
import dev.parley.testing.FreePort;
import dev.parley.transport.BindResult;
import dev.parley.transport.LiveStates;
import dev.parley.wire.ArchiveCodec;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ArchiveServerTest {
  private static final Duration LONG = Duration.ofSeconds(20);
  private static final ClientStream STREAM = new ClientStream(UserName.of("fang"), "c");
  private static final StreamNumbers NUMBERS =
      new StreamNumbers(STREAM, List.of(new Range(1, 400)));

  private final ActorTestKit kit = ActorTestKit.create();
  private final Endpoint bus = new Endpoint("127.0.0.1", FreePort.ofTcp());
  private final ArchiveClient client = new ArchiveClient(kit.system(), "parley", PeerTls.none());
  private final CopiedRows rows = new CopiedRows(mails(), List.of(NUMBERS));

  @AfterEach
  void stop() {
    kit.shutdownTestKit();
  }

  private void serve() {
    var archive =
        new ArchiveServer(
            "parley",
            asked ->
                CompletableFuture.completedStage(
                    asked instanceof AskRows
                        ? rows
                        : new StreamPage(List.of(NUMBERS), Optional.of(STREAM))));
    var opening = kit.<BindResult>createTestProbe();
    var states = new StateServer("parley", new SnapshotOffer(), LiveStates.EMPTY, 1 << 20);
    var links = new TcpLinks(kit.system(), "parley", PeerTls.none());
    kit.spawn(PeerServer.create(bus, PeerTls.none(), states, links, archive, opening.ref()));
    opening.expectMessage(LONG, BindResult.Succeeded.INSTANCE);
  }

  private static List<Mail> mails() {
    var mails = new ArrayList<Mail>();
    for (int i = 1; i <= 400; i++)
      mails.add(new Mail(new MessageId(STREAM, i), UserName.of("shao"), "text " + i, i, i));
    return mails;
  }

  @Test
  void a_member_gets_what_it_asks_for() throws Exception {
    serve();
    assertThat(ask(client, new AskStreams(Optional.empty())).answer())
        .isEqualTo(new StreamPage(List.of(NUMBERS), Optional.of(STREAM)));
    var fetched = ask(client, new AskRows(List.of(NUMBERS)));
    assertThat(fetched.answer()).isEqualTo(rows);
    assertThat(fetched.bytes()).isEqualTo(ArchiveCodec.encode(rows).length);
  }

  @Test
  void a_node_of_another_cluster_gets_nothing() {
    serve();
    var stranger = new ArchiveClient(kit.system(), "other", PeerTls.none());
    assertThatThrownBy(() -> ask(stranger, new AskStreams(Optional.empty())))
        .isInstanceOf(ExecutionException.class)
        .hasMessageContaining("no answer");
  }

  @Test
  void bytes_that_are_no_request_are_refused() throws IOException {
    serve();
    var garbage = ArchiveCodec.encode("parley", new AskStreams(Optional.of(STREAM)));
    garbage[20] ^= 1;
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), bus.port())) {
      socket.setSoTimeout((int) LONG.toMillis());
      socket.getOutputStream().write(garbage);
      assertThat(socket.getInputStream().readNBytes(ArchiveCodec.HEAD_BYTES))
          .isEqualTo(ArchiveCodec.refusal());
      assertThat(socket.getInputStream().read()).as("closed").isEqualTo(-1);
    }
  }

  @Test
  void one_connection_too_many_is_refused_and_a_place_is_free_again() throws IOException {
    serve();
    var request = ArchiveCodec.encode("parley", new AskStreams(Optional.of(STREAM)));
    var silent = new ArrayList<Socket>();
    for (int i = 0; i < ArchiveServer.MAX_CONNECTIONS; i++) {
      silent.add(new Socket(InetAddress.getLoopbackAddress(), bus.port()));
      silent.get(i).getOutputStream().write(request, 0, 2);
    }
    Awaitility.await("a refusal").until(() -> isRefused(request));
    for (var socket : silent) socket.close();
    Awaitility.await("an answer").until(() -> !isRefused(request));
  }

  private boolean isRefused(byte[] request) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), bus.port())) {
      socket.setSoTimeout((int) LONG.toMillis());
      socket.getOutputStream().write(request);
      var head = socket.getInputStream().readNBytes(ArchiveCodec.HEAD_BYTES);
      return Arrays.equals(head, ArchiveCodec.refusal());
    }
  }

  /** As of an earlier version, which closes the connection, or of a damaged line. */
  @Test
  void a_holder_that_hangs_up_or_sends_other_bytes_fails() throws Exception {
    var damaged = ArchiveCodec.encode(rows);
    damaged[damaged.length / 2] ^= 1;
    for (var answer : List.of(new byte[0], damaged, new byte[100])) {
      try (var holder = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        var fetched =
            client.fetch(
                new Endpoint("127.0.0.1", holder.getLocalPort()), new AskRows(List.of(NUMBERS)));
        try (var accepted = holder.accept()) {
          accepted.getOutputStream().write(answer);
          accepted.shutdownOutput();
          assertThatThrownBy(() -> fetched.toCompletableFuture().get(20, TimeUnit.SECONDS))
              .isInstanceOf(ExecutionException.class);
        }
      }
    }
  }

  private Fetched ask(ArchiveClient of, ArchiveRequest request)
      throws ExecutionException, InterruptedException, TimeoutException {
    return of.fetch(bus, request).toCompletableFuture().get(20, TimeUnit.SECONDS);
  }
}
