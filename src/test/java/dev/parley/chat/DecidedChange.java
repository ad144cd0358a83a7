package dev.parley.chat;

import dev.parley.chat.accounts.AccountChange;
import dev.parley.chat.accounts.AccountLogEntry;
import java.util.List;
import java.util.Optional;

/** A change of an account that counts as decided, for tests without voters. */
public final class DecidedChange {
  private static final AccountLogEntry.Position ANYWHERE = new AccountLogEntry.Position(1, 1);

  private DecidedChange() {}

  /** The change as an event. */
  public static ChatEvent event(AccountChange change) {
    var entry = new AccountLogEntry(ANYWHERE, new AccountLogEntry.Decision(change));
    return new ChatEvent.RegistryAppended(entry);
  }

  /** The change in {@code event}, if it is one of {@link #event}. */
  public static Optional<AccountChange> in(ChatEvent event) {
    return event instanceof ChatEvent.RegistryAppended appended
            && appended.entry().content() instanceof AccountLogEntry.Decision decision
        ? Optional.of(decision.change())
        : Optional.empty();
  }

  /** Applies an event, or the change in it. */
  public static List<Notice> apply(ChatState state, ChatEvent event) {
    return in(event).map(state::apply).orElseGet(() -> state.apply(event));
  }
}
