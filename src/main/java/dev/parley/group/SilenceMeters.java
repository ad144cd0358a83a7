package dev.parley.group;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.Extension;
import akka.actor.typed.ExtensionId;
import dev.parley.metrics.Meters;
import dev.parley.metrics.NodeMetrics;
import dev.parley.protocol.MemberId;
import dev.parley.time.MonotonicClock;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * How long ago each other member of the view was last heard. The label is its name, which it has
 * chosen itself: so there are as many as the view has members, and none of those that have gone.
 * Safe for several threads.
 */
final class SilenceMeters implements Extension {
  private static final class Id extends ExtensionId<SilenceMeters> {
    @Override
    public SilenceMeters createExtension(ActorSystem<?> system) {
      return new SilenceMeters(NodeMetrics.of(system).meters(), MonotonicClock::nowMs);
    }
  }

  private static final Id ID = new Id();
  private static final double MS_OF_A_SECOND = 1e3;

  private final MultiGauge gauges;
  private final LongSupplier nowMs;
  private volatile SortedMap<MemberId, Long> heardMs = new TreeMap<>();

  SilenceMeters(Meters meters, LongSupplier nowMs) {
    this.gauges =
        meters.gauges("parley.heartbeat.age.seconds", "Time since a member was last heard");
    this.nowMs = nowMs;
  }

  /** The meters of the node that {@code system} is. */
  static SilenceMeters of(ActorSystem<?> system) {
    return ID.apply(system);
  }

  /** For so many milliseconds each other member of the view has been silent until now. */
  void onSilences(SortedMap<MemberId, Long> silentMs) {
    long now = nowMs.getAsLong();
    var heard = new TreeMap<MemberId, Long>();
    silentMs.forEach((member, ms) -> heard.put(member, now - ms));
    boolean isOfOthers = !heard.keySet().equals(heardMs.keySet());
    heardMs = heard;
    if (isOfOthers) register(List.copyOf(heard.keySet()));
  }

  private void register(List<MemberId> members) {
    gauges.register(
        members.stream()
            .map(
                member ->
                    Row.of(Tags.of("member", member.node()), this, meters -> meters.ageOf(member)))
            .collect(Collectors.<Row<?>>toList()),
        true);
  }

  private double ageOf(MemberId member) {
    var heard = Optional.ofNullable(heardMs.get(member));
    return heard.map(at -> (nowMs.getAsLong() - at) / MS_OF_A_SECOND).orElse(Double.NaN);
  }
}
