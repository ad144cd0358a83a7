package dev.parley.protocol.multicast;

import dev.parley.protocol.Core;
import dev.parley.protocol.Destination;
import dev.parley.protocol.FlushReport;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.Message;
import dev.parley.protocol.Output;
import dev.parley.protocol.Output.Transmit;
import dev.parley.protocol.Signal;
import dev.parley.protocol.Signal.CutDecided;
import dev.parley.protocol.Signal.Freeze;
import dev.parley.protocol.Signal.Frozen;
import dev.parley.protocol.Signal.ViewInstalled;
import dev.parley.protocol.VersionVector;
import dev.parley.protocol.ViewId;
import dev.parley.protocol.multicast.MulticastMessage.Acknowledged;
import dev.parley.protocol.multicast.MulticastMessage.Data;
import dev.parley.protocol.multicast.MulticastMessage.Nak;
import dev.parley.protocol.multicast.MulticastOutput.Overloaded;
import dev.parley.protocol.multicast.MulticastOutput.ViewDelivered;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Reliable, causally ordered multicast within a view. Every member of a view delivers the messages
 * of the others once, each after its causal past; members that go from one view to the next
 * together have delivered the same when the next begins. A message whose origin died before any
 * other member delivered it may be lost; {@link Replicated} reports when that is no longer
 * possible.
 *
 * <p>Between {@link Freeze} and {@link ViewInstalled} nothing is sent, and only the messages that
 * {@link CutDecided} names are delivered.
 */
public final class CausalChannel implements Core {
  private final MemberId self;
  private final MulticastSettings settings;
  private final RandomGenerator random;
  private final FreezeState freezing = new FreezeState();
  private final EarlyFrames early = new EarlyFrames();
  private final SendPath sending;
  private final ReceivePath delivering;
  private final VectorGossip gossip;
  private final QuorumWaits decisions = new QuorumWaits();
  private final Repair repair;

  /** The messages that the state above delivered before the first view. */
  private final VersionVector initial;

  private @Nullable ViewState current;
  private SlowMemberDetector slowMembers = new SlowMemberDetector(0, 0);

  /** The messages on this member's disk, as far as it was notified. */
  private VersionVector durable;

  /**
   * {@code initial} is the set of messages that the state above already contains; empty for a fresh
   * node.
   */
  public CausalChannel(
      MemberId self, VersionVector initial, MulticastSettings settings, RandomGenerator random) {
    this.self = self;
    this.initial = initial;
    this.durable = VersionVector.EMPTY;
    this.settings = settings;
    this.random = random;
    this.sending = new SendPath(self, settings);
    this.delivering = new ReceivePath(freezing, sending);
    this.gossip = new VectorGossip(settings);
    this.repair = new Repair(new Batcher(self, settings.datagramBudgetBytes()));
  }

  /**
   * Multicasts {@code payload} as soon as the view allows; payloads leave in the order of the
   * calls. One of more than {@link MulticastSettings#MAX_MESSAGE_BYTES} is an
   * IllegalArgumentException: the state above has limits of its own.
   */
  public List<Output> onSubmit(Payload payload, long nowMs) {
    if (payload.size() > MulticastSettings.MAX_MESSAGE_BYTES)
      throw new IllegalArgumentException(payload.size() + " bytes in one message");
    if (!sending.offer(payload)) return List.of(new Overloaded(payload));
    var outputs = new ArrayList<Output>();
    if (current != null && !freezing.isFrozen()) sending.sendWaiting(current, outputs);
    return outputs;
  }

  /**
   * Returns true if {@link #onFlush} has something to send: the shell calls it when its mailbox is
   * empty, so that a burst shares datagrams.
   */
  public boolean wantsFlush() {
    return sending.wantsFlush();
  }

  public List<Output> onFlush(long nowMs) {
    if (current == null) return List.of();
    var outputs = new ArrayList<Output>();
    sending.flush(current, outputs);
    return outputs;
  }

  /**
   * The state above has {@code durable} on its disk: the messages delivered up to some moment,
   * completely. Counts only where {@link Replication} is on disk.
   */
  public List<Output> onDurable(VersionVector onDisk) {
    durable = onDisk;
    var outputs = new ArrayList<Output>();
    if (current != null && settings.replication().onDisk()) tellDurable(current, outputs);
    return outputs;
  }

  /**
   * Gives {@link Decided} when all {@code quorums} have this member's message {@code seq}; never
   * after this member has reported for another view, for then its copy may count there too. Asked
   * of a message that was delivered here in this view, in the order of the messages.
   */
  public List<Output> onAwait(long seq, List<Quorum> quorums) {
    var outputs = new ArrayList<Output>();
    if (current == null || freezing.isFrozen()) return outputs;
    decisions.await(seq, quorums);
    decisions.report(current, outputs);
    return outputs;
  }

  private void reportDecided(List<Output> outputs) {
    if (current != null && !freezing.isFrozen()) decisions.report(current, outputs);
  }

  private void tellDurable(ViewState state, List<Output> outputs) {
    long news = state.onDurable(durable);
    for (int slot = 0; slot < state.view.size() && !freezing.isFrozen(); slot++) {
      boolean hasNews = (news >> slot & 1) == 1;
      if (hasNews && state.isBuddyOf(slot)) sending.acknowledge(slot);
    }
    sending.onAcknowledged(state, !freezing.isFrozen(), outputs);
    reportDecided(outputs);
  }

