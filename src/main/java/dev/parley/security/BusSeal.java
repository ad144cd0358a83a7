package dev.parley.security;

import dev.parley.protocol.Destination;
import dev.parley.protocol.Endpoint;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.Output;
import dev.parley.protocol.View;
import dev.parley.security.Greeting.Heard;
import dev.parley.security.SealHeader.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The seal around the datagrams of a cluster's members. Who has not the key reads nothing, and
 * nothing of theirs is read; a recorded datagram is taken at most once, by whom it was sent to, and
 * by no process that began after it was sent, but for the two messages by which nodes find each
 * other. A member that lies is not kept from anything: it has the key.
 *
 * <p>A process that hears another's life greets it, and believes it once it was greeted in return:
 * then that life is no recording. What else a core's shell must do is in {@link #drain}.
 */
public final class BusSeal {
  /** Whether these are the bytes of a sealed datagram, by anybody's key. */
  public static boolean isSealed(byte[] datagram) {
    return SealHeader.isSealed(datagram);
  }

  /** What a node without a key takes {@code datagram} for. */
  public static Arrival.Content unsealed(byte[] datagram) {
    return new Arrival.Content(datagram, Source.PLAIN);
  }

  /** The bytes that a seal adds to a datagram. */
  public static final int OVERHEAD_BYTES = SealHeader.BYTES + LifeKey.TAG_BYTES;

  /** Half of a processor spends this many derivations; genuine newcomers ask again. */
  static final int MAX_UNKNOWN_A_SECOND = 20_000;

  /** All are told of all keys this often, so that a lost greeting is made good. */
  static final long GREET_ALL_EVERY_MS = 10_000;

  /** A node beyond the view that was silent for this long holds up no change of a key. */
  static final long SILENT_MS = 60_000;

  /** This process stood still itself if its ticks are so far apart. */
  private static final long STALL_MS = 5_000;

  /** A step towards a sealed wire is taken when all were ready for this long. */
  static final long READY_MS = 5_000;

  /** Former lives of this process whose echo still proves that somebody lived after its start. */
  private static final int MAX_OWN = 8;

  /** Send it as it is. */
  public static final class Send implements Output {
    private final Destination to;
    private final byte[] datagram;

    Send(Destination to, byte[] datagram) {
      this.to = to;
      this.datagram = datagram;
    }

    public Destination to() {
      return to;
    }

    public byte[] datagram() {
      return datagram;
    }
  }

  /** The mode has changed, and is to be kept for the next start. */
  public record ModeChanged(SealMode mode) implements Output {}

  /** What became of a datagram that arrived. */
  public sealed interface Arrival {
    /** The bytes of a frame, which {@link #admits} or not. */
    final class Content implements Arrival {
      private final byte[] frame;
      private final Source source;

      Content(byte[] frame, Source source) {
        this.frame = frame;
        this.source = source;
      }

      public byte[] frame() {
        return frame;
      }

      public Source source() {
        return source;
      }
    }

    record Dropped(Reason reason, KeyId key) implements Arrival {}
  }

  /** Why a datagram is not read. */
  public enum Reason {
    /** For this class alone, which has taken it. */
    GREETING,
    OWN,
    /** Without a seal. */
    PLAIN,
    /** By a key that this node has not: all that is believed of it is its id. */
    OTHER_KEY,
    /** Changed, for another receiver, or by nobody with the key. */
    FORGED,
    /** It arrived before, or is too late to tell. */
    OLD,
    /** More unknown lives than this node has the time for. */
    TOO_MANY,
    MALFORMED
  }

  /** From whose life a frame came. */
  public static final class Source {
    private static final Source PLAIN = new Source(null, Kind.GROUP);
    private final @Nullable Life life;
    private final Kind kind;

    private Source(@Nullable Life life, Kind kind) {
      this.life = life;
      this.kind = kind;
    }
  }

  /** What a frame is about. */
  public enum Content {
    /** It says that its sender is there, and is repeated until somebody answers. */
    INTRODUCTION,
    /** It travels with an introduction. */
    ACCOMPANYING,
    OTHER
  }

  /** {@code seals} is null while a node does not seal. */
  public record PeerKeys(List<KeyId> opens, @Nullable KeyId seals) {}

  private final Endpoint address;
  private final RandomGenerator random;
  private final boolean advances;
  private final Lives lives = new Lives();
  private final SealPeers peers = new SealPeers();
  private final RateBudget unknown = new RateBudget(MAX_UNKNOWN_A_SECOND);
  private final Map<KeyId, ClusterKey> opens = new LinkedHashMap<>();
  private final Map<KeyId, Seal> seals = new LinkedHashMap<>();
  private final Set<Salt> own = new LinkedHashSet<>();
  private final List<Output> outputs = new ArrayList<>();
  private KeyFile file;
  private SealMode mode;
  private Seal seal;
  private @Nullable MemberId self;
  private Set<MemberId> view = Set.of();
  private @Nullable Set<String> voters;
  private long tickedMs = Long.MIN_VALUE;
  private long listensSinceMs;
  private long greetedAllMs = Long.MIN_VALUE;
  private boolean isGreetAllDue;
  private long readySinceMs = Long.MIN_VALUE;
  private String refusal = "";

