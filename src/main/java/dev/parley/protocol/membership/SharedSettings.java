package dev.parley.protocol.membership;

/**
 * The settings that the members of one cluster must share: {@code digest} stands for all their
 * timers and modes, {@code profile} names their origin for people. Members with different timers
 * would suspect each other without a reason, so they form no view together. Equal digests promise
 * equal settings; a profile's name promises nothing.
 */
public record SharedSettings(String profile, long digest) {
  /** The name travels in datagrams. */
  public static final int MAX_PROFILE_LENGTH = 64;

  /** The settings where nothing is agreed on, in tests and simulations: alike everywhere. */
  public static final SharedSettings NONE = new SharedSettings("", 0);

  public SharedSettings {
    if (profile.length() > MAX_PROFILE_LENGTH)
      throw new IllegalArgumentException(
          "profile: a name has at most "
              + MAX_PROFILE_LENGTH
              + " characters, this one has "
              + profile.length());
  }

  boolean agreesWith(SharedSettings other) {
    return digest == other.digest;
  }

  @Override
  public String toString() {
    return "profile " + profile + " (" + Long.toHexString(digest) + ")";
  }
}
