package dev.parley.chat;

import dev.parley.chat.accounts.ClientNumber;
import dev.parley.chat.model.UserName;
import java.util.List;

/** The logouts of one account of which tickets of it may not know, by client. */
public record AccountLogouts(UserName name, List<Logout> logouts) {
  /**
   * A logout of the client with this {@link ClientNumber}. {@code mark} is a time of day in
   * milliseconds, made larger than the marks of all logouts that were known.
   */
  public record Logout(long client, long mark) {}

  public AccountLogouts {
    logouts = List.copyOf(logouts);
  }
}
