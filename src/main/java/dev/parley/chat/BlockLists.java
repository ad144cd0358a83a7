package dev.parley.chat;

import dev.parley.chat.model.BlockEntry;
import dev.parley.chat.model.UserName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Who has blocked whom. For each pair of users the last word counts, by Lamport time, so that
 * replicas agree whatever the order in which they learn of the words: a name that is not blocked
 * any more stays in the list with the time of that word, or an older word from elsewhere would
 * block it again. A floor ends a list of such names: it forgets all that was said before it.
 */
final class BlockLists {
  private final TreeMap<UserName, TreeMap<UserName, BlockEntry>> lists = new TreeMap<>();
  private final TreeMap<UserName, TreeSet<UserName>> changed = new TreeMap<>();
  private final boolean isTracked;
  private Consumer<UserName> listener = owner -> {};
  private long size;

  /** {@link #takeChanged} returns changes only if {@code isTracked}. */
  BlockLists(boolean isTracked) {
    this.isTracked = isTracked;
  }

  /** {@code told} gets, from now on, the owner of each list that is different. */
  void tell(Consumer<UserName> told) {
    listener = told;
  }

  /** Takes a word of its owner; one that is older than what is known changes nothing. */
  List<Notice> put(BlockEntry entry) {
    var list = lists.computeIfAbsent(entry.owner(), owner -> new TreeMap<>());
    var floor = list.get(entry.owner());
    if (!entry.isFloor() && floor != null && entry.lamport() < floor.lamport()) return List.of();
    var known = list.get(entry.name());
    if (known != null && !entry.isAfter(known)) return List.of();
    // A map keeps the spelling of the key that came first, which may differ.
    list.remove(entry.name());
    list.put(entry.name(), entry);
    if (known == null) size++;
    onChanged(entry);
    if (entry.isFloor()) return forgetBefore(list, entry);
    boolean wasBlocked = known != null && known.isBlocked();
    return entry.isBlocked() == wasBlocked ? List.of() : List.of(notice(entry));
  }

  private List<Notice> forgetBefore(Map<UserName, BlockEntry> list, BlockEntry floor) {
    var old =
        list.values().stream()
            .filter(entry -> !entry.isFloor() && entry.lamport() < floor.lamport())
            .toList();
    var notices = new ArrayList<Notice>();
    for (var entry : old) {
      list.remove(entry.name());
      size--;
      onChanged(entry);
      if (entry.isBlocked())
        notices.add(new Notice.BlockChanged(entry.owner(), entry.name(), false));
    }
    return notices;
  }

  private static Notice notice(BlockEntry entry) {
    return new Notice.BlockChanged(entry.owner(), entry.name(), entry.isBlocked());
  }

  private void onChanged(BlockEntry entry) {
    listener.accept(entry.owner());
    if (isTracked) changed.computeIfAbsent(entry.owner(), n -> new TreeSet<>()).add(entry.name());
  }

  /**
   * The accounts of {@code lost} have lost their names: what they said, and what was said about
   * them, is not about the accounts that have the names now.
   */
  void lose(Collection<UserName> lost) {
    forget(lost);
    for (var list : lists.values()) {
      for (var name : lost) {
        var gone = list.remove(name);
        if (gone == null) continue;
        size--;
        onChanged(gone);
      }
    }
  }

  /** What these owners have said is forgotten, as if they had said nothing. */
  void forget(Collection<UserName> owners) {
    for (var owner : owners) {
      var list = lists.remove(owner);
      if (list == null) continue;
      size -= list.size();
      list.values().forEach(this::onChanged);
    }
  }

  /** As if nobody had ever said anything; a store is not notified. */
  void clear() {
    forget(List.copyOf(lists.keySet()));
    changed.clear();
  }

  boolean blocks(UserName owner, UserName name) {
    var list = lists.get(owner);
    var entry = list == null ? null : list.get(name);
    return entry != null && entry.isBlocked();
  }

  /** The names that {@code owner} blocks. */
  SortedSet<UserName> blockedBy(UserName owner) {
    var names = new TreeSet<UserName>();
    var list = lists.getOrDefault(owner, new TreeMap<>());
    for (var entry : list.values()) if (entry.isBlocked()) names.add(entry.name());
    return names;
  }

  /** The number of names of which it is known that {@code owner} blocks them no more. */
  int unblockedBy(UserName owner) {
    var list = lists.getOrDefault(owner, new TreeMap<>());
    return (int) list.values().stream().filter(e -> !e.isBlocked() && !e.isFloor()).count();
  }

  /** All entries, by owner and name. */
  List<BlockEntry> all() {
    return lists.values().stream().flatMap(list -> list.values().stream()).toList();
  }

  /** All users who have said something. */
  Collection<UserName> owners() {
    return Collections.unmodifiableCollection(lists.keySet());
  }

  void addTo(SnapshotLists into, Collection<UserName> owners) {
    for (var owner : owners) {
      var list = lists.get(owner);
      if (list != null) into.blocks.addAll(list.values());
    }
  }

  long size() {
    return size;
  }

  /** The entries that changed since the last call; one that is gone has the time 0. */
  List<BlockEntry> takeChanged() {
    var taken = new ArrayList<BlockEntry>();
    changed.forEach(
        (owner, names) -> {
          for (var name : names)
            taken.add(find(owner, name).orElse(new BlockEntry(owner, name, 0, false)));
        });
    changed.clear();
    return taken;
  }

  private Optional<BlockEntry> find(UserName owner, UserName name) {
    var list = lists.get(owner);
    return list == null ? Optional.empty() : Optional.ofNullable(list.get(name));
  }
}
