package dev.parley.replica;

import dev.parley.chat.model.ClaimPair;
import dev.parley.chat.model.ReadPosition;
import dev.parley.chat.model.UserName;

/**
 * For whom a session is to be opened.
 *
 * @param claim the number of the claim whose account was checked, or {@link ClaimPair#ANY}
 * @param client the id of the client, which names its stream of messages
 * @param after what the client has seen already
 */
public record SessionRequest(UserName name, long claim, String client, ReadPosition after) {}
