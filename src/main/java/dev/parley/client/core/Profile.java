package dev.parley.client.core;

import java.util.List;

/**
 * What a client must not forget. {@code nextSeq} is the number of the first draft; {@code ticket}
 * and {@code password} may be empty. The password is kept only where the client made it itself.
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

  /** Of somebody who has never been here. */
  public static Profile fresh(String name, String client) {
    return new Profile(client, name, "", "", 1, 1, List.of(), List.of());
  }
}
