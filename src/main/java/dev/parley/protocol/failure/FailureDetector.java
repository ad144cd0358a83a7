package dev.parley.protocol.failure;

import dev.parley.protocol.Core;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.Message;
import dev.parley.protocol.Output;
import dev.parley.protocol.Output.Note;
import dev.parley.protocol.Signal;
import dev.parley.protocol.View;
import dev.parley.protocol.failure.FailureMessage.ConfirmRequest;
import dev.parley.protocol.failure.FailureMessage.ConfirmResponse;
import dev.parley.protocol.failure.FailureMessage.Evidence;
import dev.parley.protocol.failure.FailureMessage.Heartbeat;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Detects silent members of the view, and lets the others object before it reports them. Complete:
 * a member that stops is confirmed silent by every member that continues. Accurate only while
 * messages and processes are timely: a live member may be confirmed, and is cleared when it is
 * heard again (eventually perfect; Chandra and Toueg, JACM 1996). Life is life <em>in the
 * view</em>: a member of another view is silent in this one.
 */
public final class FailureDetector implements Core {
  private static final long NEVER = Long.MIN_VALUE;

  private final MemberId self;
  private final FailureSettings settings;
  private final RandomGenerator random;

  private final HeartbeatSender heartbeats;
  private final SortedMap<MemberId, MemberWatch> watches = new TreeMap<>();
  private @Nullable View view;
  private @Nullable ReachabilityMatrix reachability;
  private long awakeMs = NEVER;

  /** {@code random} makes the nonces that distinguish an answer from one to an earlier question. */
  public FailureDetector(MemberId self, FailureSettings settings, RandomGenerator random) {
    this.self = self;
    this.settings = settings;
    this.random = random;
    this.heartbeats = new HeartbeatSender(self, settings);
  }

  @Override
  public List<Output> onSignal(Signal signal, long nowMs) {
    if (signal instanceof Signal.ViewInstalled installed)
      return onViewInstalled(installed.view(), nowMs);
    if (signal instanceof Signal.ProvenDead dead)
      return confirmForGood(dead.member(), "a later incarnation was seen");
    if (signal instanceof Signal.Stalled stalled) return onStalled(stalled);
    if (signal instanceof Signal.Accused accused) return onAccused(accused, nowMs);
    return List.of();
  }

  /**
   * For how many milliseconds each other member of the view has been silent, as far as this one
   * knows: what it heard of it by others counts.
   */
  public SortedMap<MemberId, Long> silentMs(long nowMs) {
    var silent = new TreeMap<MemberId, Long>();
    watches.forEach((member, watch) -> silent.put(member, watch.silentMs(nowMs)));
    return silent;
  }

  private List<Output> onViewInstalled(View installed, long nowMs) {
    view = installed;
    reachability = new ReachabilityMatrix(installed, self, settings);
    watches.clear();
    for (var member : installed.ids()) {
      if (!member.equals(self)) watches.put(member, new MemberWatch(nowMs));
    }
    // At once: the others may have waited for this member's view change for long.
    return heartbeats.beat(installed, watches, nowMs);
  }

  /** Nothing that is heard of it in this view clears it again. */
  private List<Output> confirmForGood(MemberId member, String why) {
    var watch = watches.get(member);
    if (view == null || watch == null) return List.of();
    boolean isNews = !watch.isConfirmed();
    watch.proveDead();
    return isNews ? Verdicts.confirmed(member, view, why) : List.of();
  }

  /** It lives, but all others would wait for it without end. It comes back by a merge. */
  private List<Output> onStalled(Signal.Stalled stalled) {
    if (view == null || !stalled.view().equals(view.id())) return List.of();
    return confirmForGood(stalled.member(), "it takes no messages, and holds up all others");
  }

  /**
   * The accuser has asked all members already, so asking again would only cost time. But a member
   * that hears the accused itself does not agree.
   */
  private List<Output> onAccused(Signal.Accused accused, long nowMs) {
    var watch = watches.get(accused.member());
    if (view == null || !accused.view().equals(view.id()) || watch == null || watch.isConfirmed())
      return List.of();
    long silentMs = watch.silentMs(nowMs);
    if (silentMs < settings.vetoWithinMs() && watch.wasAliveAt(nowMs - silentMs)) return List.of();
    watch.confirm();
    return Verdicts.confirmed(accused.member(), view, "confirmed elsewhere, and silent here");
  }