  /**
   * {@code address} is the one at which members send to this node; with {@code advances} the mode
   * moves on by itself when the others are ready.
   */
  public BusSeal(
      KeyFile file, SealMode mode, boolean advances, Endpoint address, RandomGenerator random) {
    this.file = file;
    this.mode = mode;
    this.advances = advances;
    this.address = address;
    this.random = random;
    for (var key : file.busKeys()) opens.put(key.id(), key);
    this.seal = sealOf(file.sealingKey());
  }

  /** This process has a life for each key that it speaks under. */
  private Seal sealOf(ClusterKey key) {
    var present = seals.get(key.id());
    if (present != null) return present;
    var begun = new Seal(key, random);
    seals.put(key.id(), begun);
    own.add(begun.salt());
    forgetOwn();
    return begun;
  }

  private void forgetOwn() {
    var present =
        seals.values().stream()
            .map(Seal::salt)
            .collect(Collectors.toCollection(LinkedHashSet::new));
    var former = own.iterator();
    while (own.size() > present.size() + MAX_OWN && former.hasNext())
      if (!present.contains(former.next())) former.remove();
  }

  private ClusterKey opened(KeyId id) {
    var key = opens.get(id);
    if (key == null) throw new IllegalStateException("no key " + id);
    return key;
  }

  /**
   * The outputs since the last call, to be performed in order, before frames that were admitted.
   */
  public List<Output> drain() {
    if (outputs.isEmpty()) return List.of();
    var all = List.copyOf(outputs);
    outputs.clear();
    return all;
  }

  public SealMode mode() {
    return mode;
  }

  /** This node's keys, and those of the other nodes that told theirs. */
  public Map<String, PeerKeys> keys() {
    var all = new TreeMap<String, PeerKeys>();
    for (var peer : peers.all()) {
      var greeting = peer.greeting();
      all.put(greeting.sender().node(), new PeerKeys(greeting.opens(), greeting.seals()));
    }
    if (self != null)
      all.put(
          self.node(),
          new PeerKeys(List.copyOf(opens.keySet()), mode.seals() ? seal.keyId() : null));
    return all;
  }

  // Outbound.

  /** The datagram that carries {@code frame}. */
  public byte[] seal(Destination to, byte[] frame) {
    return mode.seals() ? seal.seal(to, frame) : frame;
  }

  // Inbound.

  public Arrival onArrived(byte[] datagram, long nowMs) {
    if (!SealHeader.isSealed(datagram))
      return mode.takesPlain()
          ? new Arrival.Content(datagram, Source.PLAIN)
          : dropped(Reason.PLAIN);
    var read = SealHeader.read(datagram);
    if (read.isEmpty()) return dropped(Reason.MALFORMED);
    var header = read.get();
    if (own.contains(header.salt())) return dropped(Reason.OWN);
    var key = opens.get(header.key());
    if (key == null) return new Arrival.Dropped(Reason.OTHER_KEY, header.key());
    var known = lives.find(header.salt());
    if (known.isEmpty() && !unknown.take(nowMs)) return dropped(Reason.TOO_MANY);
    var life = known.orElseGet(() -> new Life(key, header.salt()));
    if (!life.isNew(header)) return dropped(Reason.OLD);
    byte[] opened = life.keyId().equals(key.id()) ? life.open(header, address, datagram) : null;
    if (opened == null) return dropped(Reason.FORGED);
    if (known.isEmpty()) lives.add(life);
    life.mark(header);
    if (!Greeting.isGreeting(opened))
      return new Arrival.Content(opened, new Source(life, header.kind()));
    Greeting.decode(opened).ifPresent(greeting -> onGreeting(life, greeting, nowMs));
    return dropped(Reason.GREETING);
  }

  private static Arrival dropped(Reason reason) {
    return new Arrival.Dropped(reason, new KeyId(0));
  }

  /**
   * Whether the frame of {@code from} may be taken; {@code reachedAt} is the sender's address where
   * the frame names it.
   */
  public boolean admits(
      Source source, MemberId from, Content content, Optional<Endpoint> reachedAt, long nowMs) {
    var life = source.life;
    if (life == null) return true;
    if (source.kind == Kind.SEEDS && content == Content.OTHER) return false;
    if (!life.isOf(from)) return false;
    reachedAt.ifPresent(life::reachAt);
    if (life.isProven()) {
      peers.onProven(from, nowMs);
      return true;
    }
    greet(life, nowMs);
    // An earlier life that answers lives, and must learn that a copy of its node does.
    return content == Content.INTRODUCTION && peers.isCurrent(from);
  }

