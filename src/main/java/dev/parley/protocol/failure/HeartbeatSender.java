package dev.parley.protocol.failure;

import dev.parley.protocol.Destination;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.Output;
import dev.parley.protocol.Output.Transmit;
import dev.parley.protocol.View;
import dev.parley.protocol.failure.FailureMessage.Heartbeat;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The heartbeats of this member, and their contents about the others. */
final class HeartbeatSender {
  /**
   * An older sign of life is useless, and a larger number takes more bytes of the datagram: the
   * longest silence that settings allow.
   */
  static final long MAX_AGE_MS = FailureSettings.MAX_SUSPECT_AFTER_MS;

  private final MemberId self;
  private final FailureSettings settings;
  private long counter;
  private long dueMs;

  HeartbeatSender(MemberId self, FailureSettings settings) {
    this.self = self;
    this.settings = settings;
  }

  boolean isDue(long nowMs) {
    return nowMs >= dueMs;
  }

  List<Output> beat(View view, Map<MemberId, MemberWatch> watches, long nowMs) {
    dueMs = nowMs + settings.heartbeatIntervalMs();
    counter++;
    var heartbeat = new Heartbeat(view.id(), counter, heard(view, watches, nowMs));
    return List.of(new Transmit(Destination.Group.INSTANCE, heartbeat));
  }

  private LivenessDigest heard(View view, Map<MemberId, MemberWatch> watches, long nowMs) {
    var counters = new ArrayList<Long>();
    var ages = new ArrayList<Long>();
    long direct = 0;
    for (int slot = 0; slot < view.size(); slot++) {
      var watch = watches.get(view.ids().get(slot));
      counters.add(watch == null ? counter : watch.counter());
      ages.add(watch == null ? 0 : Math.min(MAX_AGE_MS, watch.counterAgeMs(nowMs)));
      boolean isDirect = watch == null || watch.isHeardDirectly(nowMs, settings.suspectAfterMs());
      if (isDirect) direct |= 1L << slot;
    }
    return new LivenessDigest(counters, ages, direct);
  }

  /**
   * The members that are alive by the report {@code heard}, and were not known to be so recently.
   */
  List<MemberId> takeHearsay(
      View view, LivenessDigest heard, Map<MemberId, MemberWatch> watches, long nowMs) {
    var alive = new ArrayList<MemberId>();
    if (!heard.fits(view.size())) return alive;
    for (int slot = 0; slot < view.size(); slot++) {
      var id = view.ids().get(slot);
      var watch = watches.get(id);
      long ageMs = heard.agesMs().get(slot);
      // About this member itself others know nothing; and a member that was silent for this long is
      // not alive.
      if (id.equals(self) || watch == null || ageMs < 0 || ageMs >= settings.suspectAfterMs())
        continue;
      if (watch.onHearsay(heard.counters().get(slot), nowMs - ageMs)) alive.add(id);
    }
    return alive;
  }
}
