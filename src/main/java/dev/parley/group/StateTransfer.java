package dev.parley.group;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import dev.parley.chat.BucketDigests;
import dev.parley.chat.CopyRounds;
import dev.parley.chat.PartialState;
import dev.parley.chat.StateCache;
import dev.parley.protocol.Ballot;
import dev.parley.protocol.Endpoint;
import dev.parley.protocol.Member;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Copies state between the parts of a group that merge: offers this node's frozen state, and
 * fetches the states of the other components, each from any of its holders, in turn until one
 * serves it whole.
 */
public final class StateTransfer extends AbstractBehavior<StateTransfer.Command> {
  public sealed interface Command {}

  /**
   * The state of this node, frozen for {@code ballot}. Replaces an earlier offer. The states that
   * are fetched for the ballot are compared with it.
   */
  public record Offer(Ballot ballot, FrozenState state) implements Command {}

  /**
   * A view of {@code epoch} is installed: all members that wanted an offer for it, or for an
   * earlier view, have it, and nobody waits any more for states that are fetched for an earlier
   * view. Messages that are gone since must not stay in memory.
   */
  public record Withdraw(long epoch) implements Command {}

  /**
   * Fetch the state of every component and reply with {@link Fetched}. A later fetch replaces an
   * earlier one, to which no reply is sent then.
   */
  public record Fetch(Ballot ballot, List<List<Member>> components, ActorRef<? super Event> replyTo)
      implements Command {
    public Fetch {
      components = components.stream().map(List::copyOf).toList();
    }
  }

  /**
   * Copy from {@code holder}, which is in a view, what is different from this node's own state, and
   * reply with {@link Copied}. What comes is kept until a view is installed, and need not be
   * fetched for it: here, or where {@code own} has a place for it.
   */
  public record Copy(Endpoint holder, OwnState own, ActorRef<? super Event> replyTo)
      implements Command {
    private Copy after(BucketDigests digests) {
      return new Copy(holder, new OwnState(digests, own.copy()), replyTo);
    }
  }

  /** An event of a fetch, or of a copy. */
  public sealed interface Event {}

  /** The copy is over, also if not all of it came. */
  public enum Copied implements Event {
    INSTANCE
  }

  /** Some more of a state has arrived. */
  public record Progressed(Ballot ballot) implements Event {}

  /** All states, in the order of the components. */
  public record Fetched(Ballot ballot, List<PartialState> states) implements Event {
    public Fetched {
      states = List.copyOf(states);
    }
  }

  private record Answered(long fetch, int component, SnapshotFetcher.Answer answer)
      implements Command {}

  private record SliceArrived(long copy, PartialState slice) implements Command {}

  private record CopyAnswered(long copy, SnapshotFetcher.Answer answer) implements Command {}

  private record CopyKept(long copy, boolean hasFailed, CopiedState.Kept kept) implements Command {}

  private record CopyAgain(long copy) implements Command {}

  private record Retry(long fetch, int component) implements Command {}

  private record OwnStateMissed(long fetch) implements Command {}

  /** The delay after an attempt without success, before the next holder is asked. */
  static final Duration RETRY_AFTER = Duration.ofMillis(50);

  /**
   * A fetch waits for this node's own state, which is frozen at the same time, at most this long:
   * to fetch whole states takes longer where it matters.
   */
  static final Duration OWN_STATE_PATIENCE = Duration.ofSeconds(1);

  private static final Optional<BucketDigests> NO_DIGESTS = Optional.empty();

  private final TimerScheduler<Command> timers;
  private final SnapshotOffer offered;
  private final SnapshotFetcher source;

  private @Nullable Copy copy;
  private long copies;
  private int news;
  private CopyRounds rounds = new CopyRounds();
  private StateCache cache = new StateCache();
  private Optional<SnapshotFetcher.Attempt> copying = Optional.empty();
  private @Nullable Fetch fetch;
  private long fetches;
  private final List<Component> components = new ArrayList<>(); // of the fetch, once it asks

  /** What is known of one component of a fetch. */
  private static final class Component {
    private final HolderTurns turns;
    private Optional<SnapshotFetcher.Attempt> running = Optional.empty();
    private Optional<PartialState> state = Optional.empty();

    private Component(List<Member> holders) {
      turns = new HolderTurns(holders);
    }
  }

  private StateTransfer(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      SnapshotOffer offered,
      SnapshotFetcher source) {
    super(context);
    this.timers = timers;
    this.offered = offered;
    this.source = source;
  }

