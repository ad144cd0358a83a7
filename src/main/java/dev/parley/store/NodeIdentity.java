package dev.parley.store;

import dev.parley.config.ConfigProblem;
import dev.parley.protocol.Fence;
import dev.parley.protocol.MemberId;
import dev.parley.security.SealMode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Properties;
import java.util.random.RandomGenerator;

/**
 * The identity of a node across its incarnations: its name, its last incarnation and the largest
 * epoch that it promised. Each is durable before it is used, so none is ever used twice. Safe for
 * use by several threads.
 */
public final class NodeIdentity implements AutoCloseable, Pairing.Partner {
  /** A directory of a later format is refused; format 1 had no ids of stores. */
  public static final int FORMAT = 2;

  private static final int ID_BYTES = 16;

  /** A stored incarnation that is this far ahead of the clock is worth a log line. */
  static final long AHEAD_MS = 24 * 3_600_000L;

  /**
   * Incarnations to choose from, in milliseconds of the clock: less than a process takes to start,
   * so that of two copies the one that was started later has the larger one, unless they were
   * started together.
   */
  static final long SPREAD = 256;

  private final NodeDirectory directory;
  private final String cluster;
  private final String node;
  private final RandomGenerator random;
  private long incarnation;
  private long promisedEpoch;
  private Optional<String> store = Optional.empty();
  private long starts;
  private boolean isStarting;
  private boolean isNewcomer;

  /** Datagrams had no seal before there was a key: what such a directory joins may have none. */
  private SealMode seal = SealMode.ACCEPT;

  private NodeIdentity(
      NodeDirectory directory, String cluster, String node, RandomGenerator random) {
    this.directory = directory;
    this.cluster = cluster;
    this.node = node;
    this.random = random;
  }

  /**
   * Opens {@code data}, and makes a name from {@code port} and {@code random} if it is fresh. A
   * directory that is in use, of another cluster, of a later format or damaged is a {@link
   * ConfigProblem}.
   */
  public static NodeIdentity open(Path data, String cluster, int port, RandomGenerator random) {
    var directory = NodeDirectory.open(data);
    try {
      var stored = directory.read();
      if (stored.isPresent()) {
        var identity = fromStored(directory, cluster, stored.get(), random);
        identity.checkNumbers();
        return identity;
      }
      if (SqlStore.isIn(data)) {
        throw new ConfigProblem(
            "The data directory "
                + data
                + " has a store and no file node.properties: the node has lost its identity. "
                + Pairing.WAYS_ON);
      }
      return fresh(directory, cluster, drawName(port, random), random);
    } catch (ConfigProblem problem) {
      try {
        directory.close();
      } catch (IOException e) {
        problem.addSuppressed(e);
      }
      throw problem;
    }
  }

  /** A name that no other node has. */
  static String drawName(int port, RandomGenerator random) {
    return "n-%d-%08x".formatted(port, random.nextInt());
  }

  private static NodeIdentity fresh(
      NodeDirectory directory, String cluster, String name, RandomGenerator random) {
    var identity = new NodeIdentity(directory, cluster, name, random);
    identity.seal = SealMode.REQUIRE;
    identity.begin();
    return identity;
  }

  /** No honest incarnation leaves such numbers, and no node can continue with them. */
  private void checkNumbers() {
    // At the limit itself this node could found a group, and no newcomer could join it.
    if (promisedEpoch >= Fence.JOINED_EPOCH) throw struck("epoch", promisedEpoch);
    if (isIncarnationHuge()) throw struck("incarnation", incarnation);
  }

  private ConfigProblem struck(String what, long number) {
    return new ConfigProblem(
        "The data directory "
            + directory.path()
            + " says "
            + what
            + " "
            + number
            + ", which no cluster reaches: a forged or broken message set it. "
            + EpochReset.HOW);
  }

  /** Other stored data is marked with the name, which must not be lost before that. */
  private void begin() {
    try {
      directory.write(properties());
    } catch (IOException e) {
      throw new ConfigProblem(
          "The data directory "
              + directory.path()
              + " cannot be written ("
              + e
              + "): check its rights and the space on its disk.");
    }
  }

