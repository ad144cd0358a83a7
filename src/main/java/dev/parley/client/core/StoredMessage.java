package dev.parley.client.core;

import dev.parley.chat.model.RoomName;

/**
 * A message of a conversation, as it is stored: {@code peer} is the other user, or the room; {@code
 * own} marks messages of this user, {@code msg} is its id for the servers, {@code at} the servers'
 * token for the position up to which its reader has seen. {@code from} is who wrote it to a room,
 * and empty between two users.
 */
public record StoredMessage(
    String peer, boolean own, String text, String msg, String sentAt, String at, String from) {
  /** Between two users. */
  public StoredMessage(
      String peer, boolean own, String text, String msg, String sentAt, String at) {
    this(peer, own, text, msg, sentAt, at, "");
  }

  /** Whether it was written to a room. */
  public boolean isOfRoom() {
    return RoomName.isMarked(peer);
  }
}
