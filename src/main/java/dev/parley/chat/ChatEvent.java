package dev.parley.chat;

import dev.parley.protocol.MemberId;
import java.util.List;

/** What happened in the chat: multicast in causal order and applied by every replica. */
public sealed interface ChatEvent {
  record MailSent(Mail mail) implements ChatEvent {}

  /** All mail of {@code stream} up to number {@code upTo}. */
  record StreamMark(Stream stream, long upTo) {}

  /** {@code user} was shown all mail that the marks cover. */
  record MailAcknowledged(UserName user, List<StreamMark> marks) implements ChatEvent {
    public MailAcknowledged {
      marks = List.copyOf(marks);
    }
  }

  /** What the voters decide; nobody else may change an account. */
  sealed interface AccountChange {}

  record AccountRegistered(Account account) implements ChatEvent, AccountChange {}

  /** The owner by {@code claim} has a new password. */
  record PasswordChanged(UserName name, Account.Claim claim, Verifier verifier, long lamport)
      implements ChatEvent, AccountChange {}

  /** One more entry of the registry's log, by the coordinator of the view. */
  record RegistryAppended(RegistryEntry entry) implements ChatEvent {}

  /** The registry's log is decided up to there. */
  record RegistryCommitted(RegistryEntry.Position upTo) implements ChatEvent {}

  record SessionOpened(UserName name, SessionId session, long lamport) implements ChatEvent {}

  record SessionClosed(UserName name, SessionId session) implements ChatEvent {}

  /** A session: its server, and the number that the server gave it. */
  record SessionId(MemberId gateway, long number) implements Comparable<SessionId> {
    @Override
    public int compareTo(SessionId other) {
      int byGateway = gateway.compareTo(other.gateway);
      return byGateway != 0 ? byGateway : Long.compare(number, other.number);
    }
  }
}