  private void onGreeting(Life life, Greeting greeting, long nowMs) {
    if (!life.isOf(greeting.sender())) return;
    life.reachAt(greeting.address());
    @Nullable Boolean knowsUs = null;
    boolean isAsked = false;
    var answering = sealOf(opened(life.keyId())).salt();
    for (var heard : greeting.heard()) {
      if (own.contains(heard.life())) life.prove(greeting);
      if (heard.life().equals(seal.salt())) knowsUs = heard.isProven();
      if (heard.life().equals(answering)) isAsked = !heard.isProven();
    }
    if (life.isProven() && peers.isCurrent(greeting.sender())) {
      peers.onProven(greeting.sender(), nowMs);
      peers.onGreeting(greeting, knowsUs);
    }
    if (!life.isProven() || isAsked) greet(life, nowMs);
  }

  /** Under the key that it speaks under itself: it may have no other. */
  private void greet(Life life, long nowMs) {
    if (!life.greets(nowMs)) return;
    var known = life.address();
    if (known != null)
      send(sealOf(opened(life.keyId())), new Destination.One(known), List.of(life));
    else isGreetAllDue = true; // with the next tick: one for all that become known until then
  }

  /** Under each key: a node that was away for a change of keys may have one of them only. */
  private void greetAll() {
    for (var key : List.copyOf(opens.values())) greetAll(sealOf(key));
  }

  /** In as many greetings as it takes to name all lives under the same key. */
  private void greetAll(Seal with) {
    var all = lives.all().stream().filter(life -> life.keyId().equals(with.keyId())).toList();
    int from = 0;
    do {
      int to = Math.min(all.size(), from + Greeting.MAX_HEARD);
      send(with, Destination.Group.INSTANCE, all.subList(from, to));
      from = to;
    } while (from < all.size());
  }

  private void send(Seal with, Destination to, List<Life> heard) {
    if (self == null) return;
    var greeting =
        new Greeting(
            self,
            address,
            mode.seals() ? seal.keyId() : null,
            mode.takesPlain(),
            named(),
            with.lastNumber(true),
            with.lastNumber(false),
            heard.stream().map(life -> new Heard(life.salt(), life.isProven())).toList());
    outputs.add(new Send(to, with.seal(to, greeting.encode())));
  }

  /** The keys that a greeting names, in the order they came: the one that seals, and the file's. */
  private List<KeyId> named() {
    var ids = new LinkedHashSet<KeyId>();
    ids.add(seal.keyId());
    for (var key : file.busKeys()) ids.add(key.id());
    ids.addAll(opens.keySet());
    var first = ids.stream().limit(KeyFile.MAX_KEYS).toList();
    return opens.keySet().stream().filter(first::contains).toList();
  }

  // Notifications.

  /** This process is {@code now} from here on. */
  public void onLive(MemberId now) {
    self = now;
  }

  public void onView(View installed) {
    view = installed.ids().stream().collect(Collectors.toCollection(TreeSet::new));
    var nodes = new TreeSet<String>();
    for (var id : view) nodes.add(id.node());
    lives.onView(nodes);
    greetAll();
  }

  /** The nodes that vote about accounts, whether they are in the view or not. */
  public void onVoters(Set<String> nodes) {
    voters = new TreeSet<>(nodes);
  }

  /** The key file has changed. */
  public void onFile(KeyFile changed) {
    file = changed;
    for (var key : file.busKeys()) opens.putIfAbsent(key.id(), key);
    refusal = "";
    greetAll();
  }

  /**
   * The time of day jumped: this process may be a copy of another, from before it went on, which
   * has used the same numbers. It begins another life, and so must all that it heard.
   */
  public void onClockJump() {
    own.clear();
    for (var life : lives.all()) life.doubt();
    seals.clear();
    sealWith(seal.keyId());
  }

  public void onTick(long nowMs) {
    // Who stood still has heard nobody, whoever spoke.
    if (tickedMs == Long.MIN_VALUE || nowMs - tickedMs > STALL_MS) listensSinceMs = nowMs;
    tickedMs = nowMs;
    rotate();
    advance(nowMs);
    renewWornOut();
    boolean isTime = greetedAllMs == Long.MIN_VALUE || nowMs - greetedAllMs >= GREET_ALL_EVERY_MS;
    if (self == null || !(isTime || isGreetAllDue)) return;
    greetedAllMs = nowMs;
    isGreetAllDue = false;
    greetAll();
  }

  private void renewWornOut() {
    if (!seals.values().removeIf(Seal::isWornOut)) return;
    sealWith(seal.keyId());
  }

