package dev.parley.chat.accounts;

import dev.parley.chat.accounts.AccountChange.RoomDecided;
import dev.parley.chat.accounts.AccountLogEntry.Decision;
import dev.parley.chat.accounts.AccountLogEntry.Electorate;
import dev.parley.chat.accounts.AccountLogEntry.Founding;
import dev.parley.chat.accounts.AccountLogEntry.Opening;
import dev.parley.chat.accounts.AccountLogEntry.Position;
import dev.parley.chat.accounts.AccountLogEntry.RestrictedOpening;
import dev.parley.chat.rooms.Rooms;
import dev.parley.protocol.Member;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The log of decisions about accounts, without those that were decided and applied: up to {@code
 * committed} it is decided, {@code pending} are the entries after that. Members that come from one
 * view have the same log; of the logs of several parts, the one with the largest last position
 * continues, and the others' undecided ends are dropped (Liskov and Cowling, "Viewstamped
 * Replication Revisited", 2012, section 4.2; Ongaro and Ousterhout, "In Search of an Understandable
 * Consensus Algorithm", 2014, section 5.4).
 *
 * @param founding the founding as of {@code committed}
 * @param voters the voters as of {@code committed}
 * @param primary the members of the last view that began to decide, as of {@code committed}
 * @param known the member as which each voter was last seen, with its address
 * @param rules who may register, as of {@code committed}
 * @param rooms the rooms and their members, as of {@code committed}
 */
