package dev.parley.transport.peers;

import static dev.parley.time.MonotonicClock.nowMs;

import akka.actor.typed.ActorSystem;
import akka.stream.KillSwitches;
import akka.stream.javadsl.Flow;
import akka.stream.javadsl.Keep;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import akka.util.ByteString;
import dev.parley.chat.BucketDigests;
import dev.parley.chat.PartialState;
import dev.parley.group.SnapshotFetcher;
import dev.parley.protocol.Ballot;
import dev.parley.protocol.Endpoint;
import dev.parley.wire.StateHandshake;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Fetches state over TCP from a {@link StateServer}. */
public final class StateClient implements SnapshotFetcher {
  /**
   * A holder that stops in the middle for this long, once it has proved who it is, is as good as
   * dead.
   */
  static final Duration IDLE_TIMEOUT = Duration.ofSeconds(2);

  /** How often the caller that waits is notified that bytes arrive. */
  static final Duration PROGRESS_EVERY = Duration.ofMillis(200);

  private final ActorSystem<?> system;
  private final String cluster;
  private final PeerTls tls;
  private final RequestDialer dialer;

  public StateClient(ActorSystem<?> system, String cluster, PeerTls tls) {
    this.system = system;
    this.cluster = cluster;
    this.tls = tls;
    this.dialer = new RequestDialer(system, tls);
  }

  @Override
  public Attempt fetch(
      Endpoint holder, Ballot ballot, Optional<BucketDigests> known, Runnable onProgress) {
    var asked = new StateHandshake.Request(cluster, ballot);
    var request =
        known
            .map(digests -> StateHandshake.encode(asked, digests))
            .orElseGet(() -> StateHandshake.encode(asked));
    return ask(holder, request, () -> StateAnswerReader.ofFetch(known.isPresent()), onProgress);
  }

  @Override
  public Attempt copy(Endpoint holder, BucketDigests known, Consumer<PartialState> onSlice) {
    var request = StateHandshake.encodeCopy(cluster, known);
    return ask(holder, request, () -> StateAnswerReader.ofCopy(onSlice), () -> {});
  }

  private Attempt ask(
      Endpoint holder, byte[] request, Supplier<StateAnswerReader> reader, Runnable onProgress) {
    var started =
        dialer
            .send(holder, request, IDLE_TIMEOUT)
            .via(neverIdle(tls.opening(IDLE_TIMEOUT)))
            .viaMat(KillSwitches.single(), Keep.right())
            .via(TransferMeters.RECEIVED.counting(system))
            .via(answers(reader, onProgress))
            .toMat(Sink.headOption(), Keep.both())
            .run(system);
    var answer =
        started
            .second()
            .handle(
                (received, failure) -> {
                  if (failure != null) return new Failed(holder + ": " + failure.getMessage());
                  return received.orElseGet(() -> new Failed(holder + " hung up"));
                });
    return new Attempt(answer, started.first()::shutdown);
  }

  /** Fails if the first bytes do not come within {@code opening}, or later ones are missed. */
  private static Flow<ByteString, ByteString, akka.NotUsed> neverIdle(Duration opening) {
    return Flow.of(ByteString.class)
        .initialTimeout(opening)
        .flatMapPrefix(
            1,
            first ->
                Flow.of(ByteString.class).prepend(Source.from(first)).idleTimeout(IDLE_TIMEOUT));
  }

  private Flow<ByteString, Answer, akka.NotUsed> answers(
      Supplier<StateAnswerReader> readers, Runnable onProgress) {
    return Flow.of(ByteString.class)
        .statefulMapConcat(
            () -> {
              var reader = readers.get();
              var reports = new ProgressReports(PROGRESS_EVERY);
              return bytes -> {
                if (reports.onBytes(nowMs())) onProgress.run();
                return reader.onBytes(bytes).map(List::of).orElse(List.of());
              };
            });
  }
}