  private void sealWith(KeyId key) {
    seal = sealOf(opened(key));
    peers.onNewLife();
    greetAll();
  }

  // Rotation.

  private void rotate() {
    var wanted = file.sealingKey();
    if (!wanted.id().equals(seal.keyId())) {
      var missing = heardNodes(peer -> !peer.opens(wanted.id()));
      if (missing.isEmpty()) {
        sealWith(wanted.id());
        note("key changed", "datagrams are sealed with the key " + wanted.id());
      } else {
        refuse(
            "the key %s does not seal yet: it is unknown to %s; give them the new key file"
                .formatted(wanted.id(), String.join(", ", missing)));
      }
    }
    for (var key : List.copyOf(opens.keySet())) if (!isInFile(key)) drop(key);
  }

  private boolean isInFile(KeyId id) {
    return file.busKeys().stream().anyMatch(key -> key.id().equals(id));
  }

  private void drop(KeyId key) {
    if (key.equals(seal.keyId())) return;
    var using = heardNodes(peer -> peer.sealsWith(key));
    if (!using.isEmpty()) {
      refuse(
          "the key %s still opens: %s seal with it; give them the new key file"
              .formatted(key, String.join(", ", using)));
      return;
    }
    opens.remove(key);
    seals.remove(key);
    lives.removeIf(life -> life.keyId().equals(key));
    note("key changed", "the key " + key + " opens nothing any more");
    greetAll();
  }

  private void refuse(String sentence) {
    if (!sentence.equals(refusal)) note("key not changed", sentence);
    refusal = sentence;
  }

  private void note(String event, String particulars) {
    outputs.add(new Output.Note(event, particulars));
  }

  /**
   * The other nodes of the view, and the voters, of which {@code which} holds, or nothing is known.
   */
  private Set<String> nodes(Predicate<SealPeers.Peer> which) {
    var found = new TreeSet<String>();
    for (var id : view) if (isAnother(id.node()) && holds(id, which)) found.add(id.node());
    for (var node : voters == null ? Set.<String>of() : voters)
      if (isAnother(node) && peers.of(node).map(which::test).orElse(true)) found.add(node);
    return found;
  }

  /**
   * As {@link #nodes}, but for those beyond the view that are silent: they are greeted under each
   * key when they come back, and learn of the new one from their file.
   */
  private Set<String> heardNodes(Predicate<SealPeers.Peer> which) {
    var found = nodes(which);
    var members = view.stream().map(MemberId::node).collect(Collectors.toCollection(TreeSet::new));
    found.removeIf(node -> !members.contains(node) && isSilent(node));
    return found;
  }

  private boolean isSilent(String node) {
    return tickedMs - Math.max(peers.heardMs(node), listensSinceMs) >= SILENT_MS;
  }

  private boolean holds(MemberId id, Predicate<SealPeers.Peer> which) {
    var known = peers.of(id.node()).filter(peer -> isOf(peer, id));
    return known.map(which::test).orElse(true);
  }

  private static boolean isOf(SealPeers.Peer peer, MemberId id) {
    return peer.greeting().sender().incarnation() >= id.incarnation();
  }

  private boolean isAnother(String node) {
    return self == null || !self.node().equals(node);
  }

  // The way of a cluster to a sealed wire.

  private void advance(long nowMs) {
    if (!advances || mode == SealMode.REQUIRE || self == null) return;
    // Also without a view, into which those who require the seal do not let it.
    if (mode == SealMode.ACCEPT && isAwaited()) moveTo(SealMode.SEND);
    if (view.isEmpty() || voters == null) return;
    boolean isReady =
        mode == SealMode.ACCEPT
            ? nodes(peer -> !peer.opens(seal.keyId()) || !peer.knowsUs()).isEmpty()
            : nodes(peer -> !peer.seals()).isEmpty();
    if (!isReady) readySinceMs = Long.MIN_VALUE;
    else if (readySinceMs == Long.MIN_VALUE) readySinceMs = nowMs;
    else if (nowMs - readySinceMs >= READY_MS)
      moveTo(mode == SealMode.ACCEPT ? SealMode.SEND : SealMode.REQUIRE);
  }

  /** Others require the seal, and nobody in the view would be lost by it. */
  private boolean isAwaited() {
    for (var id : view)
      if (isAnother(id.node()) && holds(id, peer -> !peer.opens(seal.keyId()))) return false;
    for (var peer : peers.all())
      if (!peer.greeting().takesPlain() && peer.opens(seal.keyId())) return true;
    return false;
  }

  private void moveTo(SealMode next) {
    mode = next;
    readySinceMs = Long.MIN_VALUE;
    outputs.add(new ModeChanged(next));
    note(
        "seal",
        next == SealMode.SEND
            ? "all members have the key: datagrams are sealed"
            : "all members seal: datagrams without a seal are dropped");
    greetAll();
  }
}