  @Override
  public List<Output> onMessage(MemberId from, Message message, long nowMs) {
    if (message instanceof Data data) return onData(from, data);
    if (message instanceof Nak nak)
      return current == null
          ? List.of()
          : repair.answer(current, from, nak, freezing.isFrozen(), nowMs);
    if (message instanceof Acknowledged acknowledged)
      return onAcknowledged(from, acknowledged, nowMs);
    return List.of();
  }

  @Override
  public List<Output> onSignal(Signal signal, long nowMs) {
    if (signal instanceof Freeze freeze) return onFreeze(freeze);
    if (signal instanceof CutDecided decided) return onCutDecided(decided, nowMs);
    if (signal instanceof ViewInstalled installed) return onViewInstalled(installed, nowMs);
    return List.of();
  }

  @Override
  public List<Output> onTick(long nowMs) {
    var state = current;
    if (state == null) return List.of();
    var outputs = new ArrayList<Output>();
    sending.flush(state, outputs);
    // Between a freeze and its cut nothing could be delivered, so nothing is asked for.
    if (!freezing.isFrozen() || freezing.cut() != null)
      outputs.addAll(repair.ask(state, freezing.cut(), nowMs));
    boolean unstable = state.buffer.size() > 0;
    if (!freezing.isFrozen() && gossip.isDue(state.own(), unstable, nowMs)) {
      outputs.add(new Transmit(Destination.Group.INSTANCE, SendPath.acknowledgement(state)));
    }
    if (!freezing.isFrozen()) reportLaggard(state, nowMs, outputs);
    return outputs;
  }

  private void reportLaggard(ViewState state, long nowMs, List<Output> outputs) {
    var slow = slowMembers.check(state, nowMs);
    if (slow.isEmpty()) return;
    var member = state.view.members().get(slow.getAsInt()).id();
    outputs.add(new Signal.Stalled(state.view.id(), member));
  }

  /** What this member has to send, also while there is no view. */
  public SendLoad sendLoad() {
    return sending.load();
  }

  /** How many frames are held back, waiting for their past. */
  public int heldBack() {
    return current == null ? 0 : current.order.heldBack();
  }

  /** How many delivered frames are kept because some member may miss them. */
  public int unstable() {
    return current == null ? 0 : current.buffer.size();
  }

  /** The state kept for the view; only in a view. */
  ViewState current() {
    return Objects.requireNonNull(current, "in no view");
  }

  /** All messages delivered until now. */
  public VersionVector delivered() {
    return current == null ? initial : current.delivered();
  }

  // Receiving.

  private List<Output> onData(MemberId from, Data data) {
    var state = current;
    if (state == null || !data.view().equals(state.view.id())) {
      early.keep(from, data, state == null ? 0 : state.view.id().epoch());
      return List.of();
    }
    int sender = state.view.slotOf(from);
    if (sender < 0) return List.of();
    var outputs = new ArrayList<Output>();
    delivering.onData(state, sender, data, outputs);
    if (!freezing.isFrozen()) sending.sendWaiting(state, outputs);
    else outputs.addAll(freezing.onDelivered(state.delivered()));
    return outputs;
  }

  private List<Output> onAcknowledged(MemberId from, Acknowledged acknowledged, long nowMs) {
    var state = current;
    if (state == null || !acknowledged.view().equals(state.view.id())) return List.of();
    int member = state.view.slotOf(from);
    if (member < 0 || acknowledged.delivered().slots() != state.view.size()) return List.of();
    if (!state.order.isPlausible(acknowledged.delivered()))
      return state.faults.report(member, "claims to have messages that nobody can have sent yet");
    slowMembers.onTold(member, nowMs);
    state.onTold(member, acknowledged.delivered(), nowMs);
    var outputs = new ArrayList<Output>();
    sending.onAcknowledged(state, !freezing.isFrozen(), outputs);
    reportDecided(outputs);
    return outputs;
  }

  // View change.

  private List<Output> onFreeze(Freeze freeze) {
    var outputs = new ArrayList<Output>();
    if (current != null) sending.flush(current, outputs);
    freezing.onFreeze(freeze.ballot());
    decisions.onNewView();
    outputs.add(new Frozen(freeze.ballot(), report()));
    return outputs;
  }

  private FlushReport report() {
    if (current != null) return current.report();
    return new FlushReport(ViewId.none(self), List.of(), initial, List.of());
  }

  private List<Output> onCutDecided(CutDecided decided, long nowMs) {
    if (!freezing.onCutDecided(decided)) return List.of();
    var outputs = new ArrayList<Output>();
    if (current != null) {
      current.order.dropBeyond(current.bySlot(decided.reach()));
      // Now, not at the next tick: all members are frozen until this cut is reached.
      outputs.addAll(repair.ask(current, decided, nowMs));
    }
    outputs.addAll(freezing.onDelivered(delivered()));
    return outputs;
  }

  private List<Output> onViewInstalled(ViewInstalled installed, long nowMs) {
    if (installed.base().get(self) != sending.sent()) {
      throw new IllegalStateException(
          "base "
              + installed.base()
              + " does not end at this member's last message "
              + sending.sent());
    }
    var companions = freezing.companions();
    var state = new ViewState(installed, companions, self, settings, random);
    current = state;
    freezing.onViewInstalled();
    sending.onViewInstalled();
    gossip.onNewView();
    decisions.onNewView();
    slowMembers = new SlowMemberDetector(installed.view().size(), nowMs);
    var outputs = new ArrayList<Output>();
    outputs.add(new ViewDelivered(installed.view(), installed.base()));
    for (var kept : early.take(installed.view().id()))
      outputs.addAll(onData(kept.from(), kept.data()));
    sending.resume(state, outputs);
    if (settings.replication().onDisk()) tellDurable(state, outputs);
    return outputs;
  }
}
