package dev.parley.chat.model;

/**
 * A client of a user, as all servers know it while it is logged in.
 *
 * @param client the {@code ClientNumber} of its id: of two sessions of one client the newer one
 *     counts
 * @param shown the beginning of its id, by which its owner names it
 * @param kind what the client says it is; may be empty
 * @param login the {@code ClientNumber} of the client that has given the password, whose tickets
 *     end with the device; 0 if it has none
 * @param sinceMs when it logged in, by the clock of its server, in milliseconds since 1970
 */
public record Device(long client, String shown, String kind, long login, long sinceMs) {
  /** Instead of a number of {@code login}. */
  public static final long NO_TICKETS = 0;

  /** Enough to tell one's clients apart, and not enough to use their numbers. */
  private static final int SHOWN_OF_CLIENT = 8;

  /** The longest kind, in characters: a word or two for a list. */
  public static final int MAX_KIND_LENGTH = 32;

  /** What is shown of the client id {@code id}: its first characters, none of them cut in two. */
  public static String shownOf(String id) {
    int characters = id.codePointCount(0, id.length());
    return id.substring(0, id.offsetByCodePoints(0, Math.min(SHOWN_OF_CLIENT, characters)));
  }
}
