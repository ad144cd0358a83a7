package dev.parley.group;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.Extension;
import akka.actor.typed.ExtensionId;
import dev.parley.protocol.MemberId;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Datagrams of other servers that a node of a demonstration drops on purpose, as a bad network
 * does. Nothing is dropped by a node that was started in any other way: only the program of the
 * demonstration calls {@link #become}. Safe for several threads.
 */
public final class InboundFaults implements Extension {
  private static final class Id extends ExtensionId<InboundFaults> {
    @Override
    public InboundFaults createExtension(ActorSystem<?> system) {
      return new InboundFaults(RandomGenerator.getDefault());
    }
  }

  private record Faults(Set<String> cut, int lossPercent) {}

  private static final Id ID = new Id();
  private static final int ALL = 100;

  private final RandomGenerator random;
  private volatile Faults faults = new Faults(Set.of(), 0);

  InboundFaults(RandomGenerator random) {
    this.random = random;
  }

  /** The faults of the node that {@code system} is. */
  public static InboundFaults of(ActorSystem<?> system) {
    return ID.apply(system);
  }

  /** {@code cut}: nodes of which nothing arrives; of the others this part is lost. */
  public void become(Set<String> cut, int lossPercent) {
    faults = new Faults(Set.copyOf(cut), lossPercent);
  }

  boolean drops(MemberId from) {
    var now = faults;
    return now.cut().contains(from.node())
        || (now.lossPercent() > 0 && random.nextInt(ALL) < now.lossPercent());
  }
}
