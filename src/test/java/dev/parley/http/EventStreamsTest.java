package dev.parley.http;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.stream.javadsl.AsPublisher;
import akka.stream.javadsl.Sink;
import akka.util.ByteString;
import dev.parley.observe.TraceExchange.Shown;
import dev.parley.protocol.MemberId;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

class EventStreamsTest {
  private static final ActorTestKit KIT = ActorTestKit.create();
  private static final ByteString EVENT = ByteString.fromString("data: x\n\n");

  /** The parts of the stream that have one event each. */
  private static final int UNDER_WAY = 8;

  private static final class Unreading implements Subscriber<Object> {
    @Override
    public void onSubscribe(Subscription subscription) {}

    @Override
    public void onNext(Object event) {}

    @Override
    public void onError(Throwable failure) {}

    @Override
    public void onComplete() {}
  }

  @AfterAll
  static void end() {
    KIT.shutdownTestKit();
  }

  @Test
  void a_reader_that_reads_nothing_has_so_many_points_waiting_and_is_ended_then() {
    var takes = new CompletableFuture<Consumer<ByteString>>();
    var ended = new CountDownLatch(1);
    var response =
        new EventStreams()
            .response(
                "share",
                EventStreams.MAX_POINTS_WAITING,
                take -> {
                  takes.complete(take);
                  return ended::countDown;
                });
    response
        .entity()
        .getDataBytes()
        .runWith(Sink.asPublisher(AsPublisher.WITHOUT_FANOUT), KIT.system())
        .subscribe(new Unreading());
    var take = takes.join();
    for (int i = 0; i < EventStreams.MAX_POINTS_WAITING; i++) take.accept(EVENT);
    assertThat(ended.getCount()).isOne();
    for (int i = 0; i < UNDER_WAY; i++) take.accept(EVENT);
    Awaitility.await().until(() -> ended.getCount() == 0);
  }

  @Test
  void the_text_of_points_is_made_once_for_all_readers() {
    var texts = new PointTexts();
    var shown = new Shown(new MemberId("n", 1), List.of(), 3);
    var text = texts.of(shown);
    assertThat(text.utf8String()).startsWith("data: {").contains("\"leftOut\":3").endsWith("}\n\n");
    assertThat(texts.of(shown)).isSameAs(text);
    assertThat(texts.of(new Shown(new MemberId("n", 1), List.of(), 4)).utf8String())
        .contains("\"leftOut\":4");
  }
}
