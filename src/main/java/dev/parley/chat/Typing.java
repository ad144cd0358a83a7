package dev.parley.chat;

import dev.parley.chat.model.UserName;
import dev.parley.protocol.Message;

/**
 * The user of a session at the sending server types to {@code to}: a hint to a server with sessions
 * of that user. It is in no state, and nobody minds if it is lost.
 */
public record Typing(UserName from, UserName to) implements Message {}
