package dev.parley.config;

import com.typesafe.config.Config;
import dev.parley.protocol.multicast.Replication;
import java.time.Duration;

/**
 * The store of accounts and mail; the number of members that must have a message on disk before its
 * sender gets "accepted"; the time for which mail may wait (zero: for ever), and the memory that
 * all of it may take, in bytes (zero: a share of the heap); and whether half of the voters may
 * decide about accounts when the others are proven dead.
 */
public record StoreSettings(
    String place, int copies, boolean lastSurvivor, Duration keepMail, long mailMemory) {
  /** Room for some dozens of the longest messages; less would refuse users who only chat. */
  public static final long MIN_MAIL_MEMORY = 1 << 20;

  private static final String IN_DATA_DIRECTORY = "sqlite";
  private static final String NOWHERE = "none";
  private static final String SERVER = "jdbc:postgresql:";

  public StoreSettings {
    boolean isKnown =
        place.equals(IN_DATA_DIRECTORY) || place.equals(NOWHERE) || place.startsWith(SERVER);
    if (!isKnown) {
      throw new ConfigProblem(
          "parley.store is sqlite, none or a '" + SERVER + "//…' address, not '" + place + "'.");
    }
    boolean isKept = !place.equals(NOWHERE);
    ConfigProblem.checked("parley.accept.", () -> new Replication(copies, isKept));
    if (keepMail.isNegative()) {
      throw new ConfigProblem("parley.mail.keep must not be negative; 0 keeps mail for ever.");
    }
    if (mailMemory != 0 && mailMemory < MIN_MAIL_MEMORY) {
      throw new ConfigProblem(
          "parley.mail.memory must be at least %d bytes, or 0 for a share of the heap, not %d."
              .formatted(MIN_MAIL_MEMORY, mailMemory));
    }
  }

  static StoreSettings read(Config config) {
    return new StoreSettings(
        config.getString("store"),
        config.getInt("accept.copies"),
        config.getBoolean("registry.last-survivor"),
        config.getDuration("mail.keep"),
        config.getBytes("mail.memory"));
  }

  /** The condition under which a message counts as accepted. */
  public Replication replication() {
    return new Replication(copies, isKept());
  }

  /** Returns false if the store is in memory only, and gone with the last node. */
  public boolean isKept() {
    return !place.equals(NOWHERE);
  }

  /**
   * Returns true if the store is in the data directory; otherwise {@link #place} is a JDBC address.
   */
  public boolean isInDataDirectory() {
    return place.equals(IN_DATA_DIRECTORY);
  }
}
