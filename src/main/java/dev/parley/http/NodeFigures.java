package dev.parley.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.metrics.NodeMetrics;
import dev.parley.observe.Figures;
import io.micrometer.core.instrument.distribution.CountAtBucket;
import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Reads the figures that a person looks at from the meters of the node, and writes them. */
public final class NodeFigures {
  private NodeFigures() {}

  /** Those of now. */
  public static Figures read(NodeMetrics metrics) {
    var meters = metrics.meters().registry();
    var runtime = Runtime.getRuntime();
    var timer = meters.find("parley.accept").timer();
    var displayed = meters.find("parley.messages.displayed").counter();
    var buckets = timer == null ? new CountAtBucket[0] : timer.takeSnapshot().histogramCounts();
    return new Figures(
        ManagementFactory.getRuntimeMXBean().getUptime(),
        runtime.totalMemory() - runtime.freeMemory(),
        runtime.maxMemory(),
        timer == null ? 0 : timer.count(),
        displayed == null ? 0 : (long) displayed.count(),
        Stream.of(buckets).map(NodeFigures::bucket).toList());
  }

  private static Figures.Bucket bucket(CountAtBucket bucket) {
    return new Figures.Bucket((long) bucket.bucket(TimeUnit.MILLISECONDS), (long) bucket.count());
  }

  static void put(ObjectNode member, Figures known) {
    var figures = member.putObject("figures");
    figures
        .put("upMs", known.upMs())
        .put("heapBytes", known.heapBytes())
        .put("heapLimit", known.heapLimit())
        .put("accepted", known.accepted())
        .put("displayed", known.displayed());
    var buckets = figures.putArray("acceptMs");
    known.accept().forEach(bucket -> buckets.addArray().add(bucket.ms()).add(bucket.count()));
  }
}
