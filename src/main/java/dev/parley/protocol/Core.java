package dev.parley.protocol;

import java.util.List;

/**
 * A protocol without its environment: no IO, no clock, no thread, no randomness except the
 * generator that it was given. The same object runs under an actor and under the simulator. Not
 * safe for use by several threads.
 *
 * <p>{@code nowMs} is monotonic time in milliseconds from an arbitrary origin; it never decreases
 * between calls.
 */
public interface Core {
  /**
   * A message from another node arrived. Messages of other families, and from senders that do not
   * matter, are ignored.
   */
  List<Output> onMessage(MemberId from, Message message, long nowMs);

  /** Another core of this node sent a signal. Signals that do not concern this core are ignored. */
  List<Output> onSignal(Signal signal, long nowMs);

  /** Time passed. The shell calls this every {@link #TICK_MS}, late at worst, never early. */
  List<Output> onTick(long nowMs);

  /** How often the shell ticks, in milliseconds: a fraction of the shortest timer of any core. */
  long TICK_MS = 10;
}
