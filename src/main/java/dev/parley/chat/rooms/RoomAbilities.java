package dev.parley.chat.rooms;

import dev.parley.chat.model.Refusal;
import dev.parley.chat.model.Refusal.Code;
import java.util.Optional;

/**
 * What all servers of a view know of rooms.
 *
 * @param areRoomsKnown whether they know rooms at all
 * @param areRulesKnown whether they know {@link RoomRules} as well
 */
public record RoomAbilities(boolean areRoomsKnown, boolean areRulesKnown) {
  /** Everything that this version knows. */
  public static final RoomAbilities ALL = new RoomAbilities(true, true);

  /** A server that has just come has said what it knows by then. */
  private static final long RETRY_MS = 1_000;

  /** The reason why nothing can be done with rooms in this view. */
  public Optional<Refusal> refusal() {
    return areRoomsKnown ? Optional.empty() : later("no rooms: try again in a moment.");
  }

  /** The reason why this cannot be decided in this view: a server could not read the log then. */
  public Optional<Refusal> refusal(RoomChange change) {
    if (!areRoomsKnown) return refusal();
    return areRulesKnown || !RoomChange.needsRules(change)
        ? Optional.empty()
        : later(
            "less of rooms than this takes: try again in a moment, or ask the operator to bring all"
                + " servers to one version.");
  }

  private static Optional<Refusal> later(String what) {
    return Optional.of(
        Refusal.retry(
            Code.UNAVAILABLE,
            "A server of an earlier version, or one that has just come, knows " + what,
            RETRY_MS));
  }
}
