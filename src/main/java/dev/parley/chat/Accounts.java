package dev.parley.chat;

import dev.parley.chat.accounts.Account;
import dev.parley.chat.accounts.AccountChange;
import dev.parley.chat.model.ClaimPair;
import dev.parley.chat.model.Mail;
import dev.parley.chat.model.UserName;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * The accounts and their names, the same after any order of concurrent registrations and changes.
 */
final class Accounts {
  private final TreeMap<UserName, Account> accounts = new TreeMap<>();
  private final TreeSet<UserName> changed = new TreeSet<>();

  private Consumer<UserName> listener = name -> {};

  /** Of all names. */
  private final TreeSet<String> skeletons = new TreeSet<>();

  /** {@code told} gets, from now on, the name of each account that is new or different. */
  void tell(Consumer<UserName> told) {
    listener = told;
  }

  private void onChanged(UserName name) {
    listener.accept(name);
    changed.add(name);
  }

  /** Adds a registration, or the account that another replica has under the name. */
  List<Notice> add(Account account) {
    // The known account is taken out first: a map keeps the spelling of the key that came first,
    // which may differ.
    var known = accounts.remove(account.name());
    var merged = known == null ? account : known.merge(account);
    accounts.put(merged.name(), merged);
    skeletons.add(merged.name().skeleton());
    if (!merged.equals(known)) onChanged(merged.name());
    if (known == null) return List.of(new Notice.AccountKnown(merged.name()));
    if (!known.claim().equals(merged.claim())) return List.of(new Notice.NameLost(merged.name()));
    return known.verifier().equals(merged.verifier()) ? List.of() : List.of(replaced(merged));
  }

  private static Notice replaced(Account account) {
    return account.isDisabled()
        ? new Notice.AccountDisabled(account.name())
        : new Notice.PasswordReplaced(account.name(), account.verifier().number());
  }

  /** The account that another replica has takes the place of what is known of it here. */
  void replace(Account account) {
    var known = accounts.remove(account.name());
    accounts.put(account.name(), account);
    skeletons.add(account.name().skeleton());
    if (!account.equals(known)) onChanged(account.name());
  }

  /** As if no account had ever been known; a store is not notified. */
  void clear() {
    accounts.keySet().forEach(listener);
    accounts.clear();
    skeletons.clear();
    changed.clear();
  }

  /** A change of a claim that does not hold the name (any more) has no effect. */
  List<Notice> change(AccountChange.PasswordChanged changed) {
    var account = accounts.get(changed.name());
    if (account == null || !account.claim().equals(changed.claim())) return List.of();
    return add(account.withVerifier(changed.verifier(), changed.lamport()));
  }

  /**
   * Whether {@code claim} is that of the account with this name. Also true where that cannot be
   * known: for an account that has not come yet, and for messages that name no claim.
   */
  boolean holds(UserName name, long claim) {
    var account = accounts.get(name);
    return claim == ClaimPair.ANY || account == null || account.claim().number() == claim;
  }

  /** The names in {@code theirs} that belong to another account here. */
  SortedSet<UserName> lostBy(Collection<Account> theirs) {
    var lost = new TreeSet<UserName>();
    for (var account : theirs) {
      var holder = accounts.get(account.name());
      if (holder != null && !holder.claim().equals(account.claim())) lost.add(account.name());
    }
    return lost;
  }

  Optional<Account> find(UserName name) {
    return Optional.ofNullable(accounts.get(name));
  }

  /** {@code mail} with the object for its receiver that is kept here anyway, if there is one. */
  Mail share(Mail mail) {
    var account = accounts.get(mail.to());
    return account == null ? mail : mail.sharing(account.name());
  }

  /** Whether a registered name has the {@link UserName#skeleton} of {@code name}. */
  boolean haveLookAlike(UserName name) {
    return skeletons.contains(name.skeleton());
  }

  /** The accounts that are new or different since the last call. */
  List<Account> takeChanged() {
    var taken = changed.stream().flatMap(name -> find(name).stream()).toList();
    changed.clear();
    return taken;
  }

  void addTo(SnapshotLists into, Collection<UserName> names) {
    for (var name : names) find(name).ifPresent(into.accounts::add);
  }

  int size() {
    return accounts.size();
  }

  /** All accounts, by name. */
  Collection<Account> all() {
    return Collections.unmodifiableCollection(accounts.values());
  }
}
