package dev.parley.store;

import dev.parley.config.ConfigProblem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Properties;
import java.util.random.RandomGenerator;

/**
 * Who a node is, across its lives: its name, its last incarnation and the largest epoch that it
 * promised. Each is durable before it is used, so none is ever used twice. Safe for use by several
 * threads.
 */
public final class NodeIdentity implements AutoCloseable {
  /** A directory of a later format is refused. */
  public static final int FORMAT = 1;

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
      if (stored.isPresent()) return fromStored(directory, cluster, stored.get(), random);
      var name = "n-%d-%08x".formatted(port, random.nextInt());
      var identity = new NodeIdentity(directory, cluster, name, random);
      identity.begin();
      return identity;
    } catch (ConfigProblem problem) {
      try {
        directory.close();
      } catch (IOException e) {
        problem.addSuppressed(e);
      }
      throw problem;
    }
  }

  /** What else is kept is marked with the name, which must not be forgotten before that. */
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

  private static NodeIdentity fromStored(
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
    if (!owner.equals(cluster)) {
      throw new ConfigProblem(
          "The data directory "
              + directory.path()
              + " belongs to the cluster '"
              + owner
              + "', not to '"
              + cluster
              + "': give another --data or --cluster.");
    }
    var name = text(directory, stored, "node");
    var identity = new NodeIdentity(directory, cluster, name, random);
    identity.incarnation = number(directory, stored, "incarnation");
    identity.promisedEpoch = number(directory, stored, "promised-epoch");
    return identity;
  }

  private static String text(NodeDirectory directory, Properties stored, String key) {
    var value = stored.getProperty(key, "");
    if (!value.isEmpty()) return value;
    throw new ConfigProblem(
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
    throw new ConfigProblem(
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

  /**
   * An incarnation larger than any before, whatever the clock says; the clock keeps it larger than
   * those that a restored backup has forgotten. Chance keeps those of two copies of one directory
   * apart, although they may start at the same moment or without a clock: the smaller of two must
   * know that it is.
   */
  public synchronized long nextIncarnation(long wallClockMs) {
    incarnation = Math.max(incarnation, wallClockMs) + 1 + random.nextLong(SPREAD);
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
    return properties;
  }

  private void store() {
    try {
      directory.write(properties());
    } catch (IOException e) {
      // A node that cannot remember what it promised must not go on.
      throw new UncheckedIOException(
          "the data directory " + directory.path() + " cannot be written", e);
    }
  }

  @Override
  public synchronized void close() throws IOException {
    directory.close();
  }
}
