package dev.parley.chat;

import dev.parley.chat.AccountLogouts.Logout;
import dev.parley.chat.accounts.ClientNumber;
import dev.parley.chat.model.UserName;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Which clients have logged out, and when: a ticket that was issued without knowing of its client's
 * last logout is of no use. For each client the largest mark counts, in whatever order and from
 * whichever part of the group they come, so that a logout holds without a majority.
 *
 * <p>A client's mark is forgotten once {@link #LATER_CLIENTS} others of its account are so much
 * later that every ticket which it could stop has expired: one, or a few, may be of a clock that is
 * wrong by weeks, and would bring tickets back. Of more than {@link #MAX_CLIENTS} clients the
 * earliest logouts become one for all clients of which nothing is noted: their tickets end too
 * early, not too late.
 */
final class Logouts {
  /** The clients of one account whose logouts are noted one by one. */
  static final int MAX_CLIENTS = 64;

  /** So many clients have logged out later before a mark is too old: not by one wrong clock. */
  static final int LATER_CLIENTS = 16;

  /** A day longer than any ticket's login can last: clocks may be apart. */
  static final long USEFUL_MS = Duration.ofDays(31).toMillis();

  /** No clock shows more: a larger mark is believed only as the next one. */
  static final long MAX_MARK = Instant.parse("9999-12-31T00:00:00Z").toEpochMilli();

  /** Above the largest mark of a clock there is room for later logouts, which count by one. */
  static final long LAST_MARK = MAX_MARK + (1L << 40);

  private final TreeMap<UserName, TreeMap<Long, Long>> accounts = new TreeMap<>();
  private final TreeSet<UserName> changed = new TreeSet<>();
  private Consumer<UserName> listener = name -> {};
  private int size;

  /** {@code told} gets, from now on, the name of each account that is different. */
  void tell(Consumer<UserName> told) {
    listener = told;
  }

  private void onChanged(UserName name) {
    listener.accept(name);
    changed.add(name);
  }

  /** Returns true if one of {@code more} was not known, and is not covered by a later one. */
  boolean add(UserName name, Collection<Logout> more) {
    var known = accounts.getOrDefault(name, new TreeMap<>());
    var merged = new TreeMap<>(known);
    for (var logout : more) {
      if (logout.mark() > 0 && logout.mark() <= LAST_MARK)
        merged.merge(logout.client(), logout.mark(), Math::max);
    }
    trim(merged);
    if (merged.equals(known)) return false;
    size += merged.size() - known.size();
    accounts.put(name, merged);
    onChanged(name);
    return true;
  }

  /**
   * Leaves out what has no effect. The result depends on the largest mark of each client only, not
   * on the order in which marks came: what is left out here is below what stays, and would be left
   * out at any later time.
   */
  private static void trim(Map<Long, Long> marks) {
    dropCovered(marks);
    dropOld(marks);
    var ofClients = clients(marks);
    if (ofClients.size() <= MAX_CLIENTS) return;
    marks.merge(ClientNumber.OTHERS, ofClients.get(MAX_CLIENTS), Math::max);
    dropCovered(marks);
  }

  /** The one of all clients stays: it covers what was before it, in whatever order they come. */
  private static void dropOld(Map<Long, Long> marks) {
    var ofClients = clients(marks);
    if (ofClients.size() < LATER_CLIENTS) return;
    long useful = ofClients.get(LATER_CLIENTS - 1) - USEFUL_MS;
    marks
        .entrySet()
        .removeIf(entry -> entry.getKey() != ClientNumber.ALL && entry.getValue() < useful);
  }

  private static void dropCovered(Map<Long, Long> marks) {
    long ofAll = marks.getOrDefault(ClientNumber.ALL, 0L);
    if (marks.getOrDefault(ClientNumber.OTHERS, 0L) <= ofAll) marks.remove(ClientNumber.OTHERS);
    long floor = Math.max(ofAll, marks.getOrDefault(ClientNumber.OTHERS, 0L));
    marks.entrySet().removeIf(entry -> isClient(entry.getKey()) && entry.getValue() <= floor);
  }

  /** The marks of clients, the latest first. */
  private static List<Long> clients(Map<Long, Long> marks) {
    var found = new ArrayList<Long>();
    marks.forEach(
        (client, mark) -> {
          if (isClient(client)) found.add(mark);
        });
    found.sort(Comparator.reverseOrder());
    return found;
  }

  private static boolean isClient(long number) {
    return number != ClientNumber.ALL && number != ClientNumber.OTHERS;
  }

  private static long last(Map<Long, Long> marks) {
    return marks.values().stream().mapToLong(Long::longValue).max().orElse(0);
  }

  /** The last logout of which a ticket of this client must know; 0 if there is none. */
  long of(UserName name, long client) {
    return Math.max(
        asked(name, client),
        accounts.getOrDefault(name, new TreeMap<>()).getOrDefault(ClientNumber.OTHERS, 0L));
  }

  /** The last logout that somebody asked for, of this client or of all; 0 if there is none. */
  long asked(UserName name, long client) {
    var marks = accounts.get(name);
    if (marks == null) return 0;
    return Math.max(marks.getOrDefault(client, 0L), marks.getOrDefault(ClientNumber.ALL, 0L));
  }

  /**
   * Whether the mark of a logout is believed. One that no clock shows, of a broken member, must not
   * be the last that is possible; all that a sound member knew of when it made one is known here.
   */
  boolean admits(UserName name, long mark) {
    return mark <= Math.max(MAX_MARK, next(name, 0));
  }

  /** The mark of a logout now: later than all that are known of the account. */
  long next(UserName name, long wallMs) {
    return Math.max(wallMs, last(accounts.getOrDefault(name, new TreeMap<>())) + 1);
  }

  /** The accounts have lost their names: nothing of theirs is the holders'. */
  void drop(Collection<UserName> lost) {
    for (var name : lost) {
      var marks = accounts.remove(name);
      if (marks == null) continue;
      size -= marks.size();
      onChanged(name);
    }
  }

  /** As if nobody had ever logged out; a store is not notified. */
  void clear() {
    drop(List.copyOf(accounts.keySet()));
    changed.clear();
  }

  /** All, by name and client. */
  List<AccountLogouts> all() {
    return accounts.keySet().stream().map(this::of).toList();
  }

  /** The names of all accounts of which a logout is noted. */
  Collection<UserName> names() {
    return Collections.unmodifiableCollection(accounts.keySet());
  }

  void addTo(SnapshotLists into, Collection<UserName> names) {
    for (var name : names) if (accounts.containsKey(name)) into.logouts.add(of(name));
  }

  private AccountLogouts of(UserName name) {
    var logouts = new ArrayList<Logout>();
    accounts
        .getOrDefault(name, new TreeMap<>())
        .forEach((client, mark) -> logouts.add(new Logout(client, mark)));
    return new AccountLogouts(name, logouts);
  }

  /** The accounts that are different since the last call; one of which nothing is left is empty. */
  List<AccountLogouts> takeChanged() {
    var taken = changed.stream().map(this::of).toList();
    changed.clear();
    return taken;
  }

  /** How many marks there are in all. */
  int size() {
    return size;
  }
}
