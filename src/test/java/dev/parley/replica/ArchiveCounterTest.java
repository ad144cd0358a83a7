package dev.parley.replica;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import dev.parley.chat.history.ConversationsRequest;
import dev.parley.chat.history.FoundConversations;
import dev.parley.chat.history.FoundMessages;
import dev.parley.chat.history.HistoryPage;
import dev.parley.chat.history.HistoryQuery;
import dev.parley.chat.history.SearchRequest;
import dev.parley.metrics.NodeMetrics;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ArchiveCounterTest {
  private final ActorTestKit kit = ActorTestKit.create();
  private final AtomicLong messages = new AtomicLong(7);
  private final AtomicInteger open = new AtomicInteger();
  private volatile boolean fails;

  private final class Source implements HistorySource {
    @Override
    public long count() {
      if (fails) throw new StoreException("The disk is gone.", new IllegalStateException());
      return messages.get();
    }

    @Override
    public HistoryPage page(HistoryQuery query) {
      throw new AssertionError("nobody asks for it");
    }

    @Override
    public FoundConversations conversations(ConversationsRequest request) {
      throw new AssertionError("nobody asks for it");
    }

    @Override
    public FoundMessages search(SearchRequest request) {
      throw new AssertionError("nobody asks for it");
    }

    @Override
    public boolean hasAll() {
      throw new AssertionError("nobody asks for it");
    }

    @Override
    public void close() {
      open.decrementAndGet();
    }
  }

  @AfterEach
  void stop() {
    kit.shutdownTestKit();
  }

  private double gauge() {
    return NodeMetrics.of(kit.system())
        .meters()
        .registry()
        .get("parley.archive.messages")
        .gauge()
        .value();
  }

  @Test
  void an_archive_is_counted_at_once_and_again_and_nothing_is_said_while_it_cannot_be() {
    var counter =
        kit.spawn(
            ArchiveCounter.create(
                () -> {
                  open.incrementAndGet();
                  return new Source();
                },
                Duration.ofHours(1)));
    Awaitility.await().until(() -> counted() == 7);

    messages.set(9);
    counter.tell(ArchiveCounter.Count.INSTANCE);
    Awaitility.await().until(() -> counted() == 9);

    fails = true;
    counter.tell(ArchiveCounter.Count.INSTANCE);
    Awaitility.await().until(() -> Double.isNaN(gauge()));
    assertThat(open).hasValue(0);
  }

  /** -1 before there is a gauge. */
  private double counted() {
    var found =
        NodeMetrics.of(kit.system()).meters().registry().find("parley.archive.messages").gauge();
    return found == null ? -1 : found.value();
  }
}
