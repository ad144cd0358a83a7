package dev.parley.netns;

import dev.parley.protocol.Dot;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.VersionVector;
import dev.parley.sim.invariant.History;
import dev.parley.sim.invariant.Observation;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Tells the invariants of the simulator what real nodes recorded. A state is here, as there, the
 * set of messages that a process has applied: those that it delivered, and those that the base of a
 * view names, which it may have fetched with another's state.
 */
final class Replay {
  /** One process: what it has applied, and what it has submitted and not yet seen come back. */
  private static final class Life {
    final BitSet state = new BitSet();
    final BitSet submitted = new BitSet();
    final Map<MemberId, Long> applied = new HashMap<>();
    @Nullable MemberId member;
  }

  private final RecordedRun run;
  private final Payloads payloads;
  private final History history = new History();
  private final Map<Integer, Life> lives = new TreeMap<>();
  private final List<BitSet> states = new ArrayList<>();

  /** By process, the place of its last event in the run. */
  private final Map<Integer, Integer> last = new HashMap<>();

  private final Map<MemberId, Integer> submissions = new HashMap<>();
  private final BitSet known = new BitSet();

  private Replay(RecordedRun run) {
    this.run = run;
    this.payloads = new Payloads(run);
    for (int i = 0; i < run.events().size(); i++) last.put(run.events().get(i).process(), i);
  }

  /** Throws Violation if an invariant does not hold; gives the number of observations. */
  static long check(RecordedRun run) {
    var replay = new Replay(run);
    for (int i = 0; i < run.events().size(); i++) replay.onEvent(run.events().get(i), i);
    return replay.history.observations();
  }

  private void onEvent(RecordedEvent event, int place) {
    var life = lives.computeIfAbsent(event.process(), process -> newLife());
    if (event.fields().has("m")) onMemberEvent(life, event);
    // What a killed process did last it may not have written: give it the benefit of the doubt.
    if (run.wasKilled(event.process()) && last.getOrDefault(event.process(), -1) == place)
      life.state.set(0, payloads.size() + 1);
  }

  private Life newLife() {
    var life = new Life();
    states.add(life.state);
    return life;
  }

  private void onMemberEvent(Life life, RecordedEvent event) {
    var self = event.member();
    if (!self.equals(life.member)) {
      life.member = self;
      life.submitted.clear();
    }
    switch (event.kind()) {
      case "promised" ->
          history.observe(new Observation.Promised(self.node(), event.number("epoch")));
      case "answered" -> history.observe(new Observation.Answered(self, event.ballot()));
      case "frozen" -> history.observe(new Observation.Frozen(self));
      case "cutDecided" ->
          history.observe(new Observation.CutDecided(self, event.context("reach")));
      case "cutDelivered" -> history.observe(new Observation.CutDelivered(self));
      case "submitted" -> onSubmitted(life, self);
      case "delivered" -> onDelivered(life, self, event);
      case "view" -> onView(life, self, event);
      case "state" ->
          history.observe(new Observation.StateBegun(self, event.viewId(), event.text("digest")));
      case "replicated" -> onReplicated(self, event);
      case "decided" -> {
        // What is decided is checked by what becomes of it.
      }
      case "sent", "held", "resent" -> {
        // For diagrams: no invariant looks at these.
      }
      case "leaving" -> history.observe(new Observation.LeaveRequested(self));
      case "left" -> history.observe(new Observation.Left(self));
      default -> throw new AssertionError("no such event: " + event);
    }
  }

  private void onSubmitted(Life life, MemberId self) {
    int nth = submissions.merge(self, 1, Integer::sum);
    var payload = payloads.submission(self, nth);
    if (payload == null) return;
    var past = (BitSet) life.state.clone();
    past.or(life.submitted);
    life.submitted.set(payload);
    known.set(payload);
    history.observe(new Observation.Submitted(self, payload, past));
  }

  private void onDelivered(Life life, MemberId self, RecordedEvent event) {
    var dot = event.dot();
    int payload = payloads.of(dot, event.number("sum"));
    if (!known.get(payload) && payloads.mayBeUnrecorded(dot)) {
      known.set(payload);
      history.observe(new Observation.Submitted(dot.origin(), payload, new BitSet()));
    }
    long before = life.applied.getOrDefault(dot.origin(), 0L);
    int frames = Math.max(1, (int) event.number("frames"));
    history.observe(new Observation.Delivered(self, dot, payload, life.state, before, frames));
    life.state.set(payload);
    life.applied.put(dot.origin(), dot.seq());
  }

  private void onView(Life life, MemberId self, RecordedEvent event) {
    VersionVector base = event.context("base");
    life.applied.clear();
    life.applied.putAll(base.counts());
    life.state.or(payloads.upTo(base));
    history.observe(new Observation.ViewDelivered(self, event.view(), base, life.state));
  }

  private void onReplicated(MemberId self, RecordedEvent event) {
    int copies = (int) event.number("copies");
    history.observe(new Observation.Replicated(self, event.number("seq"), copies, states));
  }

  /** Numbers for all messages of a run, known before it is told. */
  private static final class Payloads {
    private record Content(Dot dot, long sum) {}

    private record Submission(MemberId member, int nth) {}

    private final RecordedRun run;
    private final Map<Content, Integer> numbers = new HashMap<>();
    private final Map<Submission, Integer> submissions = new HashMap<>();
    private final Map<MemberId, TreeMap<Long, BitSet>> byOrigin = new HashMap<>();
    private final Map<MemberId, Integer> processOf = new HashMap<>();

    Payloads(RecordedRun run) {
      this.run = run;
      var own = new HashMap<MemberId, Integer>();
      for (var event : run.events()) {
        if (event.fields().has("m")) processOf.put(event.member(), event.process());
        if (!event.kind().equals("delivered")) continue;
        var dot = event.dot();
        int number = number(dot, event.number("sum"));
        if (!dot.origin().equals(event.member())) continue;
        // A member's own messages come back to it in the order in which it submitted them.
        int nth = own.merge(dot.origin(), 1, Integer::sum);
        submissions.put(new Submission(dot.origin(), nth), number);
      }
    }

    private int number(Dot dot, long sum) {
      int number = numbers.computeIfAbsent(new Content(dot, sum), c -> numbers.size() + 1);
      byOrigin
          .computeIfAbsent(dot.origin(), o -> new TreeMap<>())
          .computeIfAbsent(dot.seq(), s -> new BitSet())
          .set(number);
      return number;
    }

    int size() {
      return numbers.size();
    }

    int of(Dot dot, long sum) {
      return numbers.getOrDefault(new Content(dot, sum), 0);
    }

    @Nullable Integer submission(MemberId member, int nth) {
      return submissions.get(new Submission(member, nth));
    }

    BitSet upTo(VersionVector base) {
      var all = new BitSet();
      base.counts()
          .forEach(
              (origin, count) -> {
                var bySeq = byOrigin.get(origin);
                if (bySeq != null) bySeq.headMap(count, true).values().forEach(all::or);
              });
      return all;
    }

    /** The origin was killed before it wrote down that it submitted this, or keeps no history. */
    boolean mayBeUnrecorded(Dot dot) {
      var process = processOf.get(dot.origin());
      return process == null || run.wasKilled(process);
    }
  }
}
