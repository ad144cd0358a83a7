package dev.parley.protocol.version;

import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The versions of the wire that a member reads and writes, {@code oldest} to {@code newest}, and
 * words for its abilities beyond them. A word that the other side does not know means nothing to
 * it, so words can be added at any time.
 */
public record VersionOffer(int oldest, int newest, List<String> features) {
  /** The version of a datagram is one byte. */
  public static final int MAX_VERSION = 255;

  /** More words, or longer ones, make a hello malformed. */
  public static final int MAX_FEATURES = 64;

  public static final int MAX_FEATURE_LENGTH = 32;

  /** The word of members that take messages with texts of more than 4,096 bytes. */
  public static final String LONG_TEXTS = "long-texts";

  /** The word of members that tell each other what those who look at one of them are shown. */
  public static final String TRACES = "traces";

  /** The word of members that know rooms, their changes in the account log and posts to them. */
  public static final String ROOMS = "rooms";

  /**
   * The word of members that know what came to rooms later: bans, mutes, open histories, and that
   * the operator closes one.
   */
  public static final String ROOMS_2 = "rooms-2";

  /** The offer of this program. */
  public static final VersionOffer OWN =
      new VersionOffer(2, 2, List.of(LONG_TEXTS, ROOMS, ROOMS_2, TRACES));

  /** The offer of a member that never sends a hello: of a program older than the first hello. */
  public static final VersionOffer SILENT = new VersionOffer(2, 2, List.of());

  public VersionOffer {
    if (oldest < 1 || newest < oldest || newest > MAX_VERSION)
      throw new IllegalArgumentException("there are no versions " + oldest + " to " + newest);
    if (features.size() > MAX_FEATURES)
      throw new IllegalArgumentException(features.size() + " features, at most " + MAX_FEATURES);
    for (var word : features) requireWord(word);
    features = List.copyOf(new TreeSet<>(features));
  }

  private static void requireWord(String word) {
    boolean isWord =
        word.length() <= MAX_FEATURE_LENGTH
            && !word.isEmpty()
            && word.chars().allMatch(c -> c > ' ' && c < 127);
    if (!isWord)
      throw new IllegalArgumentException(
          "a feature has 1 to " + MAX_FEATURE_LENGTH + " visible ASCII characters");
  }

  public boolean speaks(int version) {
    return oldest <= version && version <= newest;
  }

  /** The versions and words that both speak; nothing if they have no version in common. */
  public Optional<VersionOffer> common(VersionOffer other) {
    int from = Math.max(oldest, other.oldest);
    int to = Math.min(newest, other.newest);
    if (from > to) return Optional.empty();
    var words = features.stream().filter(other.features::contains).toList();
    return Optional.of(new VersionOffer(from, to, words));
  }

  /** The versions, without the words. */
  public String versions() {
    return oldest == newest ? "version " + newest : "versions " + oldest + " to " + newest;
  }

  @Override
  public String toString() {
    return features.isEmpty() ? versions() : versions() + " with " + String.join(", ", features);
  }
}
