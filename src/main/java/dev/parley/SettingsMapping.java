package dev.parley;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.parley.chat.accounts.ScramVerifier;
import dev.parley.chat.accounts.VerifierRules;
import dev.parley.config.ClientThrottles;
import dev.parley.config.HostAddress;
import dev.parley.config.NodeSettings;
import dev.parley.group.FrameRouter;
import dev.parley.group.GroupSettings;
import dev.parley.protocol.Endpoint;
import dev.parley.protocol.membership.SharedSettings;
import dev.parley.protocol.multicast.MulticastSettings;
import dev.parley.protocol.reach.ReachSettings;
import dev.parley.security.BusSeal;
import dev.parley.security.TicketSeal;
import dev.parley.session.SessionSettings;
import dev.parley.session.limits.ConnectionShares;
import dev.parley.session.limits.FairShare;
import dev.parley.session.limits.Rate;
import dev.parley.session.limits.Registrations;
import dev.parley.transport.udp.UdpSettings;
import dev.parley.wire.FrameCodec;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.zip.CRC32C;

/** The settings that each part of a node gets. */
public final class SettingsMapping {
  /** For the numbers of registrations in the settings. */
  private static final Duration REGISTRATION_PERIOD = Duration.ofMinutes(10);

  private static final List<String> LOOPBACK = List.of("localhost", "127.0.0.1", "::1");
  private static final Duration LOGIN_PERIOD = Duration.ofMinutes(1);

  private SettingsMapping() {}

  public static GroupSettings group(NodeSettings settings) {
    var timers = settings.timers();
    return new GroupSettings(
        timers.membership(terms(settings)),
        timers.failure(),
        timers.election(settings.electionMode()),
        MulticastSettings.withBudget(
                settings.bus().datagramBudgetBytes()
                    - FrameCodec.headerBytes(settings.cluster())
                    - BusSeal.OVERHEAD_BYTES)
            .replicated(settings.store().replication()));
  }

  /**
   * All timers, and the mode of the election: a ring of two modes would not end as either requires.
   */
  static SharedSettings terms(NodeSettings settings) {
    var timers = settings.timers();
    var digest = new CRC32C();
    for (var timer :
        List.of(
            timers.heartbeatInterval(),
            timers.suspectAfter(),
            timers.confirmTimeout(),
            timers.prepareTimeout(),
            timers.flushTimeout(),
            timers.hopTimeout(),
            timers.aloneAfter(),
            timers.announceInterval())) {
      digest.update((timer.toMillis() + " ").getBytes(UTF_8));
    }
    digest.update(settings.electionMode().word().getBytes(UTF_8));
    return new SharedSettings(timers.profile(), digest.getValue());
  }

  /** Where this node listens to other members. */
  public static Endpoint bus(NodeSettings settings) {
    return new Endpoint(settings.bind(), settings.ports().bus());
  }

  /** The address at which other members reach this node. */
  static Endpoint busForMembers(NodeSettings settings) {
    return new Endpoint(settings.addresses().forMembers(), settings.ports().bus());
  }

  /** The names and addresses at which this node is reached, for its certificate. */
  static List<String> hosts(NodeSettings settings) {
    var addresses = settings.addresses();
    var hosts = new LinkedHashSet<String>();
    var bind = HostAddress.of(addresses.bind());
    if (!bind.isWildcard()) hosts.add(addresses.bind());
    hosts.add(addresses.own().host());
    hosts.add(addresses.forMembers());
    hosts.add(addresses.forClients());
    if (bind.isLoopback() || bind.isWildcard()) hosts.addAll(LOOPBACK);
    return List.copyOf(hosts);
  }

  static FrameRouter.Settings router(NodeSettings settings) {
    return new FrameRouter.Settings(
        settings.cluster(), busForMembers(settings), settings.seeds(), reach(settings));
  }

  public static ReachSettings reach(NodeSettings settings) {
    return new ReachSettings(settings.timers().suspectAfter().toMillis());
  }

  public static UdpSettings udp(NodeSettings settings) {
    var multicast = settings.multicast();
    Optional<Endpoint> group =
        multicast.enabled()
            ? Optional.of(new Endpoint(multicast.address(), multicast.port()))
            : Optional.empty();
    return new UdpSettings(
        bus(settings),
        settings.addresses().own().host(),
        group,
        multicast.ttl(),
        settings.bus().receiveBufferBytes());
  }

  /**
   * {@code maxConnections}: the part of the configured connections that the system has descriptors
   * for. {@code fakeSaltSecret}: as {@link VerifierRules} want it. {@code tickets} gives the
   * present seal of tickets.
   */
  static SessionSettings sessions(
      NodeSettings settings,
      byte[] fakeSaltSecret,
      int maxConnections,
      Function<ScramVerifier, TicketSeal> tickets) {
    var limits = settings.limits();
    return new SessionSettings(
        settings.client(),
        settings.ports().http(),
        new VerifierRules(limits.passwordIterations(), fakeSaltSecret),
        limits.greetAfter(),
        SessionSettings.DEFAULT_ACCEPT_PATIENCE,
        new SessionSettings.Patience(limits.silence().pingAfter(), limits.silence().answerWithin()),
        throttles(limits.throttles(), maxConnections),
        settings.http().publicStatus(),
        new SessionSettings.TicketRules(tickets, limits.ticketsFor()));
  }

  private static SessionSettings.Throttles throttles(ClientThrottles set, int maxConnections) {
    int beforeLogin =
        set.connectionsBeforeLogin() > 0
            ? set.connectionsBeforeLogin()
            : SessionSettings.Throttles.fittingBeforeLogin(Runtime.getRuntime().maxMemory());
    return new SessionSettings.Throttles(
        new ConnectionShares.Limits(
            maxConnections,
            Math.min(maxConnections, beforeLogin),
            new FairShare(set.addressShare()),
            set.addressConnections()),
        set.firstLineWithin(),
        set.lineWithin(),
        new Registrations.Limits(
            new Rate(set.addressRegistrations(), REGISTRATION_PERIOD),
            new Rate(set.nodeRegistrations(), REGISTRATION_PERIOD)),
        new Rate(set.loginsPerMinute(), LOGIN_PERIOD),
        sends(set));
  }

  // A burst in the time in which the rate makes up for it.
  private static Rate sends(ClientThrottles set) {
    if (set.sendsPerSecond() == 0) return Rate.UNLIMITED;
    long perMs = 1_000L * set.sendBurst() / set.sendsPerSecond();
    return new Rate(set.sendBurst(), Duration.ofMillis(Math.max(1, perMs)));
  }
}
