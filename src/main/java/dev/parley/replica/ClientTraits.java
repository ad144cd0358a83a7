package dev.parley.replica;

/**
 * What a client says of itself.
 *
 * @param version the version of the client protocol that it speaks
 * @param kind what it is, for its owner to see; may be empty
 * @param takesTickets whether it can come back by a ticket
 */
public record ClientTraits(int version, String kind, boolean takesTickets) {
  /** The latest version of the client protocol. */
  public static final int LATEST = 4;

  /** The version that came with rooms. */
  public static final int ROOMS = 3;

  /** Of a client that says nothing: it may not know what came after the first version. */
  public static final ClientTraits NONE = new ClientTraits(1, "", true);

  /** Of a client that takes tickets. */
  public ClientTraits(int version, String kind) {
    this(version, kind, true);
  }

  /** Whether it knows rooms, which came with version 3. */
  public boolean knowsRooms() {
    return version >= ROOMS;
  }

  /** Whether it knows who has seen what in rooms, and who types there: it came with version 4. */
  public boolean knowsRoomReceipts() {
    return version >= 4;
  }

  /** Whether it knows the events of version 2. */
  public boolean knowsDevices() {
    return version >= 2;
  }
}
