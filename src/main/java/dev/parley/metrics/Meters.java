package dev.parley.metrics;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.function.DoubleSupplier;
import java.util.stream.LongStream;

/**
 * Makes the meters of a part of the node. A meter that was made before, with the same name and
 * label, is that one. {@code description}: a line for who reads the meters without a page.
 */
public record Meters(MeterRegistry registry) {
  /** Counts events. */
  public Counter counter(String name, String description) {
    return Counter.builder(name).description(description).register(registry);
  }

  /** Counts events of one kind, which {@code value} of the label says. */
  public Counter counter(String name, String description, String label, String value) {
    return Counter.builder(name).description(description).tag(label, value).register(registry);
  }

  /** A value that is read when the meters are. */
  public void gauge(String name, String description, DoubleSupplier value) {
    Gauge.builder(name, value::getAsDouble)
        .description(description)
        .strongReference(true)
        .register(registry);
  }

  /** As above, of one kind. */
  public void gauge(
      String name, String description, String label, String value, DoubleSupplier current) {
    Gauge.builder(name, current::getAsDouble)
        .description(description)
        .tag(label, value)
        .strongReference(true)
        .register(registry);
  }

  /** Values with labels that come and go. */
  public MultiGauge gauges(String name, String description) {
    return MultiGauge.builder(name).description(description).register(registry);
  }

  /** A histogram of durations, with buckets that end at these milliseconds. */
  public Timer timer(String name, String description, long... bucketsMs) {
    var buckets = LongStream.of(bucketsMs).mapToObj(Duration::ofMillis).toArray(Duration[]::new);
    return Timer.builder(name)
        .description(description)
        .serviceLevelObjectives(buckets)
        .register(registry);
  }

  /** A histogram of numbers, with buckets that end at these. */
  public DistributionSummary summary(String name, String description, double... buckets) {
    return DistributionSummary.builder(name)
        .description(description)
        .serviceLevelObjectives(buckets)
        .register(registry);
  }

  /** The clock by which timers measure. */
  public Clock clock() {
    return registry.config().clock();
  }
}
