package dev.parley.chat.rooms;

/** A member of a room. */
public record RoomMember(RoomAccount account, RoomRole role) {}
