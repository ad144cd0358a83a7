package dev.parley.sim;

import java.util.Locale;
import java.util.stream.LongStream;

/**
 * One fault of a schedule, as data. {@code atMs} counts from the beginning of the schedule; {@code
 * who} and {@code whom} are indices of nodes or sets of them as bits, as the kind says; {@code
 * forMs} is how long the fault lasts, 0 for ever; {@code amount} is a percentage, milliseconds or a
 * period, as the kind says.
 */
record ScheduledFault(long atMs, Kind kind, int who, int whom, long forMs, int amount) {
  /** What happens; in brackets what the fields mean. */
  enum Kind {
    /** Each receiver loses datagrams on its own [amount: percent]. */
    LOSS(Fault.LOST),
    /** Losses come in bursts on each link [amount: percent of the time]. */
    BURST(Fault.BURST),
    /** Datagrams arrive twice [amount: percent]. */
    DUPLICATION(Fault.DOUBLED),
    /** Datagrams take up to amount ms, so that they overtake each other. */
    DELAY(Fault.OVERTAKEN),
    /** Nothing gets from who to whom; the other direction works. */
    CUT(Fault.CUT_OFF),
    /** The set who cannot reach the others, nor they it. */
    PARTITION(Fault.PARTITION),
    /** The sets who, whom and the rest cannot reach each other. */
    THREE_PARTS(Fault.PARTITION),
    /** The link between who and whom works and fails by turns [amount: ms of each]. */
    FLAPPING(Fault.FLAPPING),
    /** Node who stands still and forgets nothing. */
    PAUSE(Fault.PAUSE),
    /** Node who dies, and starts again after forMs; not before the end if that is 0. */
    CRASH(Fault.CRASH),
    /** The protocol actors of node who begin a new life. */
    GROUP_RESTART(Fault.GROUP_RESTART),
    /** Node who leaves, and does not come back before the end. */
    LEAVE(Fault.LEAVE),
    /** The clock of node who is amount percent fast. */
    CLOCK(Fault.CLOCK);

    private final Fault counted;

    Kind(Fault counted) {
      this.counted = counted;
    }

    /** What is counted when it took effect. */
    Fault counted() {
      return counted;
    }
  }

  ScheduledFault lasting(long newMs) {
    return new ScheduledFault(atMs, kind, who, whom, newMs, amount);
  }

  /** One line, as {@link #parse} reads it. */
  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%d %s %d %d %d %d", atMs, kind, who, whom, forMs, amount);
  }

  static ScheduledFault parse(String line) {
    var words = line.strip().split(" ", -1);
    if (words.length != 6) throw new IllegalArgumentException("not a fault: " + line);
    long[] numbers =
        LongStream.of(
                Long.parseLong(words[0]),
                Long.parseLong(words[2]),
                Long.parseLong(words[3]),
                Long.parseLong(words[4]),
                Long.parseLong(words[5]))
            .toArray();
    return new ScheduledFault(
        numbers[0],
        Kind.valueOf(words[1]),
        (int) numbers[1],
        (int) numbers[2],
        numbers[3],
        (int) numbers[4]);
  }
}
