package dev.parley.chat;

import dev.parley.protocol.MemberId;
import java.util.List;

/**
 * The whole replicated state at a cut, for members that come from elsewhere. {@code part} are the
 * servers for which it speaks about sessions.
 */
public record ChatSnapshot(
    List<MemberId> part,
    long lamport,
    List<Account> accounts,
    List<StreamState> streams,
    List<Mail> mails,
    List<Session> sessions) {
  /** A stream's high-water mark; the fingerprints are those of consecutive numbers or fewer. */
  public record StreamState(Stream stream, long highest, List<Fingerprint> fingerprints) {
    public StreamState {
      fingerprints = List.copyOf(fingerprints);
    }
  }

  public record Fingerprint(long seq, long hash) {}

  public record Session(UserName name, ChatEvent.SessionId session, long lamport) {}

  public ChatSnapshot {
    part = List.copyOf(part);
    accounts = List.copyOf(accounts);
    streams = List.copyOf(streams);
    mails = List.copyOf(mails);
    sessions = List.copyOf(sessions);
  }
}
