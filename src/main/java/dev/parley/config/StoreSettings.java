package dev.parley.config;

import com.typesafe.config.Config;
import dev.parley.protocol.multicast.Replication;
import java.time.Duration;

/**
 * Where a node keeps accounts and mail, and how many members must have kept a message before its
 * sender is told that it is accepted; how long mail may wait (zero: for ever); and whether half of
 * the voters may decide about accounts when the others are proven dead.
 */
public record StoreSettings(String place, int copies, boolean lastSurvivor, Duration keepMail) {
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
    if (copies < 1 || copies > Replication.MAX_COPIES) {
      throw new ConfigProblem(
          "parley.accept.copies must be 1 to %d, not %d."
              .formatted(Replication.MAX_COPIES, copies));
    }
    if (keepMail.isNegative()) {
      throw new ConfigProblem("parley.mail.keep must not be negative; 0 keeps mail for ever.");
    }
  }

  static StoreSettings read(Config config) {
    return new StoreSettings(
        config.getString("store"),
        config.getInt("accept.copies"),
        config.getBoolean("registry.last-survivor"),
        config.getDuration("mail.keep"));
  }

  /** False: in memory only, and gone with the last node. */
  public boolean isKept() {
    return !place.equals(NOWHERE);
  }

  /** In the data directory; otherwise {@link #place} is a JDBC address. */
  public boolean isInDataDirectory() {
    return place.equals(IN_DATA_DIRECTORY);
  }
}
