package dev.parley.replica;

import dev.parley.chat.model.RoomName;
import dev.parley.chat.model.UserName;
import dev.parley.chat.rooms.RoomRole;

/** What a user wants to be done with a room. */
public sealed interface RoomWish {
  RoomName room();

  /** To be the owner of a new room; everybody may join if it {@code isOpen}. */
  record Create(RoomName room, String topic, boolean isOpen) implements RoomWish {}

  record Close(RoomName room) implements RoomWish {}

  record Invite(RoomName room, UserName whom) implements RoomWish {}

  record Join(RoomName room) implements RoomWish {}

  record Leave(RoomName room) implements RoomWish {}

  record Remove(RoomName room, UserName whom) implements RoomWish {}

  record SetTopic(RoomName room, String topic) implements RoomWish {}

  record SetOpen(RoomName room, boolean isOpen) implements RoomWish {}

  record GiveRole(RoomName room, UserName whom, RoomRole role) implements RoomWish {}

  /** {@code whom} may not be in the room, or may again. */
  record Ban(RoomName room, UserName whom, boolean isBanned) implements RoomWish {}

  /** Members read what is sent before they join, too, or no more. */
  record SetHistory(RoomName room, boolean isForAll) implements RoomWish {}

  /** {@code whom} may not write to the room, or may again. */
  record Mute(RoomName room, UserName whom, boolean isMuted) implements RoomWish {}
}