  @Override
  public List<Output> onMessage(MemberId from, Message message, long nowMs) {
    if (!(message instanceof FailureMessage failureMessage) || view == null) return List.of();
    var outputs = new ArrayList<Output>(noticePause(view, nowMs));
    var sender = watches.get(from);
    if (sender == null) return outputs;
    if (failureMessage instanceof Heartbeat heartbeat) {
      outputs.addAll(onHeartbeat(from, sender, heartbeat, nowMs));
    } else if (failureMessage instanceof ConfirmRequest request) {
      outputs.addAll(onConfirmRequest(from, request, nowMs));
    } else if (failureMessage instanceof ConfirmResponse response) {
      outputs.addAll(onConfirmResponse(from, response, nowMs));
    } else {
      throw new AssertionError("no effect for " + failureMessage);
    }
    return outputs;
  }

  private List<Output> onHeartbeat(
      MemberId from, MemberWatch sender, Heartbeat heartbeat, long nowMs) {
    if (view == null || !heartbeat.view().equals(view.id())) return List.of();
    var outputs = new ArrayList<Output>();
    if (sender.onHeartbeat(heartbeat.counter(), nowMs) && sender.wasAliveAt(nowMs))
      outputs.addAll(Verdicts.clear(from, sender, view, "it was heard"));
    if (reachability != null) reachability.onRow(from, heartbeat.heard());
    for (var id : heartbeats.takeHearsay(view, heartbeat.heard(), watches, nowMs)) {
      var watch = watches.get(id);
      long silentMs = watch == null ? Long.MAX_VALUE : watch.silentMs(nowMs);
      // A sign of life as young as a veto closes a case; an older one only keeps one from opening.
      if (watch != null && silentMs < settings.vetoWithinMs() && watch.wasAliveAt(nowMs - silentMs))
        outputs.addAll(Verdicts.clear(id, watch, view, from + " knows a later heartbeat of it"));
    }
    return outputs;
  }

  private List<Output> onConfirmRequest(MemberId from, ConfirmRequest request, long nowMs) {
    if (view == null || !request.view().equals(view.id())) return List.of();
    if (request.suspect().equals(self)) return Verdicts.answer(from, view, request, 0);
    var watch = watches.get(request.suspect());
    if (watch == null) return List.of();
    var outputs = new ArrayList<Output>();
    if (watch.mayTestify(nowMs, settings.vetoWithinMs()))
      outputs.addAll(Verdicts.answer(from, view, request, watch.silentMs(nowMs)));
    outputs.addAll(onTold(from, request, watch, nowMs));
    return outputs;
  }

  /**
   * Another member saw the connection end: so this one asks the suspect too, and need not wait for
   * its own silence to take part in an election.
   */
  private List<Output> onTold(
      MemberId from, ConfirmRequest request, MemberWatch watch, long nowMs) {
    if (request.evidence() == Evidence.SILENCE || view == null || !watch.isTrusted())
      return List.of();
    var suspect = view.member(request.suspect());
    if (suspect.isEmpty()) return List.of();
    watch.onLinkClosed(false, nowMs);
    var question =
        new ConfirmRequest(view.id(), request.suspect(), random.nextLong(), Evidence.LINK_CLOSED);
    var asking =
        SuspectQuery.ofSuspect(suspect.get(), question, settings.confirmTimeoutMs(), nowMs);
    watch.suspect(asking);
    var outputs = new ArrayList<Output>();
    outputs.add(
        new Note(
            "suspected",
            request.suspect(),
            Verdicts.about(request.suspect(), view) + from + " lost its link to it"));
    outputs.add(new Signal.Suspected(request.suspect(), watch.silentMs(nowMs)));
    outputs.addAll(asking.onTick(nowMs));
    return outputs;
  }

  private List<Output> onConfirmResponse(MemberId from, ConfirmResponse response, long nowMs) {
    var suspect = watches.get(response.suspect());
    if (view == null || suspect == null) return List.of();
    var query = suspect.query();
    if (query == null || !query.isAnsweredBy(response)) return List.of();
    long heardMsAgo = Math.max(0, response.heardMsAgo());
    boolean isOwnAnswer = from.equals(response.suspect());
    if (isOwnAnswer
        || (heardMsAgo < settings.vetoWithinMs() && suspect.wasAliveAt(nowMs - heardMsAgo))) {
      suspect.onPresumedHeard(nowMs - heardMsAgo);
      return Verdicts.clear(
          response.suspect(), suspect, view, from + " heard it " + heardMsAgo + " ms ago");
    }
    query.onAgreed(from);
    return Verdicts.judge(watches, view, nowMs);
  }