public record AccountLog(
    Founding founding,
    Position committed,
    List<String> voters,
    List<Member> primary,
    List<Member> known,
    List<AccountLogEntry> pending,
    RegistrationRules rules,
    Rooms rooms) {
  /** More voters would make each decision wait for more disks. */
  public static final int MAX_VOTERS = 7;

  /** The decisions, in order, and the log after them. */
  public record Step(AccountLog registry, List<AccountChange> decisions) {
    public Step {
      decisions = List.copyOf(decisions);
    }
  }

  /** A log without rooms. */
  public AccountLog(
      Founding founding,
      Position committed,
      List<String> voters,
      List<Member> primary,
      List<Member> known,
      List<AccountLogEntry> pending,
      RegistrationRules rules) {
    this(founding, committed, voters, primary, known, pending, rules, Rooms.NONE);
  }

  /** A log in which nothing was said about who may register. */
  public AccountLog(
      Founding founding,
      Position committed,
      List<String> voters,
      List<Member> primary,
      List<Member> known,
      List<AccountLogEntry> pending) {
    this(founding, committed, voters, primary, known, pending, RegistrationRules.NONE);
  }

  public AccountLog {
    voters = List.copyOf(voters);
    primary = List.copyOf(primary);
    known = List.copyOf(known);
    pending = List.copyOf(pending);
  }

  /** The log that {@code entry} founds, if it is an entry that founds one. */
  static Optional<AccountLog> found(AccountLogEntry entry) {
    if (entry.position().index() != 1) return Optional.empty();
    var nothing = new Position(0, 0);
    return entry
        .opening()
        .map(
            opening ->
                new AccountLog(
                    opening.founding(), nothing, List.of(), List.of(), List.of(), List.of(entry)));
  }

  /** The position of the last entry. */
  public Position last() {
    return pending.isEmpty() ? committed : pending.get(pending.size() - 1).position();
  }

  /**
   * The founding as of the last entry, decided or not: it has a higher generation than {@link
   * #founding} while a forced recovery is under way.
   */
  public Founding latestFounding() {
    var latest = founding;
    for (var entry : pending) latest = foundingAfter(entry, latest);
    return latest;
  }

  private static Founding foundingAfter(AccountLogEntry entry, Founding before) {
    return entry.opening().map(Opening::founding).orElse(before);
  }

  /** Whether a set of voters was made by force, and that is not decided yet. */
  boolean isBeingForced() {
    return !latestFounding().equals(founding);
  }

  /** The voters as of the last entry, decided or not; never empty. */
  public List<String> electorate() {
    var latest = voters;
    for (var entry : pending) latest = votersAfter(entry, latest);
    return latest;
  }

  private static List<String> votersAfter(AccountLogEntry entry, List<String> before) {
    if (entry.content() instanceof Electorate electorate) return electorate.voters();
    return entry.opening().map(Opening::voters).orElse(before);
  }

  /** The members of the last view that began to decide, as of the last entry. */
  List<Member> lastPrimary() {
    var latest = primary;
    for (var entry : pending) latest = entry.opening().map(Opening::members).orElse(latest);
    return latest;
  }

  /** The member as which {@code node} was last seen in a view that began to decide. */
  Optional<Member> address(String node) {
    var seen = new ArrayList<>(known);
    seen.addAll(lastPrimary());
    Optional<Member> latest = Optional.empty();
    for (var member : seen) {
      if (member.id().node().equals(node)) latest = Optional.of(member);
    }
    return latest;
  }

  /** This log with one more entry; empty if it is not the next one. */
  Optional<AccountLog> append(AccountLogEntry entry) {
    boolean isNext =
        entry.position().index() == last().index() + 1
            && entry.position().epoch() >= last().epoch();
    if (!isNext) return Optional.empty();
    var longer = new ArrayList<>(pending);
    longer.add(entry);
    return Optional.of(
        new AccountLog(founding, committed, voters, primary, known, longer, rules, rooms));
  }

  /** Decides everything up to {@code upTo}. Nothing happens if this log has no such entry. */
  Step commit(Position upTo) {
    boolean isHere = pending.stream().anyMatch(entry -> entry.position().equals(upTo));
    if (!isHere) return new Step(this, List.of());
    var decisions = new ArrayList<AccountChange>();
    var rest = new ArrayList<AccountLogEntry>();
    var voting = voters;
    var members = primary;
    var decided = founding;
    var admitting = rules;
    var having = rooms;
    for (var entry : pending) {
      if (entry.position().compareTo(upTo) > 0) {
        rest.add(entry);
        continue;
      }
      voting = votersAfter(entry, voting);
      decided = foundingAfter(entry, decided);
      members = entry.opening().map(Opening::members).orElse(members);
      if (entry.content() instanceof RestrictedOpening restricted)
        admitting = admitting.with(restricted.registration());
      if (!(entry.content() instanceof Decision decision)) continue;
      if (admitting.admit(decision.change())) decisions.add(decision.change());
      admitting = admitting.after(decision.change());
      if (decision.change() instanceof RoomDecided decidedRoom)
        having = having.after(decidedRoom.change());
    }
    var seen = addresses(voting, members);
    var after = new AccountLog(decided, upTo, voting, members, seen, rest, admitting, having);
    return new Step(after, decisions);
  }

  private List<Member> addresses(List<String> nodes, List<Member> members) {
    var latest = new TreeMap<String, Member>();
    known.forEach(member -> latest.put(member.id().node(), member));
    members.forEach(member -> latest.put(member.id().node(), member));
    latest.keySet().retainAll(nodes);
    return List.copyOf(latest.values());
  }

  /**
   * The sentence that an operator should read when two foundings meet, the first one here; empty if
   * both logs have one founding.
   */
  public static Optional<String> meeting(AccountLog here, AccountLog there) {
    var own = here.latestFounding();
    var other = there.latestFounding();
    if (own.equals(other)) return Optional.empty();
    boolean isOwn = own.compareTo(other) < 0;
    return Optional.of(
        "two sets of voters met that know nothing of each other's accounts: "
            + (isOwn ? here.electorate() : there.electorate())
            + " of "
            + (isOwn ? own : other)
            + " go on, "
            + (isOwn ? there.electorate() : here.electorate())
            + " of "
            + (isOwn ? other : own)
            + " vote only once they are promoted; a name that both gave away belongs to the"
            + " earlier claim");
  }

  /**
   * The log with which two parts continue. An entry is decided if either of them knows that it is
   * decided. Two foundings do not mix: one continues ({@link Founding}), and its voters alone
   * decide from then on. A forced founding counts before it is decided: its voters are on the disks
   * of the members that have it.
   */
  static Step merge(AccountLog one, AccountLog other) {
    int byFounding = one.latestFounding().compareTo(other.latestFounding());
    if (byFounding != 0) return new Step(byFounding < 0 ? one : other, List.of());
    boolean isOneAhead = one.last().compareTo(other.last()) >= 0;
    var ahead = isOneAhead ? one : other;
    var behind = isOneAhead ? other : one;
    return behind.committed.compareTo(ahead.committed) > 0
        ? ahead.commit(behind.committed)
        : new Step(ahead, List.of());
  }
}
