package dev.parley.transport.peers;

import dev.parley.chat.accounts.PortAnswer;
import dev.parley.protocol.Endpoint;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.CompletionHandler;
import java.nio.channels.UnresolvedAddressException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Asks a machine whether any process listens at a port. Only a refusal is proof: silence may be the
 * network's.
 */
public final class PortProbe {
  /** A machine that is up answers sooner, also from far away. */
  static final long PATIENCE_MS = 1_000;

  private PortProbe() {}

  /**
   * Completes with the answer of the machine of {@code endpoint}, SILENT if it gives none in time.
   * Never fails and never blocks.
   */
  public static CompletionStage<PortAnswer> ask(Endpoint endpoint) {
    var answer = new CompletableFuture<PortAnswer>();
    try {
      var channel = AsynchronousSocketChannel.open();
      channel.connect(
          new InetSocketAddress(endpoint.host(), endpoint.port()), answer, new Outcome());
      return answer
          .completeOnTimeout(PortAnswer.SILENT, PATIENCE_MS, TimeUnit.MILLISECONDS)
          .whenComplete((said, failure) -> close(channel));
    } catch (IOException | UnresolvedAddressException e) {
      return CompletableFuture.completedStage(PortAnswer.SILENT);
    }
  }

  private static void close(AsynchronousSocketChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      // The connection carried nothing.
    }
  }

  private static final class Outcome
      implements CompletionHandler<@Nullable Void, CompletableFuture<PortAnswer>> {
    @Override
    public void completed(@Nullable Void nothing, CompletableFuture<PortAnswer> answer) {
      answer.complete(PortAnswer.LISTENS);
    }

    @Override
    public void failed(Throwable cause, CompletableFuture<PortAnswer> answer) {
      answer.complete(TcpLinks.isRefusal(cause) ? PortAnswer.REFUSES : PortAnswer.SILENT);
    }
  }
}