  /**
   * Offers go to {@code offered}, from where a server takes them; fetches go through {@code
   * source}.
   */
  public static Behavior<Command> create(SnapshotOffer offered, SnapshotFetcher source) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(timers -> new StateTransfer(context, timers, offered, source)));
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Offer.class, this::onOffer)
        .onMessage(Withdraw.class, this::onWithdraw)
        .onMessage(Fetch.class, this::onFetch)
        .onMessage(Answered.class, this::onAnswered)
        .onMessage(Retry.class, this::onRetry)
        .onMessage(OwnStateMissed.class, this::onOwnStateMissed)
        .onMessage(Copy.class, this::onCopy)
        .onMessage(SliceArrived.class, this::onSlice)
        .onMessage(CopyAnswered.class, this::onCopyAnswered)
        .onMessage(CopyKept.class, this::onCopyKept)
        .onMessage(CopyAgain.class, this::onCopyAgain)
        .build();
  }

  private Behavior<Command> onOffer(Offer offer) {
    offered.offer(offer.ballot(), offer.state());
    var wanted = fetch;
    boolean isAwaited = wanted != null && wanted.ballot().equals(offer.ballot()) && isWaiting();
    if (wanted != null && isAwaited) start(wanted);
    return this;
  }

  private Behavior<Command> onCopy(Copy wanted) {
    endCopy();
    copy = wanted;
    rounds = new CopyRounds();
    return copyOnce(wanted);
  }

  private Behavior<Command> copyOnce(Copy wanted) {
    long current = copies;
    news = 0;
    var self = getContext().getSelf();
    var started =
        source.copy(
            wanted.holder(),
            cache.with(wanted.own().digests()),
            slice -> self.tell(new SliceArrived(current, slice)));
    copying = Optional.of(started);
    getContext()
        .pipeToSelf(
            started.answer(),
            (answer, failure) -> new CopyAnswered(current, answerOf(answer, failure)));
    return this;
  }

  private Behavior<Command> onSlice(SliceArrived arrived) {
    var wanted = copy;
    if (wanted == null || arrived.copy() != copies) return this;
    var place = wanted.own().copy();
    if (place.isPresent()) place.get().take(arrived.slice());
    else news += cache.put(arrived.slice(), wanted.own().digests());
    return this;
  }

  private Behavior<Command> onCopyAnswered(CopyAnswered answered) {
    var wanted = copy;
    if (wanted == null || answered.copy() != copies) return this;
    boolean hasFailed = answered.answer() != SnapshotFetcher.Copied.INSTANCE;
    if (hasFailed) getContext().getLog().debug("copy of a state: {}", answered.answer());
    var place = wanted.own().copy();
    if (place.isEmpty())
      return afterRound(
          wanted,
          hasFailed,
          news,
          cache.with(wanted.own().digests()).filled().size(),
          cache.size());
    long current = copies;
    getContext()
        .pipeToSelf(
            place.get().kept(),
            (kept, failure) ->
                new CopyKept(
                    current,
                    hasFailed || kept == null,
                    kept != null ? kept : new CopiedState.Kept(wanted.own().digests(), 0)));
    return this;
  }

  private Behavior<Command> onCopyKept(CopyKept written) {
    var before = copy;
    if (before == null || written.copy() != copies) return this;
    var wanted = before.after(written.kept().digests());
    copy = wanted;
    int filled = wanted.own().digests().filled().size();
    return afterRound(wanted, written.hasFailed(), written.kept().news(), filled, filled);
  }

  private Behavior<Command> afterRound(
      Copy wanted, boolean hasFailed, int found, int filled, int copied) {
    if (rounds.isAnother(hasFailed, found, filled)) {
      timers.startSingleTimer(new CopyAgain(copies), RETRY_AFTER);
      return this;
    }
    if (copied > 0)
      getContext().getLog().info("copied: {} of 65,536 buckets, before it joins", copied);
    endCopy();
    wanted.replyTo().tell(Copied.INSTANCE);
    return this;
  }

  private Behavior<Command> onCopyAgain(CopyAgain again) {
    var wanted = copy;
    return wanted != null && again.copy() == copies ? copyOnce(wanted) : this;
  }

  private void endCopy() {
    copying.ifPresent(attempt -> attempt.cancel().run());
    copying = Optional.empty();
    copy = null;
    copies++;
  }

  private Behavior<Command> onWithdraw(Withdraw withdraw) {
    offered.withdraw(withdraw.epoch());
    var begun = copy;
    endCopy();
    // It may have been asked for in this very view, whose end of the one before came later.
    if (begun != null) begun.replyTo().tell(Copied.INSTANCE);
    cache = new StateCache();
    var wanted = fetch;
    if (wanted != null && wanted.ballot().epoch() <= withdraw.epoch()) {
      cancel();
      fetch = null;
    }
    return this;
  }

  private Behavior<Command> onFetch(Fetch wanted) {
    cancel();
    // What the fetch is compared with must stay as it is.
    endCopy();
    fetch = wanted;
    boolean isFrozen = offered.find(wanted.ballot()).isPresent();
    if (isFrozen || wanted.components().isEmpty()) start(wanted);
    else timers.startSingleTimer(new OwnStateMissed(fetches), OWN_STATE_PATIENCE);
    return this;
  }

  /** Whether the states are not asked for yet. */
  private boolean isWaiting() {
    return components.isEmpty();
  }

  private Behavior<Command> onOwnStateMissed(OwnStateMissed missed) {
    var wanted = fetch;
    if (wanted != null && missed.fetch() == fetches && isWaiting()) start(wanted);
    return this;
  }

  private void start(Fetch wanted) {
    for (var holders : wanted.components()) components.add(new Component(holders));
    for (int component = 0; component < components.size(); component++) attempt(wanted, component);
    finishIfComplete(wanted);
  }

  private void cancel() {
    timers.cancelAll();
    for (var component : components) component.running.ifPresent(attempt -> attempt.cancel().run());
    components.clear();
    fetches++;
  }

  private void attempt(Fetch wanted, int component) {
    var asked = components.get(component);
    var holder = asked.turns.next();
    if (holder.isPresent()) {
      ask(wanted, component, holder.get());
      return;
    }
    getContext()
        .getLog()
        .warn("state of {} for {} cannot be fetched: giving up", asked.turns, wanted.ballot());
  }

  private void ask(Fetch wanted, int component, Member holder) {
    var asked = components.get(component);
    var progressed = new Progressed(wanted.ballot());
    var known = asked.turns.isForDifference() ? own(wanted).map(cache::with) : NO_DIGESTS;
    var started =
        source.fetch(holder.bus(), wanted.ballot(), known, () -> wanted.replyTo().tell(progressed));
    asked.running = Optional.of(started);
    long current = fetches;
    getContext()
        .pipeToSelf(
            started.answer(),
            (answer, failure) -> new Answered(current, component, answerOf(answer, failure)));
  }

  private Optional<BucketDigests> own(Fetch wanted) {
    return offered.find(wanted.ballot()).map(FrozenState::digests);
  }

  private static SnapshotFetcher.Answer answerOf(
      SnapshotFetcher.@Nullable Answer answer, @Nullable Throwable failure) {
    return answer != null ? answer : new SnapshotFetcher.Failed(String.valueOf(failure));
  }

  private Behavior<Command> onAnswered(Answered answered) {
    var wanted = fetch;
    if (wanted == null || answered.fetch() != fetches) return this;
    var component = components.get(answered.component());
    component.running = Optional.empty();
    if (answered.answer() instanceof SnapshotFetcher.Whole whole) {
      component.state = Optional.of(completed(whole.state(), wanted));
      finishIfComplete(wanted);
      return this;
    }
    if (answered.answer() instanceof SnapshotFetcher.Failed failed) {
      getContext().getLog().debug("state for {}: {}", wanted.ballot(), failed.why());
      component.turns.onFailed();
    }
    int retried = answered.component();
    timers.startSingleTimer(retried, new Retry(fetches, retried), RETRY_AFTER);
    return this;
  }

  /** With what was copied before, and need not come again. */
  private PartialState completed(PartialState answer, Fetch wanted) {
    return own(wanted).map(own -> cache.complete(answer, own)).orElse(answer);
  }

  private Behavior<Command> onRetry(Retry retry) {
    var wanted = fetch;
    // A timer of a replaced fetch may be in the mailbox already when it is cancelled.
    if (wanted != null && retry.fetch() == fetches) attempt(wanted, retry.component());
    return this;
  }

  private void finishIfComplete(Fetch wanted) {
    var states = components.stream().flatMap(component -> component.state.stream()).toList();
    if (states.size() < components.size()) return;
    wanted.replyTo().tell(new Fetched(wanted.ballot(), states));
    cancel();
    fetch = null;
  }
}