  /** Of a directory that is locked: a new member of {@code name}, which must get everything. */
  static NodeIdentity newcomer(
      NodeDirectory directory, String cluster, String name, RandomGenerator random) {
    var identity = fresh(directory, cluster, name, random);
    identity.isNewcomer = true;
    identity.begin();
    return identity;
  }

  /** Whatever its numbers are: to repair them. */
  public static NodeIdentity openToReset(Path data, String cluster, RandomGenerator random) {
    var directory = NodeDirectory.open(data);
    var stored = directory.read();
    if (stored.isEmpty())
      throw new ConfigProblem("There is no node in " + data + ": give its --data.");
    return fromStored(directory, cluster, stored.get(), random);
  }

  /** Refuses a directory that another cluster, {@code owner}, has used. */
  static void requireCluster(NodeDirectory directory, String owner, String cluster) {
    if (owner.equals(cluster)) return;
    throw new ConfigProblem(
        "The data directory "
            + directory.path()
            + " belongs to the cluster '"
            + owner
            + "', not to '"
            + cluster
            + "': give another --data or --cluster.");
  }

  static NodeIdentity fromStored(
      NodeDirectory directory, String cluster, Properties stored, RandomGenerator random) {
    var format = number(directory, stored, "format");
    if (format > FORMAT) {
      throw new ConfigProblem(
          "The data directory "
              + directory.path()
              + " has format "
              + format
              + ", newer than this version's "
              + FORMAT
              + ": use a newer Parley, or another --data.");
    }
    var owner = text(directory, stored, "cluster");
    requireCluster(directory, owner, cluster);
    var name = text(directory, stored, "node");
    var identity = new NodeIdentity(directory, cluster, name, random);
    identity.incarnation = number(directory, stored, "incarnation");
    identity.promisedEpoch = number(directory, stored, "promised-epoch");
    if (format < 2) return identity;
    identity.store = Optional.of(stored.getProperty("store-id", "")).filter(id -> !id.isEmpty());
    identity.starts = number(directory, stored, "starts");
    identity.isStarting = Boolean.parseBoolean(stored.getProperty("starting"));
    identity.isNewcomer = Boolean.parseBoolean(stored.getProperty("newcomer"));
    identity.seal = SealMode.ofWord(stored.getProperty("seal", "")).orElse(SealMode.ACCEPT);
    return identity;
  }

  private static String text(NodeDirectory directory, Properties stored, String key) {
    var value = stored.getProperty(key, "");
    if (!value.isEmpty()) return value;
    throw new NodeDirectory.Damaged(
        "The data directory "
            + directory.path()
            + " is damaged ('"
            + key
            + "' is missing): restore it, or give another --data.");
  }

  private static long number(NodeDirectory directory, Properties stored, String key) {
    var value = text(directory, stored, key);
    try {
      long number = Long.parseLong(value);
      if (number >= 0) return number;
    } catch (NumberFormatException e) {
      // Said below, like a negative number.
    }
    throw new NodeDirectory.Damaged(
        "The data directory "
            + directory.path()
            + " is damaged ('"
            + key
            + "' is '"
            + value
            + "'): restore it, or give another --data.");
  }

  /** The node's name; the same in every life. */
  public String node() {
    return node;
  }

  // The store that belongs to it.

  private Pairing.Noted noted() {
    return new Pairing.Noted(store, starts, isStarting, incarnation > 0);
  }

  @Override
  public synchronized Pairing.Finding judge(Pairing.Found found) {
    return Pairing.judge(noted(), found);
  }

  @Override
  public synchronized Pairing.Mark starting(Pairing.Found found) {
    // With the number that the store has: a start that was cut short is done as far as it came.
    starts = found.starts();
    isStarting = true;
    if (store.isEmpty() || store.get().equals(Pairing.NO_STORE)) store = Optional.of(draw());
    store();
    return new Pairing.Mark(store.get(), starts + 1);
  }

