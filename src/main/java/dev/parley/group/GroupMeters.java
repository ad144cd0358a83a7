package dev.parley.group;

import akka.actor.typed.ActorSystem;
import dev.parley.metrics.Meters;
import dev.parley.metrics.NodeMetrics;
import dev.parley.protocol.Message;
import dev.parley.protocol.Output;
import dev.parley.protocol.Output.Note;
import dev.parley.protocol.Output.Transmit;
import dev.parley.protocol.multicast.MulticastMessage.Data;
import dev.parley.protocol.multicast.MulticastMessage.Nak;
import io.micrometer.core.instrument.Counter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Counts what happens in the group of a node, in all its lives: the transitions that the log has as
 * lines, and the repairs of lost messages.
 */
final class GroupMeters {
  /**
   * The events of notes that are counted; a fixed list, so that no label depends on what others
   * send, and each is there, as 0, before it happens for the first time.
   */
  static final List<String> TRANSITIONS =
      List.of(
          "joined",
          "rejoined",
          "left",
          "excluded",
          "suspected",
          "refuted",
          "confirmed silent",
          "link closed",
          "link refused",
          "election started",
          "election restarted",
          "election won",
          "leader elected",
          "flapping",
          "paused");

  private final Map<String, Counter> transitions;
  private final Counter naks;
  private final Counter repairs;

  GroupMeters(ActorSystem<?> system) {
    this(NodeMetrics.of(system).meters());
  }

  GroupMeters(Meters meters) {
    transitions =
        TRANSITIONS.stream()
            .collect(Collectors.toMap(Function.identity(), event -> transition(meters, event)));
    naks = meters.counter("parley.naks", "Requests for messages that this server lacks");
    repairs = meters.counter("parley.repairs", "Datagrams of messages that were sent again");
  }

  private static Counter transition(Meters meters, String event) {
    return meters.counter(
        "parley.transitions",
        "Events of the group, as the log names them",
        "event",
        event.replace(' ', '_'));
  }

  /** {@code outputs}: what a core answered to {@code input}. */
  void onOutputs(Message input, List<Output> outputs) {
    if (input instanceof Nak)
      repairs.increment((double) outputs.stream().filter(GroupMeters::isRepair).count());
  }

  private static boolean isRepair(Output output) {
    return output instanceof Transmit transmit && transmit.message() instanceof Data;
  }

  void onOutput(Output output) {
    if (output instanceof Transmit transmit && transmit.message() instanceof Nak) naks.increment();
    if (output instanceof Note note)
      Optional.ofNullable(transitions.get(note.event())).ifPresent(Counter::increment);
  }
}
