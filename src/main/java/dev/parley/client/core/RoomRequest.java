package dev.parley.client.core;

/**
 * A request about rooms, and its line for the server. {@code whom} is the user whom it is about,
 * and {@code room} the room; either is empty if there is none.
 */
public record RoomRequest(String op, String room, String whom, String line) {}
