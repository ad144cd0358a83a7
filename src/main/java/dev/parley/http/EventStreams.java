package dev.parley.http;

import akka.http.javadsl.model.ContentType;
import akka.http.javadsl.model.HttpCharsets;
import akka.http.javadsl.model.HttpEntities;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.MediaTypes;
import akka.http.javadsl.model.headers.RawHeader;
import akka.stream.BoundedSourceQueue;
import akka.stream.QueueOfferResult;
import akka.stream.javadsl.Source;
import akka.util.ByteString;
import dev.parley.session.limits.ConnectionsByAddress;
import dev.parley.session.limits.FairShare;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Responses that go on as long as somebody reads them: server-sent events. One whose reader is too
 * slow ends, and its reader asks again for what came after the last event that it has. Safe for
 * several threads.
 */
final class EventStreams {
  /** Of all addresses; one may have half of what the others leave. */
  static final int MAX_STREAMS = 64;

  /** More events than a node keeps, so that a new reader is given all of those. */
  static final int MAX_EVENTS_WAITING = 2_048;

  /** Points of some seconds, of which each entry may have hundreds: the next ones are as good. */
  static final int MAX_POINTS_WAITING = 64;

  /** A reader whose server has vanished notices it, and so does a server whose reader has. */
  private static final Duration SIGN_OF_LIFE = Duration.ofSeconds(10);

  private static final ByteString COMMENT = ByteString.fromString(":\n\n");

  /** The browser asks again after so many milliseconds. */
  private static final ByteString BEGIN = ByteString.fromString("retry: 1000\n\n");

  private static final ContentType.NonBinary TYPE =
      MediaTypes.customWithOpenCharset("text", "event-stream", Map.of(), false)
          .toContentType(HttpCharsets.UTF_8);

  private final ConnectionsByAddress<Long> open = new ConnectionsByAddress<>();
  private long lastStream;

  /** Whether a reader with this share may have one more. */
  synchronized boolean hasRoom(String share) {
    return FairShare.HALF.mayTake(open.count(share), open.size(), MAX_STREAMS);
  }

  /**
   * {@code begin} is given what takes each event as it happens, and returns what ends that; it is
   * called when somebody begins to read. {@code share}: that of the reader's address; {@code
   * maxWaiting} events wait for them.
   */
  HttpResponse response(
      String share, int maxWaiting, Function<Consumer<ByteString>, Runnable> begin) {
    Source<ByteString, ?> events =
        Source.<ByteString>queue(maxWaiting)
            .watchTermination(
                (queue, done) -> {
                  long stream = enter(share);
                  var end = begin.apply(event -> offer(queue, event));
                  done.whenComplete(
                      (d, failure) -> {
                        end.run();
                        leave(stream);
                      });
                  return queue;
                })
            .keepAlive(SIGN_OF_LIFE, () -> COMMENT)
            .prepend(Source.single(BEGIN));
    return Responses.of(200, TYPE, "", Responses.NOTHING_BUT_STYLE)
        .addHeader(RawHeader.create("X-Accel-Buffering", "no"))
        .withEntity(HttpEntities.createChunked(TYPE, events));
  }

  private static void offer(BoundedSourceQueue<ByteString> queue, ByteString event) {
    // What has ended takes nothing, and needs no other end.
    if (queue.offer(event) == QueueOfferResult.dropped())
      queue.fail(new IllegalStateException("the reader of a stream of events is too slow"));
  }

  private synchronized long enter(String share) {
    open.enter(++lastStream, share);
    return lastStream;
  }

  private synchronized void leave(long stream) {
    open.leave(stream);
  }
}
