package dev.parley.client.core;

/**
 * A message of a conversation, as it is stored: {@code peer} is the other user, {@code own} marks
 * messages of this user, {@code msg} is its id for the servers, {@code at} the servers' token for
 * the position up to which its reader has seen.
 */
public record StoredMessage(
    String peer, boolean own, String text, String msg, String sentAt, String at) {}