  @Override
  public List<Output> onTick(long nowMs) {
    if (view == null) {
      awakeMs = nowMs;
      return List.of();
    }
    var outputs = new ArrayList<Output>(noticePause(view, nowMs));
    awakeMs = nowMs;
    if (heartbeats.isDue(nowMs)) outputs.addAll(heartbeats.beat(view, watches, nowMs));
    outputs.addAll(suspectTheSilent(view, nowMs));
    outputs.addAll(Verdicts.judge(watches, view, nowMs));
    for (var query : openQuestions()) outputs.addAll(query.onTick(nowMs));
    outputs.addAll(removePartial(view, nowMs));
    return outputs;
  }

  /** A leader ends it when members hear each other only through others for too long. */
  private List<Output> removePartial(View current, long nowMs) {
    if (reachability == null || !current.leader().equals(self)) return List.of();
    return reachability
        .onTick(watches, nowMs)
        .map(poorest -> confirmForGood(poorest, "partially connected, with the fewest links"))
        .orElse(List.of());
  }

  /**
   * A process that was paused wakes to expired timers, while messages that the others sent
   * meanwhile still wait to be read. Confirmed members stay confirmed: others agreed to that.
   */
  private List<Output> noticePause(View current, long nowMs) {
    if (awakeMs == NEVER || nowMs - awakeMs <= settings.selfPauseMs()) return List.of();
    var outputs = new ArrayList<Output>();
    outputs.add(
        new Note(
            "paused",
            "this process was paused for "
                + (nowMs - awakeMs)
                + " ms: all members count as heard"));
    awakeMs = nowMs;
    if (reachability != null) reachability.onPause();
    watches.forEach(
        (member, watch) -> {
          watch.onPresumedHeard(nowMs);
          if (!watch.isConfirmed())
            outputs.addAll(Verdicts.clear(member, watch, current, "this process was paused"));
        });
    return outputs;
  }

  /**
   * The link to a neighbour ended without a goodbye: it is suspected now, without waiting for its
   * silence. {@code refused}: its machine answers that no process listens there any more, as it
   * does where the process is dead; otherwise the member itself has all tries to object.
   */
  public List<Output> onLinkClosed(MemberId member, boolean refused, long nowMs) {
    var watch = watches.get(member);
    if (view == null || watch == null || watch.isConfirmed()) return List.of();
    var outputs = new ArrayList<Output>();
    watch.onLinkClosed(refused, nowMs);
    var open = watch.query();
    if (open != null && open.asksAll()) {
      open.strengthen(watch.evidence());
    } else {
      var why = refused ? "its link ended and its address refuses" : "its link ended";
      outputs.addAll(suspect(member, watch, view, why, nowMs));
    }
    outputs.addAll(Verdicts.judge(watches, view, nowMs));
    for (var query : openQuestions()) outputs.addAll(query.onTick(nowMs));
    return outputs;
  }

  private List<Output> suspect(
      MemberId member, MemberWatch watch, View current, String why, long nowMs) {
    var suspect = current.member(member);
    if (suspect.isEmpty()) return List.of();
    var question = new ConfirmRequest(current.id(), member, random.nextLong(), watch.evidence());
    watch.suspect(SuspectQuery.ofAll(suspect.get(), question, settings.confirmTimeoutMs(), nowMs));
    return List.of(
        new Note("suspected", member, Verdicts.about(member, current) + why),
        new Signal.Suspected(member, watch.silentMs(nowMs)));
  }

  private List<SuspectQuery> openQuestions() {
    var open = new ArrayList<SuspectQuery>();
    for (var watch : watches.values()) {
      var query = watch.query();
      if (query != null) open.add(query);
    }
    return open;
  }

  private List<Output> suspectTheSilent(View current, long nowMs) {
    var outputs = new ArrayList<Output>();
    watches.forEach(
        (member, watch) -> {
          long silentMs = watch.silentMs(nowMs);
          if (!watch.isTrusted() || silentMs <= settings.suspectAfterMs()) return;
          outputs.addAll(suspect(member, watch, current, "silent for " + silentMs + " ms", nowMs));
        });
    return outputs;
  }
}
