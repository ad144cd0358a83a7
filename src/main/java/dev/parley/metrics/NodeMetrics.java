package dev.parley.metrics;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.Extension;
import akka.actor.typed.ExtensionId;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.logging.LogbackMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;

/**
 * The meters of the node that an actor system is, and those of its JVM and process. Names and
 * labels are those of {@code doc/metrics.md}; no label has a value that a client or another server
 * chooses. Safe for several threads.
 */
public final class NodeMetrics implements Extension {
  private static final class Id extends ExtensionId<NodeMetrics> {
    @Override
    public NodeMetrics createExtension(ActorSystem<?> system) {
      var metrics = new NodeMetrics();
      system.getWhenTerminated().thenRun(metrics::close);
      return metrics;
    }
  }

  private static final Id ID = new Id();

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final JvmGcMetrics collections = new JvmGcMetrics();
  private final LogbackMetrics logged = new LogbackMetrics();

  private NodeMetrics() {
    List.of(
            new ClassLoaderMetrics(),
            new JvmMemoryMetrics(),
            new JvmThreadMetrics(),
            new FileDescriptorMetrics(),
            new ProcessorMetrics(),
            new UptimeMetrics(),
            collections,
            logged)
        .forEach(binder -> binder.bindTo(registry));
  }

  private void close() {
    collections.close();
    logged.close();
    registry.close();
  }

  /** The metrics of the node that {@code system} is. */
  public static NodeMetrics of(ActorSystem<?> system) {
    return ID.apply(system);
  }

  /** Where the parts of the node register what they count and measure. */
  public Meters meters() {
    return new Meters(registry);
  }

  /** All meters, in the text format of Prometheus. */
  public String scrape() {
    return registry.scrape();
  }
}
