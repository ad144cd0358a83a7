package dev.parley.security;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The lives that were heard, the one that was silent for longest first. Only genuine datagrams
 * begin one, so only a member, or who has recorded members, can use this up.
 */
final class Lives {
  /** Eight for each member of the largest view. */
  static final int MAX = 512;

  private final Map<Salt, Life> lives = new LinkedHashMap<>(MAX, 0.75f, true);
  private Set<String> members = Set.of();

  Optional<Life> find(Salt salt) {
    return Optional.ofNullable(lives.get(salt));
  }

  /** Beyond {@link #MAX} one is forgotten: an unproven one, else one of no member. */
  void add(Life life) {
    if (lives.size() >= MAX) {
      var eldest = eldest(known -> !known.isProven());
      if (eldest.isEmpty()) eldest = eldest(known -> !isOfMember(known));
      // Those that a member had before its present one.
      if (eldest.isEmpty()) eldest = eldest(known -> true);
      eldest.ifPresent(known -> lives.remove(known.salt()));
    }
    lives.put(life.salt(), life);
  }

  private Optional<Life> eldest(Predicate<Life> which) {
    return lives.values().stream().filter(which).findFirst();
  }

  private boolean isOfMember(Life life) {
    var sender = life.sender();
    return sender != null && members.contains(sender.node());
  }

  /** The proven lives of these nodes are kept. */
  void onView(Set<String> nodes) {
    members = nodes;
  }

  void removeIf(Predicate<Life> gone) {
    lives.values().removeIf(gone);
  }

  /** The one that was heard last comes last. */
  List<Life> all() {
    return List.copyOf(lives.values());
  }
}
