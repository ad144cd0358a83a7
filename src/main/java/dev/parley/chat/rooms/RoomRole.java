package dev.parley.chat.rooms;

import java.util.Locale;
import java.util.Optional;

/** What a member of a room may do; each may do what those after it may. */
public enum RoomRole {
  /**
   * Says what the others may do, lets everybody in or nobody, opens the history, and closes the
   * room.
   */
  OWNER,
  /** Invites, removes, bans and mutes members, and says what the room is about. */
  MODERATOR,
  MEMBER;

  /** The word for it in the client protocol. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<RoomRole> parse(String word) {
    for (var role : values()) if (role.word().equals(word)) return Optional.of(role);
    return Optional.empty();
  }

  boolean mayModerate() {
    return this != MEMBER;
  }
}
