package dev.parley.chat;

import dev.parley.chat.ChatEvent.AccountChange;
import dev.parley.chat.RegistryEntry.Content;
import dev.parley.chat.RegistryEntry.Decision;
import dev.parley.chat.RegistryEntry.Electorate;
import dev.parley.chat.RegistryEntry.Founding;
import dev.parley.chat.RegistryEntry.Opening;
import dev.parley.chat.RegistryEntry.Position;
import dev.parley.protocol.Member;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.View;
import dev.parley.protocol.multicast.Quorum;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Writes the registry's log while this member leads: opens it in each view that may decide, appends
 * decisions, says what is decided, and keeps the voters to those that are there. One view's chair;
 * the next view has another.
 */
public final class RegistryChair {
  /** Entries that wait for the disks; whoever asks for one more is answered later. */
  public static final int MAX_UNDECIDED = 256;

  /** A proof that voters are dead is tried again after this. */
  public static final long PROVE_AGAIN_MS = 1_000;

  /** What the shell must do. */
  public sealed interface Step {}

  /** Multicast this; {@link #onAppended} when it is delivered here. */
  public record Append(RegistryEntry entry) implements Step {}

  /** Say {@link #onDecided} when the quorums have this member's message {@code seq} on disk. */
  public record Await(long seq, List<Quorum> quorums) implements Step {
    public Await {
      quorums = List.copyOf(quorums);
    }
  }

  /** Multicast that everything up to here is decided. */
  public record Commit(Position upTo) implements Step {}

  /** Say {@link #onProbed} for each: does its machine refuse connections to its bus port? */
  public record Probe(List<Member> members) implements Step {
    public Probe {
      members = List.copyOf(members);
    }
  }

  private enum Phase {
    /** Nobody has wanted a decision yet, and there is no registry. */
    UNFOUNDED,
    /** Half of the voters are here, and the others may be dead. */
    PROVING,
    MINORITY,
    /** The first entry waits for the disks. */
    OPENING,
    OPEN
  }

  private final View view;
  private final MemberId self;
  private final RegistrySettings settings;
  private final long sinceMs;
  private final Standing standing;
  private final TreeSet<String> unproven = new TreeSet<>();
  private final TreeMap<Long, Position> awaited = new TreeMap<>();
  private Phase phase;
  private @Nullable Registry registry;
  private Position lastIssued;
  private Position lastDecided = new Position(0, 0);
  private boolean hasFailedToProve;
  private long provedMs;

  /** {@code registry} is that of the state when the view began. */
  public RegistryChair(
      View view,
      MemberId self,
      Optional<Registry> registry,
      RegistrySettings settings,
      long nowMs) {
    this.view = view;
    this.self = self;
    this.settings = settings;
    this.sinceMs = nowMs;
    this.registry = registry.orElse(null);
    this.lastIssued = registry.map(Registry::last).orElse(new Position(0, 0));
    this.standing =
        registry
            .map(known -> Standing.of(known, view, settings.lastSurvivor()))
            .orElseGet(
                () -> new Standing(List.of(), nodes(view, Registry.MAX_VOTERS), List.of(), ""));
    this.phase = registry.isEmpty() ? Phase.UNFOUNDED : Phase.MINORITY;
  }

  private static List<String> nodes(View view, int atMost) {
    return view.ids().stream().map(MemberId::node).limit(atMost).toList();
  }

  /** The view has begun. */
  public List<Step> begin(long nowMs) {
    if (phase == Phase.UNFOUNDED || !standing.mayDecide()) return List.of();
    if (standing.missing().isEmpty()) return open();
    phase = Phase.PROVING;
    return prove(nowMs);
  }

  private List<Step> prove(long nowMs) {
    provedMs = nowMs;
    unproven.clear();
    standing.missing().forEach(member -> unproven.add(member.id().node()));
    return List.of(new Probe(standing.missing()));
  }

  private List<Step> open() {
    phase = Phase.OPENING;
    var known = registry;
    var founding = known == null ? new Founding(view.id().epoch(), self) : known.founding();
    return List.of(append(new Opening(founding, view.members(), standing.voters())));
  }

