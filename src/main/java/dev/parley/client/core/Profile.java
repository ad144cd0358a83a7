package dev.parley.client.core;

import java.util.List;

/**
 * The state that a client must not lose. {@code nextSeq} is the number of the first draft; {@code
 * ticket} and {@code password} may be empty. The password is kept only where the client made it
 * itself.
 */
public record Profile(
    String client,
    String name,
    String ticket,
    String password,
    long nextSeq,
    long nextNumber,
    List<UnsentMessage> drafts,
    List<String> servers) {
  public Profile {
    drafts = List.copyOf(drafts);
    servers = List.copyOf(servers);
  }

  /** The same, with a password to keep. */
  public Profile with(String made) {
    return new Profile(client, name, ticket, made, nextSeq, nextNumber, drafts, servers);
  }

  /** The same user at the same servers, as another client that has sent nothing. */
  public Profile withoutMessages(String otherClient) {
    return new Profile(otherClient, name, ticket, password, 1, 1, List.of(), servers);
  }

  /** The profile of a user without stored state. */
  public static Profile fresh(String name, String client) {
    return new Profile(client, name, "", "", 1, 1, List.of(), List.of());
  }
}
