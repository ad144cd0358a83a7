package dev.parley.chat.rooms;

import dev.parley.chat.model.UserName;

/** An account by its name and the number of its claim: a name alone may come to be another's. */
public record RoomAccount(UserName name, long claim) {}