  private Append append(Content content) {
    lastIssued = lastIssued.next(view.id().epoch());
    return new Append(new RegistryEntry(lastIssued, content));
  }

  /** Somebody wants a decision. The first one founds the registry, with all that are there. */
  public List<Step> onWanted() {
    return phase == Phase.UNFOUNDED ? open() : List.of();
  }

  /** Why nothing can be decided in this view, if that is so. */
  public Optional<Refusal> refusal() {
    boolean isUnproven = phase == Phase.PROVING && hasFailedToProve;
    if (phase != Phase.MINORITY && !isUnproven) return Optional.empty();
    var reason = isUnproven ? standing.proofWanted().orElse("") : standing.reason();
    var text =
        "Accounts cannot be changed in this part of the cluster: "
            + reason
            + ". Chat goes on; try again when the other servers are back.";
    return Optional.of(Refusal.retry(Refusal.Code.NO_QUORUM, text, 2_000));
  }

  /** A decision may be made now; otherwise it is refused, or asked for again. */
  public boolean isOpen() {
    return phase == Phase.OPEN && lastIssued.index() - lastDecided.index() < MAX_UNDECIDED;
  }

  /** Only while {@link #isOpen}. */
  public Step decide(AccountChange change) {
    return append(new Decision(change));
  }

  /** An entry of this chair was delivered here as this member's message {@code seq}. */
  public List<Step> onAppended(RegistryEntry entry, Registry after, long seq) {
    registry = after;
    awaited.put(seq, entry.position());
    return List.of(new Await(seq, quorums(entry, after)));
  }

  private List<Quorum> quorums(RegistryEntry entry, Registry after) {
    if (entry.content() instanceof Opening opening) {
      return standing.mayDecide()
          ? standing.quorums()
          : List.of(Quorum.majorityOf(opening.voters()));
    }
    var latest = Quorum.majorityOf(after.electorate());
    return after.electorate().equals(after.voters())
        ? List.of(latest)
        : List.of(Quorum.majorityOf(after.voters()), latest);
  }

  /** The quorums have this member's message {@code seq}, and all before. */
  public List<Step> onDecided(long seq) {
    var done = awaited.headMap(seq, true);
    if (done.isEmpty()) return List.of();
    lastDecided = done.lastEntry().getValue();
    done.clear();
    return List.of(new Commit(lastDecided));
  }

  /** What was decided was applied here. */
  public void onCommitted(Registry after) {
    registry = after;
    if (phase == Phase.OPENING && after.committed().epoch() == view.id().epoch())
      phase = Phase.OPEN;
  }

  /** Nobody listens at {@code member}'s port, as its own machine says; or that is not known. */
  public List<Step> onProbed(Member member, boolean isRefused) {
    if (phase != Phase.PROVING) return List.of();
    if (!isRefused) {
      hasFailedToProve = true;
      return List.of();
    }
    unproven.remove(member.id().node());
    return unproven.isEmpty() ? open() : List.of();
  }

  public List<Step> onTick(long nowMs) {
    if (phase == Phase.PROVING && nowMs - provedMs >= PROVE_AGAIN_MS) return prove(nowMs);
    var log = registry;
    boolean isQuiet = phase == Phase.OPEN && log != null && lastIssued.equals(log.committed());
    return log != null && isQuiet ? electorate(log.voters(), nowMs) : List.of();
  }

  private List<Step> electorate(List<String> voters, long nowMs) {
    var here = nodes(view, View.MAX_MEMBERS);
    var next = new ArrayList<>(voters);
    var missing = voters.stream().filter(voter -> !here.contains(voter)).findFirst();
    var added = here.stream().filter(node -> !voters.contains(node)).findFirst();
    if (missing.isPresent() && nowMs - sinceMs >= settings.demoteMs()) {
      next.remove(missing.get());
    } else if (added.isPresent()
        && voters.size() < Registry.MAX_VOTERS
        && nowMs - sinceMs >= settings.promoteMs()) {
      next.add(added.get());
      next.sort(null);
    } else {
      return List.of();
    }
    return List.of(append(new Electorate(next)));
  }
}
