package dev.parley.config;

import com.typesafe.config.Config;
import dev.parley.chat.MailShares;
import dev.parley.chat.accounts.Registration;
import dev.parley.chat.accounts.SurvivorProof;
import dev.parley.protocol.multicast.Replication;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * The store of accounts and mail; the number of members that must have a message on disk before its
 * sender gets "accepted"; the time for which mail may wait (zero: for ever), and the memory that
 * all of it may take, in bytes (zero: a share of the heap), and mail of one sender; what proves the
 * other voters dead where half of them may decide about accounts; who may register in a cluster
 * that this node founds, if that is set; the time after which a client id that is not used is
 * forgotten (zero: never); and what is kept of messages that were read.
 */
public record StoreSettings(
    String place,
    int copies,
    SurvivorProof lastSurvivor,
    Duration keepMail,
    long mailMemory,
    MailShares mailShares,
    Optional<Registration> registration,
    Duration forgetClients,
    HistorySettings history) {
  /** Room for some dozens of the longest messages; less would refuse users who only chat. */
  public static final long MIN_MAIL_MEMORY = 1 << 20;

  private static final String IN_DATA_DIRECTORY = "sqlite";
  private static final String NOWHERE = "none";
  private static final String AUTO = "auto";
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
    if (forgetClients.isNegative()) {
      throw new ConfigProblem(
          "parley.client.forget-ids must not be negative; 0 forgets no client id for its age.");
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
        lastSurvivor(config.getString("registry.last-survivor")),
        config.getDuration("mail.keep"),
        config.getBytes("mail.memory"),
        ConfigProblem.checked(
            "parley.mail.",
            () ->
                new MailShares(
                    config.getInt("mail.per-sender"),
                    config.getBytes("mail.per-sender-bytes"),
                    config.getInt("mail.from-strangers"))),
        registration(config.getString("registration")),
        config.getDuration("client.forget-ids"),
        HistorySettings.read(config));
  }

  private static Optional<Registration> registration(String word) {
    if (word.equals(AUTO)) return Optional.empty();
    var mode = Registration.of(word);
    if (mode.isEmpty())
      throw new ConfigProblem(
          "parley.registration is auto, open, invite or closed, not '" + word + "'.");
    return mode;
  }

  private static SurvivorProof lastSurvivor(String word) {
    // The words of a switch, as which this setting began.
    var known = Map.of("true", "on", "yes", "on", "false", "off", "no", "off");
    return SurvivorProof.of(known.getOrDefault(word, word))
        .orElseThrow(
            () ->
                new ConfigProblem(
                    "parley.registry.last-survivor is off, same-machine or on, not '"
                        + word
                        + "'."));
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
