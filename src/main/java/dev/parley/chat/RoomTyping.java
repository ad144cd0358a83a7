package dev.parley.chat;

import dev.parley.chat.model.RoomName;
import dev.parley.chat.model.UserName;
import dev.parley.protocol.Message;

/** As {@link Typing}, to a room: a hint to the servers at which its members are. */
public record RoomTyping(UserName from, RoomName room) implements Message {}
