package dev.parley.replica;

import akka.actor.typed.ActorSystem;
import dev.parley.metrics.Meters;
import dev.parley.metrics.NodeMetrics;
import dev.parley.protocol.multicast.MulticastOutput;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import java.util.Optional;

/** How often the group changes, and how long its members stand still for it. */
final class ViewMeters {
  private final Meters meters;
  private final Counter changes;
  private final Timer frozen;
  private Optional<Timer.Sample> cut = Optional.empty();

  ViewMeters(ActorSystem<?> system) {
    meters = NodeMetrics.of(system).meters();
    changes = meters.counter("parley.view.changes", "Views that this server has installed");
    // From a death that is only noted to the transfer of a large state.
    frozen =
        meters.timer(
            "parley.view.frozen",
            "From the last message of a view to the next view",
            5,
            10,
            25,
            50,
            100,
            250,
            500,
            1_000,
            2_500,
            5_000);
  }

  /** {@code applied}: what the replica does with {@code output}. */
  void around(MulticastOutput output, Runnable applied) {
    if (output instanceof MulticastOutput.CutDelivered)
      cut = Optional.of(Timer.start(meters.clock()));
    applied.run();
    if (!(output instanceof MulticastOutput.ViewDelivered)) return;
    changes.increment();
    cut.ifPresent(sample -> sample.stop(frozen));
    cut = Optional.empty();
  }
}
