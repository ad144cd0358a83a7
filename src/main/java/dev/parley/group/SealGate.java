package dev.parley.group;

import dev.parley.protocol.Destination;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.Output;
import dev.parley.protocol.View;
import dev.parley.protocol.membership.MembershipMessage.Announce;
import dev.parley.protocol.membership.MembershipMessage.Discover;
import dev.parley.protocol.membership.SenderAddress;
import dev.parley.protocol.version.VersionMessage.Hello;
import dev.parley.security.BusSeal;
import dev.parley.security.BusSeal.Arrival;
import dev.parley.security.BusSeal.Content;
import dev.parley.security.KeyFile;
import dev.parley.wire.Frame;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;

/**
 * What stands between frames and sockets: {@link BusSeal}, or nothing at a node without a key. Logs
 * what is dropped, a sentence for each kind and not a line for each datagram.
 */
final class SealGate {
  /** A jump of the time of day, in either direction, that no drift explains. */
  private static final long JUMP_MS = 2_000;

  private static final long MALFORMED_EVERY_MS = 10_000;

  private static final long REPORT_EVERY_MS = 1_000;

  /** Another cluster beside this one is no fault. */
  private static final long STRANGERS_EVERY_MS = 600_000;

  private final Optional<SealEnvironment> environment;
  private final Logger log;
  private final DatagramMeters meters;
  private final NodeEvents events;
  private final LogSampler strangers = new LogSampler(STRANGERS_EVERY_MS);
  private final LogSampler plain = new LogSampler(STRANGERS_EVERY_MS);
  private final LogSampler sealed = new LogSampler(STRANGERS_EVERY_MS);
  private final LogSampler forged = new LogSampler(MALFORMED_EVERY_MS);
  private long late;
  private long clockMs;
  private long reportedMs;

  SealGate(
      Optional<SealEnvironment> environment, Logger log, DatagramMeters meters, NodeEvents events) {
    this.environment = environment;
    this.log = log;
    this.meters = meters;
    this.events = events;
  }

  /** The seal; nothing at a node without a key. */
  private Optional<BusSeal> seal() {
    return environment.map(SealEnvironment::seal);
  }

  byte[] seal(Destination to, byte[] frame) {
    return environment.isEmpty() ? frame : environment.get().seal().seal(to, frame);
  }

  /** The frame in a datagram, if this node may read it. */
  Optional<Arrival.Content> open(byte[] datagram, InetSocketAddress from, long nowMs) {
    if (environment.isEmpty()) return Optional.of(BusSeal.unsealed(datagram));
    var arrival = environment.get().seal().onArrived(datagram, nowMs);
    if (arrival instanceof Arrival.Content content) return Optional.of(content);
    onDropped((Arrival.Dropped) arrival, from, nowMs);
    return Optional.empty();
  }

  private void onDropped(Arrival.Dropped dropped, InetSocketAddress from, long nowMs) {
    meters.onDropped(dropped.reason());
    switch (dropped.reason()) {
      case GREETING, OWN -> {}
      case OLD -> late++;
      case PLAIN ->
          plain
              .onEvent(nowMs)
              .ifPresent(
                  n ->
                      log.warn(
                          "{} datagrams without a seal were dropped, last from {}: a node there has"
                              + " no key, or is of an earlier version; give it the key file, or set"
                              + " parley.bus.seal=accept here until all have it",
                          n,
                          from));
      case OTHER_KEY ->
          strangers
              .onEvent(nowMs)
              .ifPresent(
                  n ->
                      log.info(
                          "somebody else's cluster is here: {} datagrams are sealed with the key {},"
                              + " last from {}; a node of this cluster there needs this node's key"
                              + " file",
                          n,
                          dropped.key(),
                          from));
      case FORGED, TOO_MANY, MALFORMED ->
          forged
              .onEvent(nowMs)
              .ifPresent(
                  n ->
                      log.warn(
                          "{} datagrams cannot be opened ({}), last from {}",
                          n,
                          dropped.reason(),
                          from));
    }
  }

  /** A datagram is malformed to a node without a key if it is sealed. */
  boolean isSealedForNobody(byte[] datagram, InetSocketAddress from, long nowMs) {
    if (environment.isPresent() || !BusSeal.isSealed(datagram)) return false;
    sealed
        .onEvent(nowMs)
        .ifPresent(
            n ->
                log.warn(
                    "{} sealed datagrams were dropped, last from {}: this node has no key; start it"
                        + " without --insecure to join that cluster",
                    n,
                    from));
    return true;
  }

  boolean admits(BusSeal.Source source, Frame frame, long nowMs) {
    return environment.isEmpty()
        || environment
            .get()
            .seal()
            .admits(
                source,
                frame.from(),
                content(frame),
                SenderAddress.of(frame.from(), frame.message()),
                nowMs);
  }

  private static Content content(Frame frame) {
    if (frame.message() instanceof Discover || frame.message() instanceof Announce)
      return Content.INTRODUCTION;
    return frame.message() instanceof Hello ? Content.ACCOMPANYING : Content.OTHER;
  }

  void onLive(MemberId self) {
    seal().ifPresent(seal -> seal.onLive(self));
  }

  void onView(View view) {
    seal().ifPresent(seal -> seal.onView(view));
  }

  void onVoters(Set<String> nodes) {
    seal().ifPresent(seal -> seal.onVoters(nodes));
  }

  void onFile(KeyFile file) {
    seal().ifPresent(seal -> seal.onFile(file));
  }

  /** {@code wallMs}: the time of day, of which jumps show that this process was set back. */
  void onTick(long wallMs, long nowMs) {
    long now = wallMs - nowMs;
    boolean isJump = clockMs != 0 && Math.abs(now - clockMs) > JUMP_MS;
    clockMs = now;
    seal()
        .ifPresent(
            seal -> {
              if (isJump) seal.onClockJump();
              seal.onTick(nowMs);
              report(seal, nowMs);
            });
  }

  private void report(BusSeal seal, long nowMs) {
    if (reportedMs != 0 && nowMs - reportedMs < REPORT_EVERY_MS) return;
    reportedMs = nowMs;
    environment.ifPresent(around -> around.report(seal.mode(), seal.keys(), late));
  }

  /** What is to be sent now; notes and changes of the mode are done. */
  List<BusSeal.Send> drain() {
    if (environment.isEmpty()) return List.of();
    var outputs = environment.get().seal().drain();
    if (outputs.isEmpty()) return List.of();
    outputs.forEach(this::perform);
    return outputs.stream()
        .filter(BusSeal.Send.class::isInstance)
        .map(BusSeal.Send.class::cast)
        .toList();
  }

  private void perform(Output output) {
    if (output instanceof Output.Note note) {
      log.info("{}: {}", note.event(), note.particulars());
      events.onOutput(note);
    }
    if (output instanceof BusSeal.ModeChanged changed)
      environment.ifPresent(around -> around.keep(changed.mode()));
  }
}
