package dev.parley.client.core;

/**
 * A message of a conversation, as it is remembered: {@code peer} is the other one, {@code own} says
 * who wrote it, {@code msg} is its id for the servers, {@code at} the servers' word for how far its
 * reader has seen.
 */
public record StoredMessage(
    String peer, boolean own, String text, String msg, String sentAt, String at) {}