  @Override
  public synchronized void started(Pairing.Mark mark) {
    starts = mark.starts();
    isStarting = false;
    store();
  }

  /** This life keeps nothing: a store that there was is older than the node from now on. */
  public synchronized void startedWithoutStore() {
    if (store.isEmpty()) store = Optional.of(Pairing.NO_STORE);
    else if (!store.get().equals(Pairing.NO_STORE)) starts++;
    store();
  }

  private String draw() {
    var bytes = new byte[ID_BYTES];
    random.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  /**
   * A warning for the operator about the clock: the last incarnation was far ahead of {@code
   * wallMs}. Incarnations grow nevertheless.
   */
  public synchronized Optional<String> clockWarning(long wallMs) {
    if (incarnation - AHEAD_MS <= wallMs) return Optional.empty();
    return Optional.of(
        "the clock says "
            + Instant.ofEpochMilli(wallMs)
            + ", and at an earlier start it said "
            + Instant.ofEpochMilli(incarnation)
            + " or so: check it, since the times of messages and parley.mail.keep depend on it");
  }

  /** A new identity, not settled yet. */
  public synchronized boolean isNewcomer() {
    return isNewcomer;
  }

  /** This node has met the accounts of its cluster; durable when this returns. */
  public synchronized void settled() {
    isNewcomer = false;
    store();
  }

  /** How far this node's cluster has come to a sealed wire. */
  public synchronized SealMode seal() {
    return seal;
  }

  /** Durable when this returns. */
  public synchronized void sealed(SealMode mode) {
    if (mode == seal) return;
    seal = mode;
    store();
  }

  boolean isIncarnationHuge() {
    return incarnation > MemberId.MAX_INCARNATION - SPREAD;
  }

  /** Only on an operator's command, while no node runs: a promise is taken back. */
  synchronized void resetNumbers(long epoch) {
    promisedEpoch = epoch;
    if (isIncarnationHuge()) incarnation = 0;
    store();
  }

  // Its lives.

  /**
   * An incarnation larger than any before, independent of the clock; the clock keeps it larger than
   * those that a restored backup has lost. Chance keeps those of two copies of one directory apart,
   * although they may start at the same moment or without a clock: the smaller of two must know
   * that it is.
   */
  public synchronized long nextIncarnation(long wallClockMs) {
    // A clock beyond all incarnations is no clock.
    long clockMs = Math.min(wallClockMs, MemberId.MAX_INCARNATION / 2);
    incarnation = Math.max(incarnation, clockMs) + 1 + random.nextLong(SPREAD);
    store();
    return incarnation;
  }

  public synchronized long promisedEpoch() {
    return promisedEpoch;
  }

  /** Returns when the promise is durable. A smaller epoch than before is a bug. */
  public synchronized void promise(long epoch) {
    if (epoch <= promisedEpoch) {
      throw new IllegalStateException("epoch " + epoch + " after " + promisedEpoch);
    }
    promisedEpoch = epoch;
    store();
  }

  private Properties properties() {
    var properties = new Properties();
    properties.setProperty("format", Integer.toString(FORMAT));
    properties.setProperty("cluster", cluster);
    properties.setProperty("node", node);
    properties.setProperty("incarnation", Long.toString(incarnation));
    properties.setProperty("promised-epoch", Long.toString(promisedEpoch));
    properties.setProperty("starts", Long.toString(starts));
    store.ifPresent(id -> properties.setProperty("store-id", id));
    if (isStarting) properties.setProperty("starting", "true");
    if (isNewcomer) properties.setProperty("newcomer", "true");
    properties.setProperty("seal", seal.word());
    return properties;
  }

  private void store() {
    try {
      directory.write(properties());
    } catch (IOException e) {
      // A node that cannot store its promises must not continue.
      throw new UncheckedIOException(
          "the data directory " + directory.path() + " cannot be written", e);
    }
  }

  @Override
  public synchronized void close() throws IOException {
    directory.close();
  }
}
