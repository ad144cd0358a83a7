package dev.parley.replica;

import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import dev.parley.metrics.NodeMetrics;
import java.time.Duration;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts the messages of the archive once in a while, for those who watch the node: to count
 * millions of rows whenever somebody looks would take longer than all else that they look at. Waits
 * for the disk.
 */
public final class ArchiveCounter {
  /** Ten million messages take about a second: some thousandths of this. */
  public static final Duration EVERY = Duration.ofMinutes(5);

  private static final Logger LOG = LoggerFactory.getLogger(ArchiveCounter.class);

  /** It is time to count. */
  public enum Count {
    INSTANCE
  }

  private final Supplier<HistorySource> open;

  /** Not a number, which those who watch take for none, until the first count. */
  private volatile double messages = Double.NaN;

  private ArchiveCounter(Supplier<HistorySource> open) {
    this.open = open;
  }

  /** {@code open} is called for each count: at once, and then {@code every} so often. */
  public static Behavior<Count> create(Supplier<HistorySource> open, Duration every) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> {
                  timers.startTimerWithFixedDelay(Count.INSTANCE, Duration.ZERO, every);
                  var counter = new ArchiveCounter(open);
                  NodeMetrics.of(context.getSystem())
                      .meters()
                      .gauge(
                          "parley.archive.messages",
                          "Messages that are kept, read or not",
                          () -> counter.messages);
                  return Behaviors.receive(Count.class)
                      .onMessageEquals(Count.INSTANCE, counter::onCount)
                      .build();
                }));
  }

  private Behavior<Count> onCount() {
    try (var source = open.get()) {
      messages = source.count();
    } catch (StoreException e) {
      LOG.warn("{}", e.getMessage());
      messages = Double.NaN;
    }
    return Behaviors.same();
  }
}
