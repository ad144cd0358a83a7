package dev.parley.chat.rooms;

import dev.parley.chat.model.ClaimPair;
import dev.parley.chat.model.RoomName;
import dev.parley.chat.model.UserName;

/** A change of a room that {@code by} wants, and that the voters decide. */
public sealed interface RoomChange {
  RoomName room();

  RoomAccount by();

  /** {@code claim} is the number of the new room, or 0 in the question to the leader. */
  record Created(RoomName room, RoomAccount by, long claim, String topic, boolean isOpen)
      implements RoomChange {}

  record Closed(RoomName room, RoomAccount by) implements RoomChange {}

  record Invited(RoomName room, RoomAccount by, RoomAccount whom) implements RoomChange {}

  record Joined(RoomName room, RoomAccount by) implements RoomChange {}

  record Left(RoomName room, RoomAccount by) implements RoomChange {}

  /** {@code whom} is a member no more, and not invited. */
  record Removed(RoomName room, RoomAccount by, RoomAccount whom) implements RoomChange {}

  record TopicSet(RoomName room, RoomAccount by, String topic) implements RoomChange {}

  /** Everybody may join, or only who is invited. */
  record Opened(RoomName room, RoomAccount by, boolean isOpen) implements RoomChange {}

  record RoleGiven(RoomName room, RoomAccount by, RoomAccount whom, RoomRole role)
      implements RoomChange {}

  /** {@code whom} may not be a member, nor invited, from now on; or may be again. */
  record Banned(RoomName room, RoomAccount by, RoomAccount whom, boolean isBanned)
      implements RoomChange {}

  /** What {@code whom} writes is refused from now on; or no more. */
  record Muted(RoomName room, RoomAccount by, RoomAccount whom, boolean isMuted)
      implements RoomChange {}

  /** Members read from now on what is sent before they join, too; or what is sent after that. */
  record HistorySet(RoomName room, RoomAccount by, boolean isForAll) implements RoomChange {}

  /** The operator of the servers closes the room, whoever owns it. */
  record Ended(RoomName room) implements RoomChange {
    @Override
    public RoomAccount by() {
      return NOBODY;
    }
  }

  /** Stands for the operator, who has no account. */
  RoomAccount NOBODY = new RoomAccount(UserName.of("operator"), ClaimPair.ANY);

  /** Whether servers that know rooms without {@link RoomRules} cannot read this change. */
  static boolean needsRules(RoomChange change) {
    return change instanceof Banned
        || change instanceof Muted
        || change instanceof HistorySet
        || change instanceof Ended;
  }
}
