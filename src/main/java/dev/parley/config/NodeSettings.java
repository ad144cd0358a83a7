package dev.parley.config;

import com.typesafe.config.Config;
import dev.parley.chat.accounts.Registration;
import dev.parley.chat.accounts.Scram;
import dev.parley.chat.rooms.Room;
import dev.parley.protocol.Endpoint;
import dev.parley.protocol.election.ElectionMode;
import dev.parley.protocol.multicast.MulticastSettings;
import dev.parley.security.BusSeal;
import dev.parley.security.KeyRotation;
import dev.parley.wire.FrameCodec;
import dev.parley.wire.WireLimits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * All settings of a node, read once at its start and checked as a whole: a setting that cannot work
 * is a {@link ConfigProblem} before a socket is opened.
 */
public record NodeSettings(
    String cluster,
    Addresses addresses,
    Endpoint client,
    Ports ports,
    MulticastAddress multicast,
    List<Endpoint> seeds,
    Path data,
    Optional<RecordSettings> runRecord,
    ElectionMode electionMode,
    Timers timers,
    ClientLimits limits,
    BusSizes bus,
    StoreSettings store,
    KeySettings key,
    HttpAccess http,
    ClientTransport transport) {
  /** The limits of clients at a node. */
  public record ClientLimits(
      Duration greetAfter,
      int maxConnections,
      Duration leaderPatience,
      int passwordIterations,
      Duration ticketsFor,
      Silence silence,
      Duration offlineAfter,
      int sessionsPerUser,
      int roomMembers,
      ClientThrottles throttles) {
    /** RFC 7677 asks for at least this. */
    private static final int MIN_ITERATIONS = 4_096;

    /** A shorter time would end before a client could use its ticket. */
    private static final Duration MIN_TICKETS_FOR = Duration.ofSeconds(1);

    /** For longer a user who has gone would seem to be there. */
    private static final Duration MAX_OFFLINE_AFTER = Duration.ofMinutes(1);

    /** Each of them is sent all that its user is sent. */
    private static final int MAX_SESSIONS_PER_USER = 64;

    /** Each message to a room is kept for each of them; the rooms here have no more anyway. */
    private static final int MAX_ROOM_MEMBERS = Room.MAX_MEMBERS;

    public ClientLimits {
      if (roomMembers < 1 || roomMembers > MAX_ROOM_MEMBERS) {
        throw new ConfigProblem(
            "parley.rooms.members (%d) must be 1 to %d.".formatted(roomMembers, MAX_ROOM_MEMBERS));
      }
      if (sessionsPerUser < 1 || sessionsPerUser > MAX_SESSIONS_PER_USER) {
        throw new ConfigProblem(
            "parley.sessions-per-user (%d) must be 1 to %d."
                .formatted(sessionsPerUser, MAX_SESSIONS_PER_USER));
      }
      if (passwordIterations < MIN_ITERATIONS) {
        throw new ConfigProblem(
            "parley.passwords.iterations ("
                + passwordIterations
                + ") must be at least "
                + MIN_ITERATIONS
                + ": fewer make stolen passwords cheap to guess.");
      }
      if (passwordIterations > Scram.MAX_ITERATIONS) {
        throw new ConfigProblem(
            "parley.passwords.iterations ("
                + passwordIterations
                + ") must be at most "
                + Scram.MAX_ITERATIONS
                + ": nobody could log in.");
      }
      if (greetAfter.isNegative() || leaderPatience.isNegative()) {
        throw new ConfigProblem(
            "parley.client.greet-after (%d ms) and parley.client.leader-patience (%d ms) must not be negative."
                .formatted(greetAfter.toMillis(), leaderPatience.toMillis()));
      }
      if (ticketsFor.compareTo(MIN_TICKETS_FOR) < 0
          || ticketsFor.compareTo(KeyRotation.TICKET_LIFE) > 0) {
        throw new ConfigProblem(
            ("parley.client.tickets-for (%s) must be at least %d s and at most %d days: so long old"
                    + " ticket keys are kept.")
                .formatted(
                    ticketsFor, MIN_TICKETS_FOR.toSeconds(), KeyRotation.TICKET_LIFE.toDays()));
      }
      if (offlineAfter.isNegative() || offlineAfter.compareTo(MAX_OFFLINE_AFTER) > 0) {
        throw new ConfigProblem(
            "parley.client.offline-after (%d ms) must be 0 to %d s."
                .formatted(offlineAfter.toMillis(), MAX_OFFLINE_AFTER.toSeconds()));
      }
      if (maxConnections < 1) {
        throw new ConfigProblem(
            "parley.client.max-connections must be at least 1, not " + maxConnections + ".");
      }
    }
  }

  /**
   * The silence after which a client is asked whether it is alive, and the time that it has to
   * answer.
   */
  public record Silence(Duration pingAfter, Duration answerWithin) {
    /** A shorter time would question clients that are only slow, and disconnect them. */
    private static final Duration MIN = Duration.ofSeconds(1);

    public Silence {
      if (pingAfter.compareTo(MIN) < 0 || answerWithin.compareTo(MIN) < 0) {
        throw new ConfigProblem(
            "parley.client.ping-after (%d ms) and parley.client.answer-within (%d ms) must be at least %d ms."
                .formatted(pingAfter.toMillis(), answerWithin.toMillis(), MIN.toMillis()));
      }
    }
  }

  /**
   * The members' sockets: sizes in bytes, whether neighbours keep links, and the bytes per second
   * that go to a node that copies the state in order to join.
   */
  public record BusSizes(
      int receiveBufferBytes, int datagramBudgetBytes, boolean links, long transferRate) {
    /**
     * A node that copies gives up a holder that is silent for 2 s, and a part of a copy, in which
     * the account log is not, has up to 512 KiB.
     */
    private static final long MIN_TRANSFER_RATE = 1 << 20;

    private static final long MAX_TRANSFER_RATE = 1L << 40;

    /** Room for the largest datagram. */
    private static final int MIN_BUFFER = 65_536;

    /** The bytes that precede the frames belong to the datagram. */
    private static final int MIN_BUDGET =
        MulticastSettings.MIN_DATAGRAM_BUDGET + WireLimits.MAX_HEADER_BYTES;

    private static final int MAX_BUDGET = MulticastSettings.MAX_DATAGRAM_BUDGET;

    public BusSizes {
      if (transferRate < MIN_TRANSFER_RATE || transferRate > MAX_TRANSFER_RATE) {
        throw new ConfigProblem(
            "parley.transfer.rate must be 1 MiB to 1 TiB (per second), not %d bytes."
                .formatted(transferRate));
      }
      if (receiveBufferBytes < MIN_BUFFER) throw badBuffer(receiveBufferBytes);
      if (datagramBudgetBytes < MIN_BUDGET || datagramBudgetBytes > MAX_BUDGET) {
        throw new ConfigProblem(
            "parley.bus.datagram-budget must be %d to %d bytes, not %d."
                .formatted(MIN_BUDGET, MAX_BUDGET, datagramBudgetBytes));
      }
    }

    /** Sockets take their size as an int. */
    static int buffer(long bytes) {
      if (bytes > Integer.MAX_VALUE) throw badBuffer(bytes);
      return (int) bytes;
    }

    private static ConfigProblem badBuffer(long bytes) {
      return new ConfigProblem(
          "parley.bus.receive-buffer must be %d to %d bytes, not %d."
              .formatted(MIN_BUFFER, Integer.MAX_VALUE, bytes));
    }
  }

  public NodeSettings {
    if (cluster.isEmpty() || cluster.length() > WireLimits.MAX_CLUSTER_LENGTH) {
      throw new ConfigProblem(
          "The cluster's name has 1 to "
              + WireLimits.MAX_CLUSTER_LENGTH
              + " characters, not "
              + cluster.length()
              + ".");
    }
    if (bus.datagramBudgetBytes() < leastBudget(cluster)) {
      throw new ConfigProblem(
          "parley.bus.datagram-budget must be at least %d bytes for a cluster with this name, not %d."
              .formatted(leastBudget(cluster), bus.datagramBudgetBytes()));
    }
    seeds = List.copyOf(seeds);
  }

  /** The smallest datagram with the cluster's name and the seal in it. */
  private static int leastBudget(String cluster) {
    return MulticastSettings.MIN_DATAGRAM_BUDGET
        + FrameCodec.headerBytes(cluster)
        + BusSeal.OVERHEAD_BYTES;
  }

  /** The address of every socket. */
  public String bind() {
    return addresses.bind();
  }

  /** Reads the settings; {@code home} is where {@code data} lies unless it is set. */
  public static NodeSettings read(Config root, Path home) {
    RenamedKeys.checked(root);
    KnownKeys.check(root);
    try {
      return fromValid(root.getConfig("parley"), home);
    } catch (com.typesafe.config.ConfigException e) {
      throw new ConfigProblem(KnownKeys.sentence(e));
    }
  }

  /** Returns true if no other machine reaches this node. */
  public boolean isOnLoopback() {
    return HostAddress.of(bind()).isLoopback();
  }

  /** Who may register in a cluster that this node founds. */
  public Registration registration() {
    return store.registration().orElse(isOnLoopback() ? Registration.OPEN : Registration.INVITE);
  }

  /** The same for a node without a key. */
  public NodeSettings insecure() {
    if (transport.certificate().isPresent())
      throw new ConfigProblem(
          "A node without a key (--insecure) has no encryption for parley.tls.cert: leave one of"
              + " them out.");
    return new NodeSettings(
        cluster,
        addresses,
        client,
        ports,
        multicast,
        seeds,
        data,
        runRecord,
        electionMode,
        timers,
        limits,
        bus,
        store,
        new KeySettings(key.file(), key.seal(), true, key.plainClients()),
        http,
        transport);
  }

  private static NodeSettings fromValid(Config config, Path home) {
    var addresses =
        Addresses.of(
            config.getString("bind"),
            config.getString("advertise"),
            config.getString("client.host"));
    boolean isLoopback = addresses.own().isLoopback();
    var ports =
        Ports.of(
                config.getInt("client.port"), config.getInt("bus.port"), config.getInt("http.port"))
            .withIrc(config.getInt("irc.port"));
    var seeds = HttpAccess.list(config, "seeds").stream().map(NodeSettings::endpoint).toList();
    int ttl = config.getInt("multicast.ttl");
    var cluster = config.getString("cluster");
    int budget = config.getInt("bus.datagram-budget");
    int usual = Math.max(leastBudget(cluster), isLoopback ? 8_900 : 1_400);
    return new NodeSettings(
        cluster,
        addresses,
        new Endpoint(addresses.forClients(), ports.client()),
        ports,
        new MulticastAddress(
                config.getBoolean("multicast.enabled"),
                config.getString("multicast.address"),
                config.getInt("multicast.port"),
                ttl == -1 ? (isLoopback ? 0 : 1) : ttl)
            .forHost(addresses.own(), !seeds.isEmpty()),
        seeds,
        data(config.getString("data"), home, ports),
        RecordSettings.read(config),
        electionMode(config.getString("election.mode")),
        Timers.read(config),
        new ClientLimits(
            config.getDuration("client.greet-after"),
            config.getInt("client.max-connections"),
            config.getDuration("client.leader-patience"),
            config.getInt("passwords.iterations"),
            config.getDuration("client.tickets-for"),
            new Silence(
                config.getDuration("client.ping-after"),
                config.getDuration("client.answer-within")),
            config.getDuration("client.offline-after"),
            config.getInt("sessions-per-user"),
            config.getInt("rooms.members"),
            ClientThrottles.read(config)),
        new BusSizes(
            BusSizes.buffer(config.getBytes("bus.receive-buffer")),
            budget == 0 ? usual : budget,
            config.getBoolean("bus.links"),
            config.getBytes("transfer.rate")),
        StoreSettings.read(config),
        KeySettings.read(config),
        HttpAccess.read(config),
        ClientTransport.read(config));
  }

  private static Path data(String given, Path home, Ports ports) {
    return given.isEmpty()
        ? home.resolve("data").resolve(Integer.toString(ports.client()))
        : SystemPath.of("parley.data", given);
  }

  private static ElectionMode electionMode(String mode) {
    if (mode.equalsIgnoreCase("jump-hedged"))
      throw new ConfigProblem(
          "parley.election.mode jump-hedged is gone, since it was no faster than jump: set jump, or"
              + " remove the line, at all nodes of the cluster.");
    return ElectionMode.ofWord(mode)
        .orElseThrow(
            () ->
                new ConfigProblem(
                    "parley.election.mode is one of "
                        + String.join(", ", ElectionMode.words())
                        + ", not '"
                        + mode
                        + "'."));
  }

  /** Parses "host:port", an IPv6 address in brackets or, where that is clear, without. */
  public static Endpoint endpoint(String text) {
    if (text.lastIndexOf(':') < 1) throw new ConfigProblem("'" + text + "' is not host:port.");
    try {
      var endpoint = Endpoint.parse(text);
      if (endpoint.host().indexOf(':') >= 0 && !HostAddress.of(endpoint.host()).isLiteral())
        throw new ConfigProblem(
            "'" + text + "' is not host:port; an IPv6 address looks like [fd00::5]:11111 there.");
      return endpoint;
    } catch (IllegalArgumentException e) {
      throw new ConfigProblem("'" + text + "' is not host:port: " + e.getMessage() + ".");
    }
  }
}
