package dev.parley.session.limits;

import dev.parley.chat.model.UserName;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * Slows down whoever guesses passwords. After some wrong ones for an account from one address, the
 * next may be tried after 1 s, then 2, 4 and so on, up to 60. The same holds for all addresses
 * together from which the account has never been logged in to; so many addresses guess no faster
 * than one, and nobody can keep an owner out who comes from where they have been before.
 *
 * <p>A try counts from its beginning and until it turns out to be right: many at once are no way
 * around this. What one node remembers another does not.
 */
public final class PasswordGuesses {
  /** People mistype: twice as many as one connection may try. */
  public static final int FREE_TRIES = 10;

  static final long FIRST_DELAY_MS = 1_000;
  static final long MAX_DELAY_MS = 60_000;

  /** Tries are forgotten when none has been wrong for this long. */
  static final long FORGET_MS = 3_600_000;

  /**
   * At most this many pairs of account and address, and accounts, are remembered; those that were
   * used longest ago are forgotten. Each try costs a hash, or is one of the few {@link WrongProofs}
   * of an address, so to make a node forget one takes longer than it would wait.
   */
  static final int MAX_REMEMBERED = 10_000;

  private record Pair(UserName name, String share) {}

  private static final class Tries {
    private int wrong;
    private long lastMs;

    long waitMs(long nowMs) {
      if (wrong < FREE_TRIES || nowMs - lastMs >= FORGET_MS) return 0;
      int doublings = Math.min(wrong - FREE_TRIES, 6);
      long delayMs = Math.min(MAX_DELAY_MS, FIRST_DELAY_MS << doublings);
      return Math.max(0, lastMs + delayMs - nowMs);
    }

    void onTried(long nowMs) {
      if (nowMs - lastMs >= FORGET_MS) wrong = 0;
      wrong++;
      lastMs = nowMs;
    }

    void undo() {
      if (wrong > 0) wrong--;
    }
  }

  private final Map<Pair, Tries> pairs = new LinkedHashMap<>();
  private final Map<UserName, Tries> fromStrangers = new LinkedHashMap<>();
  private final Set<Pair> known = new LinkedHashSet<>();
  private final Map<UserName, Integer> unreported = new LinkedHashMap<>();

  /** The time until a password for {@code name} may be tried from there; 0 if it is now. */
  public long retryAfterMs(UserName name, ClientAddress from, long nowMs) {
    var pair = pairs.get(new Pair(name, from.share()));
    var strangers = isKnown(name, from) ? null : fromStrangers.get(name);
    return Math.max(
        pair == null ? 0 : pair.waitMs(nowMs), strangers == null ? 0 : strangers.waitMs(nowMs));
  }

  /** A password is about to be checked: it counts as wrong until it is found to be right. */
  public void onTried(UserName name, ClientAddress from, long nowMs) {
    touch(pairs, new Pair(name, from.share())).onTried(nowMs);
    if (!isKnown(name, from)) touch(fromStrangers, name).onTried(nowMs);
    unreported.merge(name, 1, Integer::sum);
    limit(unreported.keySet());
  }

  /** The password that was tried was not compared. */
  public void onUndecided(UserName name, ClientAddress from) {
    undo(pairs, new Pair(name, from.share()));
    undoStranger(name, from);
    unreported.computeIfPresent(name, (n, count) -> count == 1 ? null : count - 1);
  }

  /** The password that was tried was right. */
  public void onRight(UserName name, ClientAddress from) {
    undoStranger(name, from);
    var pair = new Pair(name, from.share());
    pairs.remove(pair);
    known.remove(pair);
    known.add(pair);
    limit(known);
    unreported.computeIfPresent(name, (n, count) -> count == 1 ? null : count - 1);
  }

  /** The number of wrong passwords for {@code name} since the last call. */
  public int takeWrong(UserName name) {
    var wrong = unreported.remove(name);
    return wrong == null ? 0 : wrong;
  }

  private void undoStranger(UserName name, ClientAddress from) {
    if (!isKnown(name, from)) undo(fromStrangers, name);
  }

  private static <K> void undo(Map<K, Tries> tries, K key) {
    var found = tries.get(key);
    if (found == null) return;
    found.undo();
    if (found.wrong == 0) tries.remove(key);
  }

  /** The name is registered now: guesses before that meant nobody. */
  public void onRegistered(UserName name, ClientAddress from) {
    pairs.remove(new Pair(name, from.share()));
    fromStrangers.remove(name);
    unreported.remove(name);
  }

  /** Whether the account was logged in to from there, by its password. */
  public boolean isKnown(UserName name, ClientAddress from) {
    return known.contains(new Pair(name, from.share()));
  }

  private static <K> Tries touch(Map<K, Tries> tries, K key) {
    var found = tries.remove(key);
    var latest = found == null ? new Tries() : found;
    tries.put(key, latest);
    limit(tries.keySet());
    return latest;
  }

  private static void limit(Set<?> remembered) {
    if (remembered.size() <= MAX_REMEMBERED) return;
    Iterator<?> oldest = remembered.iterator();
    oldest.next();
    oldest.remove();
  }
}
