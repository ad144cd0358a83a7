package dev.parley.store;

import java.util.Optional;

/**
 * Checks that node.properties and the store of a node belong together and are of one moment. Both
 * carry the id of the store and count the starts. With a store that was lost, exchanged or restored
 * alone, a node would vote under a kept name against promises that it has lost.
 *
 * <p>A start writes three times: its beginning, into the properties; the next number, into the
 * store; the same number, into the properties. So a crash anywhere in it leaves a pair that is in
 * order, and a half that is older by a whole start never does. Data that a restored half of the
 * present start lacks is not noticed.
 */
final class Pairing {
  /** Of a node that kept nothing on purpose. */
  static final String NO_STORE = "none";

  /**
   * The contents of the properties. {@code store} is empty in those of a version that had no ids;
   * {@code isStarting}: a start began and is not known to be done; {@code isUsed}: the node has
   * run.
   */
  record Noted(Optional<String> store, long starts, boolean isStarting, boolean isUsed) {}

  /** The contents of the store's mark; {@code id} is empty in one of a version that had none. */
  record Found(boolean exists, Optional<String> id, long starts) {
    static final Found NOTHING = new Found(false, Optional.empty(), 0);
  }

  /** The mark that the store has once a start is done. */
  record Mark(String id, long starts) {}

  /** The other half. Each method returns when its note is durable. */
  interface Partner {
    Finding judge(Found found);

    /** A start begins; only with a pair that is in order. */
    Mark starting(Found found);

    /** The store has {@code mark}. */
    void started(Mark mark);
  }

  enum Finding {
    /** There is no store, and there never was one. */
    NEW,
    /** Both are of a version that had no ids, or get them just now. */
    UNMARKED,
    SAME,
    STORE_LOST,
    STORE_OTHER,
    STORE_OLDER,
    PROPERTIES_OLDER;

    boolean isInOrder() {
      return this == NEW || this == UNMARKED || this == SAME;
    }
  }

  private Pairing() {}

  static Finding judge(Noted noted, Found found) {
    if (!found.exists()) return withoutStore(noted);
    if (found.id().isEmpty()) return unmarked(noted);
    if (noted.store().isEmpty()) return Finding.PROPERTIES_OLDER;
    if (!noted.store().equals(found.id())) return Finding.STORE_OTHER;
    boolean isCutShort = noted.isStarting() && found.starts() == noted.starts() + 1;
    if (isCutShort || found.starts() == noted.starts()) return Finding.SAME;
    return found.starts() < noted.starts() ? Finding.STORE_OLDER : Finding.PROPERTIES_OLDER;
  }

  private static Finding withoutStore(Noted noted) {
    boolean hadNone = noted.store().equals(Optional.of(NO_STORE));
    return noted.starts() == 0 && (hadNone || !noted.isUsed()) ? Finding.NEW : Finding.STORE_LOST;
  }

  private static Finding unmarked(Noted noted) {
    boolean isCutShort = noted.starts() == 0 && noted.isStarting();
    return noted.store().isEmpty() || isCutShort ? Finding.UNMARKED : Finding.STORE_OLDER;
  }

  /** The sentence for the operator; only of a pair that is not in order. */
  static String sentence(Finding finding, String store) {
    var what =
        switch (finding) {
          case STORE_LOST -> "The store " + store + " is missing, and this node has had one";
          case STORE_OTHER -> "The store " + store + " is not the one that this node had";
          case STORE_OLDER ->
              "The store " + store + " is older than the file node.properties of this node";
          case PROPERTIES_OLDER ->
              "The file node.properties of this node is older than its store " + store;
          case NEW, UNMARKED, SAME -> throw new IllegalArgumentException("in order: " + finding);
        };
    return what + ": the node does not know what it promised to the others. " + WAYS_ON;
  }

  static final String WAYS_ON =
      "Start once with --as-new: then the node is a new member, gets accounts and mail from the "
          + "others, and keeps the present files in a subdirectory. Or move the data directory "
          + "away and make a new member of a backup by 'parley restore'.";
}
